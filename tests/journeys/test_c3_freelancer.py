"""C3, the customer's side: what is owed, how to pay it, what can be said of it, an acknowledgement, the space."""

import pytest
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.actions.give_link import payment_link, space_link
from kaye.actions.record_payment import record_payment
from kaye.records.models import Customer, Event, Hold, OptOut
from tests.journeys.clim import NOW, Firm, at, invoice, open_firm, path_of, quote, visit
from tests.journeys.conftest import Look
from tests.journeys.moussa import read


@pytest.fixture
def firm(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_firm()


def test_the_invoice_its_means_of_payment_and_a_promise(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    paper, link = invoice(firm)
    context, page, said = visit(browser, live_server, path_of(link), width)
    body = read(page.locator("main").inner_text())
    assert "Facture F2026-0001" in body
    assert "Reste à payer 130,20 €" in body
    assert "FR76 3000 1007 9412 3456 7890 185 Référence à indiquer : F2026-0001" in body
    assert page.locator("img.k-qr").evaluate("image => image.naturalWidth") > 0
    look(page, "c3-facture")

    page.get_by_text("Je paierai le…").click()
    page.get_by_label("Quel jour").fill("2026-05-20")
    look(page, "c3-promesse")
    page.get_by_role("button", name="M’y engager").click()
    assert read(page.locator("[role=status]").inner_text()) == "Merci, c’est noté."
    page.get_by_role("button", name="J’accuse réception").click()
    assert "La réception de ce document est notée" in read(page.locator("[role=status]").inner_text())
    with scope(business=firm.business):
        hold = Hold.objects.get(customer=firm.elodie, lifted_at=None)
        assert (hold.kind, str(hold.promised_on), hold.by) == (
            "promise",
            "2026-05-20",
            "le client, sur sa page",
        )
        kept = Event.objects.get(kind="receipt_acknowledged").payload
        assert kept["sha256"] == paper.files.get(role="pdf").sha256
    assert said == []
    context.close()


def test_one_debt_said_paid_disputed_in_parts(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    paper, _ = invoice(firm)
    with scope(business=firm.business):
        assert paper.receivable is not None
        link = payment_link(business=firm.business, receivable=paper.receivable, now=at())
        record_payment(
            business=firm.business, customer=firm.elodie, amount=3_020, received_on=at().date(), now=at()
        )
    context, page, said = visit(browser, live_server, path_of(link), width)
    assert "100,00 €" in read(page.locator("#payer").inner_text())
    assert "30,20 €" in read(page.locator("#payer").inner_text())
    look(page, "c3-paiement")
    page.get_by_text("J’ai déjà payé").click()
    page.get_by_role("button", name="Le dire").click()
    assert "aucun rappel ne part pendant trois jours" in read(page.locator("[role=status]").inner_text())
    page.get_by_text("Payer en plusieurs fois").click()
    page.get_by_label("En combien de fois").select_option("4")
    page.get_by_role("button", name="Le demander").click()
    assert "Votre demande est partie" in read(page.locator("[role=status]").inner_text())
    page.get_by_text("Je ne suis pas d’accord").click()
    page.get_by_label("Ce qui ne va pas").fill("La pompe fuit encore")
    page.get_by_role("button", name="Le dire").click()
    assert "Les rappels s’arrêtent" in read(page.locator("[role=status]").inner_text())
    with scope(business=firm.business):
        held = dict(Hold.objects.filter(lifted_at=None).values_list("kind", "words"))
    assert held == {"paid": "", "instalments": "en 4 fois", "dispute": "La pompe fuit encore"}
    assert said == []
    context.close()


def test_the_space_shows_where_she_stands_and_what_she_wants(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    invoice(firm)
    quote(firm)
    with scope(business=firm.business):
        link = space_link(business=firm.business, customer=firm.elodie, now=at())
    context, page, said = visit(browser, live_server, path_of(link), width)
    body = read(page.locator("main").inner_text())
    assert "Reste à payer 130,20 €" in body
    assert "D2026-0001" in body
    look(page, "c3-espace")
    page.get_by_text("Votre relevé").click()
    assert "Facture, F2026-0001 reste 130,20 €" in read(page.locator("main").inner_text())
    look(page, "c3-releve")
    got = page.request.get(f"{live_server.url}{path_of(link)}/releve")
    assert got.body().startswith(b"%PDF")
    page.get_by_role("link", name="F2026-0001 pour le").click()
    assert "Reste à payer" in read(page.locator("main").inner_text())
    page.go_back()
    page.get_by_role("link", name="D2026-0001").click()
    page.get_by_label("Votre prénom et votre nom").fill("Élodie Saint-Val")
    page.get_by_text("J’ai lu le devis").click()
    page.get_by_role("button", name="J’accepte et je signe").click()
    assert "Demandez d'abord un code" in read(page.locator("[role=alert]").inner_text())
    look(page, "c3-espace-devis")
    page.goto(f"{live_server.url}{path_of(link)}")
    page.get_by_text("Ce que je veux recevoir").click()
    page.get_by_label("Les offres et les idées de réassort").uncheck()
    page.locator("#preferences").get_by_role("button", name="Enregistrer").click()
    assert "préférences sont enregistrées" in read(page.locator("[role=status]").inner_text())
    with scope(business=firm.business):
        assert OptOut.objects.get(customer=firm.elodie, lifted_at=None).purpose == "marketing"
        assert Customer.objects.get(pk=firm.elodie.pk).address == ""
    assert [each for each in said if "422" not in each] == []
    context.close()
