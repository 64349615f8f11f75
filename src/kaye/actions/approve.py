"""A person says yes: the message goes into the outbox and leaves at the next allowed instant."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from kaye.actions.create_notice import FORMAL_TEXT, create_notice
from kaye.actions.engine import engine
from kaye.actions.find_item import find_item
from kaye.actions.finish_step import record_by_hand
from kaye.actions.lines import Line
from kaye.actions.outbox import Departure, put
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.models import Business, Case, Customer, Instalment
from kaye.rules import gates


@dataclass(frozen=True, slots=True)
class Approved:
    """`leaves_at`: when it will leave; None for a letter, which a person sends. `notice`: the formal one it drafted."""

    line: Line
    leaves_at: datetime | None
    event: int
    notice: int | None = None


def approve(*, business: Business, item_id: str, now: datetime, by: str = "") -> Approved:
    """Approve the item. Raises Refusal when it is not one to approve or is already on its way."""
    ready = engine(business)
    line = find_item(ready, item_id, now)
    if line.item.action == "check":
        raise Refusal(f"Ce message ne peut pas partir : {line.item.because}.")
    if line.item.action != "approve":
        raise Refusal("Cette relance se fait à la main : envoyez-la, puis dites-le (« envoyée »).")
    try:
        with transaction.atomic():
            return _approve(business, line, now, by)
    except IntegrityError:
        raise Refusal("Un message est déjà prévu ou parti aujourd'hui pour ce client.") from None


def _approve(business: Business, line: Line, now: datetime, by: str) -> Approved:
    item, customer = line.item, line.customer
    letter = _letter_text(business, line)
    leaves_at, notice = None, None
    if letter == FORMAL_TEXT:
        debtor = Customer.objects.get(business=business, pk=customer.id)
        notice = create_notice(business=business, customer=debtor, debts=_debts(line), now=now, by=by).pk
    elif letter:
        record_by_hand(business, line, "sent", now, reason="à envoyer par vous, hors de Kayé")
    else:
        leaves_at = gates.next_opening(customer, now, item.purpose)
        put(business, [Departure(line, "due", leaves_at, customer.calendar.today(leaves_at))], now)
    event = append(
        business=business,
        kind="approved",
        at=now,
        payload={"item": item.id, "kinds": list(item.kinds), "notice": notice},
        by=by,
    )
    replan(business=business, customer_ids=[customer.id], now=now)
    return Approved(line, leaves_at, event.pk, notice)


def _letter_text(business: Business, line: Line) -> str:
    """Formal steps never leave by themselves: a person sends them. Its text; empty for what is no letter."""
    case_id, step = line.item.parts[0]
    key_data = (
        Case.objects.filter(business=business, id=case_id).values_list("version__data", flat=True).first()
    )
    steps = (key_data or {}).get("steps", ())
    found = next((s for s in steps if s.get("uid") == step and s.get("human") == "always"), None)
    return str(found.get("text") or "letter") if found else ""


def _debts(line: Line) -> list[int]:
    """The debts behind the parts of the item."""
    cases = Case.objects.filter(pk__in=[case for case, _ in line.item.parts]).values("subject_id")
    return sorted(set(Instalment.objects.filter(pk__in=cases).values_list("receivable_id", flat=True)))
