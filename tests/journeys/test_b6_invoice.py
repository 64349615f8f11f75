"""B6: an invoice made on a telephone in a minute, sent by a tap, paid, seen; a quote that becomes one."""

import pytest
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.records.models import Document, OutgoingMessage
from tests.journeys.clim import NOW, Firm, open_firm
from tests.journeys.conftest import Look
from tests.journeys.moussa import arrive, read


@pytest.fixture
def firm(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_firm()


def test_an_invoice_in_a_minute_sent_and_paid(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    context, page, said = arrive(browser, live_server, firm.business, width)
    page.goto(f"{live_server.url}/documents/")
    look(page, "b6-vide")
    page.get_by_role("link", name="Faire une facture").click()
    page.get_by_role("searchbox", name="Client").press_sequentially("Saint")
    page.get_by_role("button", name="Élodie Saint-Val").click()
    page.get_by_role("button", name="Changer de client").wait_for()
    article = page.get_by_label("Article ou prestation")
    article.press_sequentially("Entretien climatisation")
    page.get_by_role("button", name="Une ligne « Entretien climatisation »").click()
    page.get_by_label("Prix, €").fill("120")
    page.locator("#totaux", has_text="120,00").wait_for()
    assert "TVA 8,5 %" in read(page.locator("#totaux").inner_text())
    look(page, "b6-facture")
    page.get_by_text("Remise, délai, note").click()
    page.get_by_label("Remise", exact=True).fill("beaucoup")
    page.get_by_role("button", name="Relire avant d’émettre").click()
    assert "beaucoup" in page.get_by_label("Remise", exact=True).input_value()
    assert page.locator("#discount-note").is_visible()
    look(page, "b6-refus")
    page.get_by_label("Remise", exact=True).fill("10 %")
    page.get_by_role("button", name="Relire avant d’émettre").click()
    assert "108,00 €" in read(page.locator("main").inner_text())
    look(page, "b6-relue")

    page.get_by_role("button", name="Émettre et envoyer").click()
    body = read(page.locator("main").inner_text())
    assert "Reste à payer" in body
    link = page.get_by_role("link", name="WhatsApp")
    assert (link.get_attribute("href") or "").startswith("https://wa.me/590690112233?text=")
    look(page, "b6-emise")
    page.goto(f"{live_server.url}/")
    assert "À envoyer" in read(page.locator("main").inner_text())
    look(page, "b6-matin")
    page.get_by_role("button", name="C’est parti").click()
    with scope(business=firm.business):
        assert OutgoingMessage.objects.get().state == "sent"

    page.goto(f"{live_server.url}/documents/?voir=invoices")
    page.get_by_role("link", name="Élodie Saint-Val").click()
    page.get_by_role("link", name="Encaisser").click()
    assert page.get_by_label("Reçu", exact=True).input_value() == "108,00"
    page.get_by_role("button", name="Noter ce paiement").click()
    body = read(page.locator("main").inner_text())
    assert "Payé en entier" in body
    look(page, "b6-payee")
    page.goto(f"{live_server.url}/documents/")
    assert "Payée" in read(page.locator("main").inner_text())
    look(page, "b6-liste")
    with scope(business=firm.business):
        assert Document.objects.get().number == "F2026-0001"
    assert [each for each in said if "422" not in each] == []
    context.close()


def test_a_quote_without_script_accepted_on_paper_and_invoiced(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    context, page, _ = arrive(browser, live_server, firm.business, width, script=False)
    page.goto(f"{live_server.url}/documents/nouveau/devis/?client={firm.elodie.pk}")
    page.get_by_label("Article ou prestation").fill("Pose d’un split")
    page.get_by_role("button", name="Ajouter une ligne").click()
    page.get_by_label("Prix, €").fill("1 000")
    page.get_by_role("button", name="Calculer").click()
    assert "1 000,00 €" in read(page.locator("#totaux").inner_text())
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    assert "En attente" in read(page.locator("main").inner_text())
    page.get_by_role("link", name="Accepté sur papier").click()
    page.get_by_label("Nom de la personne qui a signé").fill("Élodie Saint-Val")
    page.get_by_role("button", name="Noter l’accord").click()
    assert "Signé par Élodie Saint-Val" in read(page.locator("main").inner_text())
    page.get_by_role("link", name="Facturer").first.click()
    page.get_by_label("Un acompte").check()
    page.get_by_label("Acompte", exact=True).fill("30 %")
    page.get_by_role("button", name="Préparer la facture").click()
    assert "300,00 €" in read(page.locator("main").inner_text())
    context.close()


def test_the_pages_of_a_quote_look_well(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    context, page, _ = arrive(browser, live_server, firm.business, width)
    page.goto(f"{live_server.url}/documents/nouveau/devis/?client={firm.elodie.pk}")
    page.get_by_label("Article ou prestation").press_sequentially("Split mural 12 000 BTU")
    page.get_by_role("button", name="Une ligne « Split mural").click()
    page.get_by_label("Prix, €").fill("690")
    page.get_by_text("Remise, acompte, délai, note").click()
    page.get_by_label("Acompte", exact=True).fill("30 %")
    page.locator("#totaux", has_text="Acompte demandé").wait_for()
    look(page, "b6-devis")
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    page.get_by_role("button", name="Envoyer", exact=True).click()
    look(page, "b6-devis-envoye")
    for name, word in (("accepter", "accord"), ("refuser", "refus")):
        page.goto(page.url.split("/faire/")[0].rstrip("/") + f"/faire/{name}/")
        look(page, f"b6-{word}")
    context.close()
