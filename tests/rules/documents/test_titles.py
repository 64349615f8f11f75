"""Titles, required identity and platforms (M13, M14, M15, M17)."""

from datetime import date

import pytest

from kaye.countries.taxes import taxes
from kaye.rules.documents.titles import (
    Kind,
    by_platform,
    kind_of,
    missing_identity,
    missing_of_buyer,
    missing_text,
    refuses_gaps,
    title_of,
)


def rules(code):
    return taxes(code).titles


@pytest.mark.parametrize(
    ("country", "given", "kind", "title"),
    [
        ("FR", {}, Kind.INVOICE, "Facture"),
        ("GF", {}, Kind.INVOICE, "Facture"),
        ("BE", {}, Kind.INVOICE, "Facture"),
        ("CM", {}, Kind.RECEIPT, "Reçu"),
        ("CM", {"niu": "M0123"}, Kind.INVOICE, "Facture"),
        ("SN", {"niu": "M0123"}, Kind.RECEIPT, "Reçu"),
        ("SN", {"ninea": "0012"}, Kind.INVOICE, "Facture"),
        ("CI", {"ncc": "0012", "rccm": "CI-1"}, Kind.RECEIPT, "Reçu"),
        ("CI", {"fne": "FNE-1"}, Kind.INVOICE, "Facture"),
    ],
)
def test_title(country, given, kind, title):
    found = kind_of(Kind.INVOICE, rules(country), given)
    assert (found, title_of(found, rules(country))) == (kind, title)


def test_quotes_and_credit_notes_keep_their_name():
    assert kind_of(Kind.QUOTE, rules("CI"), {}) is Kind.QUOTE
    assert title_of(Kind.CREDIT_NOTE, rules("FR"), by_platform=True) == "Avoir"
    assert title_of(Kind.FINAL, rules("FR")) == "Facture de solde"


@pytest.mark.parametrize(
    ("country", "given", "missing"),
    [
        ("FR", {}, ("legal_name", "address", "siren")),
        ("MQ", {"legal_name": "A", "address": "B", "siren": " "}, ("siren",)),
        ("BE", {"legal_name": "A", "address": "B"}, ("bce", "iban")),
        ("CM", {}, ()),
        ("CI", {}, ()),
        ("SN", {}, ()),
    ],
)
def test_missing_identity(country, given, missing):
    assert missing_identity(rules(country), given) == missing


def test_every_missing_setting_is_named():
    assert missing_text(("address", "siren")).startswith("Il manque l'adresse et le SIREN : complétez")


@pytest.mark.parametrize(
    ("seller", "day", "is_firm", "buyer", "expected"),
    [
        ("FR", date(2027, 8, 31), True, "FR", False),
        ("FR", date(2027, 9, 1), True, "RE", True),
        ("GP", date(2027, 9, 1), True, "FR", True),
        ("GP", date(2027, 9, 1), False, "FR", False),
        ("FR", date(2027, 9, 1), True, "GF", False),
        ("GF", date(2027, 9, 1), True, "GF", False),
        ("BE", date(2026, 1, 1), True, "BE", True),
        ("BE", date(2026, 1, 1), True, "FR", False),
        ("CM", date(2030, 1, 1), True, "CM", False),
    ],
)
def test_platform(seller, day, is_firm, buyer, expected):
    assert by_platform(rules(seller), day, is_firm, buyer) is expected


def test_what_a_platform_carries_is_called_a_copy():
    assert title_of(Kind.INVOICE, rules("BE"), by_platform=True) == "Copie de facture électronique"


@pytest.mark.parametrize(
    ("is_firm", "address", "siren", "vat_number", "missing"),
    [
        (False, "", "", "", ()),
        (True, "1 rue", "123456789", "", ()),
        (True, "1 rue", "", "BE0123456749", ()),
        (True, " ", "", "", ("l'adresse", "le SIREN ou le numéro de TVA")),
    ],
)
def test_incomplete_professional_buyer(is_firm, address, siren, vat_number, missing):
    assert missing_of_buyer(is_firm, address, siren, vat_number) == missing


@pytest.mark.parametrize(
    ("seller", "day", "refused"),
    [
        ("FR", date(2027, 8, 31), False),
        ("FR", date(2027, 9, 1), True),
        ("GF", date(2027, 9, 1), False),
        ("BE", date(2026, 1, 1), True),
        ("CM", date(2027, 9, 1), False),
    ],
)
def test_gaps_block_once_platforms_start(seller, day, refused):
    assert refuses_gaps(rules(seller), day) is refused
