"""Vendre, Stock, Réglages and the first steps in Chromium: no axe violation, nothing wider than the screen."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.journeys.counter import DESK, PHONE, at_the_counter
from tests.looks import look
from tests.web.people import NOW, hire, open_shop

PAGES = (
    "/vendre/?type=credit",
    "/vendre/?type=order",
    "/commandes/",
    "/stock/",
    "/stock/nouveau/",
    "/reglages/",
    "/reglages/entreprise/",
    "/reglages/canaux/",
    "/reglages/canaux/email/",
    "/reglages/paiements/",
    "/reglages/paiements/notchpay/",
    "/reglages/equipe/",
    "/reglages/boutiques/",
    "/reglages/sauvegarde/",
    "/premiers-pas/ecrire/",
    "/premiers-pas/cahier/",
)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_can_be_read_and_used(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop()
    user = hire(shop.business, "owner")
    with at_the_counter(browser, live_server, user, shop.business, width) as page:
        for path in (*PAGES, f"/stock/{shop.rice.pk}/"):
            page.goto(f"{live_server.url}{path}")
            look(page, None, path)
