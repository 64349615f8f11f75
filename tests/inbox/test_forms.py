"""Forms of the site: what makes them doubtful, and what a person's « oui » then does (C59)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from kaye.actions.inbox.accept import accept
from kaye.actions.inbox.channel_account import account_settings, add_channel, token_of
from kaye.actions.inbox.process import Done, process_payload
from kaye.actions.inbox.receive import receive
from kaye.actions.record_customer import record_customer
from kaye.actions.tick import tick
from kaye.net.form_proof import new_challenge, new_token, solve
from kaye.records.models import Business, ChannelAccount, Consent, Customer, InboxMessage, RawPayload, Request
from tests.actions.conftest import NOW
from tests.inbox.posting import minutes

pytestmark = pytest.mark.django_db
_HEADERS = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def form(shop: Business) -> ChannelAccount:
    return add_channel(business=shop, name="webform", values={}, now=NOW)


def _filled(form: ChannelAccount, proved: bool = True, token: str = "", **fields: str) -> bytes:
    given = {
        "nom": "Jeanne Mballa",
        "contact": "699 00 11 22",
        "message": "Un devis pour 3 portes ?",
        **fields,
    }
    if proved:
        secret = account_settings(form)["secret"]
        token = token or new_token(secret, NOW - timedelta(minutes=2))
        given |= {"jeton": token, "altcha": solve(new_challenge(secret, token))}
    return urlencode(given).encode()


def _take(form: ChannelAccount, body: bytes) -> Done:
    received = receive(account=form, headers=_HEADERS, body=body, now=NOW)
    assert received.payload is not None
    (done,) = process_payload(received.payload, NOW)
    return done


def test_a_proved_form_joins_who_holds_the_number(form: ChannelAccount, shop: Business) -> None:
    jeanne = record_customer(business=shop, now=NOW, name_raw="Mme Jeanne", phone="699001122")
    done = _take(form, _filled(form, rappel="demain matin", accord_marketing="1"))
    assert (done.applied.customer, done.applied.request is not None) == (jeanne, True)
    message = InboxMessage.objects.get()
    assert "Me rappeler : demain matin" in message.text
    assert message.point is not None
    assert message.point.verified_at is None  # nobody attested it
    assert Consent.objects.get().state == "opted_in"


def test_a_doubtful_form_joins_nobody_until_a_person_says_so(form: ChannelAccount, shop: Business) -> None:
    jeanne = record_customer(business=shop, now=NOW, name_raw="Mme Jeanne", phone="699001122")
    _take(form, _filled(form, proved=False, accord_marketing="1"))
    message = InboxMessage.objects.get()
    assert message.verdict == "to_check"
    assert message.customer != jeanne
    assert not Request.objects.exists()
    assert not Consent.objects.exists()
    again = _take(form, _filled(form))  # a proved one is not led astray by the card of the doubtful
    assert again.applied.customer == jeanne
    accept(message, NOW)
    message.refresh_from_db()
    assert (message.customer, message.verdict, message.thread.customer) == (jeanne, "", jeanne)
    assert list(Customer.objects.all()) == [jeanne]
    assert Consent.objects.get().state == "opted_in"


def test_a_doubtful_form_of_nobody_becomes_a_card(form: ChannelAccount, shop: Business) -> None:
    _take(form, _filled(form, proved=False))
    accept(InboxMessage.objects.get(), NOW)
    card = Customer.objects.get()
    assert card.points.get().state == "ok"
    assert Request.objects.get().customer == card


def test_a_stop_in_a_doubtful_form_stops_nobody(form: ChannelAccount, shop: Business) -> None:
    jeanne = record_customer(business=shop, now=NOW, name_raw="Mme Jeanne", phone="699001122")
    _take(form, _filled(form, proved=False, message="STOP"))
    assert not jeanne.opt_outs.exists()


def test_a_token_used_again_for_other_words(form: ChannelAccount, shop: Business) -> None:
    token = new_token(account_settings(form)["secret"], NOW - timedelta(minutes=2))
    _take(form, _filled(form, token=token))
    again = _take(form, _filled(form, token=token, altcha_="x"))
    assert again.applied.outcome == "duplicate"
    other = _take(form, _filled(form, token=token, contact="670112233"))
    assert other.applied.outcome == "applied"
    assert [m.verdict for m in InboxMessage.objects.order_by("pk")] == ["", "to_check"]


def test_the_same_words_a_week_later_are_another_request(form: ChannelAccount, shop: Business) -> None:
    body = _filled(form, proved=False)
    for at, is_known in ((0, False), (2, True), (7 * 24 * 60, False), (7 * 24 * 60 + 2, True)):
        received = receive(account=form, headers=_HEADERS, body=body, now=minutes(NOW, at))
        assert received.duplicate is is_known, at
        assert received.payload is not None
        process_payload(received.payload, minutes(NOW, at))
    assert InboxMessage.objects.count() == 2


def test_too_many_from_one_address(
    form: ChannelAccount, shop: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    outside = Client(raise_request_exception=False, enforce_csrf_checks=True)
    url = f"/hooks/webform/{token_of(form)}/"
    kind = {"content_type": _HEADERS["content-type"]}
    for number in range(6):
        contact = f"6990011{number:02d}"
        body = _filled(form, proved=number in (0, 4, 5), contact=contact)
        assert outside.post(url, body, **kind, REMOTE_ADDR="192.0.2.1").status_code == 200
    sixth = RawPayload.objects.latest("pk")
    RawPayload.objects.bulk_create(
        RawPayload(
            business=shop, account=form, sha256=f"{number:064}", body=b"x", headers=sixth.headers, state="done",
            received_at=NOW,
        )
        for number in range(54)
    )  # fmt: skip
    body = _filled(form, proved=False, contact="699009910")
    assert outside.post(url, body, **kind, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert outside.post(url, body, **kind, REMOTE_ADDR="192.0.2.2").status_code == 200
    monkeypatch.setenv("KAYE_NOW", minutes(NOW, 61).isoformat())
    late = _filled(form, proved=False, contact="699009901")
    assert outside.post(url, late, **kind, REMOTE_ADDR="192.0.2.1").status_code == 200
    tick(NOW)
    verdicts = {m.customer.points.get().value[-2:]: m.verdict for m in InboxMessage.objects.all()}
    assert (verdicts["00"], verdicts["04"], verdicts["05"]) == ("", "", "to_check")
