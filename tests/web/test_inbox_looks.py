"""« Boîte » in Chromium: by hand, by keyboard, with and without script; every page looked at."""

import re
from pathlib import Path

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.inbox.note import note
from kaye.records.models import InboxMessage, OutgoingMessage, ThreadSeen
from tests.journeys.counter import DESK, PHONE, at_the_counter
from tests.looks import look
from tests.web.conversations import NOW, Talk, attach, now, say, settle
from tests.web.people import hire

_PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


def _fill(talk: Talk) -> None:
    """Something of everything that a conversation may hold."""
    with scope(business=talk.business):
        attach(say(talk.thread, "La voici", 19, form="image"), "fuite.png", "image/png", _PNG, inline=True)
        attach(say(talk.thread, "", 18, form="voice"), "", "audio/ogg", b"OggS", inline=True, voice=True)
        say(
            talk.thread, "D’accord pour demain.", 17, channel="email", form="email", subject="Re: chambre 12",
            quoted="Le 19 mai, vous écriviez…", html="<p>D’accord pour <b>demain</b>.</p>",
        )  # fmt: skip
        say(talk.thread, "Absent jusqu’au 30", 16, channel="email", auto=True)
        say(talk.thread, "Oubliez", 15, deleted_at=now())
        say(
            talk.thread,
            "Passez à 15 h",
            14,
            earlier=["Passez à 14 h"],
            edited_at=now(),
            reactions={"+590": "👍"},
        )
        note(business=talk.business, customer=talk.hotel, text="Prévoir une pompe.", now=now(), by="jordan@x")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_can_be_read_and_used(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int, artefacts: Path
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    talk = settle()
    _fill(talk)
    user = hire(talk.business, "owner")
    hire(talk.business, "staff")
    thread = f"/boite/{talk.hotel.pk}/"
    pages = {
        "boite": "/boite/", "boite-mots": "/boite/?q=split", "boite-fil": thread, "boite-demande": "/boite/demande/",
        "boite-reponses": "/reglages/reponses/", "boite-canal": "/reglages/canaux/whatsapp/", "boite-matin": "/",
        "boite-demandes": "/boite/demandes/", "boite-heures": "/reglages/heures/",
    }  # fmt: skip
    with at_the_counter(browser, live_server, user, talk.business, width) as page:
        for name, path in pages.items():
            page.goto(f"{live_server.url}{path}")
            assert len(page.content()) < 100_000
            look(page, artefacts, name)
        page.goto(f"{live_server.url}{thread}")
        page.get_by_role("button", name="Que faire de cette conversation").click()
        look(page, artefacts, "boite-que-faire")
        if width == DESK:
            _by_hand_and_keyboard(page, live_server.url, talk)


def _by_hand_and_keyboard(page: Page, site: str, talk: Talk) -> None:
    page.goto(f"{site}/boite/{talk.hotel.pk}/")
    with scopes_disabled():
        assert ThreadSeen.objects.filter(thread=talk.thread).exists()
    page.keyboard.press("Control+k")
    page.keyboard.type("demander")
    page.keyboard.press("Enter")
    expect(page.locator("#rep")).to_have_value("Pouvez-vous nous envoyer une photo ?")
    page.locator("#rep").press("Control+Enter")
    page.wait_for_load_state()
    if page.locator('[name="sure"]').count():
        page.locator("#rep").press("Control+Enter")
        page.wait_for_load_state()
    expect(page.get_by_role("link", name=re.compile("^Ouvrir WhatsApp"))).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".k-thread > a").first).to_be_focused()
    with scopes_disabled():
        assert OutgoingMessage.objects.filter(family="reply", state="proposed").count() == 1
    # What comes in while the page is open is there without reloading it.
    with scope(business=talk.business):
        say(talk.thread, "Merci, j’attends", 0)
    page.evaluate("htmx.trigger('#fil', 'relire')")
    expect(page.get_by_text("Merci, j’attends")).to_be_visible()


def test_all_of_it_without_script(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    talk = settle()
    user = hire(talk.business, "owner")
    with at_the_counter(browser, live_server, user, talk.business, PHONE, java_script_enabled=False) as page:
        page.goto(f"{live_server.url}/boite/")
        page.get_by_role("link", name=re.compile("Karukera")).click()
        page.get_by_role("link", name="On vous rappelle").click()
        page.get_by_role("button", name=re.compile("^Envoyer")).click()
        if page.locator('[name="sure"]').count():
            page.get_by_role("button", name=re.compile("^Envoyer")).click()
        expect(page.get_by_role("link", name=re.compile("^Ouvrir WhatsApp"))).to_be_visible()
        page.get_by_role("button", name="C’est parti").click()
        page.get_by_text("Note entre vous").click()
        page.get_by_label("Note que le client ne verra pas").fill("Rappelé")
        page.get_by_role("button", name="Noter", exact=True).click()
        expect(page.get_by_text("Rappelé").first).to_be_visible()
    with scopes_disabled():
        assert InboxMessage.objects.filter(direction="out", outgoing__state="sent").count() == 1
