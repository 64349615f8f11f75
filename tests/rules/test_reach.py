"""Which channel for whom."""

import pytest

from kaye.rules.facts import PointFacts
from kaye.rules.reach import NoReach, Reach, reach
from tests.rules.builders import EMAIL, LIBRARY, PHONE, shop, who

BOTH = (PHONE, EMAIL)


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
    way = reach(who(country=country, points=points), shop(country), message)
    if isinstance(expected, str):
        assert way == NoReach(expected)
    else:
        assert isinstance(way, Reach)
        assert (way.channel, way.form, way.point.state) == (*expected, "ok")


def test_r28_the_business_s_own_order_comes_first() -> None:
    message = LIBRARY.get("pay.level1")
    assert message is not None
    way = reach(who(points=BOTH), shop("CM", channel_order=("sms_link", "whatsapp_link")), message)
    assert isinstance(way, Reach)
    assert (way.channel, way.automatic) == ("sms_link", False)


def test_a_step_may_restrict_its_channels() -> None:
    message = LIBRARY.get("pay.level1")
    assert message is not None
    assert isinstance(reach(who(points=(PHONE,)), shop(), message, ("email",)), NoReach)
    way = reach(who(points=BOTH), shop("CM", automatic=frozenset()), message, ("email",))
    assert isinstance(way, Reach)
    assert (way.channel, way.automatic, way.ready) == ("email", True, False)
