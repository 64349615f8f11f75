"""The hook address of a channel over HTTP: what each answer is, and what leaves a trace (C2–C5)."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django_scopes import scope, scopes_disabled

from kaye.actions.inbox.channel_account import add_channel, renew_token, token_of, turn_channel
from kaye.actions.open_business import open_business
from kaye.actions.tick import tick
from kaye.channels.registry import channels
from kaye.records.models import ChannelAccount, InboxMessage, RawPayload, Task
from kaye.records.seal import seal
from kaye.rules.ports.channel import Channel
from tests.actions.conftest import NOW
from tests.channels import signing
from tests.inbox.posting import JEANNE, payload, said, whatsapp

pytestmark = pytest.mark.django_db

_JSON = {"content_type": "application/json"}


@pytest.fixture
def account(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChannelAccount]:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business):
        yield whatsapp(business, NOW)


@pytest.fixture
def outside() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def _at(account: ChannelAccount) -> str:
    return f"/hooks/{account.channel}/{token_of(account)}/"


def _signed(body: bytes, secret: str = "secret-application") -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"HTTP_X_HUB_SIGNATURE_256": f"sha256={digest}"}


def _rows() -> int:
    with scopes_disabled():
        return RawPayload.objects.count()


def test_a_signed_message_is_stored_once_and_processed_by_the_worker(
    account: ChannelAccount, outside: Client
) -> None:
    body = payload(said("w1", JEANNE, "Bonjour", NOW))
    for _ in range(3):
        answer = outside.post(_at(account), body, HTTP_AUTHORIZATION="Bearer x", **_JSON, **_signed(body))
        assert (answer.status_code, answer.content) == (200, b"")
    stored = RawPayload.objects.get()
    assert (bytes(stored.body), stored.state, stored.received_at) == (body, "stored", NOW)
    assert not {"cookie", "authorization"} & set(stored.headers)
    assert not InboxMessage.objects.exists()
    tick(NOW)
    assert InboxMessage.objects.get().text == "Bonjour"


def test_what_is_refused_is_only_counted(account: ChannelAccount, outside: Client) -> None:
    body = payload(said("w1", JEANNE, "Bonjour", NOW))
    assert outside.post(_at(account), body, **_JSON).status_code == 401
    assert outside.post(_at(account), body + b" ", **_JSON, **_signed(body)).status_code == 403
    assert outside.post(_at(account), body, **_JSON, **_signed(body, "autre")).status_code == 403
    assert outside.post(_at(account), b"x" * (3 * 1024 * 1024 + 1), **_JSON).status_code == 413
    for verb in ("put", "patch", "delete", "options", "head"):
        answer = getattr(outside, verb)(_at(account))
        assert (answer.status_code, answer["Allow"]) == (405, "GET, POST"), verb
    account.refresh_from_db()
    assert (_rows(), account.refusals, Task.objects.count()) == (0, 4, 0)
    for _ in range(12):
        outside.post(_at(account), body, **_JSON)
    assert "signature refusée" in Task.objects.get(kind="signature").text


def test_nobody_lives_there(account: ChannelAccount, outside: Client) -> None:
    body = payload(said("w1", JEANNE, "Bonjour", NOW))
    old = _at(account)
    renew_token(business=account.business, name="whatsapp", now=NOW)
    account.refresh_from_db()
    wrong = [old, f"/hooks/pigeon/{'a' * 27}/", f"/hooks/stripe/{token_of(account)}/"]
    wrong += [f"/hooks/messenger/{token_of(account)}/", "/hooks/whatsapp/%00/", "/hooks/call/aaaa/"]
    answers = [outside.post(url, body, **_JSON, **_signed(body)) for url in wrong]
    assert {(each.status_code, each.content, each["Content-Type"]) for each in answers} == {
        (404, b"", "text/plain")
    }
    assert outside.post(_at(account), body, **_JSON, **_signed(body)).status_code == 200
    turn_channel(business=account.business, name="whatsapp", on=False, now=NOW)
    assert outside.post(_at(account), body, **_JSON, **_signed(body)).status_code == 404


def test_the_handshake(account: ChannelAccount, outside: Client) -> None:
    asked = {
        "hub.mode": "subscribe",
        "hub.challenge": "<b>1158201444</b>",
        "hub.verify_token": "mot-de-verification",
    }
    answer = outside.get(_at(account), asked)
    assert (answer.status_code, answer.content) == (200, b"<b>1158201444</b>")
    assert answer["Content-Type"].startswith("text/plain")
    for wrong in ({**asked, "hub.verify_token": "x"}, {}, {"hub.challenge": "1"}):
        refused = outside.get(_at(account), wrong)
        assert (refused.status_code, refused.content) == (403, b"")
    assert _rows() == 0


def test_unreadable_is_kept(account: ChannelAccount, outside: Client) -> None:
    for body in (b"{", b"\xff\xfe", b"[" * 90_000, b'{"entry": "\\ud800"}', b"null"):
        assert outside.post(_at(account), body, **_JSON, **_signed(body)).status_code == 200
    tick(NOW)
    assert set(RawPayload.objects.values_list("state", flat=True)) == {"unreadable"}
    assert Task.objects.filter(kind="unreadable").count() == 1


def test_a_secret_not_given_yet_refuses_everything(account: ChannelAccount, outside: Client) -> None:
    for one in channels():
        sign = getattr(signing, one.name, None)
        if sign is None or not _is_required(one, (signed := sign(b"{}", "http://x", NOW)).secret):
            continue
        bare = add_channel(business=account.business, name=one.name, values={}, now=NOW)
        ChannelAccount.objects.filter(pk=bare.pk).update(sealed=seal({}))
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.headers.items()}
        answer = outside.generic("POST", _at(bare), b"{}", signed.headers["content-type"], **headers)
        assert answer.status_code == 403, one.name
    assert _rows() == 0


def test_the_signed_address_is_the_configured_one(
    account: ChannelAccount, outside: Client, settings: object
) -> None:
    """Twilio signs the address: what `Host` and its like say changes nothing (C2)."""
    settings.BASE_URL = "https://kaye.example"  # type: ignore[attr-defined]
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    values = {"account_sid": f"AC{'a' * 32}", "auth_token": "jeton-du-compte", "number": "+33756000001"}
    twilio = add_channel(business=account.business, name="twilio", values=values, now=NOW)
    body = b"MessageSid=SM1&From=%2B33612345678&To=%2B33756000001&Body=Bonjour&NumMedia=0"
    kind = "application/x-www-form-urlencoded"
    own = signing.twilio(body, f"https://kaye.example{_at(twilio)}", NOW).headers["x-twilio-signature"]
    asked = signing.twilio(body, f"https://evil.example{_at(twilio)}", NOW).headers["x-twilio-signature"]
    evil = {"HTTP_HOST": "evil.example", "HTTP_X_FORWARDED_HOST": "evil.example"}
    refused = outside.generic("POST", _at(twilio), body, kind, HTTP_X_TWILIO_SIGNATURE=asked, **evil)
    assert refused.status_code == 403
    answer = outside.generic("POST", _at(twilio), body, kind, HTTP_X_TWILIO_SIGNATURE=own, **evil)
    assert (answer.status_code, b"<Response" in answer.content) == (200, True)


def test_headers_that_are_ours_to_say_are_not_taken(account: ChannelAccount, outside: Client) -> None:
    body = payload(said("w1", JEANNE, "Bonjour", NOW))
    ours = {"HTTP_X_KAYE_FOLDER": "sent", "HTTP_X_KAYE_HISTORY": "1"}
    assert outside.post(_at(account), body, **_JSON, **_signed(body), **ours).status_code == 200
    assert not {"x-kaye-folder", "x-kaye-history"} & set(RawPayload.objects.get().headers)


def test_a_base_in_trouble_asks_for_later(
    account: ChannelAccount, outside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**given: object) -> None:
        raise DatabaseError("disk full")

    body = payload(said("w1", JEANNE, "Bonjour", NOW))
    monkeypatch.setattr("kaye.hooks.channels.receive", broken)
    answer = outside.post(_at(account), body, **_JSON, **_signed(body))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_an_old_stamp_is_refused(account: ChannelAccount, outside: Client) -> None:
    phone = add_channel(
        business=account.business, name="phone", values={"secret": "secret-du-standard"}, now=NOW
    )
    said_ = {
        "external_id": "c1", "from": "+237699001122", "to": "+237650112233", "direction": "in", "status": "missed",
        "started_at": NOW.isoformat(), "duration": 0, "recording_url": "",
    }  # fmt: skip
    body = json.dumps(said_).encode()
    for age, status in ((301, 403), (299, 200)):
        signed = signing.phone(body, "", NOW - timedelta(seconds=age))
        header = {"HTTP_X_KAYE_SIGNATURE": signed.headers["x-kaye-signature"]}
        assert outside.post(_at(phone), body, **_JSON, **header).status_code == status
    tick(NOW)
    message = InboxMessage.objects.get()
    assert (message.form, message.call_state, message.customer.points.get().value) == (
        "call",
        "missed",
        "+237699001122",
    )


def _is_required(one: Channel, secret: str) -> bool:
    return any(field.name == secret and field.required for field in one.fields)
