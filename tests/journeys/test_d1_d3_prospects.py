"""D1–D3: a request without an answer rings, a wrong first name is asked about, an introduction gets a date."""

from datetime import timedelta
from pathlib import Path

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.inbox.watch_clocks import watch_clocks
from kaye.records.models import Business, OutgoingMessage, Request, Ring
from tests.actions.conftest import NOW
from tests.inbox.posting import JEANNE, PAUL, payload, said, take, whatsapp
from tests.journeys.counter import at_the_counter
from tests.looks import look
from tests.web.people import Shop, hire, open_shop


@pytest.fixture
def shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    return open_shop()


def _asks(business: Business, **people: str) -> None:
    """Each of these, fifty minutes apart, asks for a quote."""
    account = whatsapp(business, NOW)
    for rank, (name, number) in enumerate(people.items()):
        at = NOW + timedelta(minutes=50 * rank)
        text = said(f"wamid.{number}", number, "Un devis pour 3 portes svp ?", at)
        take(account, payload(text, names={number: f"{name} Mballa"}), at)


def test_d1_a_request_without_an_answer_rings_and_is_first(
    browser: Browser, live_server: LiveServer, shop: Shop, monkeypatch: pytest.MonkeyPatch, artefacts: Path
) -> None:
    business, user = shop.business, hire(shop.business, "owner")
    with scope(business=business):
        _asks(business, Jeanne=JEANNE, Paul=PAUL)
        jeanne = Request.objects.earliest("opened_at")
        assert jeanne.due_at == NOW + timedelta(hours=1)
        for minute in (30, 50, 70, 190, 250):
            watch_clocks(business, NOW + timedelta(minutes=minute))
        rung = Ring.objects.filter(thread__customer=jeanne.customer).order_by("due_at", "id")
        assert [row.key.partition(":")[0] for row in rung] == ["message", "soon", "late", "owner"]
        assert not any("portes" in row.title + row.body for row in rung)  # a locked screen tells nobody
    monkeypatch.setenv("KAYE_NOW", (NOW + timedelta(minutes=70)).isoformat())
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/")
        first = page.get_by_role("region", name="À répondre d’abord").locator(".k-thread").first
        expect(first).to_contain_text("Jeanne Mballa")
        look(page, artefacts, "d1-matin")


def test_d2_another_first_name_is_asked_about_before_it_leaves(
    browser: Browser, live_server: LiveServer, shop: Shop, artefacts: Path
) -> None:
    business, user = shop.business, hire(shop.business, "owner")
    with scope(business=business):
        _asks(business, Jeanne=JEANNE)
        customer = Request.objects.get().customer
    typed = OutgoingMessage._base_manager.filter(business=business, text__contains="lundi")
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/boite/{customer.pk}/")
        page.locator("#rep").fill("Bonjour Sandrine, le devis est prêt lundi.")
        page.get_by_role("button", name="Envoyer sur").click()
        expect(page.locator("#repondre .k-note-check").first).to_contain_text("« Sandrine » n'est pas le nom")
        assert not typed.exists()
        look(page, artefacts, "d2-prenom")
        page.locator("#rep").fill("Bonjour Jeanne, le devis est prêt lundi.")
        page.get_by_role("button", name="Envoyer sur").click()
        expect(page.locator(".k-msg.is-ours", has_text="prêt lundi")).to_be_visible()
    assert typed.get().text == "Bonjour Jeanne, le devis est prêt lundi."


def test_d3_an_introduction_becomes_a_request_with_a_date(
    browser: Browser, live_server: LiveServer, shop: Shop, artefacts: Path
) -> None:
    business, user = shop.business, hire(shop.business, "owner")
    with at_the_counter(browser, live_server, user, business) as page:
        page.goto(f"{live_server.url}/boite/demande/")
        page.get_by_label("Qui demande").fill("Tata Solange")
        page.get_by_label("Ce qu’il veut").fill("Trois climatiseurs pour sa sœur")
        page.get_by_label("D’où ça vient").select_option("introduction")
        page.get_by_role("button", name="Noter la demande").click()
        expect(page.locator("#toasts")).to_contain_text("Demande R-1 notée.")
        expect(page.get_by_text("Prochaine date :")).to_be_visible()
        look(page, artefacts, "d3-demande")
    with scope(business=business):
        request = Request.objects.get()
    assert (request.customer_id, request.source) == (shop.solange.pk, "introduction")
    assert request.next_on is not None and request.next_on >= NOW.date()
