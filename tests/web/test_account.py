"""A customer's money beyond paying, the cash book, the bank: on screens, by role (M24–M30, M44, M56)."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from kaye.actions.record_payment import record_payment
from kaye.actions.record_sale import LineInput, record_sale
from kaye.records.models import BankLine, Event, Payment, Plan, Reduction
from kaye.records.queries.money import credit_of
from tests.acceptance.shop import plain
from tests.web.people import BACKEND, Shop, hire, now, open_shop

pytestmark = pytest.mark.django_db
STATEMENT = (
    "Date;Libellé;Débit;Crédit\n21/05/2026;VIR TATA SOLANGE;;16 000\n21/05/2026;FRAIS;500;\n"
    "22/05/2026;VIR INCONNU;;99\n"
)


@pytest.fixture
def shop() -> Shop:
    """Tata Solange owes 16 000 since a week."""
    opened = open_shop()
    day = now().date() - timedelta(days=14)
    with scope(business=opened.business):
        record_sale(
            business=opened.business,
            customer=opened.solange,
            kind="credit",
            lines=[LineInput("Écouteurs", 2, 8_000)],
            sold_on=day,
            due_on=day + timedelta(days=7),
            now=now(),
        )
    return opened


def enter(shop: Shop, role: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("KAYE_NOW", now().isoformat())
    client = Client()
    client.force_login(hire(shop.business, role), BACKEND)
    return client


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return " ".join(re.sub(r"<[^>]*>", " ", plain(answer.content.decode())).split())


def pay(shop: Shop, amount: int, method: str) -> Payment:
    with scope(business=shop.business):
        return record_payment(
            business=shop.business,
            customer=shop.solange,
            amount=amount,
            received_on=now().date(),
            now=now(),
            method=method,
        ).payment


def test_a_plan_is_seen_before_it_is_agreed_and_can_be_ended(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = enter(shop, "staff", monkeypatch), f"/clients/{shop.solange.pk}/"
    asked = "?count=3&first=2026-05-31&every=month"
    seen = read(client, f"{page}echeancier/{asked}")
    for words in ("dimanche 31 mai", "mardi 30 juin", "5 334 FCFA", "5 333 FCFA"):
        assert words in seen, words
    with scope(business=shop.business):
        assert not Plan.objects.exists()
    told = client.post(f"{page}echeancier/", {"count": "3", "first": "2026-05-31", "every": "month"})
    assert "https://wa.me/237675556677" in told.content.decode()
    assert "Échéancier convenu" in read(client, page)
    with scope(business=shop.business):
        plan = Plan.objects.get()
    assert client.post(f"{page}echeancier/{plan.pk}/fin/").status_code == 302
    assert "Échéancier convenu" not in read(client, page)
    wrong = client.post(f"{page}echeancier/", {"count": "1", "first": "2026-05-31", "every": "month"})
    assert wrong.status_code == 422


def test_a_cheque_is_cleared_or_comes_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    client, page = enter(shop, "staff", monkeypatch), f"/clients/{shop.solange.pk}/"
    client.post(f"{page}paiement/", {"amount": "16 000", "method": "cheque", "received_on": "2026-05-22"})
    seen = read(client, page)
    assert "Chèque à encaisser" in seen and "16 000 FCFA" in seen
    with scope(business=shop.business):
        cheque = Payment.objects.get()
    client.post(f"{page}paiement/{cheque.pk}/cheque/", {"outcome": "bounced"})
    assert "Chèque revenu impayé" in read(client, page)
    cheque = pay(shop, 16_000, "cheque")
    client.post(f"{page}paiement/{cheque.pk}/cheque/", {"outcome": "cleared"})
    shop.solange.refresh_from_db()
    assert shop.solange.owed == 0


def test_refunds_and_losses_are_for_owners(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"/clients/{shop.solange.pk}/"
    paid = pay(shop, 20_000, "mobile")
    staff = enter(shop, "staff", monkeypatch)
    seen = read(staff, page)
    assert "Le rendre" not in seen and "Abandonner" not in seen
    assert "Seul le propriétaire" in read(staff, f"{page}paiement/{paid.pk}/")
    for url, body in (
        ("remboursement/", {"amount": "100", "method": "cash"}),
        ("perte/", {"amount": "100", "debt": "1", "reason": "x"}),
        (f"paiement/{paid.pk}/", {"reason": "x"}),
    ):
        assert staff.post(f"{page}{url}", body).status_code == 403
    owner = enter(shop, "owner", monkeypatch)
    assert "Le rendre" in read(owner, page)
    assert owner.post(f"{page}remboursement/", {"amount": "5000", "method": "cash"}).status_code == 422
    owner.post(f"{page}remboursement/", {"amount": "1 500", "method": "cash"})
    with scope(business=shop.business):
        assert credit_of(shop.solange) == 2_500
    assert "Rendu" in read(owner, page)


def test_a_loss_is_shown_and_taken_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    client, page = enter(shop, "owner", monkeypatch), f"/clients/{shop.solange.pk}/"
    with scope(business=shop.business):
        debt = shop.solange.receivables.get()
    client.post(f"{page}perte/", {"debt": str(debt.pk), "amount": "6 000", "reason": "parti"})
    assert "Abandonné" in read(client, page)
    with scope(business=shop.business):
        row = Reduction.objects.get()
    client.post(f"{page}perte/{row.pk}/fin/")
    shop.solange.refresh_from_db()
    assert shop.solange.owed == 16_000


def test_the_cash_book_keeps_what_came_in_apart_from_what_was_sold(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay(shop, 6_000, "cash")
    pay(shop, 3_000, "mobile")
    pay(shop, 1_000, "cheque")
    client = enter(shop, "readonly", monkeypatch)
    seen = read(client, "/caisse/")
    for words in ("9 000 FCFA", "6 000 FCFA", "3 000 FCFA", "Chèques à encaisser", "compté à part"):
        assert words in seen, words
    assert "Aucun argent" in read(client, "/caisse/?jour=2026-05-20")
    assert read(client, "/caisse/?jour=demain") and read(client, "/caisse/?jour=2030-01-01")


def test_a_statement_is_brought_in_booked_by_a_tap_and_undone(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(shop, "owner", monkeypatch)
    assert client.post("/caisse/banque/", {"account": "CM21"}).status_code == 422
    for _ in range(2):
        client.post("/caisse/banque/", {"account": "CM21 1000", "fichier": _file()})
    seen = read(client, "/caisse/banque/")
    assert "2 à rapprocher" in seen and "montant seul" in seen
    with scope(business=shop.business):
        known, unknown = BankLine.objects.order_by("pk")
    client.post(f"/caisse/banque/{known.pk}/")
    shop.solange.refresh_from_db()
    assert shop.solange.owed == 0
    client.post(f"/caisse/banque/{unknown.pk}/", {"customer": "Solange"})
    with scope(business=shop.business):
        assert credit_of(shop.solange) == 99
        event = _event(shop, "bank_booked")
    client.post(f"/annulation/{event}/")
    with scope(business=shop.business):
        assert credit_of(shop.solange) == 0
        assert BankLine.objects.get(pk=unknown.pk).payment_id is None
    client.post(f"/caisse/banque/{unknown.pk}/sans-suite/")
    assert "rien n’attend" in read(client, "/caisse/banque/")
    assert client.post("/caisse/banque/987654321/").status_code == 404


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("relevé.csv", STATEMENT.encode("cp1252"), "text/csv")


def _event(shop: Shop, kind: str) -> int:
    found = Event.objects.filter(business=shop.business, kind=kind).order_by("-pk").first()
    assert found is not None
    return int(found.pk)
