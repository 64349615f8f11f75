"""E3, E6: a customer who stops offers by a link is skipped by the next campaign; a complaint stops the reminders."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.campaigns.control import start_campaign
from kaye.actions.campaigns.draft import draft_campaign
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.tick import tick
from kaye.actions.today import today
from kaye.actions.unsubscribe import stop_urls
from kaye.records.models import Business, Hold, OptOut, Task
from tests.actions.conftest import NOW
from tests.inbox.posting import JEANNE, PAUL, payload, said, take, whatsapp
from tests.journeys.counter import at_the_counter
from tests.looks import look
from tests.mail import mailbox
from tests.web.people import hire, open_shop

OPEN = NOW + timedelta(hours=5)  # 10:00 in Guadeloupe
LEAK = "la pompe fuit, c'est inadmissible"


@pytest.fixture
def business(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Business:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    return open_shop().business


def test_e3_stopped_by_a_link_then_skipped_by_a_campaign(
    browser: Browser,
    live_server: LiveServer,
    transactional_db: None,
    monkeypatch: pytest.MonkeyPatch,
    artefacts: Path,
) -> None:
    monkeypatch.setenv("KAYE_NOW", OPEN.isoformat())
    business = open_business(name="Clim'Antilles", country="GP", now=OPEN, email="contact@clim.example")
    user = hire(business, "owner")
    with scope(business=business):
        one, _ = (
            record_customer(
                business=business, now=OPEN, name_raw=name, email=f"c{rank}@client.example", is_consumer=False
            )
            for rank, name in enumerate(("SARL Lise", "SARL Duval"))
        )
        address = one.points.get(kind="email").value
        with override_settings(BASE_URL="https://cahier.example"):
            found = stop_urls(business=business, wanted=[(one.pk, address)], now=OPEN)
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(found[one.pk, address].replace("https://cahier.example", live_server.url))
    assert not OptOut._base_manager.filter(business=business).exists()  # reading it changes nothing
    page.get_by_role("button", name="Ne plus recevoir d’offres").click()
    expect(page.get_by_role("status")).to_contain_text("ne vous envoie plus d’offres, sur aucun canal")
    look(page, artefacts, "e3-arret")
    assert context.cookies() == []
    context.close()
    words = {"subject_a": "La révision", "text_a": "Bonjour {{appel}},\n\nLa révision est prête."}
    with mailbox() as mail, scope(business=business):
        assert OptOut.objects.get().purpose == "marketing"
        campaign = draft_campaign(
            business=business, name="Révision", channel_name="email", rules=[], words=words, now=OPEN
        )
        start_campaign(business=business, campaign=campaign, now=OPEN)
        for minute in range(3):
            tick(OPEN + timedelta(minutes=minute), business)
        assert [to for each in mail.accepted for to in each.recipients] == ["c1@client.example"]
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/relances/campagnes/{campaign.pk}/")
        why = page.get_by_role("listitem").filter(has_text="Refusé sur tous les canaux")
        expect(why.locator(".k-side")).to_have_text("1")
        look(page, artefacts, "e3-campagne")


def test_e6_a_complaint_stops_the_reminders_and_asks_for_a_look(
    browser: Browser, live_server: LiveServer, business: Business, artefacts: Path
) -> None:
    user = hire(business, "owner")
    with scope(business=business):
        jeanne, paul = (
            record_customer(business=business, now=NOW, name_raw=name, phone=f"+{phone}")
            for name, phone in (("Mme Jeanne", JEANNE), ("M. Paul", PAUL))
        )
        for who in (jeanne, paul):
            record_sale(
                business=business, customer=who, kind="credit", lines=[LineInput("Pompe", 1, 22_000)],
                sold_on=NOW.date() - timedelta(days=9), due_on=NOW.date() - timedelta(days=2), now=NOW,
            )  # fmt: skip
        take(whatsapp(business, NOW), payload(said("wamid.1", JEANNE, LEAK, NOW)), NOW)
        assert Hold.objects.filter(kind="dispute", lifted_at=None).exists()
        task = Task.objects.get(kind="review")
        for days in (0, 4):
            lines = today(business, NOW + timedelta(days=days)).lines
            assert [line.customer.label for line in lines if line.item.kind == "payment_due"] == ["Mr Paul"]
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/boite/{jeanne.pk}/")
        expect(page.locator(".k-msg", has_text=LEAK)).to_be_visible()
        sheet = page.locator("#fil .k-sheet", has_text="Fait :")
        expect(sheet.get_by_role("button", name="Ce n’est pas ça")).to_be_visible()
        expect(page.get_by_text(task.text).first).to_be_visible()
        look(page, artefacts, "e6-plainte")
