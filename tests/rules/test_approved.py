"""A text of the library as it is proposed to a provider, and as the customer reads it once filled."""

import re

import pytest

from kaye.channels.whatsapp.templates import wrong
from kaye.rules.approved import fill, place_values, wanted
from kaye.rules.template import MissingValue
from tests.rules.builders import LIBRARY


def test_places_are_numbered_and_what_may_be_missing_is_settled_beforehand() -> None:
    message = LIBRARY.get("pay.level1")
    assert message is not None
    plain, paid_online = wanted(message, "FR", ()), wanted(message, "FR", ("lien",))
    assert plain is not None and paid_online is not None
    assert (plain.name, plain.category, plain.places) == (
        "kaye_pay_level1",
        "utility",
        ("appel", "montant", "dette"),
    )
    assert plain.body.startswith(
        "Bonjour {{1}}, sauf erreur de ma part, il reste *{{2}}* à régler pour {{3}}."
    )
    assert "lien" not in plain.places and paid_online.places[-1] == "lien"
    local = wanted(message, "CM", ())
    assert local is not None and "la famille" in local.body


def test_the_text_is_what_the_customer_reads() -> None:
    values = place_values(("appel", "montant"), {"appel": "Madame {{2}}", "montant": "25 000\nFCFA"})
    assert fill("Bonjour {{1}}, *{{2}}* ; {{2}} {{9}}", values) == (
        "Bonjour Madame {{2}}, *25 000 FCFA* ; 25 000 FCFA {{9}}"
    )
    with pytest.raises(MissingValue):
        place_values(("montant",), {})


def test_every_text_that_may_be_asked_for_fits_what_meta_takes() -> None:
    asked = [each for m in LIBRARY.messages.values() for c in ("FR", "CM") if (each := wanted(m, c, ()))]
    assert len(asked) > 60
    for each in asked:
        assert not wrong(each.name, each.body, each.examples), each.text_id
        assert "[[" not in each.body and len(set(each.places)) == len(each.places)
        assert set(map(int, re.findall(r"\{\{(\d+)", each.body))) == set(range(1, len(each.places) + 1))
    assert {e.text_id for e in asked if e.category == "marketing"} == {"restock.remind"}
    assert not {"internal.stock_low", "pay.level5.b2c_fr", "link.code"} & {e.text_id for e in asked}
