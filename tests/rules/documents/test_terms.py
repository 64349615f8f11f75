"""Payment terms, their legal limits (M12, worked example 13) and early payment (M31)."""

from datetime import date
from decimal import Decimal

import pytest

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.terms import EndOfMonth, Escompte, Terms, TermsLaw, check_terms, parse_terms

FRANCE = TermsLaw(Terms(30), Terms(0), longest_firm=60, end_of_month_days=45)
CAMEROON = TermsLaw(Terms(7), Terms(7))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("0", Terms(0)),
        ("30", Terms(30)),
        ("eom+45", Terms(45, EndOfMonth.FIRST)),
        ("45+eom", Terms(45, EndOfMonth.LAST)),
        (" EOM + 45 ", Terms(45, EndOfMonth.FIRST)),
    ],
)
def test_written(text, terms):
    assert parse_terms(text) == terms


@pytest.mark.parametrize("text", ["", "-1", "fin de mois", "30 jours", "eom", "1000"])
def test_unreadable_says_what_to_write(text):
    with pytest.raises(DocumentError, match=r"eom\+45"):
        parse_terms(text)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("60", date(2026, 3, 16)),
        ("eom+45", date(2026, 3, 17)),
        ("45+eom", date(2026, 3, 31)),
        ("30", date(2026, 2, 14)),  # a Saturday, and it stays
        ("0", date(2026, 1, 15)),
    ],
)
def test_worked_example_13(text, due):
    assert parse_terms(text).due_on(date(2026, 1, 15)) == due


@pytest.mark.parametrize(
    ("text", "is_firm", "law", "allowed"),
    [
        ("60", True, FRANCE, True),
        ("61", True, FRANCE, False),
        ("eom+45", True, FRANCE, True),
        ("45+eom", True, FRANCE, True),
        ("eom+30", True, FRANCE, False),
        ("60+eom", True, FRANCE, False),
        ("90", False, FRANCE, True),
        ("90", True, CAMEROON, True),
        ("eom+60", True, CAMEROON, True),
    ],
)
def test_legal_limits_between_firms(text, is_firm, law, allowed):
    if allowed:
        assert check_terms(parse_terms(text), law, is_firm) is None
    else:
        with pytest.raises(DocumentError, match="entre professionnels"):
            check_terms(parse_terms(text), law, is_firm)


def test_defaults():
    assert (FRANCE.default(True).days, FRANCE.default(False).days) == (30, 0)


def test_early_payment_is_exactly_the_lower_amount_in_time():
    offer, issued = Escompte(Decimal(2), 10), date(2026, 5, 1)
    assert offer.reduction(123456) == 2469
    assert offer.last_day(issued) == date(2026, 5, 11)
    assert offer.is_earned(120987, date(2026, 5, 11), 123456, issued)
    assert not offer.is_earned(120987, date(2026, 5, 12), 123456, issued)
    assert not offer.is_earned(120988, date(2026, 5, 11), 123456, issued)
