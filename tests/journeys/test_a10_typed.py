"""A10: the notebook typed on a phone, from nothing to a morning list with its texts ready."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django_scopes import scope
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from kaye.actions.login_link import make_login_link
from kaye.actions.today import today
from kaye.records.models import Business
from tests.journeys.counter import at_the_counter, note_sale
from tests.looks import violations
from tests.web.people import NOW, now

DEBTS = (
    ("Mr Paul", "6 99 00 11 22", "Chargeur", "3 000"),
    ("Mme Jeanne", "677 889 900", "Fer à repasser", "15 000"),
    ("Tonton Pierre", "+237 675 55 66 77", "Mixeur", "30 000"),
)


def test_from_a_link_to_three_reminders(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    moussa = User.objects.create_user("moussa", "moussa@example.org")
    with at_the_counter(browser, live_server, moussa) as page:
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/_entrer/{make_login_link(moussa, now())}/")
        assert violations(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="Entrer").click()
        page.goto(f"{live_server.url}/premiers-pas/")
        assert violations(page) == []
        page.get_by_label("Nom de l’entreprise").fill("Chez Moussa")
        page.get_by_label("Pays").select_option("CM")
        page.get_by_role("button", name="Ouvrir le cahier").click()
        page.get_by_role("link", name="Passer").click()
        assert violations(page) == []
        page.get_by_role("link", name="Noter une vente").click()
        for debt in DEBTS:
            _note(page, *debt)
    business = Business.objects.get()
    with scope(business=business):
        morning = today(business, now() + timedelta(days=10))
    reminders = [line for line in morning.lines if line.item.kind == "payment_due"]
    assert {line.customer.name.first_name for line in reminders} == {"Paul", "Jeanne", "Pierre"}
    assert all((line.link or "").startswith("https://wa.me/237") for line in reminders)
    (jeanne,) = [line.text for line in reminders if line.customer.name.first_name == "Jeanne"]
    assert "Jeanne" in jeanne
    assert "15 000 FCFA" in jeanne.replace("\u202f", " ").replace("\u00a0", " ")


def _note(page: Page, name: str, phone: str, article: str, price: str) -> None:
    page.fill("#who", name)
    page.get_by_role("button", name="Ajouter «").click()
    page.fill("#new_phone", phone)
    page.fill("#article", article)
    page.fill("#prix-libre", price)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.locator("[data-line]").wait_for()
    assert name in note_sale(page)
