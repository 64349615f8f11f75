"""Bank lines and open debts (M44): by number, by amount, never by name alone."""

from datetime import date

import pytest

from kaye.rules.documents.bank_lines import BankLine, line_keys
from kaye.rules.documents.likeness import similarity
from kaye.rules.documents.matching import (
    Level,
    OpenInvoice,
    TypedPayment,
    match_lines,
)

DAY = date(2026, 5, 22)
DEBTS = (
    OpenInvoice("1", "F2026-0001", "Mme Jeanne Frébault", 12000),
    OpenInvoice("2", "F2026-0002", "SARL Karukera Hôtel", 30000),
    OpenInvoice("3", "F2026-0012", "Paul Nestor", 12000),
    OpenInvoice("4", "", "Tonton Fouda", 4500),
)


def bank(amount, label="", name="", number=1):
    return BankLine(number, DAY, amount, label, name)


def match(*lines, typed=()):
    return match_lines(lines, DEBTS, typed)


@pytest.mark.parametrize(
    ("line", "level", "refs"),
    [
        (bank(30000, "VIR F2026-0002 MERCI"), Level.SURE, ("2",)),
        (bank(30000, "vir fact f2026 0002"), Level.SURE, ("2",)),
        (bank(30000, "VIR F20260002"), Level.SURE, ("2",)),
        (bank(30000, "VIR F 2026/0002."), Level.SURE, ("2",)),
        (bank(42000, "F2026-0001 + F2026-0002"), Level.SURE, ("1", "2")),
        (bank(25000, "F2026-0002 acompte"), Level.PROBABLE, ("2",)),
        (bank(12000, "VIREMENT", "FREBAULT JEANNE"), Level.PROBABLE, ("1",)),
        (bank(12000, "VIR SEPA NESTOR PAUL LOYER"), Level.PROBABLE, ("3",)),
        (bank(12000, "VIREMENT"), Level.NONE, ()),
        (bank(30000, "VIREMENT"), Level.POSSIBLE, ("2",)),
        (bank(30000, "VIREMENT", "PAUL NESTOR"), Level.POSSIBLE, ("2",)),
        (bank(777, "VIREMENT", "Karukera Hôtel SARL"), Level.NONE, ()),
        (bank(4500, "VIR FOUDA"), Level.POSSIBLE, ("4",)),
        (bank(30000, "VIR F2026-00021"), Level.POSSIBLE, ("2",)),
    ],
)
def test_levels(line, level, refs):
    (found,) = match(line)
    assert (found.level, found.refs) == (level, refs)


def test_a_name_alone_is_nothing():
    (found,) = match(bank(1, "JEANNE FREBAULT", "JEANNE FREBAULT"))
    assert (found.level, found.refs) == (Level.NONE, ())


@pytest.mark.parametrize(
    ("label", "amount", "level"),
    [
        ("VIR 2026 LOYER", 500, Level.SURE),
        ("VIR 2026 LOYER", 499, Level.NONE),
        ("VIR LOYER", 500, Level.POSSIBLE),
    ],
)
def test_a_few_figures_count_with_their_amount_only(label, amount, level):
    (found,) = match_lines([bank(amount, label)], [OpenInvoice("1", "2026", "Paul", 500)])
    assert found.level is level


@pytest.mark.parametrize("number", ["", "12", "MARS"])
def test_a_number_too_short_or_without_a_figure_is_not_looked_for(number):
    (found,) = match_lines([bank(499, "VIR 12 MARS")], [OpenInvoice("1", number, "Paul", 500)])
    assert found.level is Level.NONE


def test_a_long_statement_is_read_at_once():
    debts = [OpenInvoice(str(n), f"F2026-{n:04d}", f"Client {n}", 1000 + n) for n in range(3000)]
    lines = [bank(1000 + n, f"VIR F2026 {n:04d}", number=n) for n in range(300)]
    assert {found.level for found in match_lines(lines, debts)} == {Level.SURE}


def test_debits_are_ignored():
    assert match(bank(-30000, "F2026-0002"), bank(0)) == ()


def test_two_identical_transfers_settle_one_invoice_once():
    one, two = match(bank(30000, "F2026-0002"), bank(30000, "F2026-0002", number=2))
    assert (one.level, two.level) == (Level.SURE, Level.PROBABLE)
    one, two = match(bank(12000, "F2026-0001"), bank(12000, number=2))
    assert (one.refs, two.level, two.refs) == (("1",), Level.POSSIBLE, ("3",))


def typed(day, customer="Paul Nestor", numbers=()):
    return TypedPayment("p1", day, 12000, customer, numbers)


@pytest.mark.parametrize(
    ("payment", "label", "level"),
    [
        (typed(date(2026, 5, 17)), "VIR", Level.ALREADY),
        (typed(date(2026, 5, 27)), "VIR", Level.ALREADY),
        (typed(date(2026, 5, 16)), "VIR", Level.NONE),
        (typed(DAY, numbers=("F2026-0001",)), "VIR F2026-0001", Level.ALREADY),
        (typed(DAY, numbers=("F2026-0012",)), "VIR F2026-0001", Level.SURE),
    ],
)
def test_a_payment_already_typed_is_only_linked(payment, label, level):
    (found,) = match(bank(12000, label), typed=(payment,))
    assert found.level is level


def test_one_typed_payment_answers_one_line():
    one, two = match(bank(12000, "VIR"), bank(12000, "VIR", number=2), typed=(typed(DAY),))
    assert (one.level, one.refs, two.level) == (Level.ALREADY, ("p1",), Level.NONE)


def test_keys_are_the_banks_or_the_content_and_its_rank():
    lines = (bank(100, "A"), bank(100, "A"), BankLine(3, DAY, 100, "A", bank_id="X9"))
    keys = line_keys("FR76", lines)
    assert keys == (
        ("FR76", "2026-05-22", "100", "A", "1"),
        ("FR76", "2026-05-22", "100", "A", "2"),
        ("FR76", "X9"),
    )


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Frébault Jeanne", "Jeanne FREBAULT", True),
        ("Mme Jeanne Frébault", "FREBAULT JEANE", True),
        ("Paul Nestor", "Paula Nestorius", False),
        ("", "Paul", False),
    ],
)
def test_names(one, other, alike):
    assert (similarity(one, other) >= 0.85) is alike
