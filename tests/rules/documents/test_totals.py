"""Totals of a document (M2–M4, worked example 20)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from kaye.rules.documents.amounts import Discount, DocumentError, round_half_up
from kaye.rules.documents.lines import Category, Prices, Vat
from kaye.rules.documents.totals import WHOLE, cumulated, line_nets, totals
from tests.rules.documents.samples import draft, drafts, line, vat


def figures(found):
    return found.ht, found.vat, found.ttc


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (draft(line("1000")), (100000, 8500, 108500)),
        (draft(*[line("33.33")] * 3), (9999, 850, 10849)),
        (draft(line("12345", "19.25"), code="XAF"), (12345, 2376, 14721)),
        (draft(line("25000", "19.25"), code="XAF", prices="ttc"), (20964, 4036, 25000)),
    ],
)
def test_worked_example_20(document, expected):
    assert figures(totals(document)) == expected


def test_lines_are_rounded_one_by_one():
    found = totals(draft(line("0.125", "20", quantity="1"), line("0.125", "20", quantity="1")))
    assert found.nets == (13, 13)
    assert figures(found) == (26, 5, 31)


def test_rates_highest_first_and_two_kinds_of_zero_apart():
    reverse = Vat(Decimal(0), Category.REVERSE_CHARGE)
    lines = (line("10", "0"), line("10", "2.1"), line("10", "8.5"))
    found = totals(draft(*lines, line("10", "0").__class__("x", Decimal(1), Decimal(10), reverse)))
    assert [row.vat.rate for row in found.rates] == [Decimal("8.5"), Decimal("2.1"), 0, 0]
    assert {row.vat.category for row in found.rates if not row.vat.rate} == {
        Category.EXEMPT,
        Category.REVERSE_CHARGE,
    }


def test_discount_in_per_cent_is_rounded_once_per_rate():
    found = totals(draft(line("10.05", "20"), line("10.05", "5.5"), discount="10 %"))
    assert [(row.lines, row.discount, row.base) for row in found.rates] == [
        (1005, 101, 904),
        (1005, 101, 904),
    ]


def test_fixed_discount_is_spread_over_the_rates_tie_to_the_higher():
    found = totals(draft(line("50", "8.5"), line("50", "2.1"), discount="0,01"))
    assert [row.discount for row in found.rates] == [1, 0]
    found = totals(draft(line("75", "20"), line("25", "2.1"), discount="10"))
    assert [row.discount for row in found.rates] == [750, 250]


def test_line_discount_comes_first():
    found = totals(draft(line("100", "20", discount=Discount(percent=Decimal(10))), discount="10 %"))
    assert found.nets == (9000,)
    assert figures(found) == (8100, 1620, 9720)


def test_prices_with_vat_keep_the_price_agreed_and_lines_share_the_base():
    found = totals(draft(*[line("10", "8.5")] * 3, prices="ttc"))
    assert figures(found) == (2765, 235, 3000)
    assert found.nets == (922, 922, 921)


def test_taken_back_is_a_negative_quantity():
    found = totals(draft(line("100", "20"), line("30", "20", quantity="-1")))
    assert found.nets == (10000, -3000)
    assert figures(found) == (7000, 1400, 8400)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (draft(), "Il manque une ligne"),
        (draft(line("10", discount=Discount(amount=1001))), "Ligne 1 : la remise .* dépasse"),
        (draft(line("10", quantity="-1", discount=Discount(amount=1))), "Ligne 1 : la remise .* dépasse"),
        (draft(line("10"), discount="10,01"), "La remise .* dépasse le montant du document"),
        (draft(line("10", "20"), line("30", "20", quantity="-1")), "descendent sous zéro"),
        (draft(line("100", "20"), line("30", "2.1", quantity="-1")), "2,1.% descendent sous zéro"),
    ],
)
def test_refused_in_french(document, said):
    with pytest.raises(DocumentError, match=said):
        totals(document)


def test_franc_documents_are_never_rounded_to_five():
    assert totals(draft(line("12343", "0"), code="XAF")).ttc == 12343


@given(drafts)
def test_no_unit_is_lost(document):
    found = totals(document)
    assert sum(found.nets) == sum(row.lines for row in found.rates)
    for row in found.rates:
        assert row.base == row.lines - row.discount
        assert row.base >= 0 <= row.amount
    assert found.ttc == found.ht + found.vat == sum(row.with_vat for row in found.rates)


@given(drafts)
def test_one_rounding_per_rate(document):
    found = totals(document)
    for row in found.rates:
        rate = Fraction(row.vat.rate) / 100
        if document.prices is Prices.HT:
            assert row.amount == round_half_up(row.base * rate)
        else:
            assert row.base == round_half_up(row.with_vat / (1 + rate))


@given(drafts)
def test_prices_with_vat_total_exactly_what_is_written(document):
    if document.prices is Prices.TTC:
        nets = line_nets(document)
        sums = [
            sum(net for net, each in zip(nets, document.lines, strict=True) if each.vat == row.vat)
            for row in totals(document).rates
        ]
        assert totals(document).ttc == sum(each - document.discount.of(each) for each in sums)


@given(drafts)
def test_the_whole_is_the_share_of_everything(document):
    assert cumulated(document, (WHOLE,) * len(document.lines)) == totals(document)


def test_absent_rate_is_a_row_of_zeros():
    assert totals(draft(line("10", "20"))).rate(vat("2.1")).with_vat == 0
