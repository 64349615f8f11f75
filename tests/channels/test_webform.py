"""The form of a site: what makes a post doubtful, one at a time; nothing is ever dropped (inbox C59)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from kaye.channels.registry import channel
from kaye.net.form_proof import is_solved, new_challenge, new_token, read_token, solve
from kaye.rules.ports.inbound import Delivered, MessageCame, Unreadable

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
SECRET = "cle"
TOKEN = new_token(SECRET, NOW - timedelta(minutes=1))
ANSWER = solve(new_challenge(SECRET, TOKEN))
FIELDS = {"nom": "Awa", "contact": "699 00 11 22", "message": "Bonjour", "jeton": TOKEN, "altcha": ANSWER}


def _read(
    fields: dict[str, str], now: datetime = NOW, secret: str = SECRET, country: str = "CM"
) -> MessageCame:
    inbound = channel("webform").inbound
    assert inbound is not None
    (event,) = inbound.read(
        {"secret": secret, "country": country}, Delivered({}, urlencode(fields).encode()), now
    )
    assert isinstance(event, MessageCame)
    return event


def _token_of(age: timedelta) -> dict[str, str]:
    token = new_token(SECRET, NOW - age)
    return {"jeton": token, "altcha": solve(new_challenge(SECRET, token))}


def test_a_person_who_filled_in_the_form() -> None:
    event = _read(FIELDS | {"rappel": "demain matin", "accord_marketing": "on", "site_web": ""})
    assert (event.verdict, event.doubt) == ("", "")
    assert [(point.kind, point.value, point.verified) for point in event.sender.points] == [
        ("phone", "+237699001122", False)
    ]
    assert (event.sender.name, event.text, event.call_back) == ("Awa", "Bonjour", "demain matin")
    assert event.marketing_ok
    shown = read_token(SECRET, TOKEN)
    assert shown is not None
    assert event.external_id == f"form:{shown.nonce}"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"site_web": "x"}, "robot"),
        ({"jeton": ""}, "pas passé par votre formulaire"),
        ({"jeton": TOKEN[:-1] + ("0" if TOKEN[-1] != "0" else "1")}, "pas passé par votre formulaire"),
        ({"jeton": new_token("autre", NOW - timedelta(minutes=1))}, "pas passé par votre formulaire"),
        (_token_of(timedelta(seconds=2)), "trois secondes"),
        (_token_of(timedelta(hours=-1)), "trois secondes"),
        (_token_of(timedelta(hours=24, seconds=1)), "plus d’un jour"),
        ({"altcha": ""}, "vérification"),
        ({"altcha": "eyJhIjoxfQ=="}, "vérification"),
        ({"altcha": ANSWER[:40]}, "vérification"),
        (
            {"jeton": new_token(SECRET, NOW - timedelta(minutes=1))},
            "vérification",
        ),  # the proof of another form
        ({"message": "http://a.fr https://b.fr www.c.fr"}, "liens"),
        ({"contact": "rappelez-moi"}, "téléphone"),
        ({"contact": "12 34"}, "téléphone"),
        ({"contact": "awa@"}, "téléphone"),
    ],
)
def test_what_is_kept_aside_to_be_checked(changed: dict[str, str], said: str) -> None:
    event = _read(FIELDS | changed)
    assert event.verdict == "to_check"
    assert said in event.doubt
    assert event.text == changed.get("message", "Bonjour")


def test_the_limits_of_time_are_not_doubtful() -> None:
    assert _read(FIELDS | _token_of(timedelta(seconds=3))).verdict == ""
    assert _read(FIELDS | _token_of(timedelta(hours=24))).verdict == ""
    assert _read(FIELDS | {"message": "http://a.fr http://b.fr"}).verdict == ""


def test_without_a_secret_nothing_is_believed() -> None:
    assert _read(FIELDS, secret="").verdict == "to_check"
    assert not is_solved("", TOKEN, ANSWER)
    assert read_token("", new_token("", NOW)) is None


def test_the_same_fields_within_ten_minutes_are_the_same_form() -> None:
    bare = {"nom": "Awa", "contact": "a@b.fr", "message": "Bonjour"}
    seen = _read(bare).external_id
    assert _read(bare | {"jeton": "x"}, NOW + timedelta(minutes=4)).external_id == seen
    assert _read(bare, NOW + timedelta(minutes=11)).external_id != seen
    assert _read(bare | {"message": "Bonsoir"}).external_id != seen


@pytest.mark.parametrize(
    ("contact", "points"),
    [
        ("Awa.N@Exemple.CM", ["awa.n@exemple.cm"]),
        ("699001122 / awa@exemple.cm", ["awa@exemple.cm", "+237699001122"]),
        ("+33 6 12 34 56 78", ["+33612345678"]),
        ("tél : 699 00 11 22", ["+237699001122"]),
    ],
)
def test_a_number_or_an_address_as_people_write_them(contact: str, points: list[str]) -> None:
    assert [point.value for point in _read(FIELDS | {"contact": contact}).sender.points] == points


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b"&".join(b"a%d=1" % n for n in range(500)), b"--x\r\n"]
)
def test_what_is_no_form_is_unreadable(body: bytes) -> None:
    inbound = channel("webform").inbound
    assert inbound is not None
    with pytest.raises(Unreadable):
        inbound.read({}, Delivered({}, body), NOW)
