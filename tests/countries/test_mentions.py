"""Texts of the mentions of each country (M16)."""

from string import Formatter

import pytest

from kaye.countries.layers import PROVENANCE
from kaye.countries.library import product_library
from kaye.countries.mentions import mention_rules
from kaye.countries.pack import codes
from kaye.rules.documents.mentions import CODES
from kaye.rules.documents.vat import Regime


@pytest.mark.parametrize("country", codes())
def test_every_code_has_its_text(country):
    texts = mention_rules(country).texts
    french = country in ("FR", "GF", "GP", "MQ", "RE")
    assert set(CODES) - set(texts) == (set() if french else {"vat_293b", "vat_294"})
    assert {name for name in texts if name not in CODES} <= {
        "late_rate_agreed",
        "late_rate_legal3",
        "words_receipt",
    }
    assert not set(PROVENANCE) & set(texts)


@pytest.mark.parametrize("country", codes())
def test_what_is_chosen_is_known(country):
    rules = mention_rules(country)
    assert rules.firm | rules.identity | set(rules.no_vat.values()) <= set(CODES)
    assert set(rules.no_vat) == set(Regime)
    assert rules.in_words is (country in ("CM", "CI", "SN"))
    assert rules.vat_applies is (country != "GF")


@pytest.mark.parametrize("country", codes())
def test_variables_are_plain_names(country):
    for text in mention_rules(country).texts.values():
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in names)


def test_no_figure_that_a_table_may_lack():
    late = mention_rules("FR").texts["late_rate"], mention_rules("FR").texts["late_rate_legal3"]
    assert [char for text in late for char in text if char.isdigit()] == [
        "1",
        "0",
    ]  # « 10 points », the formula


def test_worked_example_27_free_reminder_of_a_belgian_consumer():
    email = product_library().get("pay.first_reminder.be_b2c").forms["email"]
    assert email.required >= {"montant", "entreprise", "bce", "dette", "echeance"}
    assert email.optional >= {"indemnite", "date_frais"}
    assert "14 jours" in email.text
