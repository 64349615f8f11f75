"""The hook address over HTTP: what each answer is, and that nothing but a POST leaves a trace."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError
from django.test import Client
from django_scopes import scope, scopes_disabled

from kaye.actions.open_business import open_business
from kaye.hooks.payments import MOST
from kaye.records.models import PaymentAccount, ProviderNotice, ProviderPayment
from tests.actions.online import Online, online

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Iterator[Online]:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business), online(business, NOW) as opened:
        yield opened


@pytest.fixture
def outside() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def _address(net: Online, name: str = "", token: str = "") -> str:
    return f"/hooks/{name or net.at.plug_in.name}/{token or net.token}/"


def _sent(net: Online, payment: ProviderPayment) -> tuple[dict[str, str], bytes]:
    headers, body = net.at.fake.notice(net.at.fake.book[payment.reference], NOW)
    return {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}, body


def _notices() -> int:
    with scopes_disabled():
        return ProviderNotice.objects.count()


def test_a_signed_notice_is_stored_once(net: Online, outside: Client) -> None:
    payment = net.start()
    headers, body = _sent(net, payment)
    for _ in range(3):
        answer = outside.post(_address(net), body, content_type="application/json", **headers)
        assert (answer.status_code, answer.content) == (200, b"")
    assert _notices() == 1
    payment.refresh_from_db()
    assert (payment.state, payment.next_ask_at) == ("pending", NOW)
    stored = ProviderNotice.objects.get()
    assert (bytes(stored.body), stored.state) == (body, "done")
    assert not {"cookie", "authorization"} & set(stored.headers)


def test_refusals_store_nothing(net: Online, outside: Client) -> None:
    payment = net.start()
    headers, body = _sent(net, payment)
    ask = {"content_type": "application/json"}
    assert outside.post(_address(net), body, **ask).status_code == 401
    assert outside.post(_address(net), body + b" ", **ask, **headers).status_code == 403
    unknown = outside.post(_address(net, token="a" * 27), body, **ask, **headers)
    other = outside.post(_address(net, name="pigeon"), body, **ask, **headers)
    assert (unknown.status_code, other.status_code, unknown.content) == (404, 404, other.content)
    assert outside.post(_address(net), b"x" * (MOST + 1), **ask, **headers).status_code == 413
    for verb in ("get", "head", "put", "patch", "delete", "options"):
        answer = getattr(outside, verb)(_address(net))
        assert (answer.status_code, answer["Allow"]) == (405, "POST"), verb
    assert _notices() == 0
    payment.refresh_from_db()
    assert payment.next_ask_at != NOW


def test_an_account_turned_off_is_nobody(net: Online, outside: Client) -> None:
    payment = net.start()
    headers, body = _sent(net, payment)
    PaymentAccount.objects.update(is_on=False)
    answer = outside.post(_address(net), body, content_type="application/json", **headers)
    assert answer.status_code == 404


def test_a_ping_is_answered_and_does_nothing(outside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_business(name="Chez Awa", country="CI", now=NOW)
    with scope(business=business), online(business, NOW, "cinetpay") as net:
        payment = net.start()
        assert outside.get(_address(net)).status_code == 200
        assert outside.get(_address(net, token="b" * 27)).status_code == 404
        headers, body = _sent(net, payment)
        answer = outside.generic("POST", _address(net), body, "application/x-www-form-urlencoded", **headers)
        assert answer.status_code == 200
        payment.refresh_from_db()
        assert payment.next_ask_at == NOW


def test_an_unsigned_provider_may_put(outside: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_business(name="Chez Awa", country="CM", now=NOW)
    with scope(business=business), online(business, NOW, "mtn_momo") as net:
        payment = net.start()
        _, body = _sent(net, payment)
        assert outside.put(_address(net), body, content_type="application/json").status_code == 200
        payment.refresh_from_db()
        assert (payment.state, payment.next_ask_at) == ("pending", NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"\xff\xfe",
        b"[" * 90_000,
        b'{"externalId": "\\u0000"}',
        b'{"externalId": "K\\ud800"}',
        b'{"a":' * 9_000,
    ],
)
def test_no_body_breaks_it(outside: Client, body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_business(name="Chez Awa", country="CM", now=NOW)
    with scope(business=business), online(business, NOW, "mtn_momo") as net:
        assert outside.generic("POST", _address(net), body).status_code == 200


def test_a_base_in_trouble_asks_for_later(
    net: Online, outside: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**given: object) -> None:
        raise DatabaseError("disk full")

    payment = net.start()
    headers, body = _sent(net, payment)
    monkeypatch.setattr("kaye.hooks.payments.receive_notice", broken)
    answer = outside.post(_address(net), body, content_type="application/json", **headers)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
