"""M27–M30, M44: an agreement in several times, a cheque, an advance, the cash book, the bank: phone and desk."""

from datetime import timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.actions.record_payment import record_payment
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.write_off import write_off
from tests.journeys.conftest import Look
from tests.journeys.counter import at_the_counter
from tests.journeys.moussa import read
from tests.web.people import NOW, Shop, hire, now, open_shop

STATEMENT = (
    "Date;Libellé;Débit;Crédit\n21/05/2026;VIR RECU ORANGE MONEY REF MP260521;;8 000\n"
    "21/05/2026;FRAIS;500;\n22/05/2026;VIREMENT DE LA SOCIETE GENERALE DES TRAVAUX PUBLICS DU LITTORAL;;99 000\n"
)


def _in_debt() -> Shop:
    """Tata Solange owes for two sales; a part of a third is given up."""
    shop = open_shop()
    with scope(business=shop.business):
        for days, price in ((20, 8_000), (10, 18_500), (30, 2_000)):
            record_sale(
                business=shop.business,
                customer=shop.solange,
                kind="credit",
                lines=[LineInput(f"Article {price}", 1, price)],
                sold_on=now().date() - timedelta(days=days),
                now=now(),
            )
        debt = shop.solange.receivables.get(total=2_000)
        write_off(
            business=shop.business,
            customer=shop.solange,
            amount=2_000,
            debts=[debt.pk],
            reason="trop petit",
            now=now(),
        )
    return shop


def test_agree_in_several_times_and_bank_a_cheque(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int, look: Look
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = _in_debt()
    owner = hire(shop.business, "owner")
    with at_the_counter(browser, live_server, owner, shop.business, width) as page:
        home = f"{live_server.url}/clients/{shop.solange.pk}/"
        page.goto(home)
        page.get_by_role("link", name="En plusieurs fois").click()
        page.get_by_label("En combien de fois").fill("3")
        page.get_by_role("button", name="Voir les dates").click()
        assert read(page.get_by_label("Dates et montants").inner_text()).count("FCFA") == 3
        look(page, "m29-dates")
        page.get_by_role("button", name="Noter cet accord").click()
        page.get_by_role("link", name="Envoyer").wait_for()
        look(page, "m29-trace")
        page.get_by_role("link", name="Plus tard").click()
        with scope(business=shop.business):
            for method, amount in (("cheque", 5_000), ("cash", 30_000)):
                record_payment(
                    business=shop.business,
                    customer=shop.solange,
                    amount=amount,
                    received_on=now().date(),
                    now=now(),
                    method=method,
                )
        page.goto(home)
        look(page, "m27-client")
        page.get_by_role("button", name="Encaissé").click()
        assert "tout est payé" in read(page.locator("body").inner_text())
        page.get_by_role("link", name="Le rendre").click()
        look(page, "m28-rendre")
        page.goto(f"{live_server.url}/caisse/")
        assert "35 000 FCFA" in read(page.locator("main").inner_text())
        look(page, "caisse")


def test_the_statement_of_the_bank(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int, look: Look
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = _in_debt()
    owner = hire(shop.business, "owner")
    with at_the_counter(browser, live_server, owner, shop.business, width) as page:
        page.goto(f"{live_server.url}/clients/{shop.solange.pk}/perte/")
        look(page, "m28-perte")
        page.goto(f"{live_server.url}/caisse/banque/")
        page.fill("#account", "CM21 1000")
        file = {"name": "releve.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()}
        page.set_input_files("#fichier", file)  # type: ignore[arg-type]
        page.get_by_role("button", name="Voir ce qui est arrivé").click()
        page.get_by_text("2 à rapprocher").wait_for()
        look(page, "m44-banque")
        page.get_by_role("button", name="Noter Tata Solange").click()
        assert "8 000 FCFA de Tata Solange" in read(page.locator("body").inner_text())
        page.get_by_text("1 à rapprocher").wait_for()
        page.get_by_role("button", name="Annuler").first.click()
        page.get_by_text("2 à rapprocher").wait_for()
