"""I9: whatever the order of sales, payments, reverses, plans and cancellations, no money appears or is lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Sum
from django_scopes import scope
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaye.actions.apply_credit import apply_credit
from kaye.actions.bounce_cheque import bounce_cheque
from kaye.actions.cancel_plan import cancel_plan
from kaye.actions.cancel_sale import cancel_sale
from kaye.actions.clear_cheque import clear_cheque
from kaye.actions.deliver_order import deliver_order
from kaye.actions.invariants import money_is_conserved
from kaye.actions.make_plan import make_plan
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_payment import record_payment
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.refund import refund
from kaye.actions.refusal import Refusal
from kaye.actions.reverse_payment import reverse_payment
from kaye.actions.undo import undo
from kaye.actions.write_off import take_back_write_off, write_off
from kaye.records.journal import verify
from kaye.records.models import (
    Allocation,
    Business,
    Case,
    Customer,
    Event,
    Instalment,
    Payment,
    Plan,
    Receivable,
    Reduction,
    Sale,
)
from kaye.records.queries.money import credit_of, free_parts
from kaye.records.queries.statement import statement
from kaye.records.sums import open_instalments, wrong_sums
from tests.tools.plugin import engine

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 5, 22)
Act = tuple[str, int, int]
START: list[Act] = [("cash", 0, 4_000), ("credit", 1, 3_000), ("pay", 0, 2_000)]
VERBS = ["cash", "credit", "order", "pay", "pay", "reverse", "reverse", "plan", "cancel", "deliver", "undo"]
VERBS += ["cheque", "cheque", "clear", "bounce", "refund", "lose", "find", "advance", "named", "end_plan"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(0, 9),
        st.integers(1, 20_000),
    ),
    min_size=5,
    max_size=12,
)


class _Rollback(Exception):
    """Ends an example: nothing of it stays."""


@example(acts=[("plan", 0, 1), ("reverse", 1, 1)], country="CM")  # rare in what is drawn
@example(acts=[("lose", 1, 900), ("cancel", 1, 1), ("pay", 0, 20_000)], country="CM")
@given(acts=ACTS, country=st.sampled_from(["CM", "GP"]))
@settings(max_examples=40 if engine() == "sqlite" else 12)  # its sums on both, the many stories once
def test_money_stays_whole(acts: list[Act], country: str) -> None:
    try:
        with transaction.atomic():
            business = open_business(name="A", country=country, now=NOW)
            with scope(business=business):
                who = record_customer(business=business, now=NOW, name_raw="Mme Jeanne")
                for n, act in enumerate([*START, *acts]):
                    perform(business, who, act, NOW + timedelta(minutes=n))
                    check(business, who)
                assert verify(business) == ()  # the chain only grows: a broken link stays broken
            raise _Rollback
    except _Rollback:
        pass


def perform(business: Business, who: Customer, act: Act, now: datetime) -> None:
    """One act on the n-th row it can bear on; a refusal is an answer like another."""
    verb, pick, amount = act
    sales, payments = Sale.objects.order_by("id"), Payment.objects.order_by("id")
    asked = {"business": business, "now": now}
    try:
        with transaction.atomic():
            if verb in ("cash", "credit", "order"):
                received = 0 if verb == "cash" else amount // 2 * (pick % 3)
                lines = [LineInput("Huile", pick % 3 + 1, amount)]
                record_sale(**asked, customer=who, kind=verb, lines=lines, received=received, sold_on=TODAY)
            elif verb in ("pay", "cheque", "named"):
                record_payment(
                    **asked,
                    customer=who,
                    amount=amount,
                    received_on=TODAY,
                    method="cheque" if verb == "cheque" else "cash",
                    debts=_named(business, pick, amount) if verb == "named" else (),
                )
            elif verb == "plan":
                make_plan(**asked, customer=who, count=pick % 4 + 2, first_on=TODAY)
            elif verb == "undo":
                undo(**asked, event_id=Event.objects.order_by("-id")[pick % Event.objects.count()].pk)
            elif verb == "reverse" and payments:
                reverse_payment(**asked, payment=payments[pick % len(payments)], reason="erreur")
            elif verb == "cancel" and sales:
                cancel_sale(**asked, sale=sales[pick % len(sales)], give_back=amount % 2 == 0)
            elif verb == "deliver" and sales:
                deliver_order(**asked, sale=sales[pick % len(sales)], delivered_on=TODAY)
            else:
                more(asked, who, act)
    except Refusal as refusal:
        assert str(refusal)


def more(asked: dict[str, Any], who: Customer, act: Act) -> None:
    """Cheques, refunds, losses, advances."""
    verb, pick, amount = act
    cheques = Payment.objects.filter(method="cheque", reverses=None).order_by("id")
    plans = Plan.objects.filter(state="kept").order_by("id")
    lost = Reduction.objects.filter(kind="write_off").order_by("id")
    if verb in ("clear", "bounce") and cheques:
        do = clear_cheque if verb == "clear" else bounce_cheque
        do(**asked, payment=cheques[pick % len(cheques)])
    elif verb == "end_plan" and plans:
        cancel_plan(**asked, plan=plans[pick % len(plans)])
    elif verb == "refund":
        refund(**asked, customer=who, amount=amount)
    elif verb == "advance":
        apply_credit(**asked, customer=who, debts=_named(asked["business"], pick, amount) if pick % 2 else ())
    elif verb == "lose":
        write_off(
            **asked, customer=who, amount=amount, debts=_named(asked["business"], pick, 0), reason="parti"
        )
    elif verb == "find" and lost:
        row = lost[pick % len(lost)].pk
        take_back_write_off(**asked, customer=who, write_off_id=row, reason="revenu")


def _named(business: Business, pick: int, amount: int) -> list[str]:
    debts = list(Receivable.objects.order_by("id"))
    if not debts:
        return ["rien"]
    chosen = f"#{debts[pick % len(debts)].pk}"
    return [f"{chosen}={amount // 3 + 1}" if pick % 3 == 1 and amount else chosen]


def check(business: Business, who: Customer) -> None:
    who.refresh_from_db()
    paid = Payment.objects.filter(state="done").aggregate(s=Sum("amount"))["s"] or 0
    credit = credit_of(who)
    assert credit >= 0
    assert sum(part for _, part in free_parts(who)) == credit
    account = statement(business, who, TODAY)
    assert account.closing == who.owed - credit
    assert account.closing == sum(line.debit - line.credit for line in account.lines)
    assert list(money_is_conserved.violations(business, NOW)) == []
    used = Allocation.objects.aggregate(s=Sum("amount"))["s"] or 0
    assert paid == used + credit
    assert not Instalment.objects.filter(paid__lt=0).exists()
    assert wrong_sums(business) == ()
    assert who.owed == sum(i.amount - i.paid for i in open_instalments(business))
    for debt in Receivable.objects.filter(cancelled_at=None).prefetch_related("instalments"):
        kept = sum(i.paid if i.replaced_at else i.amount for i in debt.instalments.all())
        assert kept == debt.total
    for row in Payment.objects.annotate(used=Sum("allocations__amount")):
        assert abs(row.used or 0) <= abs(row.amount)
    check_followed(business)


def check_followed(business: Business) -> None:
    """Nothing that owes is forgotten, nothing settled is followed."""
    owing = set(open_instalments(business).values_list("pk", flat=True))
    cases = Case.objects.filter(kind="payment_due", closed_at=None)
    assert set(cases.values_list("subject_id", flat=True)) == owing
    assert not Instalment.objects.filter(paid__gt=F("amount")).exists()
