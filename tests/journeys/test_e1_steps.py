"""E1: a calendar of steps, before the due date and soon after it, with a tone that rises; the owner changes one."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django_scopes import scope
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kaye.actions.add_debt import add_debt
from kaye.actions.record_customer import record_customer
from kaye.actions.today import today
from kaye.records.models import Case
from tests.looks import violations
from tests.web.relances import NOW, Shop, open_shop, opened


@pytest.fixture
def relances_shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    return open_shop("Chez Moussa", "CM")


@pytest.mark.parametrize("width", [390, 1280])
def test_e1(
    browser: Browser, live_server: LiveServer, relances_shop: Shop, artefacts: Path, width: int
) -> None:
    with scope(business=relances_shop.business):
        who = record_customer(
            business=relances_shop.business, now=NOW, name_raw="Mme Jeanne", phone="677123457"
        )
        add_debt(
            business=relances_shop.business,
            customer=who,
            label="Téléphone Tecno",
            total=65000,
            issued_on=date(2026, 5, 1),
            due_on=date(2026, 6, 3),
            now=NOW,
            origin="invoice",
            reference="FA-12",
        )
    context = opened(browser, live_server, relances_shop, width)
    page = context.new_page()

    # The steps, with the real dates of her invoice: before, within three days after, then firmer and firmer.
    page.goto(f"{live_server.url}/relances/")
    page.get_by_role("link", name="Facture à payer", exact=True).click()
    lines = [
        " ".join(line.split()) for line in page.locator("#editeur ol").first.locator("li").all_inner_texts()
    ]
    titles = (
        "Rappel avant",
        "À payer ce jour-là",
        "Relance 1, amicale",
        "Relance 2, précise",
        "Vous appelez",
    )
    assert [any(line.find(title) >= 0 for line in lines[n : n + 1]) for n, title in enumerate(titles)] == [
        True
    ] * 5
    assert lines[0].startswith("ven. 29 mai J−5") and lines[1].startswith("mer. 3 juin J")
    assert lines[2].startswith("sam. 6 juin J+3")  # a shop of Douala works on Saturday
    assert violations(page) == []

    # A day later, and the owner gives the word: a new version, her file follows it.
    page.get_by_role("button", name="Relance 1, amicale").click()
    page.get_by_role("button", name="Un jour plus tôt").click()
    page.locator("#editeur li").filter(has_text="J+2").first.wait_for()
    page.get_by_role("radio", name="Passent aux nouvelles").check(force=True)
    page.screenshot(path=artefacts / f"e1-{width}.png", full_page=True)
    page.get_by_role("button", name="Enregistrer la version 2").click()
    page.get_by_text("1 dossier passé à la version 2").wait_for()

    # What will leave on that day is what the morning of that day says, word for word.
    page.goto(f"{live_server.url}/relances/calendrier/?jour=2026-06-05")
    page.get_by_text("Lire le message").click()
    announced = page.locator("details[open] .k-ruled").inner_text()
    with scope(business=relances_shop.business):
        case = Case.objects.get()
        assert case.version.number == 2
        _sent(case, "s1", date(2026, 5, 29))
        morning = today(relances_shop.business, NOW + timedelta(days=16))
    assert [line.item.step_label for line in morning.lines] == ["J+2"]
    assert morning.lines[0].text.split() == announced.split()
    context.close()


def _sent(case: Case, step: str, on: date) -> None:
    case.steps_done.create(
        business_id=case.business_id,
        step=step,
        outcome="sent",
        done_on=on,
        at=datetime.combine(on, NOW.timetz()),
    )
