"""On a slow phone: a tap made while the page changes is neither lost nor wins over the one before."""

import re
from collections.abc import Iterator

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from kaye.records.models import Sale
from tests.journeys.counter import DESK, PHONE, at_the_counter, note_sale
from tests.journeys.moussa import arrive
from tests.web.notebook import NOW as MORNING
from tests.web.notebook import open_notebook
from tests.web.people import NOW, Shop, hire, open_shop
from tests.web.relances import NOW as WEDNESDAY
from tests.web.relances import open_shop as open_relances
from tests.web.relances import opened

SLOW_PROCESSOR = 20  # times slower than this machine


@pytest.fixture
def shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


@pytest.fixture
def selling(
    browser: Browser, live_server: LiveServer, shop: Shop, request: pytest.FixtureRequest
) -> Iterator[Page]:
    width = getattr(request, "param", DESK)
    with at_the_counter(browser, live_server, hire(shop.business, "owner"), shop.business, width) as page:
        page.goto(f"{live_server.url}/vendre/")
        yield page


def hold_first(page: Page, pattern: str) -> list[Route]:
    """The first request to that address waits in the list until `continue_()`; the others pass."""
    held: list[Route] = []

    def pass_or_hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(pattern, pass_or_hold)
    return held


def until_held(page: Page, held: list[Route]) -> Route:
    """The request is on its way."""
    for _ in range(200):
        if held:
            return held[0]
        page.wait_for_timeout(25)
    raise AssertionError("nothing was asked")


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).locator("visible=true").first.click()


@pytest.mark.parametrize("selling", [PHONE, DESK], ids=["phone", "desk"], indirect=True)
def test_customer_then_article_at_once(selling: Page) -> None:
    held = hold_first(selling, "**/vendre/brouillon/")
    selling.fill("#who", "solange")
    selling.locator("#qui").get_by_role("button", name="Tata Solange").click()
    tap(selling, "Sac de riz 25 kg")
    until_held(selling, held).continue_()
    expect(selling.locator("[data-line]")).to_contain_text("Sac de riz 25 kg")
    expect(selling.locator("#changer")).to_be_visible()
    assert "pour Tata Solange : 18 500 FCFA" in note_sale(selling)


def test_two_taps_on_an_article_are_two_pieces(selling: Page) -> None:
    held = hold_first(selling, "**/vendre/brouillon/")
    for _ in range(2):
        tap(selling, "Sac de riz 25 kg")
    tap(selling, "Écouteurs Bluetooth")
    until_held(selling, held).continue_()
    expect(selling.locator("[data-line]")).to_have_count(2)
    assert selling.locator("[data-quantity]").evaluate_all("all => all.map(each => each.value)") == ["2", "1"]


def test_noted_at_once_with_all_that_was_tapped(selling: Page, shop: Shop) -> None:
    tap(selling, "Écouteurs Bluetooth")
    selling.locator("[data-line]").wait_for()
    held = hold_first(selling, "**/vendre/brouillon/")
    tap(selling, "Sac de riz 25 kg")
    with selling.expect_navigation():
        selling.locator("#noter").click(no_wait_after=True)
        until_held(selling, held).continue_()
    with scope(business=shop.business):
        assert Sale.objects.get().total == 26_500


def test_what_is_typed_meanwhile_stays(selling: Page) -> None:
    selling.locator("label", has_text="À crédit").click()
    tap(selling, "Écouteurs Bluetooth")
    selling.locator("[data-line]").wait_for()
    held = hold_first(selling, "**/vendre/brouillon/")
    tap(selling, "Sac de riz 25 kg")
    until_held(selling, held)
    selling.get_by_label("Un de plus, Écouteurs Bluetooth").click()
    selling.fill("#received", "4 000")
    held[0].continue_()
    expect(selling.locator("[data-line]")).to_have_count(2)
    expect(selling.locator("#received")).to_have_value("4 000")
    expect(selling.locator("#received")).to_be_focused()
    assert selling.locator("[data-quantity]").evaluate_all("all => all.map(each => each.value)") == ["2", "1"]
    expect(selling.locator("#noter")).to_have_text("Noter la vente, reste 30\u202f500\u00a0FCFA")


def test_the_page_stays_under_a_finger(selling: Page) -> None:
    """The list comes again between the finger down and up: what was pressed is what is chosen."""
    selling.fill("#who", "sol")
    found = selling.locator("#qui").get_by_role("button", name="Tata Solange")
    found.wait_for()
    held = hold_first(selling, "**/vendre/clients/**")
    selling.fill("#who", "solange")
    route = until_held(selling, held)
    found.hover()
    selling.mouse.down()
    with selling.expect_response("**/vendre/clients/**"):
        route.continue_()
    selling.wait_for_timeout(150)
    selling.mouse.up()
    selling.locator("#changer").wait_for()


def test_the_last_letters_typed_are_looked_for(selling: Page) -> None:
    held = hold_first(selling, "**/vendre/clients/**")
    selling.fill("#who", "x")
    until_held(selling, held)
    for text in ("xy", "solange"):
        selling.fill("#who", text)
        selling.wait_for_timeout(350)
    expect(selling.locator("#qui").get_by_role("button", name="Tata Solange")).to_be_visible()


def test_a_processor_that_lags(selling: Page) -> None:
    session = selling.context.new_cdp_session(selling)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PROCESSOR})
    selling.reload(wait_until="commit")
    selling.fill("#who", "solange")
    tap(selling, "Chercher ce client")
    selling.locator("#qui").get_by_role("button", name="Tata Solange").click()
    tap(selling, "Sac de riz 25 kg")
    expect(selling.locator("[data-line]")).to_contain_text("Sac de riz 25 kg")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    assert "pour Tata Solange : 18 500 FCFA" in note_sale(selling)


def test_two_days_earlier_in_two_taps(
    browser: Browser, live_server: LiveServer, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAYE_NOW", WEDNESDAY.isoformat())
    context = opened(browser, live_server, open_relances("Chez Moussa", "CM"))
    page = context.new_page()
    page.goto(f"{live_server.url}/relances/")
    page.get_by_role("link", name="Facture à payer", exact=True).click()
    page.get_by_role("button", name="Relance 1, amicale").click()
    earlier = page.get_by_role("button", name="Un jour plus tôt")
    earlier.wait_for()
    held = hold_first(page, "**/brouillon/**")
    earlier.click()
    earlier.click()
    until_held(page, held).continue_()
    page.locator("#editeur li").filter(has_text=re.compile(r"J\+1\b")).first.wait_for()
    context.close()


def test_two_gestures_of_the_morning(
    browser: Browser, live_server: LiveServer, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAYE_NOW", MORNING)
    context, page, said = arrive(browser, live_server, open_notebook().business)
    seen = page.get_by_role("button", name="Vu : ")
    later = page.get_by_role("button", name="Passer")
    later.wait_for()
    held = hold_first(page, "**/faite/**")
    seen.click()
    later.click()
    until_held(page, held).continue_()
    expect(seen).to_have_count(0)
    expect(later).to_have_count(0)
    assert said == []
    context.close()
