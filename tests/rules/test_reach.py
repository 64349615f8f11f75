"""Which channel for whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kaye.rules.approved import Approved
from kaye.rules.facts import PointFacts
from kaye.rules.reach import NoReach, Reach, reach
from tests.rules.builders import EMAIL, FORMS, LIBRARY, PHONE, day, shop, who

BOTH = (PHONE, EMAIL)
TODAY = day("05-22")


@pytest.mark.parametrize(
    ("country", "text", "points", "expected"),
    [
        ("CM", "pay.level1", BOTH, ("whatsapp_link", "whatsapp_cm")),
        ("CM", "pay.level1", (EMAIL,), ("email", "email")),
        ("GP", "pay.level1", BOTH, ("email", "email")),
        ("GP", "pay.level1", (PHONE,), ("whatsapp_link", "whatsapp_gp")),
        ("GP", "satisfaction.ask", BOTH, ("whatsapp_link", "whatsapp")),  # R6: no e-mail of that text
        ("GP", "restock.remind", (EMAIL,), "pas de numéro"),
        ("GP", "pay.level1", (), "pas de numéro"),
        (
            "GP",
            "pay.level1",
            (PointFacts(2, "email", "x@y", "dead"),),
            "son adresse e-mail ne marche pas et il n'y a pas de numéro",
        ),
        (
            "CM",
            "pay.level1",
            (PointFacts(1, "phone", "+237677123456", "stopped"),),
            "a demandé de ne plus recevoir de message",
        ),
        (
            "CM",
            "pay.level1",
            (PointFacts(1, "phone", "+237677123456", "dead"), PointFacts(3, "phone", "+237699000000")),
            ("whatsapp_link", "whatsapp_cm"),
        ),
    ],
)
def test_r28_the_first_of_the_country_s_order(
    country: str, text: str, points: tuple[PointFacts, ...], expected: tuple[str, str] | str
) -> None:
    message = LIBRARY.get(text)
    assert message is not None
    way = reach(who(country=country, points=points), shop(country), message, TODAY)
    if isinstance(expected, str):
        assert way == NoReach(expected)
    else:
        assert isinstance(way, Reach)
        assert (way.channel, way.form, way.point.state) == (*expected, "ok")


def test_r28_the_business_s_own_order_comes_first() -> None:
    message = LIBRARY.get("pay.level1")
    assert message is not None
    way = reach(who(points=BOTH), shop("CM", channel_order=("sms_link", "whatsapp_link")), message, TODAY)
    assert isinstance(way, Reach)
    assert (way.channel, way.automatic) == ("sms_link", False)


def test_a_step_may_restrict_its_channels() -> None:
    message = LIBRARY.get("pay.level1")
    assert message is not None
    assert isinstance(reach(who(points=(PHONE,)), shop(), message, TODAY, ("email",)), NoReach)
    way = reach(who(points=BOTH), shop("CM", automatic=frozenset()), message, TODAY, ("email",))
    assert isinstance(way, Reach)
    assert (way.channel, way.automatic, way.ready) == ("email", True, False)


def test_a_closed_window_takes_the_approved_text_else_the_next_channel() -> None:
    message = LIBRARY.get("pay.level1")
    assert message is not None
    firm = shop(
        "CM",
        channel_order=("whatsapp", "whatsapp_link"),
        channel_forms=FORMS | {"whatsapp": ("phone", "whatsapp", True)},
        channel_labels={"whatsapp": "WhatsApp"},
        automatic=frozenset({"whatsapp"}),
        windows={"whatsapp": timedelta(hours=24)},
    )
    way = reach(who(points=(PHONE,)), firm, message, TODAY)
    assert isinstance(way, Reach) and (way.channel, way.automatic) == ("whatsapp_link", False)
    assert way.instead == "WhatsApp : 24 h passées, aucun modèle approuvé pour ce texte"

    wrote = replace(PHONE, heard=(("sms", _at(9)), ("whatsapp", _at(9))))
    for on, approved in (
        (TODAY, False),
        (day("05-23"), True),
    ):  # open until the 23rd at nine: not all of that day
        text = Approved("kaye_pay_level1", "fr", "utility", "Bonjour {{1}}.", ("appel",))
        ready = replace(firm, approved={("whatsapp", "pay.level1"): text})
        way = reach(who(points=(wrote,)), ready, message, on)
        assert isinstance(way, Reach) and (way.channel, way.approved) == ("whatsapp", approved)
        assert (way.automatic, way.ready, way.instead) == (True, True, "")
    way = reach(who(points=(PHONE,)), ready, message, TODAY, has_files=True)
    assert isinstance(way, Reach) and way.channel == "whatsapp_link"

    offer = replace(firm, approved={("whatsapp", "pay.level1"): replace(text, category="marketing")})
    refuses = replace(who(points=(PHONE,)), stopped=frozenset({"marketing"}))
    way = reach(refuses, offer, message, TODAY)
    assert isinstance(way, Reach) and way.channel == "whatsapp_link"
    assert isinstance(reach(refuses, replace(firm, channel_order=("whatsapp",)), message, TODAY), NoReach)


def _at(hour: int) -> datetime:
    return datetime(2026, 5, 22, hour, tzinfo=UTC)
