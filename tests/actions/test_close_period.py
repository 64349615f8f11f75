from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaye.actions.approve_import import approve_import
from kaye.actions.close_period import close_periods
from kaye.actions.open_business import open_business
from kaye.actions.read_import import read_import
from kaye.actions.record_sale import LineInput
from kaye.actions.reverse_payment import reverse_payment
from kaye.actions.tick import tick
from kaye.actions.undo_import import undo_import
from kaye.records.closings import verify_chain
from kaye.records.models import Allocation, Business, Closing, Event, Payment
from tests.actions.till import customer, pay, sell

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 9, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def rows(period: str = "day") -> list[tuple[date, int, int, int]]:
    found = Closing.objects.filter(period=period).order_by("seq")
    return [(row.start, row.entries, row.total, row.cumulative) for row in found]


def test_a_day_is_closed_at_the_first_tick_after_it(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, who, "credit", now, received=3_000)
    pay(shop, who, 4_000, now)
    tick(now + timedelta(hours=10), shop)
    assert rows() == []
    tick(at(23), shop)
    assert rows() == [(date(2026, 5, 22), 2, 7_000, 7_000)]
    tick(at(24), shop)
    assert close_periods(business=shop, now=at(24)) == ()
    assert verify_chain(shop).is_ok


def test_an_entry_typed_later_belongs_to_the_day_it_is_typed(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    pay(shop, who, 4_000, now)
    close_periods(business=shop, now=at(23))
    pay(shop, who, 500, at(23), received_on=date(2026, 5, 22))
    close_periods(business=shop, now=at(25))
    assert rows() == [(date(2026, 5, 22), 1, 4_000, 4_000), (date(2026, 5, 23), 1, 500, 4_500)]


def test_an_entry_written_with_a_late_clock_is_in_the_next_day(shop: Business, now: datetime) -> None:
    """The instant was read before midnight, the transaction came after the closing."""
    who = customer(shop, now)
    pay(shop, who, 4_000, now)
    close_periods(business=shop, now=at(23, 0))
    pay(shop, who, 700, at(22, 22))
    close_periods(business=shop, now=at(25))
    assert rows() == [(date(2026, 5, 22), 1, 4_000, 4_000), (date(2026, 5, 23), 1, 700, 4_700)]
    assert verify_chain(shop).is_ok


def test_reversals_are_deducted(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    payment = pay(shop, who, 4_000, now, method="mobile").payment
    pay(shop, who, 1_000, now)
    reverse_payment(business=shop, payment=payment, reason="faux", now=now + timedelta(hours=1))
    close_periods(business=shop, now=at(24))
    day = Closing.objects.get(period="day")
    assert (day.entries, day.total, day.by_method) == (3, 1_000, {"cash": 1_000})
    assert day.by_rate == {"none": 1_000}


def test_a_month_and_a_year_always_make_a_row(shop: Business, now: datetime) -> None:
    pay(shop, customer(shop, now), 4_000, now)
    close_periods(business=shop, now=datetime(2027, 1, 1, 3, tzinfo=UTC))
    assert [row[0] for row in rows("month")] == [date(2026, month, 1) for month in range(5, 13)]
    assert [row[2:] for row in rows("month")][:2] == [(4_000, 4_000), (0, 4_000)]
    assert rows("year") == [(date(2026, 1, 1), 1, 4_000, 4_000)]
    assert verify_chain(shop).is_ok


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),  # a day of 23 hours
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
def test_midnight_is_that_of_the_shop(
    instant: datetime, day: date, db: None, in_scope: Callable[..., None]
) -> None:
    opened = datetime(2026, 3, 27, 9, tzinfo=UTC)
    firm = open_business(name="Atelier", country="FR", now=opened)
    in_scope(firm)
    pay(firm, customer(firm, opened), 4_000, instant, received_on=date(2026, 3, 27))
    close_periods(business=firm, now=datetime(2026, 4, 2, tzinfo=UTC))
    assert rows() == [(day, 1, 4_000, 4_000)]


CHANGES = {
    "a payment": lambda: Payment.objects.filter(amount=4_000).update(amount=3_000),
    "a method": lambda: Payment.objects.filter(amount=4_000).update(method="card"),
    "an event": lambda: Event.objects.filter(kind="payment_recorded").update(payload={}),
    "a closing": lambda: Closing.objects.filter(period="day").update(total=1),
    "a total by method": lambda: Closing.objects.filter(period="day").update(by_method={"card": 4_000}),
    "the closing of a month": lambda: Closing.objects.filter(period="month").update(entries=7),
    "a closing removed": lambda: Closing.objects.filter(period="month").delete(),
    "an event removed": lambda: Event.objects.filter(kind="period_closed").last().delete(),  # type: ignore[union-attr]
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_row_changed_is_found(change: str, shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    pay(shop, who, 4_000, now)
    pay(shop, who, 600, now)
    close_periods(business=shop, now=at(2, month=6))
    assert verify_chain(shop).is_ok
    CHANGES[change]()
    found = verify_chain(shop)
    if change == "an event removed":  # the last of the chain: its closing no longer has its event
        assert found.first_bad is not None
    assert found.first_bad is not None and found.first_bad.reason


def test_a_payment_removed_is_found(shop: Business, now: datetime) -> None:
    payment = pay(shop, customer(shop, now), 4_000, now).payment
    Allocation.objects.filter(payment=payment).delete()
    Payment.objects.filter(pk=payment.pk).delete()
    bad = verify_chain(shop).first_bad
    assert bad is not None and "a disparu" in bad.reason


def test_nothing_to_close_asks_nothing(shop: Business, now: datetime) -> None:
    close_periods(business=shop, now=at(23))
    asked: list[str] = []
    with connection.execute_wrapper(lambda run, sql, *rest: asked.append(sql) or run(sql, *rest)):
        close_periods(business=shop, now=at(23, 18))
    assert asked == []


moves = st.lists(
    st.tuples(
        st.integers(0, 40 * 24), st.sampled_from(["pay", "sale", "reverse", "close"]), st.integers(1, 9)
    ),
    max_size=25,
)


@given(moves=moves)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_days_make_months_and_nothing_is_lost(
    moves: list[tuple[int, str, int]], db: None, in_scope: Callable[..., None]
) -> None:
    opened = datetime(2026, 5, 22, 9, tzinfo=UTC)
    business = open_business(name="Chez Moussa", country="CM", now=opened)
    in_scope(business)
    who = customer(business, opened)
    for hours, what, amount in sorted(moves):
        instant = opened + timedelta(hours=hours)
        if what == "pay":
            pay(business, who, amount * 100, instant)
        elif what == "sale":
            sell(business, who, "credit", instant, lines=[LineInput("Sel", 1, 900)], received=amount * 100)
        elif what == "reverse":
            left = Payment.objects.filter(business=business, amount__gt=0, reversed_by=None).first()
            if left is not None:
                reverse_payment(business=business, payment=left, reason="faux", now=instant)
        else:
            close_periods(business=business, now=instant)
    close_periods(business=business, now=datetime(2027, 1, 2, tzinfo=UTC))
    closed = {
        period: list(Closing.objects.filter(business=business, period=period).order_by("seq"))
        for period in ("day", "month", "year")
    }
    amounts = list(Payment.objects.filter(business=business).values_list("amount", flat=True))
    for found in closed.values():
        assert sum(row.total for row in found) == sum(amounts) == (found[-1].cumulative if found else 0)
        assert sum(row.entries for row in found) == len(amounts)
        assert all(sum(row.by_method.values()) == sum(row.by_rate.values()) == row.total for row in found)
        assert [row.seq for row in found] == list(range(1, len(found) + 1))
    assert verify_chain(business).is_ok


def test_an_import_taken_back_is_deducted_the_day_it_is_and_its_credit_notes_are_no_takings(
    firm: Business, now: datetime
) -> None:
    rows = "N° facture;Date;Échéance;Société;Type;Objet;Montant TTC;Déjà payé"
    data = f"{rows}\nF-1;04/05/2026;22/05/2026;Karukera;;Pose;100;40\nA-1;05/05/2026;;Karukera;avoir;Geste;10;0\n"
    batch = read_import(business=firm, kind="invoices", now=now, filename="f.csv", data=data.encode()).batch
    assert batch is not None
    approve_import(business=firm, batch=batch, now=now)
    close_periods(business=firm, now=at(23, 8))
    undo_import(business=firm, batch=batch, now=at(23, 10))
    close_periods(business=firm, now=at(25, 8))
    taken = [(day, total) for day, _, total, _ in rows_of(firm)]
    assert taken == [(date(2026, 5, 22), 4_000), (date(2026, 5, 23), -4_000)]
    assert verify_chain(firm).is_ok


def rows_of(business: Business) -> list[tuple[date, int, int, int]]:
    found = Closing.objects.filter(business=business, period="day").order_by("seq")
    return [(row.start, row.entries, row.total, row.cumulative) for row in found]
