"""Every channel that sends SMS by HTTP, against its fake: what left, and what each ending means for the outbox."""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from kaye.channels.registry import channel
from kaye.net.http import Client
from kaye.rules.ports.channel import DeliveryError, NotSent, OutgoingText, Receipt, Refused, Session, Unknown
from tests.channels.fakes.base import GARBAGE, Fake
from tests.net.server import Server, serving

NAMES = ("africastalking", "brevo", "orange", "twilio")
_WORDS = "Bonjour Maman Jeanne 🙏🏾, c’est noté : 50 % & +1 = reçu ?\nÀ lundi"


@dataclass(frozen=True, slots=True)
class Desk:
    """Our side and theirs."""

    fake: Fake
    server: Server
    http: Client

    def open(self, **other: str) -> Session:
        return channel(self.fake.name).open_session({**self.fake.config, **other}, lambda: self.http)

    def send(self, text: str = "Bonjour", address: str = "+237699001122", **other: str) -> Receipt:
        return self.open(**other).send(_text(text, address))


def _text(text: str = "Bonjour", address: str = "+237699001122") -> OutgoingText:
    return OutgoingText(
        key="relance:41:2", address=address, text=text, date=datetime(2026, 5, 22, 9, tzinfo=UTC)
    )


@contextmanager
def _desk(name: str, timeout: float = 10.0) -> Iterator[Desk]:
    theirs: Fake = importlib.import_module(f"tests.channels.fakes.{name}").FAKE()
    with serving(theirs.serve) as server:
        routes = dict.fromkeys(theirs.origins, server.url)
        yield Desk(theirs, server, Client(timeout=timeout, allow_loopback=True, routes=routes))


@pytest.fixture(params=NAMES)
def at(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with _desk(request.param) as desk:
        yield desk


def _refused(desk: Desk) -> DeliveryError:
    with pytest.raises(DeliveryError) as told:
        desk.send()
    assert told.value.reason_fr
    return told.value


def test_a_text_leaves_as_written(at: Desk) -> None:
    session = at.open()
    first, second = session.send(_text(_WORDS)), session.send(_text("Ensuite", "+33612345678"))
    session.close()
    assert [(each.address, each.text) for each in at.fake.taken] == [
        ("+237699001122", _WORDS),
        ("+33612345678", "Ensuite"),
    ]
    assert [first.provider_ref, second.provider_ref] == [each.reference for each in at.fake.taken]
    assert first.state == "accepted" and first.provider_ref != second.provider_ref
    assert channel(at.fake.name).test(at.fake.config, _text(), lambda: at.http).provider_ref


def test_what_is_refused_says_what_it_is_about(at: Desk) -> None:
    for word in at.fake.refusals:
        at.fake.no = word
        told = _refused(at)
        assert isinstance(told, Refused), word
        about = {"landline": "address", "sender": "account", "keys": "account", "other": "text"}.get(
            word, word
        )
        assert (word, told.about, told.permanent) == (word, about, about != "rate")
    assert at.fake.taken == []


def test_keys_that_are_not_right_hold_the_account(at: Desk) -> None:
    secret = next(name for name in at.fake.config if name in ("auth_token", "api_key", "client_secret"))
    with pytest.raises(Refused) as told:
        at.send(**{secret: "autre"})
    assert (told.value.about, told.value.permanent) == ("account", True)


def test_too_many_is_later(at: Desk) -> None:
    at.fake.trouble = "limit"
    told = _refused(at)
    assert isinstance(told, Refused)
    assert (told.about, told.permanent, told.wait) == ("rate", False, timedelta(seconds=30))


@pytest.mark.parametrize("trouble", ["cut", "500", "502", "504", *GARBAGE])
def test_handed_over_without_an_answer_is_unknown(at: Desk, trouble: str) -> None:
    at.fake.trouble = trouble
    assert isinstance(_refused(at), Unknown)


@pytest.mark.parametrize("name", NAMES)
def test_silence_is_unknown_and_nobody_there_is_not_sent(name: str) -> None:
    with _desk(name, timeout=0.3) as desk:
        desk.fake.trouble = "wait"
        assert isinstance(_refused(desk), Unknown)
    assert isinstance(_refused(desk), NotSent)


def test_a_provider_that_rests_was_given_nothing(at: Desk) -> None:
    at.fake.trouble = "503"
    assert isinstance(_refused(at), NotSent)
    at.fake.trouble = "307"
    told = _refused(at)
    assert isinstance(told, Refused) and told.about == "account"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_or_too_long_never_leaves(name: str) -> None:
    with _desk(name) as desk:
        for field in channel(name).fields:
            if field.required:
                with pytest.raises(NotSent, match="configur"):
                    desk.send(**{field.name: "  "})
        with pytest.raises(Refused) as told:
            desk.send(address="699001122")
        assert told.value.about == "address"
        with pytest.raises(Refused) as told:
            desk.send("é" * 919)
        assert told.value.about == "text"
        with pytest.raises(NotSent):
            channel(name).open_session(desk.fake.config)
        assert desk.server.asked == []


def test_where_notices_go_and_what_they_repeat() -> None:
    hook = "https://kaye.example/hooks/twilio/jeton/"
    with _desk("twilio") as desk:
        desk.send(hook_url=hook, number="+33 7 56 00 00 01")
        form = parse_qs(desk.server.asked[0].body.decode())
        assert (form["StatusCallback"], form["From"]) == ([hook], ["+33756000001"])
        desk.send(number=f"MG{'b' * 32}")
        assert parse_qs(desk.server.asked[1].body.decode())["MessagingServiceSid"] == [f"MG{'b' * 32}"]
    with _desk("brevo") as desk:
        desk.send("reçu", hook_url=hook)
        advert = replace(_text("Promo demain"), purpose="marketing")
        desk.open().send(advert)
        told = [json.loads(each.body) for each in desk.server.asked]
        assert [each["tag"] for each in told] == ["relance:41:2"] * 2
        assert [each["type"] for each in told] == ["transactional", "marketing"]
        assert [each["unicodeEnabled"] for each in told] == [True, False]
        assert told[0]["webUrl"] == hook and told[1]["content"] == "Promo demain STOP [STOP_CODE]"
        with pytest.raises(NotSent):
            desk.send(sender="Ma Boutique d’été")


def test_orange_keeps_its_token_while_it_lasts() -> None:
    with _desk("orange") as desk:
        session = desk.open()
        for _ in range(3):
            session.send(_text())
        assert desk.fake.tokens == 1  # type: ignore[attr-defined]
        desk.fake.no = "keys"
        with pytest.raises(Refused):
            session.send(_text())
        desk.fake.no = ""
        session.send(_text())
        assert desk.fake.tokens == 2  # type: ignore[attr-defined]
        desk.fake.lasts = "30"  # type: ignore[attr-defined]
        short = desk.open(sender_name="MaBoutique")
        short.send(_text())
        short.send(_text())
        assert desk.fake.tokens == 4  # type: ignore[attr-defined]
        assert desk.fake.taken[-1].sender == "MaBoutique"
        with pytest.raises(NotSent):
            desk.send(sender_number="690000001")


def test_africas_talking_has_a_host_for_trials() -> None:
    with _desk("africastalking") as desk:
        with pytest.raises(Refused):
            desk.send(username="sandbox")
        routes = {"https://api.sandbox.africastalking.com": desk.server.url}
        trial = Client(timeout=5, allow_loopback=True, routes=routes)
        session = channel("africastalking").open_session(
            {**desk.fake.config, "username": "sandbox"}, lambda: trial
        )
        with pytest.raises(Refused):
            session.send(_text())
        assert len(desk.server.asked) == 2
