"""A person may have a copy of what is kept, and be forgotten (inbox C55)."""

import io
import json
import zipfile

import pytest
from django.db import models
from django_scopes import scope

from kaye.actions.add_debt import add_debt
from kaye.actions.check_invariants import check_invariants
from kaye.actions.consent import choose, standings
from kaye.actions.inbox.settle import settle
from kaye.actions.open_business import open_business
from kaye.actions.person.erase import erase_person
from kaye.actions.person.export import export_person
from kaye.actions.record_customer import record_customer
from kaye.actions.refusal import Refusal
from kaye.actions.tick import tick
from kaye.records.about_person import said_columns, ways
from kaye.records.models import (
    Business,
    Customer,
    FileContent,
    InboxMessage,
    MessageFile,
    Note,
    OutgoingMessage,
    Receivable,
    Thread,
)
from tests.web.people import now

pytestmark = pytest.mark.django_db
SECRET = "CANARI"


@pytest.fixture
def shop() -> Business:
    return open_business(name="Chez Awa", country="GP", now=now())


def _person(shop: Business, name: str, phone: str) -> Customer:
    person = record_customer(
        business=shop, now=now(), name_raw=f"Mme {name}", phone=phone, email=f"{name.lower()}@client.example"
    )
    thread = Thread.objects.create(business=shop, customer=person, last_at=now(), created_at=now())
    said = InboxMessage.objects.create(
        business=shop,
        thread=thread,
        customer=person,
        channel="email",
        direction="in",
        origin="customer",
        at=now(),
        received_at=now(),
        text=f"=Ma fuite à {name}",
        search=name.lower(),
    )
    file = MessageFile.objects.create(
        business=shop, message=said, name="photo.jpg", mime="image/jpeg", state="ready"
    )
    FileContent.objects.create(business=shop, file=file, content=f"image de {name}".encode())
    settle(thread, now())
    Note.objects.create(business=shop, thread=thread, text=f"{name} est pressée", at=now())
    add_debt(business=shop, customer=person, total=12000, now=now(), issued_on=now().date(), label="Pose")
    return person


def _text(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_the_copy_holds_all_of_that_person_and_nobody_else(shop: Business) -> None:
    with scope(business=shop):
        person = _person(shop, SECRET, "0690 12 34 56")
        other = _person(shop, "VOISINE", "0690 12 34 57")
        made = export_person(business=shop, customer=person, now=now())
        files = _text(made.content)
    data = json.loads(files["donnees.json"])
    assert {
        "Customer",
        "ContactPoint",
        "InboxMessage",
        "Note",
        "Receivable",
        "Thread",
        "MessageFile",
    } <= data.keys()
    assert made.files == 1
    whole = " ".join(files.values())
    assert f"image de {SECRET}" in whole
    assert "VOISINE" not in whole
    assert other.name not in whole
    assert "'=Ma fuite" in files["csv/InboxMessage.csv"]  # never a formula
    assert made.rows["InboxMessage"] == 1


def test_the_forgotten_leave_no_word_and_the_books_stay(shop: Business) -> None:
    with scope(business=shop):
        person = _person(shop, SECRET, "0690 12 34 56")
        _person(shop, "VOISINE", "0690 12 34 57")
        tick(now(), shop)
        phone = person.points.get(kind="phone")
        choose(
            business=shop, customer=person, purpose="transactional", state="opted_out", how="message", now=now(),
            point=phone,
        )  # fmt: skip
        with pytest.raises(Refusal, match="doit encore"):
            erase_person(business=shop, customer=person, now=now())
        done = erase_person(business=shop, customer=person, now=now(), keep_debts=True)
        assert (done.erased["messages"], done.erased["media"], done.erased["points"]) == (1, 1, 2)
        assert done.kept["debts"] == 1
        assert done.until is not None
        assert done.until.year == now().year + 10
        left = [
            (model.__name__, row)
            for model in ways()
            for row in _said(model, shop)
            if SECRET.lower() in row.lower()
            and model.__name__ != "Receivable"  # the label of the debt is the books'
        ]
        assert left == []
        assert Receivable.objects.get(customer=person).label == "Pose"
        assert Customer.objects.get(pk=person.pk).name == f"Client effacé n° {person.pk}"
        assert not OutgoingMessage.objects.filter(customer=person).exclude(text="").exists()
        assert InboxMessage.objects.count() == 1  # the neighbour's
        assert check_invariants([shop], now()).violations == ()


def test_a_refusal_outlives_the_card(shop: Business) -> None:
    with scope(business=shop):
        person = record_customer(business=shop, now=now(), name_raw="Mme Lise", phone="0690 12 34 56")
        choose(
            business=shop, customer=person, purpose="marketing", state="opted_out", how="message", now=now()
        )
        erase_person(business=shop, customer=person, now=now())
        again = record_customer(business=shop, now=now(), name_raw="Mme Lise", phone="0690 12 34 56")
        free = record_customer(business=shop, now=now(), name_raw="Mme Rose", phone="0690 12 34 57")
        assert standings(shop, again)[0].states["marketing"].state == "opted_out"
        assert standings(shop, free)[0].states["marketing"].state == "unknown"


def _said(model: type, shop: Business) -> list[str]:
    texts = [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    ]
    columns = [name for name in texts if name in said_columns(model) or name == "search"]
    return [repr(row) for row in model.objects.filter(business=shop).values_list(*columns)] if columns else []
