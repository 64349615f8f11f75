"""B5: a quote read, questioned, put off and signed by the customer, on their telephone and on a screen."""

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from kaye.records.models import Document, Hold, Link, Signature
from tests.journeys.clim import NOW, Firm, open_firm, path_of, quote, visit
from tests.journeys.conftest import Look
from tests.journeys.moussa import read


@pytest.fixture
def firm(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_firm()


def test_she_reads_asks_and_signs_with_her_finger(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    paper, link = quote(firm, deposit="30%")
    context, page, said = visit(browser, live_server, path_of(link), width)
    body = read(page.locator("body").inner_text())
    assert "Devis D2026-0001 du 13 mai, valable jusqu’au 12 juin" in body
    assert "2 000,00 €" in body
    assert "2 170,00 €" in body
    assert "Acompte demandé à la commande : 651,00 €" in body
    assert _opened(firm, link) is None  # looked at by a program: nothing is said yet
    look(page, "b5-devis")

    page.get_by_text("J’ai une question").click()
    page.get_by_label("Votre question").fill("La pose est-elle possible un samedi ?")
    look(page, "b5-question")
    page.get_by_role("button", name="Envoyer la question").click()
    assert "Votre question est partie" in read(page.locator("[role=status]").inner_text())
    assert _opened(firm, link) is not None
    assert _holds(firm) == ["question"]

    page.get_by_label("Votre prénom et votre nom").fill("Élodie Saint-Val")
    _draw(page)
    page.get_by_text("J’ai lu le devis").click()
    page.get_by_role("button", name="J’accepte et je signe").click()
    assert "votre accord est enregistré" in read(page.locator("[role=status]").inner_text())
    look(page, "b5-signe")
    with scope(business=firm.business):
        signature = Signature.objects.get(document=paper)
        assert (signature.method, signature.name, signature.by) == ("drawn", "Élodie Saint-Val", "customer")
        kinds = set(Document.objects.filter(customer=firm.elodie).values_list("kind", "state"))
    assert kinds == {("quote", "accepted"), ("order", "open"), ("deposit", "draft")}
    assert said == []
    assert context.cookies() == []
    context.close()


def test_without_script_a_name_is_enough(browser: Browser, live_server: LiveServer, firm: Firm) -> None:
    paper, link = quote(firm)
    context, page, _ = visit(browser, live_server, path_of(link), script=False)
    assert page.locator("[data-sign]").is_hidden()
    page.get_by_label("Votre prénom et votre nom").fill("Élodie Saint-Val")
    page.get_by_text("J’ai lu le devis").click()
    page.get_by_role("button", name="J’accepte et je signe").click()
    assert "votre accord est enregistré" in read(page.locator("[role=status]").inner_text())
    with scope(business=firm.business):
        assert Signature.objects.get(document=paper).method == "typed"
    context.close()


def test_too_dear_later_no_thanks(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    paper, link = quote(firm)
    context, page, said = visit(browser, live_server, path_of(link), width)
    page.get_by_text("C’est trop cher pour moi").click()
    page.get_by_role("button", name="Le dire").click()
    assert "Une autre proposition" in read(page.locator("[role=status]").inner_text())
    page.get_by_text("Plus tard, à partir du").click()
    page.get_by_label("Ne rien m’envoyer jusqu’au").fill("2026-05-29")
    page.get_by_role("button", name="Choisir ce jour").click()
    assert "rien ne vous sera envoyé" in read(page.locator("[role=status]").inner_text())
    assert _holds(firm) == ["pause", "too_dear"]
    page.get_by_text("Non merci").click()
    page.get_by_label("Pour quelle raison").select_option("competitor")
    page.get_by_role("button", name="Ne pas donner suite").click()
    assert "Vous n’avez pas donné suite" in read(page.locator("main").inner_text())
    look(page, "b5-refus")
    with scope(business=firm.business):
        paper.refresh_from_db()
        assert (paper.state, paper.reason) == ("declined", "competitor")
    assert said == []
    context.close()


def test_signed_at_home_nothing_can_be_paid_for_a_week(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    _, link = quote(firm, deposit="30%", off_premises=True)
    context, page, said = visit(browser, live_server, path_of(link), width)
    assert "Aucun paiement aujourd’hui" in read(page.locator("main").inner_text())
    page.get_by_label("Votre prénom et votre nom").fill("Élodie Saint-Val")
    page.get_by_text("J’ai lu le devis").click()
    page.get_by_role("button", name="J’accepte et je signe").click()
    body = read(page.locator("main").inner_text())
    assert "la loi ne permet aucun paiement avant le 21 mai" in body
    assert "changer d’avis jusqu’au 28 mai" in body  # the 27th is a holiday in Guadeloupe
    look(page, "b5-domicile")
    assert said == []
    context.close()


def test_a_dead_link_says_nothing(
    browser: Browser, live_server: LiveServer, firm: Firm, width: int, look: Look
) -> None:
    context, page, _ = visit(browser, live_server, "/d/jamais-donne", width)
    assert "Ce lien n’ouvre plus de page." in read(page.locator("main").inner_text())
    look(page, "b5-lien-ferme")
    page.get_by_role("button", name="Demander un nouveau lien").click()
    assert "C’est demandé." in read(page.locator("main").inner_text())
    context.close()


def _draw(page: Page) -> None:
    box = page.locator(".k-sign-pad").bounding_box()
    assert box is not None
    page.locator(".k-sign-pad").scroll_into_view_if_needed()
    box = page.locator(".k-sign-pad").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 30 + 20 * step, box["y"] + 60 + (15 if step % 2 else -15))
    page.mouse.up()


def _opened(firm: Firm, link: Link) -> object:
    with scope(business=firm.business):
        return Link.objects.get(pk=link.pk).opened_at


def _holds(firm: Firm) -> list[str]:
    with scope(business=firm.business):
        return sorted(
            Hold.objects.filter(customer=firm.elodie, lifted_at=None).values_list("kind", flat=True)
        )
