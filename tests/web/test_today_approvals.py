"""« Aujourd'hui » of a firm that writes e-mails: what a person approves, and a message that may have left."""

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.add_debt import add_debt
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, OutgoingMessage, StepDone
from tests.web.people import body, enter

NOW = "2026-06-04T09:30:00-04:00"  # a Thursday in Guadeloupe


@pytest.fixture
def firm(db: None, monkeypatch: pytest.MonkeyPatch) -> Business:
    """One invoice late by a month on the day it is written: its first message waits for a person (R8)."""
    monkeypatch.setenv("KAYE_NOW", NOW)
    monkeypatch.setenv("KAYE_SMTP_URL", "smtp://127.0.0.1:2525")
    now = datetime.fromisoformat(NOW)
    business = open_business(name="Clim'Antilles", country="GP", now=now)
    with scope(business=business):
        who = record_customer(business=business, now=now, name_raw="SARL Karukera", email="compta@exemple.fr")
        add_debt(
            business=business,
            customer=who,
            label="Pose split",
            total=434_000,
            issued_on=date(2026, 4, 1),
            due_on=date(2026, 5, 1),
            now=now,
            origin="invoice",
            reference="FA2026-0064",
        )
    return business


def test_approved_it_waits_for_its_hour_then_may_have_to_be_checked(client: Client, firm: Business) -> None:
    owner = enter(client, firm)
    page = body(owner.get("/"))
    assert "1 relance à faire aujourd’hui" in page
    assert "Je valide : envoyer par e-mail" in page
    assert "Objet :" in page
    item = re.search(r'action="/relance/([\d.s]+)/accord/"', page)
    assert item
    page = body(owner.post(f"/relance/{item[1]}/accord/", follow=True))
    assert "SARL Karukera : validé" in page
    with scope(business=firm):
        message = OutgoingMessage.objects.get()
        assert message.state == "due"
        OutgoingMessage.objects.update(state="uncertain", handed_at=message.due_at)
    page = body(owner.get("/"))
    assert "Rien ne sera renvoyé sans vous." in page
    check = re.search(r'action="/relance/([\d.a-z]+)/faite/"', page.split("À vérifier</span>")[1])
    assert check
    page = body(owner.post(f"/relance/{check[1]}/faite/", {"outcome": "sent"}, follow=True))
    assert "noté : il est parti" in page
    with scope(business=firm):
        assert OutgoingMessage.objects.get().state == "sent"
        assert StepDone.objects.filter(outcome="sent").count() == 1


def test_a_mistaken_approval_is_refused_in_french(client: Client, firm: Business) -> None:
    owner = enter(client, firm)
    item = re.search(r'action="/relance/([\d.s]+)/accord/"', body(owner.get("/")))
    assert item
    owner.post(f"/relance/{item[1]}/accord/")
    again = owner.post(f"/relance/{item[1]}/accord/", follow=True)
    assert again.status_code == 200
    with scope(business=firm):
        assert OutgoingMessage.objects.count() == 1
