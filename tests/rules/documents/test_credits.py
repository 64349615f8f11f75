"""Credit notes (M22, M23, M31)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.credits import credit_amount, credit_lines, credit_whole, settle, spread_credit
from kaye.rules.documents.lines import Prices
from kaye.rules.documents.parts import shares_reached
from kaye.rules.documents.totals import totals
from tests.rules.documents.samples import draft, drafts, line, vat

HALF, ALL, NONE = Fraction(1, 2), Fraction(1), Fraction(0)


def sums(rates):
    return sum(row.base for row in rates), sum(row.amount for row in rates)


def test_whole_mirrors_the_invoice():
    invoice = totals(draft(line("1000", "20"), line("10", "5.5"))).rates
    assert [(row.base, row.amount) for row in credit_whole(invoice, ())] == [(100000, 20000), (1000, 55)]


def test_amount_with_vat_at_one_rate():
    invoice = totals(draft(line("1000"))).rates
    credit = credit_amount(invoice, (), vat("8.5"), 10000, "EUR")
    assert sums(credit) == (9217, 783)
    assert sums(credit_whole(invoice, credit)) == (100000 - 9217, 8500 - 783)


def test_lines_with_their_discounts():
    document = draft(line("100", "20", quantity="2"), line("50", "20"), discount="10 %")
    credit = credit_lines(document, totals(document).rates, (), (NONE, NONE), (HALF, NONE))
    assert sums(credit) == (9000, 1800)


def test_quantities_taken_back():
    document = draft(line("10", "20", quantity="3"))
    invoice = totals(document).rates
    one = shares_reached(document, (NONE,), {1: Decimal(1)})
    credited = credit_lines(document, invoice, (), (NONE,), one)
    assert sums(credited) == (1000, 200)
    with pytest.raises(DocumentError, match="il reste 2, pas davantage"):
        shares_reached(document, one, {1: Decimal(3)})


@pytest.mark.parametrize(
    ("rate", "amount", "said"),
    [
        ("8.5", 108501, "au plus 1.085,00"),
        ("8.5", 0, "supérieur à zéro"),
        ("20", 100, "pas de ligne à 20"),
    ],
)
def test_amount_refused(rate, amount, said):
    with pytest.raises(DocumentError, match=said):
        credit_amount(totals(draft(line("1000"))).rates, (), vat(rate), amount, "EUR")


def test_nothing_left_to_credit():
    invoice = totals(draft(line("1000"))).rates
    with pytest.raises(DocumentError, match="déjà entièrement annulée"):
        credit_whole(invoice, credit_whole(invoice, ()))


def test_lines_beyond_what_is_left_are_refused():
    document = draft(line("100", "20"))
    invoice = totals(document).rates
    before = credit_amount(invoice, (), vat("20"), 11000, "EUR")
    with pytest.raises(DocumentError, match="dépasse ce qui reste"):
        credit_lines(document, invoice, before, (NONE,), (ALL,))
    with pytest.raises(DocumentError, match="dépasse les quantités"):
        credit_lines(document, invoice, (), (HALF,), (NONE,))
    with pytest.raises(DocumentError, match="L'avoir est vide"):
        credit_lines(document, invoice, (), (HALF,), (HALF,))


def test_it_lowers_the_balance_first_then_becomes_credit():
    assert settle(5000, 8000) == (5000, 0)
    assert settle(5000, 2000) == (2000, 3000)
    assert settle(5000, 0) == (0, 5000)


def test_early_payment_credit_is_spread_over_the_rates():
    invoice = totals(draft(line("1000", "20"), line("1000", "5.5"))).rates
    credit = spread_credit(invoice, (), 4510, "EUR")
    assert [row.with_vat for row in credit] == [2400, 2110]
    with pytest.raises(DocumentError, match="dépasse la facture"):
        spread_credit(invoice, (), 225501, "EUR")


@given(drafts, st.lists(st.integers(1, 10**6), max_size=6))
def test_amounts_in_any_order_then_the_rest_equal_the_invoice(document, amounts):
    invoice = totals(document).rates
    credited = ()
    for n, amount in enumerate(amounts):
        row = invoice[n % len(invoice)]
        done = sum(each.with_vat for each in credited if each.vat == row.vat)
        part = min(amount, row.with_vat - done)
        if part > 0:
            notes = credit_amount(invoice, credited, row.vat, part, document.currency)
            assert sum(each.with_vat for each in notes) == part
            assert all(each.base >= 0 <= each.amount for each in notes)
            credited += notes
    if any(row.with_vat for row in invoice) and sum(sums(credited)) < sum(sums(invoice)):
        rest = credit_whole(invoice, credited)
        assert all(each.base >= 0 <= each.amount for each in rest)
        credited += rest
    assert sums(credited) == sums(invoice)


@given(drafts, st.integers(1, 99))
def test_lines_in_two_notes_equal_the_invoice(document, first):
    invoice = totals(document).rates
    if not any(row.with_vat for row in invoice):
        return
    done, credited = (NONE,) * len(document.lines), ()
    for percent in (first, 100):
        target = (Fraction(percent, 100),) * len(document.lines)
        try:
            credited += credit_lines(document, invoice, credited, done, target)
            done = target
        except DocumentError as refused:  # a share of a few units may be worth nothing
            assert "vide" in str(refused) or "supérieur à zéro" in str(refused)
    assert sums(credited) == sums(invoice)


def test_amounts_and_lines_mixed_stay_inside_the_invoice():
    document = draft(line("0.03", "20", quantity="3"))
    invoice = totals(document).rates
    assert document.prices is Prices.HT
    credited = credit_amount(invoice, (), vat("20"), 1, "EUR")
    credited += credit_lines(document, invoice, credited, (NONE,), (Fraction(1, 3),))
    credited += credit_whole(invoice, credited)
    assert sums(credited) == sums(invoice)
    assert Decimal(sum(sums(credited))) == 11


@given(drafts, st.lists(st.tuples(st.booleans(), st.integers(1, 100)), max_size=5))
def test_credits_of_every_kind_in_any_order_stay_inside_the_invoice(document, steps):
    invoice = totals(document).rates
    done, credited = (NONE,) * len(document.lines), ()
    for by_lines, percent in steps:
        try:
            if by_lines:
                target = tuple(share + (1 - share) * Fraction(percent, 100) for share in done)
                credited += credit_lines(document, invoice, credited, done, target)
                done = target
            else:
                amount = invoice[0].with_vat * percent // 100
                credited += credit_amount(invoice, credited, invoice[0].vat, amount, document.currency)
        except DocumentError:
            continue
    for row in invoice:
        taken = [each for each in credited if each.vat == row.vat]
        assert all(each.base >= 0 <= each.amount for each in taken)
        assert sum(each.base for each in taken) <= row.base
        assert sum(each.amount for each in taken) <= row.amount
    if sum(sums(credited)) < sum(sums(invoice)):
        credited += credit_whole(invoice, credited)
    assert sums(credited) == sums(invoice)
