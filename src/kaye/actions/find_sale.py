"""The one sale that a person named, by its number in the notebook or its id."""

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Sale


def find_sale(*, business: Business, text: str) -> Sale:
    """« 12 » is the number of a sale, « #345 » its id. Raises Refusal."""
    raw = text.strip()
    digits = raw.removeprefix("#")
    if digits.isdecimal() and len(digits) < 19:
        rows = Sale.objects.filter(business=business)
        found = rows.filter(pk=int(digits)) if raw.startswith("#") else rows.filter(number=int(digits))
        if sale := found.first():
            return sale
    raise Refusal(f"La vente « {raw} » est introuvable : donnez son numéro.")
