"""A formal notice or a hand-off as a person names it."""

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, FormalNotice, HandOff


def find_hand_off(business: Business, text: str) -> HandOff:
    """A file given to an agency, by its number. Raises Refusal."""
    number = text.strip().removeprefix("#")
    rows = HandOff.objects.filter(business=business).select_related("customer")
    found = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Refusal(f"Aucun dossier confié ne porte le numéro « {text} ».")
    return found


def find_notice(business: Business, text: str) -> FormalNotice:
    """By its number. Raises Refusal."""
    number = text.strip().removeprefix("#")
    rows = FormalNotice.objects.filter(business=business).select_related("customer")
    found = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Refusal(f"Aucune mise en demeure ne porte le numéro « {text} ».")
    return found
