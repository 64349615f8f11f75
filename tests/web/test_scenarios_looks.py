"""« Relances » in Chromium, with and without script: no axe violation, no side scroll, nothing said on the console."""

from datetime import date
from pathlib import Path

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.actions.add_debt import add_debt
from kaye.actions.record_customer import record_customer
from kaye.records.models import Case as OpenCase
from kaye.records.models import ScenarioVersion, StepDone, TextOverride
from tests.looks import look, violations
from tests.web.relances import NOW, Shop, open_shop, opened

PAGES = {
    "relances": "/relances/",
    "facture": "/relances/invoice/",
    "facture-ouverte": "/relances/invoice/?etape=s3",
    "versions": "/relances/invoice/versions/",
    "textes": "/relances/textes/",
    "texte": "/relances/textes/pay.level2/whatsapp/",
    "texte-sms": "/relances/textes/pay.level2/sms/",
    "calendrier": "/relances/calendrier/?jour=2026-05-26",
}
WIDTHS = (390, 1280)
OPEN_ALL = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"


@pytest.fixture
def shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """« Clim'Antilles », three invoices, one reminder sent."""
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    monkeypatch.setenv("KAYE_SMTP_URL", "smtp://127.0.0.1:1025")
    shop = open_shop("Clim'Antilles", "GP")
    business = shop.business
    with scope(business=business):
        for number, name in enumerate(("Karukera Hôtel", "Lycée des Îles", "Mme Bellance"), start=1):
            who = record_customer(
                business=business,
                now=NOW,
                name_raw=name,
                email=f"c{number}@exemple.fr",
                phone=f"069011223{number}",
            )
            add_debt(
                business=business,
                customer=who,
                label="Pose split",
                total=434000 // number,
                issued_on=date(2026, 4, 22),
                due_on=date(2026, 5, 21 + number),
                now=NOW,
                origin="invoice",
                reference=f"FA2026-006{number}",
            )
        case = OpenCase.objects.order_by("id")[0]
        StepDone.objects.create(
            business=business, case=case, step="s1", outcome="sent", done_on=date(2026, 5, 15), at=NOW
        )
    return shop


def test_looks(browser: Browser, live_server: LiveServer, shop: Shop, artefacts: Path) -> None:
    context = opened(browser, live_server, shop)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    for name, address in PAGES.items():
        page.goto(f"{live_server.url}{address}")
        look(page, artefacts, f"relances-{name}", WIDTHS)
        page.evaluate(OPEN_ALL)
        look(page, None, f"{name}, open", WIDTHS)
    assert said == []
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_step_is_moved_and_kept(
    browser: Browser, live_server: LiveServer, shop: Shop, script: bool
) -> None:
    context = opened(browser, live_server, shop, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{live_server.url}/relances/invoice/")
    page.get_by_role("button", name="Relance 2, précise").click()
    page.get_by_role("button", name="Un jour plus tard").click()
    page.get_by_text("J+11").wait_for()
    page.get_by_role("button", name="Un jour plus tard").click()
    page.get_by_text("J+12").wait_for()
    page.get_by_role("radio", name="Je valide").check(force=True)
    if not script:
        page.get_by_role("button", name="Recalculer les dates").click()
    page.get_by_text("Attend votre accord avant de partir.").wait_for()
    page.get_by_role("radio", name="Passent aux nouvelles").check(force=True)
    page.get_by_role("button", name="Enregistrer la version 2").click()
    page.get_by_text("Version 2 enregistrée. 3 dossiers passés à la version 2.").wait_for()
    with scopes_disabled():
        step = ScenarioVersion.objects.get(key="invoice", is_current=True).data["steps"][2]
    assert (step["uid"], step["offset"], step["mode"]) == ("s3", 12, "propose")
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_text_is_tried_and_kept(
    browser: Browser, live_server: LiveServer, shop: Shop, script: bool
) -> None:
    context = opened(browser, live_server, shop, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{live_server.url}/relances/textes/pay.level2/whatsapp/")
    page.locator("#texte").fill("Bonjour {{prenom}}")
    if not script:
        page.get_by_role("button", name="Voir le résultat").click()
    page.get_by_text("Voulez-vous dire {{appel}} ?").wait_for()
    page.locator("#texte").fill("Bonjour {{appel}}, pour {{dette}} : {{echeance}}, {{retard}} jours, ")
    page.get_by_role("button", name="montant restant dû", exact=True).click()
    page.locator("#apercu .k-mark").filter(has_text="4\u202f340,00").wait_for()
    assert page.locator("#texte").input_value().rstrip().endswith("{{montant}}")
    page.get_by_role("button", name="Enregistrer ce texte").click()
    page.get_by_text("Texte enregistré.").wait_for()
    with scopes_disabled():
        assert TextOverride.objects.get().text.startswith("Bonjour {{appel}}")
    context.close()


def test_the_list_brings_the_calendar_by_itself(
    browser: Browser, live_server: LiveServer, shop: Shop
) -> None:
    context = opened(browser, live_server, shop, 1280)
    page = context.new_page()
    page.goto(f"{live_server.url}/relances/")
    page.locator("#partir #grille").wait_for()
    assert violations(page) == []
    page.locator("#partir").get_by_role("link", name="26").click()
    page.get_by_role("heading", name="mardi 26 mai").wait_for()
    context.close()
