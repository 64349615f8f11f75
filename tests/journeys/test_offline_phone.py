"""C60: on a phone that loses its network, the pages seen lately open, a sale and a tap are kept, then arrive once."""

import json
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.open_business import open_business
from kaye.records.models import Customer, OfflineAct, Payment, Sale, StepDone
from tests.journeys.moussa import arrive
from tests.looks import look
from tests.web.notebook import NOW, Notebook, customer, open_notebook, sell

PHONE = 390


@pytest.fixture
def notebook(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_notebook()
    with scope(business=shop.business):
        paul = customer(shop.business, "Mr Paul", "677123456")
        sell(shop.business, paul, "credit", "Fer à repasser", 1, 15_000, date(2026, 5, 28))
    return shop


@pytest.fixture
def phone(
    browser: Browser, live_server: LiveServer, notebook: Notebook
) -> Iterator[tuple[BrowserContext, Page]]:
    context, page, _ = arrive(browser, live_server, notebook.business, PHONE, worker=True)
    said: list[str] = []
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("console", lambda told: said.append(told.text) if "Security Policy" in told.text else None)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")
    yield context, page
    context.close()
    assert said == []


def until(page: Page, wanted: str, arg: object = None) -> object:
    """What this promise gives, once it is something: Playwright's own waiting takes any promise for a yes."""
    for _ in range(100):
        if found := page.evaluate(wanted, arg):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"{wanted} of {arg}")


def kept(page: Page, *addresses: str) -> None:
    """Until the worker has these pages."""
    for address in addresses:
        until(page, "async (address) => Boolean(await caches.match(address))", address)


def test_a_day_without_a_network(
    phone: tuple[BrowserContext, Page], live_server: LiveServer, notebook: Notebook, artefacts: object
) -> None:
    context, page = phone
    with scope(business=notebook.business):
        paul = Customer.objects.get(name="Mr Paul")
    page.goto(f"{live_server.url}/clients/{paul.pk}/")
    page.goto(f"{live_server.url}/")
    kept(page, "/", "/vendre/", f"/clients/{paul.pk}/", f"/clients/{paul.pk}/paiement/")
    first = page.locator("article").first

    context.set_offline(True)
    page.goto(f"{live_server.url}/")
    expect(page.locator("[data-network]")).to_contain_text("Pas de réseau, vu à")
    look(page, None, "hors-ligne")
    first.get_by_text("Plus tard").click()
    page.get_by_role("button", name="Sauter cette étape").locator("visible=true").click()
    waiting = page.locator("[data-kept]")
    expect(waiting).to_contain_text("Relance du matin")
    expect(first).to_be_hidden()

    page.goto(f"{live_server.url}/clients/{paul.pk}/paiement/")
    page.get_by_label("Reçu", exact=True).fill("5 000")
    page.get_by_role("button", name="Noter ce paiement").click()
    expect(page).to_have_url(f"{live_server.url}/clients/{paul.pk}/")
    expect(waiting).to_contain_text("5 000 reçus")

    page.goto(f"{live_server.url}/vendre/?client={paul.pk}")
    expect(page.locator("[data-chosen]")).to_have_text("Mr Paul")
    page.get_by_label("Article").fill("Savon")
    page.get_by_label("Prix d’un").fill("500")
    page.get_by_label("Combien").fill("3")
    page.get_by_role("button", name="Ajouter cet article").click()
    expect(page.locator("[data-total]")).to_contain_text("1 500")
    look(page, None, "vendre-hors-ligne")
    page.locator("#noter").click()
    expect(waiting).to_contain_text("3 Savon")
    expect(page.get_by_label("Article")).to_have_value("")

    page.goto(f"{live_server.url}/stock/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau.")
    page.goto(f"{live_server.url}/clients/{paul.pk}/")
    acts = page.evaluate("kayeQueue.keptHere()")
    assert [each["kind"] for each in acts] == ["step", "payment", "sale"]

    context.set_offline(False)
    page.goto(f"{live_server.url}/clients/{paul.pk}/")
    told = page.locator("[data-told]")
    expect(told.get_by_role("listitem")).to_have_count(3)
    expect(waiting).to_be_hidden()
    again = page.evaluate(
        """async (acts) => {
          const body = JSON.stringify({place: document.body.dataset.place, acts});
          const headers = {"X-CSRFToken": await kayeQueue.known("token")};
          return (await fetch("/hors-ligne/", {method: "POST", body, headers})).json();
        }""",
        acts,
    )
    assert {each["state"] for each in again["acts"]} == {"applied"}
    with scope(business=notebook.business):
        assert OfflineAct.objects.count() == 3
        assert Payment.objects.filter(customer=paul, amount=5_000).count() == 1
        assert Sale.objects.filter(customer=paul, total=1_500).count() == 1
        assert StepDone.objects.filter(outcome="skipped").count() == 1
    told.get_by_role("button", name="C’est vu").click()
    expect(told).to_be_hidden()


