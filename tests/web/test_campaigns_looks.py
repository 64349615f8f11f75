"""« Campagnes » in Chromium: nothing that axe finds, no side scroll; written with and without script."""

from pathlib import Path

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.actions.campaigns.control import start_campaign
from kaye.actions.campaigns.draft import draft_campaign, keep_segment
from kaye.actions.record_customer import record_customer
from kaye.actions.stop import stop
from kaye.actions.tick import tick
from kaye.records.models import Campaign
from tests.looks import look
from tests.mail import mailbox
from tests.web.relances import NOW, Shop, open_shop, opened

WIDTHS = (390, 1280)
OPEN_ALL = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
WORDS = {
    "subject_a": "La révision de mai", "text_a": "Bonjour {{appel}},\n\nLa révision est à 49,00 € cette semaine.",
    "subject_b": "Votre climatiseur", "text_b": "Bonjour {{appel}},\n\nUn filtre propre refroidit mieux.",
}  # fmt: skip


@pytest.fixture
def shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Six firms; a campaign written, one that left."""
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    shop = open_shop("Clim'Antilles", "GP")
    business = shop.business
    with mailbox(), scope(business=business):
        for rank in range(6):
            firm = record_customer(
                business=business, now=NOW, name_raw=f"Hôtel Karukera {rank}", email=f"c{rank}@exemple.fr",
                is_consumer=False,
            )  # fmt: skip
        stop(business=business, customer=firm, now=NOW, how="message")
        record_customer(business=business, now=NOW, name_raw="Lycée des Îles", is_consumer=False)
        rules = [{"fact": "person", "test": "firm"}, {"fact": "known", "test": "less_than", "value": "90"}]
        keep_segment(business=business, name="Les entreprises", rules=rules, now=NOW)
        for name in ("Finie", "Brouillon"):
            row = draft_campaign(
                business=business, name=name, channel_name="email", rules=rules, words=WORDS, now=NOW
            )
            if name == "Finie":
                start_campaign(business=business, campaign=row, now=NOW)
                tick(NOW.replace(hour=15), business)
                for minute in (1, 2):
                    tick(NOW.replace(hour=15, minute=minute), business)
    monkeypatch.setenv("KAYE_SMTP_URL", "smtp://127.0.0.1:1025")
    return shop


def test_looks(browser: Browser, live_server: LiveServer, shop: Shop, artefacts: Path) -> None:
    with scopes_disabled():
        done, draft = Campaign.objects.order_by("id").values_list("pk", flat=True)
    pages = {
        "liste": "",
        "neuve": "nouvelle/",
        "texte": f"{draft}/texte/",
        "depart": f"{draft}/depart/",
        "finie": f"{done}/",
    }
    context = opened(browser, live_server, shop)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    for name, address in pages.items():
        page.goto(f"{live_server.url}/relances/campagnes/{address}")
        page.evaluate(OPEN_ALL)
        look(page, artefacts, f"campagnes-{name}", WIDTHS)
    assert said == []
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_campaign_is_written(browser: Browser, live_server: LiveServer, shop: Shop, script: bool) -> None:
    context = opened(browser, live_server, shop, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{live_server.url}/relances/campagnes/nouvelle/")
    page.get_by_label("Nom, pour vous seul").fill("Offre de juin")
    page.get_by_role("button", name="Ajouter une condition").click()
    page.get_by_label("Le client", exact=True).select_option("bought:within")
    if not script:
        page.get_by_role("button", name="Compter").click()
    page.get_by_label("Combien de jours").fill("30")
    if not script:
        page.get_by_role("button", name="Compter").click()
    page.get_by_text("Personne ne le recevrait.").wait_for()
    page.get_by_role("button", name="Enlever cette condition").click()
    page.get_by_text("7 clients").wait_for()
    page.get_by_label("Objet").fill("Une offre")
    page.get_by_label("Message", exact=True).fill("Bonjour {{appel}}, une offre de ")
    page.get_by_role("button", name="nom de votre entreprise").click()
    page.locator("#apercu-a .k-mark").filter(has_text="Clim'Antilles").wait_for()
    page.get_by_role("button", name="Choisir le départ").click()
    page.get_by_role("button", name="Lancer pour 5 clients").click()
    page.get_by_role("button", name="Annuler").click()
    page.get_by_text("La campagne est arrêtée").wait_for()
    with scopes_disabled():
        assert Campaign.objects.get(name="Offre de juin").state == "paused"
    context.close()
