"""Deposits and final invoices (M18, M19)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.amounts import Discount, DocumentError
from kaye.rules.documents.deposits import Deposit, deposit_amount, deposit_rates, final_invoice
from kaye.rules.documents.totals import totals
from tests.rules.documents.samples import draft, drafts, line

DAY = date(2026, 5, 22)
THIRTY = Discount(percent=Decimal(30))


def deposit(rates, paid=True, number="F2026-0001"):
    return Deposit(number, DAY, rates, paid)


def test_thirty_per_cent_of_the_total_with_vat_rounded_once():
    assert deposit_amount(THIRTY, 108505, "EUR") == 32552
    assert deposit_amount(Discount(amount=5000), 108505, "EUR") == 5000


@pytest.mark.parametrize("asked", [Discount(amount=108506), Discount(percent=Decimal(0)), Discount()])
def test_deposit_stays_between_zero_and_the_total(asked):
    with pytest.raises(DocumentError, match="L'acompte .* doit rester entre zéro et le total"):
        deposit_amount(asked, 108505, "EUR")


def test_spread_over_the_rates_in_proportion_with_vat():
    whole = totals(draft(line("1000", "20"), line("1000", "5.5")))
    rates = deposit_rates(whole, 67650)
    assert [(row.vat.rate, row.with_vat, row.base, row.amount) for row in rates] == [
        (Decimal("20"), 36000, 30000, 6000),
        (Decimal("5.5"), 31650, 30000, 1650),
    ]


def test_tie_goes_to_the_higher_rate():
    whole = totals(draft(line("100", "0"), line("100", "20"), prices="ttc"))
    assert [row.with_vat for row in deposit_rates(whole, 101)] == [51, 50]


def test_final_shows_all_the_work_and_deducts_what_was_asked_paid_or_not():
    whole = totals(draft(line("1000", "20")))
    found = final_invoice(whole, [deposit(deposit_rates(whole, 36000), paid=False)], "EUR")
    assert (found.totals.ttc, found.deducted, found.due) == (120000, 36000, 84000)
    assert [(row.base, row.amount) for row in found.booked] == [(70000, 14000)]


def test_deposits_above_the_total_propose_a_credit_note():
    whole, less = totals(draft(line("1000", "20"))), totals(draft(line("100", "20")))
    with pytest.raises(DocumentError, match=r"faites d'abord un avoir de 240,00"):
        final_invoice(less, [deposit(deposit_rates(whole, 36000))], "EUR")


@given(drafts, st.integers(1, 99))
def test_deposit_and_final_book_exactly_the_work(document, percent):
    whole = totals(document)
    amount = Discount(percent=Decimal(percent)).of(whole.ttc)
    rates = deposit_rates(whole, amount)
    assert sum(row.with_vat for row in rates) == amount
    found = final_invoice(whole, [deposit(rates)], document.currency)
    assert found.due + amount == whole.ttc
    for row, booked in zip(whole.rates, found.booked, strict=True):
        taken = [each for each in rates if each.vat == row.vat]
        assert booked.base + sum(each.base for each in taken) == row.base
        assert booked.amount + sum(each.amount for each in taken) == row.amount
