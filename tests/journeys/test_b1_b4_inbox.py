"""B1–B4: four channels in one list, one person on two of them, a request that becomes a quote, the late one first."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.inbox.channel_account import add_channel
from kaye.records.models import (
    Business,
    ChannelAccount,
    Customer,
    InboxMessage,
    MatchProposal,
    Request,
    Thread,
)
from tests.actions.conftest import NOW
from tests.inbox.posting import AWA, JEANNE, PAUL, payload, said, take, whatsapp
from tests.journeys.counter import at_the_counter
from tests.looks import look
from tests.web.people import hire, open_shop

CALLER = "+237655443322"


@pytest.fixture
def business(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Business:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    return open_shop().business


def _writes(account: ChannelAccount, sender: str, name: str, text: str, at: datetime) -> None:
    take(account, payload(said(f"wamid.{sender}", sender, text, at), names={sender: name}), at)


def _mails(business: Business, sender: str, text: str, at: datetime) -> None:
    values = {"address": "boutique@moussa.example", "authserv_id": "mx.moussa.example"}
    body = (
        f"From: {sender}\r\nTo: boutique@moussa.example\r\nSubject: Ma commande\r\nMessage-ID: <a1@client.example>\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    take(add_channel(business=business, name="email", values=values, now=at), body.encode(), at)


def test_b1_four_channels_in_one_list(
    browser: Browser, live_server: LiveServer, business: Business, artefacts: Path
) -> None:
    user = hire(business, "owner")
    sms = {"account_sid": "AC" + "0" * 32, "auth_token": "jeton", "number": "+237650112233"}
    heard = {"MessageSid": "SM1", "SmsStatus": "received", "From": f"+{PAUL}", "To": "+237650112233"}
    call = {"external_id": "c1", "direction": "in", "status": "missed", "from": CALLER}
    with scope(business=business):
        _writes(whatsapp(business, NOW), JEANNE, "Jeanne Mballa", "Un devis pour 3 portes svp ?", NOW)
        _mails(business, "Awa Diop <awa@client.example>", "Le riz est à combien ?", NOW)
        twilio = add_channel(business=business, name="twilio", values=sms, now=NOW)
        take(twilio, urlencode(heard | {"Body": "Vous êtes ouvert demain ?"}).encode(), NOW)
        phone = add_channel(business=business, name="phone", values={"secret": "s" * 24}, now=NOW)
        take(phone, json.dumps(call | {"started_at": NOW.isoformat()}).encode(), NOW)
        assert sorted(InboxMessage.objects.values_list("channel", flat=True)) == [
            "email",
            "phone",
            "twilio",
            "whatsapp",
        ]
        assert Request.objects.filter(next_on=None).count() == 0
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/boite/")
        rows = page.locator(".k-thread")
        expect(rows).to_have_count(4)
        for words in ("3 portes", "riz est à combien", "ouvert demain", "ppel manqué"):
            expect(rows.filter(has_text=words)).to_have_count(1)
        look(page, artefacts, "b1-boite")


def test_b2_one_person_on_two_channels(
    browser: Browser, live_server: LiveServer, business: Business, artefacts: Path
) -> None:
    user = hire(business, "owner")
    with scope(business=business):
        _writes(whatsapp(business, NOW), JEANNE, "Jeanne Mballa", "Un devis pour 3 portes svp ?", NOW)
        _mails(business, "Jeanne Mballa <jeanne.mballa@client.example>", "Voici le plan des portes.", NOW)
        proposal = MatchProposal.objects.get()
        jeanne = InboxMessage.objects.get(channel="whatsapp").customer
        assert {proposal.one, proposal.other} == {jeanne, InboxMessage.objects.get(channel="email").customer}
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/boite/{jeanne.pk}/")
        said_by = page.locator(".k-msg:not(.is-ours)")
        expect(said_by).to_have_text(re.compile("Un devis pour 3 portes svp"))
        expect(page.get_by_text("Peut-être la même personne")).to_be_visible()
        page.get_by_role("button", name="C’est la même").click()
        expect(said_by).to_have_count(2)
        expect(said_by.filter(has_text="Voici le plan des portes.")).to_be_visible()
        look(page, artefacts, "b2-reunis")
        page.locator("#toasts").get_by_role("button", name="Annuler").click()
        expect(page.locator("#toasts")).to_contain_text("de nouveau séparées")
        expect(said_by).to_have_count(1)
    with scope(business=business):
        assert Customer.objects.filter(name="Jeanne Mballa").count() == 2


def test_b3_a_request_becomes_a_quote_and_is_closed_with_a_reason(
    browser: Browser, live_server: LiveServer, business: Business, artefacts: Path
) -> None:
    user = hire(business, "owner")
    with scope(business=business):
        _writes(whatsapp(business, NOW), JEANNE, "Jeanne Mballa", "Un devis pour 3 portes svp ?", NOW)
        request = Request.objects.get()
        assert request.next_on == NOW.date()
    with at_the_counter(browser, live_server, user, business) as page:
        thread = f"{live_server.url}/boite/{request.customer_id}/"
        page.goto(thread)
        page.get_by_role("link", name="Faire un devis").click()
        expect(page).to_have_url(re.compile("/documents/|/devis/"))
        expect(page.locator("main")).to_contain_text("Jeanne Mballa")
        look(page, artefacts, "b3-devis")
        page.goto(thread)
        page.get_by_text("Préciser, gagner, perdre").click()
        page.get_by_label("Prochaine date").fill("2026-05-29")
        page.get_by_role("button", name="Garder").click()
        expect(page.locator("#toasts")).to_contain_text("Demande précisée")
        with scope(business=business):
            request.refresh_from_db()
            assert request.next_on == NOW.date() + timedelta(days=7)
        page.get_by_text("Préciser, gagner, perdre").click()
        page.get_by_label("Pourquoi elle est perdue").select_option("trop_cher")
        page.get_by_role("button", name="Perdue").click()
        expect(page.locator("#toasts")).to_contain_text("Demande classée")
    with scope(business=business):
        request.refresh_from_db()
        assert (request.state, request.reason) == ("lost", "trop_cher")


def test_b4_the_late_one_comes_first(
    browser: Browser,
    live_server: LiveServer,
    business: Business,
    monkeypatch: pytest.MonkeyPatch,
    artefacts: Path,
) -> None:
    user = hire(business, "owner")
    later = NOW + timedelta(minutes=70)
    with scope(business=business):
        account = whatsapp(business, NOW)
        _writes(account, JEANNE, "Jeanne Mballa", "Un devis pour 3 portes svp ?", NOW)
        for minute, (sender, name) in enumerate(((PAUL, "Paul Etoa"), (AWA, "Awa Diop")), start=55):
            _writes(account, sender, name, "Le riz est à combien ?", NOW + timedelta(minutes=minute))
        assert Thread.objects.filter(due_at__lt=later).count() == 1
    monkeypatch.setenv("KAYE_NOW", later.isoformat())
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/boite/")
        expect(page.locator(".k-thread")).to_have_count(3)
        expect(page.locator(".k-thread").first).to_contain_text("Jeanne Mballa")
        page.goto(f"{live_server.url}/")
        first = page.get_by_role("region", name="À répondre d’abord").locator(".k-thread").first
        expect(first).to_contain_text("Jeanne Mballa")
        look(page, artefacts, "b4-matin")
