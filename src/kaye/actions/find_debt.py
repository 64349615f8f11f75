"""A debt as a person names it."""

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Receivable


def find_debt(business: Business, text: str) -> Receivable:
    """By number of invoice, else by id (« 12 », « #12 »), paid or not. Raises Refusal."""
    name = " ".join(text.split())
    debts = Receivable.objects.filter(business=business, cancelled_at=None).select_related("customer")
    found = debts.filter(reference__iexact=name).exclude(reference="").first()
    if found is None:
        number = name.removeprefix("#")
        found = debts.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Refusal(f"« {name} » n'est le numéro d'aucune facture ni dette : vérifiez-le.")
    return found
