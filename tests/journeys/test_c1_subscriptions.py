"""C1: a subscription begun on a telephone invoices itself; paid or not is seen at a glance."""

from datetime import datetime

import pytest
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.actions.record_payment import record_payment
from kaye.actions.subscriptions.invoice_due import invoice_due
from kaye.records.models import Document, OutgoingMessage, Subscription
from tests.journeys.clim import NOW, Firm, at, open_firm
from tests.journeys.conftest import Look
from tests.journeys.moussa import arrive, read

LATER = "2026-07-20T10:00:00-04:00"  # two periods on


@pytest.fixture
def firm(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Firm:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_firm()


def _night(firm: Firm, *days: str) -> None:
    with scope(business=firm.business):
        for day in days:
            invoice_due(business=firm.business, now=datetime.fromisoformat(f"{day}T03:00:00-04:00"))


def test_it_invoices_itself_and_says_who_paid(
    browser: Browser,
    live_server: LiveServer,
    firm: Firm,
    width: int,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context, page, said = arrive(browser, live_server, firm.business, width)
    page.goto(f"{live_server.url}/documents/abonnements/")
    look(page, "c1-vide")
    page.get_by_role("link", name="Commencer un abonnement").click()
    page.get_by_role("link", name="Élodie Saint-Val").click()
    page.get_by_label("Ce qui est fourni").fill("Contrat d’entretien")
    page.get_by_label("Prix", exact=True).fill("50")
    page.get_by_label("Commence le").fill("2026-05-01")
    look(page, "c1-nouveau")
    page.get_by_role("button", name="Commencer l’abonnement").click()
    assert "1er juin" in read(page.locator("main").inner_text())

    _night(firm, "2026-05-14", "2026-06-01", "2026-07-01")
    monkeypatch.setenv("KAYE_NOW", LATER)
    with scope(business=firm.business):
        assert Document.objects.filter(kind="invoice", state="issued").count() == 3
        waiting = OutgoingMessage.objects.filter(state="proposed", family="subscription").count()
    page.goto(f"{live_server.url}/")
    assert page.get_by_role("button", name="C’est parti").count() == waiting > 0
    page.goto(f"{live_server.url}/documents/abonnements/")
    body = read(page.locator("main").inner_text())
    assert "périodes en retard" in body
    assert "Suspendre" in body
    look(page, "c1-retard")
    with scope(business=firm.business):
        record_payment(
            business=firm.business,
            customer=firm.elodie,
            amount=15_000,
            received_on=at(LATER).date(),
            now=at(LATER),
        )
    page.reload()
    assert "À jour" in read(page.locator("main").inner_text())
    look(page, "c1-a-jour")
    page.get_by_role("link", name="Élodie Saint-Val").click()
    look(page, "c1-un")
    page.get_by_role("link", name="Mettre en pause").click()
    look(page, "c1-pause")
    page.get_by_role("button", name="Mettre en pause").click()
    assert "En pause" in read(page.locator("main").inner_text())
    with scope(business=firm.business):
        assert Subscription.objects.get().pauses.count() == 1
    assert said == []
    context.close()
