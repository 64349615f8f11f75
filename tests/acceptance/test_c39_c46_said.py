"""What the customer says and what it does (inbox C39–C46), by commands."""

from typing import Any

import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.talking import Talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(open_shop: Opener) -> Talk:
    """Jeanne owes 22 000 since the 18th."""
    talk = Talk(open_shop("CM", "2026-05-15T09:00")).open()
    talk.shop.sell("15/05/2026;Mme Jeanne Mballa;699001122;Riz;1;22000;0;18/05/2026;;")
    return talk


def _holds(found: Any) -> list[tuple[str, str]]:
    return [(each["kind"], each["until"]) for each in found["holds"]]


def test_c43_a_promise_holds_what_is_owed(talk: Talk) -> None:
    talk.says("Je vous paie mercredi", "2026-05-22T10:00")
    found = talk.thread(at="2026-05-22T10:01")
    assert _holds(found) == [("promise", "2026-05-28")]
    assert found["holds"][0]["because"] == "promet de payer mercredi 27 mai"
    assert found["messages"][-1]["intents"][0] == "promise"
    assert found["requests"] == []
    assert not [i for i in talk.shop.today(at="2026-05-23T09:00") if i["kind"] == "payment_due"]


def test_c43_too_far_is_only_proposed(talk: Talk) -> None:
    talk.says("Je vous paie le 15 août", "2026-05-22T10:00")
    found = talk.thread(at="2026-05-22T10:01")
    assert not found["holds"]
    assert [each["effect"] for each in found["proposals"]] == ["promise"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("J'ai déjà payé hier par Orange Money", ["paid"]),
        ("Le riz est plein de charançons, c'est inadmissible !", ["dispute"]),
        ("Je veux parler à quelqu'un svp, appelez-moi", ["human"]),
        ("Vous livrez à Bonabéri ?", ["answer"]),
        ("merci beaucoup", []),
    ],
)
def test_c45_c46_what_holds_automatic_sends(talk: Talk, text: str, kinds: list[str]) -> None:
    talk.says(text, "2026-05-22T10:00")
    assert [each["kind"] for each in talk.thread(at="2026-05-22T10:01")["holds"]] == kinds


def test_c46_an_answer_lets_the_rest_go_on(talk: Talk) -> None:
    talk.says("Vous livrez à Bonabéri ?", "2026-05-22T10:00")
    talk.echoes("Oui, demain", "2026-05-22T10:05")
    assert talk.thread(at="2026-05-22T10:06")["holds"] == []


def test_c42_c53_stop_silences_the_point(talk: Talk) -> None:
    talk.says("STOP", "2026-05-22T10:00")
    found = talk.thread(at="2026-05-22T10:01")
    assert (found["state"], found["requests"]) == ("waiting", [])
    states = talk.shop.data("consent", "Jeanne", at="2026-05-22T10:01")["points"][0]["states"]
    assert {states[purpose]["state"] for purpose in ("marketing", "transactional")} == {"opted_out"}
    refused = talk.shop.run("reply", "--customer", "Jeanne", "--text", "D'accord", at="2026-05-22T10:02")
    assert refused.code == 1


def test_c42_stop_about_something_else_is_no_stop(talk: Talk) -> None:
    talk.says("stop la fuite svp, venez vite", "2026-05-22T10:00")
    states = talk.shop.data("consent", "Jeanne", at="2026-05-22T10:01")["points"][0]["states"]
    assert states["transactional"]["state"] != "opted_out"
