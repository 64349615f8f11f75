"""C2: two e-mails, a call as a task, the file to an agency; what each message brought, from the firm's own history."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from kaye.actions.add_debt import add_debt
from kaye.actions.record_customer import record_customer
from kaye.actions.record_payment import record_payment
from kaye.actions.tick import tick
from kaye.records.models import Case, OutgoingMessage, StepDone
from tests.faults.smtp_server import SmtpServer
from tests.journeys.conftest import Look
from tests.journeys.industry import NUMBER, OPENED, Industry, open_industry
from tests.journeys.moussa import arrive, read
from tests.mail import mailbox


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    with mailbox() as server:
        yield server


@pytest.fixture
def industry(transactional_db: None, mail: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> Industry:
    monkeypatch.setenv("KAYE_NOW", OPENED)
    return open_industry()


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{hour:02}:00:00+01:00")


def past(industry: Industry) -> None:
    """Nine older debts: five paid after the first message, three after the second, one only called."""
    business, now = industry.business, datetime.fromisoformat(OPENED)
    for number in range(9):
        who = record_customer(business=business, now=now, name_raw=f"SARL Ancien {number}")
        debt = add_debt(
            business=business, customer=who, label="usinage", total=10_000, issued_on=date(2026, 1, 5),
            due_on=date(2026, 3, 30), origin="invoice", reference=f"FA-{number}", now=now,
        )  # fmt: skip
        case = Case.objects.get(subject_type="instalment", subject_id=debt.instalments.get().pk)
        outcomes = ["sent"] if number < 5 else ["sent", "sent"] if number < 8 else ["sent", "sent", "called"]
        for rank, outcome in enumerate(outcomes, start=1):
            StepDone.objects.create(
                business=business,
                case=case,
                step=f"s{rank}",
                outcome=outcome,
                done_on=date(2026, 1, 15),
                at=now,
            )
        if number < 8:
            record_payment(business=business, customer=who, amount=10_000, received_on=now.date(), now=now)


def test_from_the_first_message_to_the_agency(
    browser: Browser,
    live_server: LiveServer,
    industry: Industry,
    mail: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    look: Look,
) -> None:
    business, debtor = industry.business, industry.debtor
    with scope(business=business):
        past(industry)
        day = at(1, 31)
        while day < at(2, 9):
            tick(day, business)
            day += timedelta(days=1)
        sent = list(OutgoingMessage.objects.filter(state="sent").order_by("sent_at"))
    assert [message.text_id for message in sent] == ["pay.level1", "pay.level2"]
    assert (sent[1].local_date - sent[0].local_date).days >= 4
    for message in sent:
        assert NUMBER in message.text and "1 234,56 €" in read(message.text)
    assert len(mail.accepted) == 2

    monkeypatch.setenv("KAYE_NOW", at(2, 10).isoformat())
    context, page, said = arrive(browser, live_server, business, width)
    card = page.locator("article", has_text="Mécanique Duval")
    assert NUMBER in read(card.locator(".k-ruled").text_content())  # what to say on the telephone
    expect(card.get_by_role("link", name="Appeler").first).to_have_attribute("href", "tel:+33320112233")
    card.get_by_role("button", name="Appel fait").click()
    expect(page.locator("#toasts")).to_contain_text("appel noté")

    monkeypatch.setenv("KAYE_NOW", at(2, 24).isoformat())
    page.goto(f"{live_server.url}/clients/{debtor.pk}/")
    page.get_by_role("link", name="Retards et preuves").click()
    expect(page.get_by_role("heading", name="Retards")).to_be_visible()
    assert "Pénalités de retard" in read(page.locator("main").inner_text())
    look(page, "c2-retards")
    page.get_by_role("button", name="Demander ces frais").click()
    expect(page.locator("#toasts")).to_contain_text("Frais demandés")
    page.get_by_role("button", name="Préparer la lettre").click()
    expect(page.locator("#toasts")).to_contain_text("La lettre est prête")
    look(page, "c2-lettre")
    page.get_by_label("Numéro du recommandé").fill("1A 123 456")
    page.get_by_role("button", name="Noter l’envoi").click()
    expect(page.get_by_text("Délai jusqu’au").first).to_be_visible()

    monkeypatch.setenv("KAYE_NOW", at(3, 10).isoformat())
    page.reload()
    page.get_by_label("Nom du cabinet").fill("Cabinet Duval")
    page.get_by_label("Mandat écrit").fill("mandat du 9 mars 2026")
    page.get_by_role("button", name="Confier ces dettes").click()
    expect(page.locator("#toasts")).to_contain_text("Plus rien ne part")
    look(page, "c2-cabinet")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Télécharger le dossier").click()
    assert kept.value.suggested_filename == f"dossier-{debtor.pk}-2026-03-10.zip"

    page.goto(f"{live_server.url}/clients/{debtor.pk}/paiement/")
    page.get_by_label("Reçu", exact=True).fill("1 234,56")
    page.get_by_role("button", name="Noter ce paiement").click()
    page.goto(f"{live_server.url}/")
    expect(page.get_by_text("prévenez le cabinet").first).to_be_visible()

    page.goto(f"{live_server.url}/relances/resultats/")
    assert "80 % paient après le deuxième message" in read(page.locator("main").inner_text())
    look(page, "c2-resultats")
    monkeypatch.setenv("KAYE_NOW", at(4, 2).isoformat())
    with scope(business=business):
        tick(at(4, 2), business)
    page.goto(f"{live_server.url}/reglages/caisse/")
    page.get_by_role("button", name="Contrôler que rien n’a été changé").click()
    expect(page.get_by_text("Rien n’a été changé.")).to_be_visible()
    look(page, "c2-clotures")
    page.goto(f"{live_server.url}/reglages/exports/")
    look(page, "c2-exports")
    with page.expect_download() as books:
        page.get_by_role("button", name="Télécharger").click()
    assert books.value.suggested_filename == "732829320FEC20260402.txt"
    assert said == []
    context.close()
