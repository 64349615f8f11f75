"""What a program writes: days, amounts, who is meant. Refused in the words of the product."""

from datetime import date
from decimal import Decimal

from kaye.actions.documents.ground import DocumentRefusal
from kaye.actions.find_customer import find_customer
from kaye.actions.refusal import Refusal
from kaye.api.gate import Call, not_found
from kaye.api.schemas import Written
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Customer
from kaye.rules.documents.amounts import DocumentError, parse_quantity
from kaye.rules.money import MoneyError, parse_money


def day(text: str | None, place: str) -> date | None:
    """An ISO date. Raises DocumentRefusal, which names the place."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DocumentRefusal(place, f"« {text} » : écrivez un jour comme 2026-05-22.") from None


def required_day(text: str, place: str) -> date:
    """The same, never absent."""
    found = day(text, place)
    if found is None:
        raise DocumentRefusal(place, "Écrivez un jour comme 2026-05-22.")
    return found


def amount(written: Written | None, business: Business, place: str) -> int | None:
    """Minor units. Raises DocumentRefusal."""
    if written is None:
        return None
    try:
        return parse_money(str(written), currency_of(business).code)
    except MoneyError as fault:
        raise DocumentRefusal(place, str(fault)) from None


def quantities(written: dict[str, Written] | None) -> dict[int, Decimal] | None:
    """By line number. Raises DocumentRefusal."""
    if written is None:
        return None
    found: dict[int, Decimal] = {}
    for line, quantity in written.items():
        if not line.isdecimal() or len(line) > 6:
            raise DocumentRefusal(f"quantities.{line}", "Écrivez le numéro de la ligne, à partir de 1.")
        try:
            found[int(line)] = parse_quantity(quantity)
        except DocumentError as fault:
            raise DocumentRefusal(f"quantities.{line}", str(fault)) from None
    return found


def customer(call: Call, named: Written) -> Customer:
    """By id, name or contact point. Raises DocumentRefusal."""
    try:
        return find_customer(business=call.business, text=f"#{named}" if isinstance(named, int) else named)
    except Refusal as fault:
        raise DocumentRefusal("customer", str(fault)) from None


def one(rows, pk: int):  # type: ignore[no-untyped-def]
    """The row of this id in this business, else 404."""
    if not 0 < pk < 2**63:
        raise not_found()
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found
