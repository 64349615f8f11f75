from datetime import date, datetime
from typing import Any

import pytest

from kaye.actions.add_debt import add_debt
from kaye.actions.hold import place_hold
from kaye.actions.make_plan import make_plan
from kaye.actions.record_payment import Settled
from kaye.actions.refusal import Refusal
from kaye.actions.reverse_payment import reverse_payment
from kaye.records.journal import verify
from kaye.records.models import Allocation, Business, Case, Instalment, Payment
from kaye.records.sums import open_instalments, wrong_sums
from tests.actions.till import TODAY, customer, debt_of, instalment_of, owed, pay, sell

pytestmark = pytest.mark.django_db


def is_followed(instalment: Instalment) -> bool:
    return Case.objects.get(subject_type="instalment", subject_id=instalment.pk).closed_at is None


def test_the_oldest_due_debt_is_settled_first(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    second = sell(shop, who, "credit", now, due_on=date(2026, 6, 10))
    first = sell(shop, who, "credit", now, due_on=date(2026, 6, 1))
    undated = sell(shop, who, "order", now)
    result = pay(shop, who, 30_000, now)
    assert result.allocations == (
        Settled("2 Huile 5 L", 1, 13_000, 0),
        Settled("2 Huile 5 L", 1, 13_000, 0),
        Settled("2 Huile 5 L", 1, 4_000, 9_000),
    )
    assert (result.unallocated, result.balance, result.credit) == (0, 9_000, 0)
    assert [is_followed(instalment_of(sale)) for sale in (first, second, undated)] == [False, False, True]


def test_a_part_is_a_part_and_too_much_is_kept_on_account(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, who, "credit", now)
    assert pay(shop, who, 5_000, now).balance == 8_000
    result = pay(shop, who, 10_000, now)
    assert (result.unallocated, result.balance, result.credit) == (2_000, 0, 2_000)


@pytest.mark.parametrize("said", ["F-2026-07", "f 2026 07", "Entretien climatisation", "id"])
def test_a_debt_can_be_named(said: str, firm: Business, now: datetime) -> None:
    who = customer(firm, now)
    sell(firm, who, "credit", now)
    invoice = add_debt(
        business=firm,
        customer=who,
        label="Entretien climatisation",
        total=50_000,
        issued_on=date(2026, 5, 20),
        due_on=date(2026, 7, 1),
        origin="invoice",
        reference="F-2026-07",
        now=now,
    )
    result = pay(firm, who, 60_000, now, debts=[invoice.pk if said == "id" else said])
    assert [(s.ref, s.amount) for s in result.allocations] == [("F-2026-07", 50_000)]
    assert (result.unallocated, result.balance) == (10_000, 13_000)


def test_an_unknown_debt_is_refused_with_the_list(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    with pytest.raises(Refusal, match="ne doit plus rien"):
        pay(shop, who, 100, now, debts=["F-1"])
    sale = sell(shop, who, "credit", now)
    with pytest.raises(Refusal, match=rf"2 Huile 5 L \(#{debt_of(sale).pk}\)"):
        pay(shop, who, 100, now, debts=["F-1"])
    assert not Payment.objects.exists()


def test_a_disputed_debt_waits_unless_it_is_named(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    disputed = sell(shop, who, "credit", now, due_on=date(2026, 6, 1))
    case = Case.objects.get(subject_type="instalment", subject_id=instalment_of(disputed).pk)
    place_hold(business=shop, customer=who, kind="dispute", case=case, now=now)
    assert pay(shop, who, 5_000, now).unallocated == 5_000
    assert pay(shop, who, 5_000, now, debts=[debt_of(disputed).pk]).unallocated == 0


@pytest.mark.parametrize(
    ("amount", "given", "words"),
    [
        (0, {}, "plus grand que zéro"),
        (-5, {}, "plus grand que zéro"),
        (10**16, {}, "vérifiez"),
        (5, {"received_on": date(2026, 5, 23)}, "futur"),
        (5, {"method": "troc"}, "choisissez"),
    ],
)
def test_refusals(amount: int, given: dict[str, Any], words: str, shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    with pytest.raises(Refusal, match=words):
        pay(shop, who, amount, now, **given)
    assert not Payment.objects.exists()


def test_a_double_tap_pays_once(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, who, "credit", now)
    first = pay(shop, who, 5_000, now, client_id="form-1")
    assert pay(shop, who, 5_000, now, client_id="form-1") == first
    assert (Payment.objects.count(), owed(who)) == (1, 8_000)


def test_a_reverse_opens_the_debt_again_with_its_own_date(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sale = sell(shop, who, "credit", now)
    payment = pay(shop, who, 15_000, now).payment
    assert not is_followed(instalment_of(sale))
    result = reverse_payment(business=shop, payment=payment, reason="chèque sans provision", now=now)
    assert (result.payment.amount, result.payment.reverses) == (-15_000, payment)
    assert (result.unallocated, result.balance, result.credit) == (0, 13_000, 0)
    assert is_followed(instalment_of(sale))
    assert instalment_of(sale).due_on == date(2026, 5, 29)
    assert wrong_sums(shop) == ()
    assert verify(shop) == ()
    for twice in (payment, result.payment):
        with pytest.raises(Refusal, match="déjà"):
            reverse_payment(business=shop, payment=twice, reason="encore", now=now)
    with pytest.raises(Refusal, match="pourquoi"):
        reverse_payment(business=shop, payment=payment, reason=" ", now=now)


def test_the_payment_of_a_cash_sale_taken_back_makes_a_debt_that_is_followed(
    shop: Business, now: datetime
) -> None:
    who = customer(shop, now)
    sale = sell(shop, who, "cash", now)
    reverse_payment(business=shop, payment=Payment.objects.get(sale=sale), reason="faux billet", now=now)
    assert owed(who) == 13_000
    assert is_followed(instalment_of(sale))


def test_a_plan_shares_the_balance_and_keeps_the_day(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    shop.papers = {"cash_step": 5}
    sale = sell(shop, who, "credit", now, received=2_997)
    old = instalment_of(sale)
    plan = make_plan(business=shop, customer=who, count=3, first_on=date(2026, 8, 31), now=now)
    assert [(i.number, i.due_on, i.amount) for i in plan.instalments] == [
        (1, date(2026, 8, 31), 3_335),
        (2, date(2026, 9, 30), 3_335),
        (3, date(2026, 10, 31), 3_333),
    ]
    assert (plan.total, plan.original_due_on, owed(who)) == (10_003, date(2026, 5, 29), 10_003)
    assert not is_followed(old)
    assert all(is_followed(i) for i in plan.instalments)
    assert pay(shop, who, 4_000, now).allocations == (
        Settled("2 Huile 5 L", 1, 3_335, 0),
        Settled("2 Huile 5 L", 2, 665, 2_670),
    )


def test_a_plan_over_two_debts_keeps_the_total_of_each(firm: Business, now: datetime) -> None:
    who = customer(firm, now)
    sales = [sell(firm, who, "credit", now, due_on=date(2026, 6, day)) for day in (1, 2)]
    plan = make_plan(business=firm, customer=who, count=3, first_on=date(2026, 6, 5), every="week", now=now)
    for sale in sales:
        parts = open_instalments(firm).filter(receivable=debt_of(sale))
        assert sum(i.amount for i in parts) == 13_000
    dates = [date(2026, 6, 5), date(2026, 6, 12), date(2026, 6, 19)]
    assert [sum(i.amount for i in plan.instalments if i.due_on == d) for d in dates] == [8_667, 8_667, 8_666]
    assert owed(who) == 26_000


def test_a_payment_taken_back_after_a_plan_is_owed_beside_it(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, who, "credit", now)
    payment = pay(shop, who, 3_000, now).payment
    make_plan(business=shop, customer=who, count=2, first_on=date(2026, 6, 5), now=now)
    reverse_payment(business=shop, payment=payment, reason="erreur", now=now)
    assert owed(who) == 13_000
    assert sorted(i.amount for i in open_instalments(shop)) == [3_000, 5_000, 5_000]
    assert wrong_sums(shop) == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"count": 1}, "tranches"),
        ({"count": 61}, "tranches"),
        ({"every": "day"}, "semaine"),
        ({"first_on": date(2026, 5, 21)}, "passé"),
    ],
)
def test_plans_refused(given: dict[str, Any], words: str, shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, who, "credit", now)
    with pytest.raises(Refusal, match=words):
        make_plan(**{"business": shop, "customer": who, "count": 3, "first_on": TODAY, "now": now, **given})
    assert Instalment.objects.get().replaced_at is None


def test_a_plan_of_crumbs_or_of_nothing_is_refused(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    asked = {"business": shop, "customer": who, "first_on": TODAY, "now": now}
    with pytest.raises(Refusal, match="ne doit plus rien"):
        make_plan(count=2, **asked)
    sell(shop, who, "credit", now, received=12_998)
    with pytest.raises(Refusal, match="choisissez-en moins"):
        make_plan(count=3, **asked)
    assert owed(who) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"label": " "}, "ce qui est dû"),
        ({"total": 0}, "plus grand que zéro"),
        ({"origin": "quote"}, "facture"),
        ({"origin": "invoice", "reference": ""}, "numéro"),
        ({"issued_on": date(2026, 5, 23)}, "futur"),
        ({"due_on": date(2026, 4, 1)}, "échéance"),
        ({"reference": "F-1"}, "déjà enregistrée"),
    ],
)
def test_debts_refused(given: dict[str, Any], words: str, firm: Business, now: datetime) -> None:
    who = customer(firm, now)
    asked = {
        "business": firm,
        "customer": who,
        "label": "Contrat",
        "total": 100,
        "issued_on": date(2026, 5, 1),
        "now": now,
    }
    add_debt(**asked, origin="invoice", reference="F-1")
    with pytest.raises(Refusal, match=words):
        add_debt(**{**asked, **given})
    assert owed(who) == 100


def test_money_is_conserved_row_by_row(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, who, "credit", now, received=20_000)
    pay(shop, who, 1_000, now)
    paid = sum(Payment.objects.values_list("amount", flat=True))
    used = sum(Allocation.objects.values_list("amount", flat=True))
    assert (paid, used) == (21_000, 13_000)
