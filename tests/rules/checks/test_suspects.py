"""Which words of a typed text might be somebody else's name."""

from dataclasses import replace

import pytest

from kaye.countries.library import product_library
from kaye.rules import checks
from kaye.rules.draft import suspects, vocabulary
from kaye.rules.registry import discover
from tests.rules.checks.drafts import EUROS, GOOD, spoilt

KNOWN = vocabulary(product_library())


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (GOOD, set()),
        (EUROS, set()),
        (spoilt("Bonjour Madame Jeanne, Paul Mbarga a payé."), {"Paul", "Mbarga"}),
        (spoilt("Bonjour Madame Jeanne, comme Marie-Ange."), {"Marie-Ange"}),
        (spoilt("Écrivez à Rose@mail.example ou https://Moussa.example/Paul"), {"Écrivez"}),
        (replace(GOOD, text="Bonjour Paul.", edited=False), set()),
    ],
)
def test_words_to_look_up(draft, expected):
    assert suspects(draft, KNOWN) == expected


def test_every_check_is_found_by_itself():
    modules = [module for module in discover(checks) if hasattr(module, "NAME")]
    assert {module.NAME for module in modules} == {
        "address",
        "amount_differs",
        "consumer_fees",
        "date_differs",
        "decimals",
        "first_name",
        "informal_mix",
        "leftover_placeholder",
        "link_host",
        "other_customer",
        "pasted_formatting",
        "quiet_hours",
        "sms_length",
        "threats",
        "tone_above_step",
    }
    assert all(module.TITLE and module.__name__.endswith(module.NAME) for module in modules)
