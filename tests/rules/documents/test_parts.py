"""Invoicing in parts (M20)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.parts import part_of_quantities, part_to_percent
from kaye.rules.documents.totals import totals
from tests.rules.documents.samples import draft, drafts, line

NONE = Fraction(0)


def test_thirds_of_an_awkward_amount():
    document = draft(line("100.01", "8.5"))
    done, vats, nets = (NONE,), [], []
    for percent in ("33.33", "66.67", "100"):
        part = part_to_percent(document, done, Decimal(percent))
        done = part.shares
        nets.append(part.totals.ht)
        vats.append(part.totals.vat)
    assert nets == [3333, 3335, 3333]
    assert vats == [283, 284, 283]
    assert (sum(nets), sum(vats)) == (totals(document).ht, totals(document).vat)


def test_by_quantities():
    document = draft(line("10", "20", quantity="3"), line("5", "2.1", quantity="4"), discount="10 %")
    part = part_of_quantities(document, (NONE, NONE), {1: Decimal(2)})
    assert part.quantities == (2, 0)
    assert part.totals.nets == (2000, 0)
    assert [(row.lines, row.discount, row.base, row.amount) for row in part.totals.rates] == [
        (2000, 200, 1800, 360)
    ]


@pytest.mark.parametrize(
    ("percent", "done", "said"),
    [
        ("101", (NONE,), "de 1 à 100"),
        ("0", (NONE,), "de 1 à 100"),
        ("30", (Fraction(1, 2),), "déjà facturée à 50"),
        ("50", (Fraction(1, 2),), "déjà facturé"),
    ],
)
def test_percent_refused(percent, done, said):
    with pytest.raises(DocumentError, match=said):
        part_to_percent(draft(line("10")), done, Decimal(percent))


@pytest.mark.parametrize(
    ("quantities", "said"),
    [
        ({1: Decimal("2.5")}, "il reste 2, pas davantage"),
        ({1: Decimal(-1)}, "il reste 2, pas davantage"),
        ({3: Decimal(1)}, "La ligne 3 n'existe pas"),
        ({}, "déjà facturé"),
    ],
)
def test_quantities_refused(quantities, said):
    with pytest.raises(DocumentError, match=said):
        part_of_quantities(draft(line("10", quantity="4")), (Fraction(1, 2),), quantities)


def test_a_part_never_descends_below_zero():
    document = draft(line("100", "20"), line("30", "20", quantity="-1"))
    with pytest.raises(DocumentError, match="descendrait sous zéro"):
        part_of_quantities(document, (NONE, NONE), {2: Decimal(-1)})


@given(drafts, st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True))
def test_parts_add_up_exactly(document, percents):
    done = (NONE,) * len(document.lines)
    nets, bases, vats = [0] * len(document.lines), {}, {}
    for percent in [*sorted(percents), 100]:
        part = part_to_percent(document, done, Decimal(percent))
        done = part.shares
        nets = [a + b for a, b in zip(nets, part.totals.nets, strict=True)]
        for row in part.totals.rates:
            bases[row.vat] = bases.get(row.vat, 0) + row.base
            vats[row.vat] = vats.get(row.vat, 0) + row.amount
    whole = totals(document)
    assert tuple(nets) == whole.nets
    for row in whole.rates:
        assert (bases.get(row.vat, 0), vats.get(row.vat, 0)) == (row.base, row.amount)
