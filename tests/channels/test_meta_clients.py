"""WhatsApp, Messenger and Instagram against their fakes: what leaves, in which window, and what each ending means."""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kaye.channels.registry import channel
from kaye.channels.whatsapp.templates import known_templates, submit_template
from kaye.net.http import Client
from kaye.rules.ports.channel import (
    Attachment,
    DeliveryError,
    KnownTemplate,
    NotSent,
    OutgoingText,
    ProviderTemplate,
    Receipt,
    Refused,
    Unknown,
)
from kaye.rules.ports.http import Forbidden, TooLarge, Trouble
from kaye.rules.ports.inbound import IncomingFile
from tests.channels.fakes.base import GARBAGE
from tests.channels.fakes.graph import GraphFake
from tests.net.server import Asked, Server, serving

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
_WORDS = "Bonjour Maman Jeanne 🙏🏾, c’est noté : 50 % & +1 = reçu ?\nÀ lundi"
_ADDRESSES = {
    "whatsapp": ("+237699001122", "phone"),
    "messenger": ("6785984231000001", "messenger"),
    "instagram": ("1254459154682919", "instagram"),
}
_PDF = Attachment("Facture n° 7.pdf", "application/pdf", b"%PDF-1.7 \x00\xff\r\n--kaye")
_PHOTO = Attachment('vue "avant".jpg', "image/jpeg", b"\xff\xd8\xff\xe0")
_VOICE = Attachment("mot.ogg", "audio/ogg; codecs=opus", b"OggS")


@dataclass(frozen=True, slots=True)
class Desk:
    """Our side and theirs."""

    fake: GraphFake
    server: Server
    http: Client

    def send(self, text: str = "Bonjour", **other: Any) -> Receipt:
        return (
            channel(self.fake.name)
            .open_session(self.fake.config, lambda: self.http)
            .send(self.text(text, **other))
        )

    def text(self, text: str = "Bonjour", **other: Any) -> OutgoingText:
        address, kind = _ADDRESSES[self.fake.name]
        plain = OutgoingText(
            key="boutique:relance-41-2",
            address=address,
            text=text,
            date=NOW,
            address_kind=kind,
            window_until=NOW,
        )
        return replace(plain, **{"window_until": NOW + timedelta(hours=3), **other})

    def refusal(self, text: str = "Bonjour", **other: Any) -> Refused:
        with pytest.raises(Refused) as told:
            self.send(text, **other)
        assert told.value.reason_fr
        return told.value


@contextmanager
def _desk(name: str, timeout: float = 10.0) -> Iterator[Desk]:
    theirs: GraphFake = importlib.import_module(f"tests.channels.fakes.{name}").FAKE()
    with serving(theirs.serve) as server:
        routes = dict.fromkeys(theirs.origins, server.url)
        yield Desk(theirs, server, Client(timeout=timeout, allow_loopback=True, routes=routes))


