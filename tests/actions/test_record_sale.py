from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django_scopes import scope

from kaye.actions.cancel_sale import cancel_sale
from kaye.actions.count_stock import count_stock
from kaye.actions.deliver_order import deliver_order
from kaye.actions.move_delivery import move_delivery
from kaye.actions.record_sale import LineInput
from kaye.actions.refusal import Refusal
from kaye.records.journal import verify
from kaye.records.models import Business, Case, Instalment, Payment, Product, Receivable, Sale, StepDone
from kaye.records.queries.money import credit_of, open_debts, takings
from kaye.records.sums import wrong_sums
from tests.actions.till import TODAY, customer, debt_of, instalment_of, owed, pay, sell

pytestmark = pytest.mark.django_db
OIL = [LineInput("Huile 5 L", 2, 6_500)]


def cases(subject: str, pk: int) -> dict[str, bool]:
    """Kind of each case of this subject: still open?"""
    rows = Case.objects.filter(subject_type=subject, subject_id=pk)
    return {case.kind: case.closed_at is None for case in rows}


def test_cash_is_paid_at_once_and_owes_nothing(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sale = sell(shop, who, "cash", now)
    instalment = instalment_of(sale)
    assert (sale.total, sale.number, instalment.paid, owed(who)) == (13_000, 1, 13_000, 0)
    assert cases("instalment", instalment.pk) == {}
    assert cases("sale", sale.pk) == {"satisfaction": True}


def test_cash_to_a_passer_by_is_a_sale_and_money_nothing_else(shop: Business, now: datetime) -> None:
    sale = sell(shop, None, "cash", now, received=15_000)
    assert Payment.objects.get().amount == 13_000
    assert not Receivable.objects.exists()
    assert not Case.objects.exists()
    assert takings(shop, TODAY).cash == sale.total


def test_credit_keeps_what_is_left_and_when(shop: Business, now: datetime) -> None:
    """« Je te donne 2 000, je paie le reste lundi. »"""
    who = customer(shop, now)
    lines = [LineInput("Huile 5 L", 2, 6_500), LineInput("Chargeur Type-C", 1, 3_000)]
    sale = sell(shop, who, "credit", now, lines=lines, received=2_000, due_on=date(2026, 5, 25))
    instalment = instalment_of(sale)
    assert debt_of(sale).label == "2 Huile 5 L, Chargeur Type-C"
    assert (instalment.amount, instalment.paid, owed(who)) == (16_000, 2_000, 14_000)
    assert instalment.due_on == date(2026, 5, 25)
    assert cases("instalment", instalment.pk) == {"payment_due": True}


@pytest.mark.parametrize(
    ("kind", "given", "due_on"),
    [
        ("credit", {}, date(2026, 5, 29)),
        ("credit", {"due_on": date(2026, 6, 30)}, date(2026, 6, 30)),
        ("order", {}, None),
        ("order", {"promised_on": date(2026, 5, 28)}, date(2026, 5, 28)),
        ("order", {"promised_on": date(2026, 5, 28), "due_on": date(2026, 6, 5)}, date(2026, 6, 5)),
    ],
)
def test_when_a_sale_is_due(
    kind: str, given: dict[str, Any], due_on: date | None, shop: Business, now: datetime
) -> None:
    sale = sell(shop, customer(shop, now), kind, now, **given)
    assert instalment_of(sale).due_on == due_on


def test_an_order_reserves_then_leaves(shop: Business, now: datetime) -> None:
    oil = count_stock(business=shop, name="Huile 5 L", stock=10, now=now)
    who = customer(shop, now)
    order = sell(shop, who, "order", now, received=5_000)
    oil.refresh_from_db()
    assert (oil.stock, oil.reserved, owed(who)) == (10, 2, 8_000)
    assert cases("sale", order.pk) == {"delivery": True, "satisfaction": True}

    deliver_order(business=shop, sale=order, delivered_on=TODAY, now=now)
    oil.refresh_from_db()
    assert (oil.stock, oil.reserved) == (8, 0)
    assert instalment_of(order).due_on == TODAY
    assert cases("sale", order.pk)["delivery"] is False
    with pytest.raises(Refusal, match="déjà livrée"):
        deliver_order(business=shop, sale=order, delivered_on=TODAY, now=now)


def test_a_balance_moves_with_its_delivery_unless_a_date_was_written(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    moving = sell(shop, who, "order", now, promised_on=date(2026, 5, 28))
    written = sell(shop, who, "order", now, promised_on=date(2026, 5, 28), due_on=date(2026, 6, 5))
    for order in (moving, written):
        move_delivery(business=shop, sale=order, promised_on=date(2026, 6, 2), now=now)
    assert instalment_of(moving).due_on == date(2026, 6, 2)
    assert instalment_of(written).due_on == date(2026, 6, 5)
    with pytest.raises(Refusal, match="passé"):
        move_delivery(business=shop, sale=moving, promised_on=date(2026, 5, 21), now=now)


@pytest.mark.parametrize(
    ("sold_on", "left"), [(date(2026, 5, 21), 10), (date(2026, 5, 22), 8)], ids=["before", "after"]
)
def test_a_sale_older_than_the_count_is_in_the_count(
    sold_on: date, left: int, shop: Business, now: datetime
) -> None:
    oil = count_stock(business=shop, name="Huile 5 L", stock=10, now=now)
    sale = sell(shop, customer(shop, now), "credit", now, sold_on=sold_on)
    oil.refresh_from_db()
    assert oil.stock == left
    cancel_sale(business=shop, sale=sale, now=now)
    oil.refresh_from_db()
    assert oil.stock == 10


def test_low_stock_rings_once_and_again_after_restocking(shop: Business, now: datetime) -> None:
    oil = count_stock(business=shop, name="Huile 5 L", stock=5, threshold=2, now=now)

    def alerts() -> list[tuple[int, bool]]:
        found = Case.objects.filter(kind="low_stock", subject_id=oil.pk).order_by("cycle")
        return [(case.cycle, case.closed_at is None) for case in found]

    sell(shop, None, "cash", now)
    assert alerts() == []
    order = sell(shop, customer(shop, now), "order", now, lines=[LineInput("huile 5 l", 1, 6_500)])
    assert alerts() == [(0, True)]  # 3 on the shelf, 1 of them promised
    sell(shop, None, "cash", now, lines=[LineInput("Huile 5 L", 1, 6_500)])
    assert alerts() == [(0, True)]
    count_stock(business=shop, product=oil, add=10, now=now)
    assert alerts() == [(0, False)]
    deliver_order(business=shop, sale=order, delivered_on=TODAY, now=now)
    assert alerts() == [(0, False)]
    sell(shop, None, "cash", now, lines=[LineInput("Huile 5 L", 9, 6_500)])
    assert alerts() == [(0, False), (1, True)]
    assert Product.objects.get(pk=oil.pk).stock == 2


def test_a_double_tap_sells_once(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    first = sell(shop, who, "credit", now, client_id="form-1")
    assert sell(shop, who, "credit", now, client_id="form-1") == first
    assert (Sale.objects.count(), owed(who)) == (1, 13_000)
    assert sell(shop, who, "credit", now, client_id="form-2").number == 2


def test_received_above_the_total_stays_on_account(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sale = sell(shop, who, "credit", now, received=15_000)
    assert (owed(who), credit_of(who), cases("instalment", instalment_of(sale).pk)) == (0, 2_000, {})
    sell(shop, who, "credit", now)
    assert (owed(who), credit_of(who)) == (13_000, 2_000)  # never applied alone


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "troc"}, "choisissez"),
        ({"kind": "credit", "who": None}, "client"),
        ({"kind": "cash", "received": 5_000}, "à crédit"),
        ({"kind": "credit", "received": -1}, "négatif"),
        ({"kind": "credit", "lines": []}, "article"),
        ({"kind": "credit", "lines": [LineInput("Riz", 0, 100)]}, "quantité"),
        ({"kind": "credit", "lines": [LineInput("Riz", 1, -100)]}, "prix"),
        ({"kind": "credit", "lines": [LineInput(" ", 1, 100)]}, "nom de chaque article"),
        ({"kind": "credit", "lines": [LineInput("Riz", 1_000_000, 10**15)]}, "trop grand"),
        ({"kind": "credit", "sold_on": date(2026, 5, 23)}, "futur"),
        ({"kind": "credit", "due_on": date(2026, 5, 21)}, "avant la vente"),
        ({"kind": "order", "promised_on": date(2026, 5, 21)}, "avant la vente"),
    ],
)
def test_refusals_leave_nothing(given: dict[str, Any], words: str, shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    given = {"who": who, **given}
    with pytest.raises(Refusal, match=words):
        sell(shop, given.pop("who"), given.pop("kind"), now, **given)
    assert not Sale.objects.exists()


def test_an_old_slate_enters_at_its_lateness_and_waits_for_a_person(shop: Business, now: datetime) -> None:
    sale = sell(shop, customer(shop, now), "credit", now, sold_on=date(2026, 5, 1))  # due 8 May: 14 days late
    case = Case.objects.get(kind="payment_due", subject_id=instalment_of(sale).pk)
    assert (case.proposed_step, case.proposed_because) == ("s3", "old_debt")
    skipped = StepDone.objects.filter(case=case).order_by("step").values_list("step", "outcome", "reason")
    assert list(skipped) == [
        ("s1", "skipped", "sautée : dette ancienne"),
        ("s2", "skipped", "sautée : dette ancienne"),
    ]
    assert cases("sale", sale.pk) == {}  # too late to ask whether all is well (R7)


def test_articles_that_last_are_followed(shop: Business, now: datetime) -> None:
    count_stock(business=shop, name="Riz 25 kg", lifetime_days=30, now=now)
    who = customer(shop, now)
    lines = [
        LineInput("riz 25 kg", 2, 15_000),
        LineInput("Café", 1, 2_000, lifetime_days=10),
        LineInput("Chaise", 1, 5_000),
    ]
    sale = sell(shop, who, "cash", now, lines=lines)
    followed = Case.objects.filter(kind="restock").values_list("subject_id", flat=True)
    assert set(followed) == set(sale.lines.exclude(name="Chaise").values_list("pk", flat=True))
    old = sell(shop, who, "cash", now, lines=lines, sold_on=date(2026, 1, 1))
    assert not Case.objects.filter(subject_type="line", subject_id__in=old.lines.values("pk")).exists()


def test_a_cancelled_sale_gives_everything_back_and_keeps_the_money_on_account(
    shop: Business, now: datetime
) -> None:
    oil = count_stock(business=shop, name="Huile 5 L", stock=10, now=now)
    who = customer(shop, now)
    sale = sell(shop, who, "credit", now, received=2_000)
    pay(shop, who, 3_000, now)
    cancel_sale(business=shop, sale=sale, now=now, reason="article rendu")
    oil.refresh_from_db()
    assert (oil.stock, owed(who), credit_of(who)) == (10, 0, 5_000)
    assert cases("instalment", instalment_of(sale).pk) == {"payment_due": False}
    assert cases("sale", sale.pk) == {"satisfaction": False}
    assert wrong_sums(shop) == ()
    assert verify(shop) == ()
    with pytest.raises(Refusal, match="déjà annulée"):
        cancel_sale(business=shop, sale=sale, now=now)


def test_an_order_cancelled_before_delivery_frees_its_reserve(shop: Business, now: datetime) -> None:
    oil = count_stock(business=shop, name="Huile 5 L", stock=10, now=now)
    order = sell(shop, customer(shop, now), "order", now)
    cancel_sale(business=shop, sale=order, now=now)
    oil.refresh_from_db()
    assert (oil.stock, oil.reserved) == (10, 0)


def test_takings_credit_and_orders_are_shown_apart(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, None, "cash", now)
    sell(shop, who, "credit", now, received=2_000)
    sell(shop, who, "order", now, received=4_000)
    pay(shop, who, 1_000, now, method="mobile")
    sell(shop, None, "cash", now, sold_on=date(2026, 5, 21))
    day = takings(shop, TODAY)
    assert (day.cash, day.other, day.received) == (19_000, 1_000, 20_000)
    assert (day.sold_cash, day.credit_given, day.orders_taken, day.deposits) == (
        13_000,
        11_000,
        13_000,
        4_000,
    )


def test_open_debts_come_oldest_first_in_one_query(
    shop: Business, now: datetime, django_assert_num_queries: Callable
) -> None:
    one, two = customer(shop, now), customer(shop, now, "Tonton Pierre")
    late = sell(shop, two, "credit", now, sold_on=date(2026, 5, 10))
    soon = sell(shop, one, "credit", now, received=3_000)
    order = sell(shop, one, "order", now)
    sell(shop, one, "cash", now)
    with django_assert_num_queries(1):
        debts = open_debts(shop, [one.pk, two.pk])
    assert [(d.sale, d.balance) for d in debts] == [(late.pk, 13_000), (soon.pk, 10_000), (order.pk, 13_000)]
    assert [d.order_number for d in debts] == [None, None, order.number]


def test_a_shop_sees_only_its_own(shop: Business, firm: Business, now: datetime) -> None:
    sale = sell(firm, customer(firm, now), "credit", now, received=2_000)
    assert (sale.number, Instalment.objects.count()) == (1, 1)
    with scope(business=shop):
        assert Instalment.objects.count() == 0
        assert takings(shop, TODAY).received == 0
        assert sell(shop, None, "cash", now).number == 1
