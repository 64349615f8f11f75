"""E2: a message with the name, the amount, the date, what was bought and paid, and a word of one's own."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.today import today
from tests.looks import violations
from tests.web.relances import NOW, Shop, open_shop, opened

OWN = (
    "Bonjour {{appel}}, pour {{objet}} du {{date_facture}} : vous avez versé {{deja_paye}}, "
    "il reste {{montant}}, prévu le {{echeance}}. Les nouveaux modèles sont arrivés, passez les voir."
)


@pytest.fixture
def relances_shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    return open_shop("Chez Moussa", "CM")


@pytest.mark.parametrize("width", [390, 1280])
def test_e2(
    browser: Browser, live_server: LiveServer, relances_shop: Shop, artefacts: Path, width: int
) -> None:
    with scope(business=relances_shop.business):
        who = record_customer(
            business=relances_shop.business, now=NOW, name_raw="Mme Jeanne", phone="677123457"
        )
        record_sale(
            business=relances_shop.business,
            customer=who,
            kind="credit",
            lines=[LineInput("Téléphone Tecno", 1, 65000)],
            received=40000,
            sold_on=date(2026, 5, 13),
            due_on=date(2026, 5, 20),
            now=NOW,
        )
    context = opened(browser, live_server, relances_shop, width)
    page = context.new_page()

    # From the step to its text, in the form that she reads.
    page.goto(f"{live_server.url}/relances/notebook_debt/?etape=s1")
    page.get_by_role("link", name="Modifier").click()
    page.locator("#texte").fill(OWN)
    page.locator("#apercu").get_by_text("nouveaux modèles").wait_for()
    shown = page.locator("#apercu .k-ruled").inner_text()
    for words in ("Jeanne", "Téléphone Tecno", "13 mai", "40\u202f000", "20 mai", "nouveaux modèles"):
        assert words in shown
    page.get_by_text("Vérifié : ce message peut partir.").wait_for()
    assert violations(page) == []
    page.screenshot(path=artefacts / f"e2-{width}.png", full_page=True)
    page.get_by_role("button", name="Enregistrer ce texte").click()
    page.get_by_text("Texte enregistré.").wait_for()

    # The morning list carries these very words; not on 20 May, the national day of Cameroon.
    with scope(business=relances_shop.business):
        mornings = [today(relances_shop.business, NOW + timedelta(days=n)) for n in (0, 1)]
    assert [[line.text.split() for line in each.lines] for each in mornings] == [[], [shown.split()]]
    context.close()