@pytest.fixture(params=list(_ADDRESSES))
def at(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with _desk(request.param) as desk:
        yield desk


@pytest.fixture
def whatsapp() -> Iterator[Desk]:
    with _desk("whatsapp") as desk:
        yield desk


def test_a_text_leaves_as_written_and_its_fate_is_told_later(at: Desk) -> None:
    first, second = at.send(_WORDS, answers="wamid.LEUR="), at.send("Ensuite")
    assert [each.text for each in at.fake.taken] == [_WORDS, "Ensuite"]
    assert [first.provider_ref, second.provider_ref] == [each.reference for each in at.fake.taken]
    assert first.state == second.state == "accepted"
    told = at.fake.said[0]
    answers = told["context"]["message_id"] if at.fake.name == "whatsapp" else told["reply_to"]["mid"]
    assert answers == "wamid.LEUR=" and "context" not in at.fake.said[1] and "reply_to" not in at.fake.said[1]


def test_the_settings_are_tried(at: Desk) -> None:
    one = channel(at.fake.name)
    receipt = one.test(at.fake.config, at.text(window_until=None, address_kind=""), lambda: at.http)
    assert "Chez Jeanne" in receipt.detail
    with pytest.raises(Refused) as told:
        one.test({**at.fake.config, "access_token": "ancien"}, at.text(), lambda: at.http)
    assert told.value.about == "account"
    for field in one.fields:
        if field.required:
            with pytest.raises(NotSent, match="configur"):
                one.test({**at.fake.config, field.name: " "}, at.text(), lambda: at.http)
    with pytest.raises(NotSent):
        one.open_session(at.fake.config).send(at.text())


def test_a_closed_window_stays_closed_before_anybody_is_asked(at: Desk) -> None:
    for until in (None, NOW, NOW - timedelta(days=6, seconds=1)):
        refused = at.refusal(window_until=until)
        assert (refused.about, refused.permanent) == ("window", True)
    assert not at.server.asked


@pytest.mark.parametrize("name", ["messenger", "instagram"])
def test_a_person_may_answer_for_seven_days_and_a_machine_for_one(name: str) -> None:
    with _desk(name) as at:
        at.send(typed=True)
        at.send(typed=True, window_until=NOW)
        at.send(typed=True, window_until=NOW - timedelta(days=6) + timedelta(seconds=1))
        kinds = [(each["messaging_type"], each.get("tag")) for each in at.fake.said]
        assert kinds == [("RESPONSE", None), ("MESSAGE_TAG", "HUMAN_AGENT"), ("MESSAGE_TAG", "HUMAN_AGENT")]
        assert at.refusal(typed=True, window_until=NOW - timedelta(days=6)).about == "window"
        assert at.refusal(typed=False, window_until=NOW - timedelta(minutes=1)).about == "window"
        assert at.refusal(template=ProviderTemplate("bonjour", "fr")).about == "template"


def test_what_is_refused_says_what_it_is_about(at: Desk) -> None:
    expected = {
        "permission": "account", "token": "account", "payment": "account", "locked": "account", "unknown": "account",
        "cap": "rate", "pair": "rate", "busy": "rate", "again": "rate", "rate": "rate",
        "paused": "template", "address": "template" if at.fake.name == "whatsapp" else "address",
        "other": "text", "away": "address",
    }  # fmt: skip
    for word in at.fake.refusals:
        at.fake.no = word
        refused = at.refusal()
        assert refused.about == expected.get(word, word), word
        assert refused.permanent == (expected.get(word) != "rate" and word != "away"), word
        assert refused.wait is not None or refused.permanent
    if at.fake.name == "whatsapp":
        at.fake.no = "cap"
        assert at.refusal().wait == timedelta(hours=24)


@pytest.mark.parametrize("trouble", [*GARBAGE, "cut", "500", "502"])
def test_an_answer_that_is_lost_is_unknown(at: Desk, trouble: str) -> None:
    at.fake.trouble = trouble
    with pytest.raises(Unknown):
        at.send()


def test_silence_after_the_request_is_unknown_and_a_closed_door_is_not_sent() -> None:
    with _desk("whatsapp", timeout=0.2) as at:
        at.fake.trouble = "wait"
        with pytest.raises(Unknown):
            at.send()
    with pytest.raises(NotSent):
        at.send()
    with _desk("messenger") as at:
        at.fake.trouble = "503"
        with pytest.raises(NotSent):
            at.send()


def test_a_text_too_long_or_empty_or_to_nobody_is_refused_here(at: Desk) -> None:
    limit = channel(at.fake.name).capabilities.max_length or 0
    at.send("a" * limit)
    assert at.refusal("é" * limit + "é").about == "text"
    assert at.refusal("").about == "text"
    for address in ("", "+0699", "a@b.cm", "..", "../x", "237699001122?x=1", "CM.1 2"):
        assert at.refusal(address=address).about == "address"
        assert at.refusal(address=address, address_kind="whatsapp_id").about == "address"
    assert len(at.fake.said) == 1


def test_whatsapp_gives_our_key_back_and_writes_to_an_id_without_a_number(whatsapp: Desk) -> None:
    whatsapp.send()
    whatsapp.send(address="CM.13491208655302741918", address_kind="whatsapp_id")
    whatsapp.send(address="US.ENT.11815799212886844830", address_kind="whatsapp_id")
    first, second, third = whatsapp.fake.said
    assert (first["to"], first["biz_opaque_callback_data"]) == ("237699001122", "boutique:relance-41-2")
    assert second["recipient"] == "CM.13491208655302741918" and "to" not in second
    assert third["recipient"] == "US.ENT.11815799212886844830"
    assert whatsapp.refusal(address="CM.1349", address_kind="phone").about == "address"


def test_a_template_leaves_outside_the_window(whatsapp: Desk) -> None:
    template = ProviderTemplate("relance_facture", "fr", ("Maman\nJeanne", "25 000 F", ""))
    whatsapp.send(window_until=None, template=template)
    told = whatsapp.fake.said[0]["template"]
    assert (told["name"], told["language"]["code"]) == ("relance_facture", "fr")
    values = [each["text"] for each in told["components"][0]["parameters"]]
    assert values == ["Maman Jeanne", "25 000 F", "–"]
    whatsapp.send(window_until=None, template=ProviderTemplate("bonjour", "fr"))
    assert "components" not in whatsapp.fake.said[1]["template"]
    assert whatsapp.refusal(template=template, attachments=(_PDF,)).about == "template"


def test_whatsapp_files_go_up_first_and_the_text_is_a_caption_when_it_fits(whatsapp: Desk) -> None:
    receipt = whatsapp.send("Votre facture", attachments=(_PDF, _PHOTO, _VOICE), answers="wamid.A=")
    document, image, audio = whatsapp.fake.said
    assert receipt.provider_ref == whatsapp.fake.taken[0].reference
    assert (document["type"], document["document"]["caption"], document["document"]["filename"]) == (
        "document", "Votre facture", "Facture n° 7.pdf",
    )  # fmt: skip
    assert image["type"] == "image" and "caption" not in image["image"] and "context" not in image
    assert audio["type"] == "audio" and "biz_opaque_callback_data" not in audio
    contents = [content for _, _, content in whatsapp.fake.uploaded.values()]
    assert contents == [_PDF.content, _PHOTO.content, _VOICE.content]
    whatsapp.fake.said.clear()
    whatsapp.send("x" * 1025, attachments=(_PHOTO,))
    whatsapp.send("Écoutez", attachments=(_VOICE,))
    whatsapp.send("", attachments=(_PHOTO,))
    assert [each["type"] for each in whatsapp.fake.said] == ["text", "image", "text", "audio", "image"]
    heavy = Attachment("grand.png", "image/png", bytes(5 * 1024 * 1024 + 1))
    whatsapp.send("", attachments=(heavy,))
    assert whatsapp.fake.said[-1]["type"] == "document"


def test_messenger_files_follow_the_text_and_instagram_takes_none() -> None:
    with _desk("messenger") as at:
        at.send("Votre facture", attachments=(_PDF, _PHOTO), answers="m_1")
        text, file, image = (each["message"] for each in at.fake.said)
        assert text == {"text": "Votre facture"}
        assert [file["attachment"]["type"], image["attachment"]["type"]] == ["file", "image"]
        assert [content for _, _, content in at.fake.uploaded.values()] == [_PDF.content, _PHOTO.content]
    with _desk("instagram") as at:
        assert at.refusal(attachments=(_PDF,)).about == "text"
        assert at.refusal("é" * 600).about == "text"
        assert not at.server.asked


def test_a_message_of_which_only_a_part_left_is_unknown(whatsapp: Desk) -> None:
    serve = whatsapp.server.answer

    def after_the_first(asked: Asked) -> Any:
        whatsapp.fake.no = "pair" if whatsapp.fake.said else ""
        return serve(asked)

    whatsapp.server.answer = after_the_first
    with pytest.raises(Unknown, match="partie"):
        whatsapp.send("Deux photos", attachments=(_PHOTO, _PDF))


def test_a_file_that_is_not_taken_leaves_nothing(whatsapp: Desk) -> None:
    odd = Attachment("lettre.docm", "application/x-macro", b"PK")
    with pytest.raises(DeliveryError) as told:
        whatsapp.send("Voici", attachments=(odd,))
    assert isinstance(told.value, Refused) and told.value.about == "text"
    assert not whatsapp.fake.said


def test_a_media_is_brought_in_two_steps_and_the_token_stays_with_meta(whatsapp: Desk) -> None:
    fake, fetch = whatsapp.fake, channel("whatsapp").inbound
    assert fetch is not None and fetch.fetch is not None
    fake.contents = {"/whatsapp_business/attachments/": b"OggS" * 50}
    url = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=88001"
    told = {"url": url, "mime_type": "audio/ogg", "sha256": "x", "file_size": "200"}
    fake.media = {
        "88001": told,
        "88002": {**told, "file_size": "999999999999999"},
        "88003": {**told, "url": "https://ailleurs.example/x"},
        "88004": {**told, "url": "https://fbsbx.com.ailleurs.example/x"},
        "88005": {"mime_type": "audio/ogg"},
        "88006": {**told, "file_size": "10"},
    }

    def brought(ref: str, most: int = 1000) -> tuple[bytes, str]:
        assert fetch is not None and fetch.fetch is not None
        return fetch.fetch(fake.config, whatsapp.http, IncomingFile(ref=ref, mime="audio/ogg"), most)

    assert brought("88001") == (b"OggS" * 50, "audio/ogg")
    for ref, fault in (("88002", TooLarge), ("88003", Forbidden), ("88004", Forbidden), ("88005", Trouble)):
        with pytest.raises(fault):
            brought(ref)
    with pytest.raises(TooLarge):
        brought("88006", most=100)
    with pytest.raises(Trouble):
        brought("../106540352242922")


def test_an_attachment_of_a_page_is_brought_without_our_token() -> None:
    with _desk("messenger") as at:
        fetch = channel("messenger").inbound
        assert fetch is not None and fetch.fetch is not None
        seen: list[Asked] = []

        def serve(asked: Asked) -> Any:
            seen.append(asked)
            return replace(
                at.fake.answer(asked),
                status=200,
                body=b"\xff\xd8",
                headers={"content-type": "image/jpeg; q=1"},
            )

        at.server.answer = serve
        http = replace(at.http, routes={"https://scontent.xx.fbcdn.net": at.server.url})
        file = IncomingFile(ref="https://scontent.xx.fbcdn.net/v/piece?oh=1")
        assert fetch.fetch(at.fake.config, http, file, 100) == (b"\xff\xd8", "image/jpeg")
        assert "authorization" not in seen[0].headers
        with pytest.raises(Forbidden):
            fetch.fetch(
                at.fake.config, replace(http, allow_loopback=False), replace(file, ref="http://10.0.0.1/x"), 9
            )


def test_templates_are_listed_and_submitted(whatsapp: Desk) -> None:
    def submit(name: str, text: str, *examples: str) -> KnownTemplate:
        return submit_template(
            whatsapp.fake.config,
            lambda: whatsapp.http,
            name=name,
            language="fr",
            category="utility",
            text=text,
            examples=examples,
        )

    assert submit("rappel", "Bonjour {{1}}, il reste {{2}} à payer.", "Jeanne", "25 000 F").state == "pending"
    for name in ("merci", "rendez_vous"):
        submit(name, "Merci, à bientôt.")
    whatsapp.fake.templates[1]["status"] = "APPROVED"
    whatsapp.fake.templates[2] |= {"status": "REJECTED", "rejected_reason": "INVALID_FORMAT"}
    found = known_templates(whatsapp.fake.config, lambda: whatsapp.http)
    assert [(each.name, each.state, each.reason) for each in found] == [
        ("rappel", "pending", ""),
        ("merci", "approved", ""),
        ("rendez_vous", "rejected", "INVALID_FORMAT"),
    ]
    assert found[0].text == "Bonjour {{1}}, il reste {{2}} à payer." and found[0].category == "utility"
    for name, text, examples in (
        ("Rappel", "Bonjour.", ()),
        ("a", "", ()),
        ("a", "Bonjour {{1}}, merci", ()),
        ("a", "Bonjour {{2}}, merci", ("x",)),
        ("a", "{{1}} bonjour", ("x",)),
        ("a", "Bonjour {{1}} {{2}} merci", ("x", "y")),
    ):
        with pytest.raises(Refused) as told:
            submit(name, text, *examples)
        assert told.value.about == "template"
    with pytest.raises(NotSent):
        known_templates({**whatsapp.fake.config, "business_account_id": ""}, lambda: whatsapp.http)


@pytest.mark.parametrize(
    ("address", "day", "template", "purpose", "expected"),
    [
        ("+237699001122", date(2026, 9, 30), False, "transactional", (0, "USD")),
        ("+237699001122", date(2026, 10, 1), False, "transactional", (1, "USD")),
        ("+33612345678", date(2026, 9, 30), True, "transactional", (3, "USD")),
        ("+33612345678", date(2026, 9, 30), True, "marketing", (9, "USD")),
        ("+590690123456", date(2026, 9, 30), False, "transactional", (0, "USD")),
        ("+590690123456", date(2026, 10, 1), False, "transactional", None),
        ("+590690123456", date(2026, 5, 1), True, "transactional", None),
        ("CM.1349", date(2026, 5, 1), False, "transactional", None),
    ],
)
def test_prices_change_on_their_day(
    address: str, day: date, template: bool, purpose: str, expected: tuple[int, str] | None
) -> None:
    cost = channel("whatsapp").cost
    assert cost is not None
    text = OutgoingText(
        key="k", address=address, text="Bonjour", date=NOW, purpose=purpose,
        template=ProviderTemplate("rappel", "fr") if template else None,
    )  # fmt: skip
    found = cost(text, "CM", day)
    assert (None if found is None else (found.amount, found.currency)) == expected
    assert found is None or found.amount == 0 or "à vérifier" in found.note


def test_the_fakes_say_what_meta_publishes() -> None:
    with _desk("whatsapp") as at:
        at.send()
        answer = json.loads(at.fake.take(at.fake.said[0]).body)
    assert set(answer) == {"messaging_product", "contacts", "messages"}