def test_nothing_stays_after_logging_out(phone: tuple[BrowserContext, Page], live_server: LiveServer) -> None:
    context, page = phone
    kept(page, "/", "/vendre/")
    page.goto(f"{live_server.url}/compte/logout/")
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_load_state()
    assert [name for name in page.evaluate("caches.keys()") if "pages" in name] == []
    context.set_offline(True)
    page.goto(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau.")


def test_what_was_kept_in_one_shop_never_leaves_in_another(
    phone: tuple[BrowserContext, Page], live_server: LiveServer, notebook: Notebook
) -> None:
    _, page = phone
    other = open_business(
        name="Autre boutique", country="CM", email="owner@example.org", now=datetime.fromisoformat(NOW)
    )
    with scope(business=notebook.business):
        paul = Customer.objects.get(name="Mr Paul")
    kept(page, "/", "/vendre/")
    page.goto(f"{live_server.url}/plus/", wait_until="networkidle")
    page.evaluate(
        """(customer) => kayeQueue.keep({uuid: crypto.randomUUID(), kind: "payment",
          made_at: new Date().toISOString(), data: {customer, amount: "700"}})""",
        paul.pk,
    )
    for name, waits, paid in (("Autre boutique", 1, 0), (notebook.business.name, 0, 1)):
        page.get_by_role("button", name=name).locator("visible=true").first.click()
        page.wait_for_url(f"{live_server.url}/")
        until(page, "async (count) => (await kayeQueue.all('acts')).length === count", waits)
        until(page, "async () => (await caches.keys()).filter((name) => name.includes('pages')).length === 1")
        with scope(business=notebook.business):
            assert Payment.objects.filter(amount=700).count() == paid
        page.goto(f"{live_server.url}/plus/")
    with scope(business=other):
        assert not OfflineAct.objects.exists()


def test_installable_and_it_rings(phone: tuple[BrowserContext, Page], live_server: LiveServer) -> None:
    context, page = phone
    session = context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    told = json.loads(manifest["data"])
    for icon in told["icons"]:
        assert page.request.get(f"{live_server.url}/static/{icon['src']}").ok
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in problems] == ["in-incognito"]  # as every page of a test is
    context.grant_permissions(["notifications"], origin=live_server.url)
    session.send("ServiceWorker.enable")
    registrations: list[dict[str, object]] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda each: registrations.extend(each["registrations"])
    )
    session.send("ServiceWorker.disable")
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    said = {"title": "Tata Solange a écrit", "body": "", "url": "/vendre/", "tag": "message:1"}
    session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": live_server.url,
            "registrationId": registrations[-1]["registrationId"],
            "data": json.dumps(said),
        },
    )
    shown = until(
        page,
        """async () => {
          const [found] = await (await navigator.serviceWorker.ready).getNotifications();
          return found && [found.title, found.data.url, found.tag];
        }""",
    )
    assert shown == ["Tata Solange a écrit", "/vendre/", "message:1"]
    page.goto(f"{live_server.url}/telephone/")
    expect(page.get_by_role("button", name="Faire sonner ce téléphone")).to_be_visible()
    look(page, None, "telephone")
