"""Amounts written, read and shared (R30, M1, M29, worked example 11)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.money import (
    Money,
    MoneyError,
    currency,
    format_money,
    format_money_sms,
    parse_money,
    split_evenly,
)

CODES = ("EUR", "XAF", "XOF")
amounts = st.integers(min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("code", "exponent", "cash_step", "unit"),
    [("EUR", 2, 1, "€"), ("XAF", 0, 5, "FCFA"), ("XOF", 0, 5, "FCFA")],
)
def test_currency(code, exponent, cash_step, unit):
    found = currency(code)
    assert (found.code, found.exponent, found.cash_step, found.unit) == (code, exponent, cash_step, unit)


def test_unknown_currency_is_refused_in_french():
    with pytest.raises(MoneyError, match="« USD » n'est pas connue : choisissez parmi EUR, XAF, XOF"):
        format_money(1, "USD")


@pytest.mark.parametrize(
    ("minor", "code", "text", "sms"),
    [
        (25000, "XAF", "25\u202f000\u00a0FCFA", "25 000 FCFA"),
        (25000, "XOF", "25\u202f000\u00a0FCFA", "25 000 FCFA"),
        (123456, "EUR", "1\u202f234,56\u00a0€", "1 234,56 EUR"),
        (5, "EUR", "0,05\u00a0€", "0,05 EUR"),
        (0, "EUR", "0,00\u00a0€", "0,00 EUR"),
        (0, "XAF", "0\u00a0FCFA", "0 FCFA"),
        (-150, "EUR", "-1,50\u00a0€", "-1,50 EUR"),
        (-1500, "XAF", "-1\u202f500\u00a0FCFA", "-1 500 FCFA"),
        (-5, "EUR", "-0,05\u00a0€", "-0,05 EUR"),
        (123456789, "XOF", "123\u202f456\u202f789\u00a0FCFA", "123 456 789 FCFA"),
    ],
)
def test_writing(minor, code, text, sms):
    assert Money(minor, code).text == format_money(minor, code) == text
    assert format_money_sms(minor, code) == sms


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("25 000 F", "XAF", 25000),
        ("25.000", "XAF", 25000),
        ("25,000", "XAF", 25000),
        ("7.500", "XAF", 7500),
        ("15.000", "XAF", 15000),
        ("3 000 FCFA", "XAF", 3000),
        ("3000 F CFA", "XOF", 3000),
        ("3000 francs CFA", "XOF", 3000),
        ("F 500", "XOF", 500),
        ("0 F", "XAF", 0),
        ("32500", "XAF", 32500),
        (32500, "XAF", 32500),
        ("32500.0", "XAF", 32500),
        ("25000,00", "XAF", 25000),
        ("1.234.567", "XAF", 1234567),
        ("25\u202f000\u00a0FCFA", "XAF", 25000),
        ("25\u00a0000\u00a0F", "XAF", 25000),
        ("-500", "XAF", -500),
        ("− 500 F", "XAF", -500),
        ("25.000", "EUR", 2500000),
        ("25.00", "EUR", 2500),
        ("25.5", "EUR", 2550),
        ("1 234,56 €", "EUR", 123456),
        ("1\u202f234,56\u00a0€", "EUR", 123456),
        ("1,234.56", "EUR", 123456),
        ("1.234,56 EUR", "EUR", 123456),
        ("€ 12", "EUR", 1200),
        ("12 euros", "EUR", 1200),
        ("1'234.50", "EUR", 123450),
        ("4 340,00 €", "EUR", 434000),
        ("0,00", "EUR", 0),
        ("1 234 567,8", "EUR", 123456780),
        (12, "EUR", 1200),
    ],
)
def test_reading(text, code, minor):
    assert parse_money(text, code) == minor


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("", "XAF", "Il manque le montant : écrivez par exemple 25 000."),
        ("  ", "EUR", "Il manque le montant : écrivez par exemple 1 234,56."),
        ("payé", "XAF", "« payé » n'est pas un montant lisible"),
        ("12,5", "XAF", "les FCFA s'écrivent sans virgule"),
        ("12.345,6", "XAF", "les FCFA s'écrivent sans virgule"),
        ("12,345", "EUR", "au plus deux chiffres après la virgule"),
        ("1234.567", "EUR", "au plus deux chiffres après la virgule"),
        ("1 234.567", "XAF", "n'est pas un montant lisible"),
        ("0.500", "XAF", "n'est pas un montant lisible"),
        ("1 23", "EUR", "n'est pas un montant lisible"),
        ("6 77 12 34 56", "XAF", "n'est pas un montant lisible"),
        ("1,2,3", "EUR", "n'est pas un montant lisible"),
        ("12,", "EUR", "n'est pas un montant lisible"),
        ("=12", "EUR", "n'est pas un montant lisible"),
        ("25 €", "XAF", "écrivez le montant en FCFA"),
        ("25 F", "EUR", "écrivez le montant en €"),
        ("9" * 14, "XAF", "a trop de chiffres"),
    ],
)
def test_reading_refuses_and_says_what_to_write(text, code, says):
    with pytest.raises(MoneyError, match=r".") as refusal:
        parse_money(text, code)
    assert says in str(refusal.value)


@given(amounts, st.sampled_from(CODES))
def test_what_is_written_is_read_back(minor, code):
    assert parse_money(format_money(minor, code), code) == minor
    assert parse_money(format_money_sms(minor, code), code) == minor


@given(st.text(max_size=30), st.sampled_from(CODES))
def test_any_text_is_read_or_refused(text, code):
    try:
        minor = parse_money(text, code)
    except MoneyError:
        return
    assert parse_money(format_money(minor, code), code) == minor


@pytest.mark.parametrize(
    ("total", "count", "step", "parts"),
    [
        (100000, 3, 1, (33334, 33333, 33333)),
        (100000, 3, 5, (33335, 33335, 33330)),
        (100000, 3, 500, (33500, 33500, 33000)),
        (25003, 2, 5, (12500, 12503)),
        (10000, 3, 1, (3334, 3333, 3333)),
        (700, 1, 5, (700,)),
    ],
)
def test_sharing(total, count, step, parts):
    assert split_evenly(total, count, step) == parts


@given(st.integers(0, 10**10), st.integers(1, 36), st.sampled_from([1, 5, 25, 500]))
def test_shares_sum_exactly(total, count, step):
    try:
        parts = split_evenly(total, count, step)
    except MoneyError:
        assert total < count * step
        return
    assert sum(parts) == total
    assert len(parts) == count
    assert max(parts) - min(parts) <= 2 * step
    assert all(part % step == 0 for part in parts[:-1])
    assert list(parts[:-1]) == sorted(parts[:-1], reverse=True)


@pytest.mark.parametrize(
    ("total", "count", "step"), [(3, 4, 1), (12, 3, 5), (100, 0, 1), (100, 2, 0), (-5, 2, 1)]
)
def test_sharing_refuses_empty_parts(total, count, step):
    with pytest.raises(MoneyError, match="tranche"):
        split_evenly(total, count, step)
