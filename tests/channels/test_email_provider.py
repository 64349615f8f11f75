"""Mail by the API of a provider (Anymail), against a server of this machine, and what providers post to us."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from kaye.channels.registry import channel
from kaye.net.http import Client
from kaye.rules.ports.channel import Attachment, DeliveryError, NotSent, OutgoingText, Refused, Unknown
from kaye.rules.ports.http import Trouble
from kaye.rules.ports.inbound import (
    BounceCame,
    ConsentSaid,
    Delivered,
    Event,
    Forged,
    Inbound,
    IncomingFile,
    MessageCame,
    StatusCame,
    UnknownCame,
    Unreadable,
    Unsigned,
)
from tests.net.server import Said, serving

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
STAMP = int(NOW.timestamp())
EMAIL = channel("email")
BREVO = {"esp": "brevo", "esp_key": "cle-brevo", "from_address": "compta@clim.example", "timeout": "1.0"}
TEXT = OutgoingText(
    key="boutique:relance:7",
    address="marie@exemple.fr",
    subject="Facture F-1 : un oubli ?",
    text="Bonjour,\n\nIl reste *20 €*.",
    date=NOW,
    sender_name="Clim’Antilles",
    answers="<q@exemple.fr>",
    references=("<p@exemple.fr>",),
    reply_to="compta+r-1a-0f9e8d7c@clim.example",
    attachments=(Attachment("facture été.pdf", "application/pdf", b"%PDF-1.7"),),
)


def _sent(said: Said, text: OutgoingText = TEXT) -> tuple[Any, Any]:
    with serving(lambda asked: said) as server:
        receipt = EMAIL.test(BREVO | {"esp_url": f"{server.url}/v3/"}, text)
        (asked,) = server.asked
        return receipt, asked


def test_a_text_goes_whole_to_the_provider() -> None:
    receipt, asked = _sent(Said(201, b'{"messageId":"<1@smtp-relay.example>"}'))
    assert (receipt.provider_ref, receipt.state) == ("<1@smtp-relay.example>", "accepted")
    assert (asked.path, asked.headers["api-key"]) == ("/v3/smtp/email", "cle-brevo")
    said = json.loads(asked.body)
    assert said["to"] == [{"email": "marie@exemple.fr"}]
    assert said["sender"] == {"name": "Clim’Antilles", "email": "compta@clim.example"}
    assert (said["subject"], said["textContent"]) == (TEXT.subject, TEXT.text)
    assert "<strong>20 €</strong>" in said["htmlContent"]
    assert said["replyTo"] == {"email": TEXT.reply_to}
    assert base64.b64decode(said["attachment"][0]["content"]) == b"%PDF-1.7"
    assert json.loads(said["headers"]["X-Mailin-custom"]) == {"key": TEXT.key}
    assert said["headers"]["In-Reply-To"] == "<q@exemple.fr>"
    assert said["headers"]["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("said", "error", "about"),
    [
        (Said(401, b'{"code":"unauthorized"}'), Refused, "account"),
        (Said(400, b'{"code":"invalid_parameter"}'), Refused, "text"),
        (Said(429, b"{}"), Refused, "rate"),
        (Said(500, b"{}"), Unknown, ""),
        (Said(503, b"{}"), NotSent, ""),
        (Said(201, b'{"messageId":"x"}', wait=2.0), Unknown, ""),
        (Said(201, b"pas du JSON"), Unknown, ""),
    ],
)
def test_each_failure_is_told_by_what_was_handed_over(
    said: Said, error: type[DeliveryError], about: str
) -> None:
    with pytest.raises(error) as told:
        _sent(said)
    assert getattr(told.value, "about", "") == about
    assert "cle-brevo" not in told.value.reason_fr


def test_nobody_there_is_not_sent() -> None:
    with pytest.raises(NotSent):
        EMAIL.test(BREVO | {"esp_url": "http://127.0.0.1:9/"}, TEXT)
    with pytest.raises(NotSent):
        EMAIL.open_session({"esp": "brevo", "from_address": "a@b.fr"})
    with pytest.raises(Refused):
        _sent(Said(201), replace(TEXT, address="personne"))


def test_every_provider_of_the_list_opens() -> None:
    (choice,) = [field for field in EMAIL.fields if field.name == "esp"]
    for name, _ in choice.choices:
        keys = {"esp": name, "esp_key": "k", "esp_secret": "s", "host": "127.0.0.1", "from_address": "a@b.fr"}
        EMAIL.open_session(keys).close()


def _read(esp: str, said: object, headers: Mapping[str, str] | None = None) -> tuple[Event, ...]:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    config = {"esp": esp, "esp_key": "k", "esp_secret": "s", "address": "compta@clim.example"}
    return _inbound().read(config, Delivered(headers or {"content-type": "application/json"}, body), NOW)


def _inbound() -> Inbound:
    assert EMAIL.inbound is not None
    return EMAIL.inbound


def _brevo(event: str, **more: object) -> dict[str, object]:
    return {
        "event": event, "email": "Marie@exemple.fr", "message-id": "<1@smtp-relay.example>",
        "ts_epoch": STAMP * 1000, "X-Mailin-custom": json.dumps({"key": TEXT.key}),
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("request", (StatusCame, "accepted")),
        ("delivered", (StatusCame, "delivered")),
        ("error", (StatusCame, "failed")),
        ("hard_bounce", (BounceCame, "hard")),
        ("soft_bounce", (BounceCame, "soft")),
        ("blocked", (BounceCame, "soft")),
        ("deferred", (BounceCame, "delayed")),
        ("complaint", (BounceCame, "complaint")),
        ("unsubscribe", (ConsentSaid, "")),
        ("opened", (UnknownCame, "")),
    ],
)
def test_what_became_of_a_mail(event: str, expected: tuple[type[Event], str]) -> None:
    (told,) = _read("brevo", _brevo(event))
    assert isinstance(told, expected[0])
    assert getattr(told, "state", getattr(told, "weight", "")) == expected[1]
    assert told.at == NOW
    assert _read("brevo", _brevo(event))[0].external_id == told.external_id
    if isinstance(told, StatusCame):
        assert (told.message, told.key) == ("<1@smtp-relay.example>", TEXT.key)
    if isinstance(told, BounceCame):
        assert (told.address, told.messages) == ("marie@exemple.fr", ("<1@smtp-relay.example>",))


def test_the_other_providers_say_it_in_their_words() -> None:
    mailjet = {
        "event": "bounce",
        "hard_bounce": False,
        "email": "m@exemple.fr",
        "MessageID": 7,
        "time": STAMP,
    }
    both = _read("mailjet", [mailjet, mailjet | {"hard_bounce": True, "MessageID": 8}])
    assert [event.weight for event in both if isinstance(event, BounceCame)] == ["soft", "hard"]
    postmark = {
        "RecordType": "Bounce", "Type": "HardBounce", "ID": 42, "MessageID": "a-b", "Email": "m@exemple.fr",
        "BouncedAt": "2026-05-22T09:00:00Z", "Description": "unknown user",
    }  # fmt: skip
    (bounce,) = _read("postmark", postmark)
    assert isinstance(bounce, BounceCame)
    assert (bounce.weight, bounce.messages, bounce.external_id) == ("hard", ("a-b",), "postmark:42")


def test_a_mail_that_came_by_a_provider_is_read_like_any_other() -> None:
    brevo = {
        "items": [
            {
                "Uuid": ["u1"], "RawTextBody": "Oui.\n\nLe 20 mai 2026 à 9:00, Clim a écrit :\n> Bonjour",
                "RawHtmlBody": "<p>Oui.</p>", "Attachments": [{"Name": "a.pdf", "DownloadToken": "t"}],
                "Headers": {
                    "From": "Marie <marie@exemple.fr>", "To": "compta+r-1a-0f9e8d7c@clim.example",
                    "Subject": "Re: Facture", "Message-ID": "<m@exemple.fr>", "In-Reply-To": "<f@clim.example>",
                },
            }
        ]
    }  # fmt: skip
    (came,) = _read("brevo", brevo)
    assert isinstance(came, MessageCame)
    assert (came.external_id, came.text, came.reply_to) == ("<m@exemple.fr>", "Oui.", "<f@clim.example>")
    assert [(file.name, file.ref, file.content) for file in came.files] == [("a.pdf", "brevo:t", None)]
    assert came.mail is not None
    assert came.mail.token == "1a-0f9e8d7c"
    raw = "From: Marie <marie@exemple.fr>\r\nMessage-ID: <g@exemple.fr>\r\nSubject: prix\r\n\r\nDéjà vu ?"
    form = urlencode(
        {"recipient": "compta@clim.example", "sender": "marie@exemple.fr", "body-mime": raw}
    ).encode()
    (mailgun,) = _read("mailgun", form, {"content-type": "application/x-www-form-urlencoded"})
    assert isinstance(mailgun, MessageCame)
    assert (mailgun.external_id, mailgun.text) == ("<g@exemple.fr>", "Déjà vu ?")


def test_what_brevo_keeps_is_fetched_with_the_key() -> None:
    fetch = _inbound().fetch
    assert fetch is not None
    with serving(lambda asked: Said(body=b"%PDF", headers={"content-type": "application/pdf"})) as server:
        client = Client(allow_loopback=True, routes={"https://api.brevo.com": server.url})
        assert fetch(BREVO, client, IncomingFile(ref="brevo:a/b"), 10) == (b"%PDF", "application/pdf")
        assert server.asked[0].path == "/v3/inbound/attachments/a%2Fb"
        assert server.asked[0].headers["api-key"] == "cle-brevo"
        with pytest.raises(Trouble):
            fetch(BREVO, client, IncomingFile(ref="brevo:a"), 3)
        with pytest.raises(Trouble):
            fetch(BREVO, client, IncomingFile(ref="https://ailleurs.example/x"), 10)
        assert len(server.asked) == 2


@pytest.mark.parametrize("esp", ["brevo", "mailjet", "mailgun", "postmark", "resend"])
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"[1]", b"{}", b'{"items":1}', b'{"event":1,"email":{}}', b"\xff"]
)
def test_no_post_of_a_provider_makes_it_fail(esp: str, body: bytes) -> None:
    try:
        events = _read(esp, body)
    except Unreadable:
        return
    assert all(event.external_id for event in events)


def _mailgun(secret: str, stamp: int = STAMP) -> bytes:
    proof = hmac.new(secret.encode(), f"{stamp}jeton".encode(), hashlib.sha256).hexdigest()
    signature = {"timestamp": str(stamp), "token": "jeton", "signature": proof}
    return json.dumps({"signature": signature, "event-data": {"event": "delivered"}}).encode()


def _verify(esp: str, body: bytes, secret: str = "cle-signature", **headers: str) -> None:
    verify = _inbound().verify
    assert verify is not None
    given = {"content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    verify({"esp": esp, "esp_key": "k", "esp_secret": secret}, Delivered(given, body), NOW)


def test_mailgun_signs() -> None:
    _verify("mailgun", _mailgun("cle-signature"))
    for body in (_mailgun("autre"), _mailgun("cle-signature", STAMP - 301), b'{"signature":{}}'):
        with pytest.raises(Forged):
            _verify("mailgun", body)
    with pytest.raises(Unsigned):
        _verify("mailgun", b"{}")
    with pytest.raises(Forged):
        _verify("mailgun", _mailgun("cle-signature"), secret="")


def test_resend_signs() -> None:
    key = base64.b64encode(b"une cle de vingt-quatre").decode()

    def signed(body: bytes, stamp: int = STAMP) -> str:
        proof = hmac.new(
            b"une cle de vingt-quatre", f"msg_1.{stamp}.".encode() + body, hashlib.sha256
        ).digest()
        return f"v1,{base64.b64encode(proof).decode()}"

    said = {"svix_id": "msg_1", "svix_timestamp": str(STAMP)}
    _verify("resend", b"{}", f"whsec_{key}", svix_signature=f"v1,autre {signed(b'{}')}", **said)
    with pytest.raises(Forged):
        _verify("resend", b"{ }", f"whsec_{key}", svix_signature=signed(b"{}"), **said)
    late = {"svix_id": "msg_1", "svix_timestamp": str(STAMP - 301)}
    with pytest.raises(Forged):
        _verify("resend", b"{}", f"whsec_{key}", svix_signature=signed(b"{}", STAMP - 301), **late)
    with pytest.raises(Unsigned):
        _verify("resend", b"{}", f"whsec_{key}", **said)
    with pytest.raises(Forged):
        _verify("resend", b"{}", "", svix_signature=signed(b"{}"), **said)


def test_a_raw_mail_is_read_whatever_the_provider() -> None:
    raw = b"From: Marie <marie@exemple.fr>\nMessage-ID: <r@exemple.fr>\n\nBonjour"
    (came,) = _read("mailgun", raw, {"content-type": "message/rfc822"})
    assert came.external_id == "<r@exemple.fr>"
