"""B1: a visitor of the site writes from a phone; with script it is a request on the clock, without it, one to check."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.inbox.channel_account import add_channel, token_of
from kaye.actions.tick import tick
from kaye.records.models import Business, InboxMessage, MessageFile, Request, Ring
from tests.actions.conftest import NOW
from tests.looks import look
from tests.net.server import Said, serving
from tests.web.people import hire, open_shop

# As in a page that is not in a secure context: the proof is then counted by hand.
NO_WEBCRYPTO = "Object.defineProperty(crypto, 'subtle', { value: undefined })"
# A photo of 2400 pixels and more than a megabyte, as a phone takes it.
PHOTO = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: 1800 });
  const paint = canvas.getContext("2d");
  const grain = paint.createImageData(2400, 300);
  for (let at = 0; at < grain.data.length; at++) grain.data[at] = (at * 7919) % 251;
  paint.putImageData(grain, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const chosen = new DataTransfer();
  chosen.items.add(new File([blob, new Uint8Array(1_000_000)], "porte.png", { type: "image/png" }));
  document.getElementById("fichier").files = chosen.files;
}"""
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def business(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Business:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_shop().business
    hire(business, "owner")
    Business.objects.filter(pk=business.pk).update(colour="#e2725b", phone="+237 6 50 11 22 33")
    return business


@pytest.fixture
def address(business: Business, live_server: LiveServer) -> str:
    with scope(business=business):
        return f"{live_server.url}/f/{token_of(add_channel(business=business, name='webform', values={}, now=NOW))}/"


@contextmanager
def _visit(browser: Browser, said: list[str], script: bool = True, without: str = "") -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=script, reduced_motion="reduce"
    )
    if without:
        context.add_init_script(without)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if "422" not in message.text else None)
    page.on("pageerror", lambda problem: said.append(str(problem)))
    yield page
    context.close()


def _fill(page: Page, contact: str) -> None:
    form = page.frame_locator("iframe") if page.locator("iframe").count() else page
    form.get_by_label("Votre nom").fill("Jeanne Mballa")
    form.get_by_label("Téléphone ou e-mail").fill(contact)
    form.get_by_label("Votre message").fill("Bonjour, un devis pour 3 portes svp ?")
    form.get_by_label("Quand vous rappeler ?").select_option("le matin")


def _last(business: Business) -> InboxMessage:
    with scope(business=business):
        tick(LATER, business)
        return InboxMessage.objects.latest("pk")


def test_from_a_phone_it_is_a_request_on_the_clock(
    browser: Browser, address: str, business: Business, monkeypatch: pytest.MonkeyPatch, artefacts: Path
) -> None:
    said: list[str] = []
    with _visit(browser, said) as page:
        page.goto(address)
        look(page, artefacts, "formulaire", (390, 1280))
        page.set_viewport_size({"width": 390, "height": 844})
        page.get_by_label("Téléphone ou e-mail").focus()
        expect(page.get_by_role("status")).to_have_text("Vérification faite : vous pouvez envoyer.")
        _fill(page, "demandez Paul")
        page.evaluate(PHOTO)
        monkeypatch.setenv("KAYE_NOW", LATER.isoformat())
        page.get_by_role("button", name="Envoyer la demande").click()
        expect(page.get_by_role("alert")).to_contain_text("Joignez de nouveau votre photo.")
        expect(page.get_by_label("Téléphone ou e-mail")).to_be_focused()
        look(page, artefacts, "formulaire-oubli")
        page.get_by_label("Téléphone ou e-mail").fill("699 00 11 22")
        page.evaluate(PHOTO)
        page.get_by_role("button", name="Envoyer la demande").click()
        expect(page.get_by_role("heading")).to_contain_text("Merci. Chez Moussa vous répond")
        look(page, artefacts, "formulaire-merci")
        assert page.context.cookies() == []
    assert said == []
    message = _last(business)
    assert (message.verdict, message.doubt) == ("", "")
    assert "Me rappeler : le matin" in message.text
    with scope(business=business):
        request = Request.objects.get()
        assert request.due_at is not None
        photo = MessageFile.objects.get()
        assert (photo.name, photo.mime) == ("porte.jpg", "image/jpeg")  # made light before it left
        assert Ring.objects.filter(business=business).exists()


def test_without_script_it_is_kept_to_check(
    browser: Browser, address: str, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with _visit(browser, said, script=False) as page:
        page.goto(address)
        _fill(page, "jeanne@exemple.fr")
        monkeypatch.setenv("KAYE_NOW", LATER.isoformat())
        page.get_by_role("button", name="Envoyer la demande").click()
        expect(page.get_by_role("heading")).to_contain_text("Merci.")
    assert said == []
    message = _last(business)
    assert message.verdict == "to_check"
    assert "robots" in message.doubt
    with scope(business=business):
        assert not Request.objects.exists()


def test_inside_another_site(
    browser: Browser, address: str, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lines, as given; on a page without WebCrypto."""
    said: list[str] = []
    theirs = (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Moussa</title><h1>Moussa</h1>'
        f'<script src="{address}kaye.js" defer></script>\n'
        f'<div data-kaye-form><a href="{address}">Nous écrire</a></div></html>'
    )
    site = Said(body=theirs.encode(), headers={"content-type": "text/html"})
    with serving(lambda asked: site) as server, _visit(browser, said, without=NO_WEBCRYPTO) as page:
        page.goto(f"{server.url}/contact")
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", name="Votre demande")).to_be_visible()
        _fill(page, "699 00 11 33")
        expect(frame.get_by_role("status")).to_have_text(
            "Vérification faite : vous pouvez envoyer.", timeout=20_000
        )
        monkeypatch.setenv("KAYE_NOW", LATER.isoformat())
        tall = page.locator("iframe").bounding_box()
        frame.get_by_role("button", name="Envoyer la demande").click()
        expect(frame.get_by_role("heading")).to_contain_text("Merci.")
        page.wait_for_function(
            f"document.querySelector('iframe').offsetHeight < {tall['height'] - 100 if tall else 0}"
        )
    assert said == []
    assert _last(business).verdict == ""
