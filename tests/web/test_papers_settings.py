"""Settings of papers, keys of programs: owners only, each refusal under its field, a secret shown once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from kaye.actions.documents.ground import settings_of
from kaye.records.models import ApiKey, Business, WebhookEndpoint
from tests.web.people import NOW, Shop, body, enter, now, open_shop

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="20" height="20"/></svg>'


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


def typed(**given: str) -> dict[str, str]:
    return {
        "legal_name": "Chez Moussa SARL",
        "vat_regime": "normal",
        "quote_valid_days": "30",
        "cash_step": "25",
        "colour": "#1f6f54",
        **{f"prefix.{s}": s for s in "DCLFAR"},
        **{f"first.{s}": "1" for s in "DCLFAR"},
    } | given


def test_papers_are_written(owner: Client, shop: Shop) -> None:
    page = body(owner.get("/reglages/documents/"))
    assert "Nom légal" in page
    logo = SimpleUploadedFile("logo.svg", LOGO, "image/svg+xml")
    answer = owner.post("/reglages/documents/", typed(niu="P012345678901A") | {"logo": logo})
    assert answer.status_code == 302, body(answer)
    shop.business.refresh_from_db()
    values = settings_of(shop.business)
    assert (values["legal_name"], values["niu"]) == ("Chez Moussa SARL", "P012345678901A")
    assert (bytes(shop.business.logo), shop.business.colour) == (LOGO, "#1f6f54")
    assert owner.get("/reglages/documents/logo/").content == LOGO
    owner.post("/reglages/documents/", typed(no_logo="on"))
    assert owner.get("/reglages/documents/logo/").status_code == 404


@pytest.mark.parametrize(("field", "text"), [("iban", "FR00"), ("cash_step", "beaucoup"), ("prefix.F", "D")])
def test_a_refusal_is_under_its_field(owner: Client, shop: Shop, field: str, text: str) -> None:
    answer = owner.post("/reglages/documents/", typed(**{field: text}))
    assert answer.status_code == 422
    assert f'id="id_{field}-note"' in body(answer)
    assert Business.objects.get(pk=shop.business.pk).papers == {}


def test_a_logo_that_does_not_open(owner: Client) -> None:
    logo = SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\nrien", "image/png")
    assert "id_logo-note" in body(owner.post("/reglages/documents/", typed() | {"logo": logo}))


def test_a_key_is_shown_once_and_taken_back(owner: Client, shop: Shop) -> None:
    answer = owner.post(
        "/reglages/programmes/", {"do": "key", "name": "Site", "role": "staff", "invoices": "write"}
    )
    assert "kaye_" in body(answer) and "plus jamais montré" in body(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    with scope(business=shop.business):
        key = ApiKey.objects.get()
    assert (key.scopes, key.role) == (["invoices:write"], "staff")
    assert "plus jamais montré" not in body(owner.get("/reglages/programmes/"))
    owner.post(f"/reglages/programmes/cle/{key.pk}/")
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert "Choisissez ce que cette clé peut" in body(
        owner.post("/reglages/programmes/", {"do": "key", "name": "Rien", "role": "owner"})
    )


def test_an_address_that_cannot_be_told_is_refused(owner: Client, shop: Shop) -> None:
    answer = owner.post("/reglages/programmes/", {"do": "endpoint", "url": "ftp://site.example"})
    assert answer.status_code == 422
    assert "id_url-note" in body(answer)
    with scope(business=shop.business):
        row = WebhookEndpoint.objects.create(
            business=shop.business, url="https://site.example/avis", sealed=b"", created_at=now()
        )
    owner.post(f"/reglages/programmes/adresse/{row.pk}/")
    row.refresh_from_db()
    assert row.stopped_at is not None


def test_only_owners(client: Client, shop: Shop) -> None:
    staff = enter(client, shop.business, "staff")
    for address in ("/reglages/documents/", "/reglages/programmes/", "/reglages/documents/logo/"):
        assert staff.get(address).status_code == 403
    assert staff.post("/reglages/programmes/", {"do": "key", "name": "x"}).status_code == 403
