"""« Campagnes »: written on one page, tried, started, stopped and resumed; who may, and what a page says."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.record_customer import record_customer
from kaye.actions.stop import stop
from kaye.actions.tick import tick
from kaye.records.models import Business, Campaign, Segment
from tests.faults.smtp_server import SmtpServer
from tests.mail import mailbox
from tests.web.people import body, enter, open_shop

NOW = datetime(2026, 5, 22, 14, 0, tzinfo=UTC)  # a Friday, 10 h in Guadeloupe
FORM = {
    "name": "Offre de mai", "channel": "email", "subject_a": "Une offre", "rate": "10",
    "text_a": "Bonjour {{appel}}, le sac de riz est à 17,00 €.", "to": "moi@exemple.cm",
    "rule": ["person:firm"], "value": [""],
}  # fmt: skip
NEW = "/relances/campagnes/nouvelle/"


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Business]:
    """Three firms with an e-mail, one that refused, one without an address."""
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_shop("Clim'Antilles", "GP").business
    with scope(business=business):
        for rank in range(4):
            firm = record_customer(
                business=business, now=NOW, name_raw=f"Établissements Mbarga {rank}", is_consumer=False,
                email=f"c{rank}@client.example",
            )  # fmt: skip
        stop(business=business, customer=firm, now=NOW, how="message")
        record_customer(business=business, now=NOW, name_raw="Société Muette", is_consumer=False)
        yield business


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with mailbox() as found:
        yield found


def test_from_an_empty_list_to_the_results(shop: Business, client: Client, server: SmtpServer) -> None:
    owner = enter(client, shop)
    assert "La loi permet" in body(owner.get("/relances/campagnes/"))
    page = body(owner.post(NEW, {**FORM, "do": "preview"}))
    assert "5 clients</b>, 1 sans e-mail, 1 a refusé." in page and "3 le recevraient" in page
    assert "Pour Établissements Mbarga" in page and "Vérifié : ce message peut partir." in page
    answer = owner.post(NEW, {**FORM, "do": "next"})
    row = Campaign.objects.get()
    assert answer["Location"] == f"/relances/campagnes/{row.pk}/depart/"
    page = body(owner.get(answer["Location"]))
    assert "3 clients vont le recevoir" in page and "Ven. 22 mai à 10 h 00, en moins d’une minute" in page
    assert owner.get(f"/relances/campagnes/{row.pk}/depart/").status_code == 200
    page = body(owner.post(answer["Location"], {"do": "start", "when": "now"}, follow=True))
    assert "La campagne commence." in page and f"/relances/campagnes/{row.pk}/arret/" in page
    page = body(owner.post(f"/relances/campagnes/{row.pk}/arret/", follow=True))
    assert "plus rien ne part" in page and "Reprendre" in page
    owner.post(f"/relances/campagnes/{row.pk}/reprise/")
    tick(NOW, shop)
    for minute in (1, 2):
        tick(NOW.replace(minute=minute), shop)
    page = body(owner.get(f"/relances/campagnes/{row.pk}/"))
    assert "3 partis sur 5" in page and "Refusé sur tous les canaux" in page and "Pas d&#x27;adresse" in page
    assert len(server.accepted) == 3
    assert "3 sur 5" in body(owner.get("/relances/campagnes/"))
    again = body(owner.get(f"{NEW}?de={row.pk}"))
    assert "le sac de riz est à 17,00" in again and "/nouvelle/" in again
    assert owner.get(f"{NEW}?de=999999").status_code == 404


def test_conditions_segments_and_two_texts(shop: Business, client: Client, server: SmtpServer) -> None:
    owner = enter(client, shop)
    page = body(owner.post(NEW, {**FORM, "do": "add"}))
    assert page.count('name="rule"') == 2 and "il manque la valeur" not in page
    late = {**FORM, "rule": ["person:firm", "late:more_than"], "value": ["", "beaucoup"]}
    assert "écrivez un nombre de jours" in body(owner.post(NEW, {**late, "do": "preview"}))
    assert 'name="rule"' not in body(owner.post(NEW, {**FORM, "do": "remove:0"}))
    assert "est gardé" in body(owner.post(NEW, {**FORM, "do": "keep", "segment_name": "Les pros"}))
    kept = Segment.objects.get()
    used = {**FORM, "rule": [], "value": [], "do": "use", "segment": kept.pk}
    assert "5 clients</b>" in body(owner.post(NEW, used))
    page = body(owner.post(NEW, {**FORM, "do": "two"}))
    assert 'id="text_b"' in page and page.count("le sac de riz est à 17,00") == 4
    page = body(owner.post(NEW, {**FORM, "do": "insert:a:entreprise"}))
    assert "{{entreprise}}" in page
    answer = owner.post(NEW, {**FORM, "text_a": "Vous devez {{montant}}", "do": "save"})
    assert answer.status_code == 422 and "n&#x27;a pas sa place ici" in body(answer)
    assert not Campaign.objects.exists()


def test_a_try_goes_to_the_owner_alone(shop: Business, client: Client, server: SmtpServer) -> None:
    page = body(enter(client, shop).post(NEW, {**FORM, "do": "try"}))
    assert "parti à moi@exemple.cm" in page
    assert [mail.recipients for mail in server.accepted] == [("moi@exemple.cm",)]
    assert b"Subject: Essai : Une offre" in server.accepted[0].data
    page = body(client.post(NEW, {**FORM, "to": "moi", "do": "try"}))
    assert "k-note-check" in page and len(server.accepted) == 1


def test_later_is_a_day_and_an_hour_to_come(shop: Business, client: Client, server: SmtpServer) -> None:
    owner = enter(client, shop)
    owner.post(NEW, {**FORM, "do": "save"})
    row = Campaign.objects.get()
    address = f"/relances/campagnes/{row.pk}/depart/"
    past = {"when": "later", "day": "2026-05-21", "hour": "09:00", "do": "start"}
    assert "Ce moment est passé" in body(owner.post(address, past))
    look = {"when": "later", "day": "2026-05-24", "hour": "09:00", "do": "look"}  # a Sunday, then Whit Monday
    assert "Mar. 26 mai à 9 h 00" in body(owner.post(address, look))
    owner.post(address, {**look, "day": "2026-05-26", "do": "start"})
    row.refresh_from_db()
    assert row.state == "scheduled" and row.starts_at == datetime(2026, 5, 26, 13, 0, tzinfo=UTC)
    assert "Prête à partir" in body(owner.get(f"/relances/campagnes/{row.pk}/"))


def test_without_a_channel_it_says_what_to_do(shop: Business, client: Client) -> None:
    page = body(enter(client, shop).get(NEW))
    assert "Aucun canal n’envoie encore tout seul." in page and "/reglages/" in page


@pytest.mark.parametrize("role", ["staff", "readonly"])
def test_only_the_owner_writes_and_starts(
    shop: Business, client: Client, server: SmtpServer, role: str
) -> None:
    row = Campaign.objects.create(business=shop, name="Mai", channel="email", created_at=NOW)
    other = enter(client, shop, role)
    assert other.get("/relances/campagnes/").status_code == 200
    assert other.get(f"/relances/campagnes/{row.pk}/").status_code == 200
    for address in (
        NEW,
        *(f"/relances/campagnes/{row.pk}/{end}/" for end in ("texte", "depart", "arret", "reprise")),
    ):
        assert other.post(address, {**FORM, "do": "next"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "draft"


def test_an_sms_says_its_parts_and_its_price(shop: Business, client: Client) -> None:
    values = {"account_sid": f"AC{'a' * 32}", "auth_token": "b" * 32, "number": "+33756123456"}
    add_channel(business=shop, name="twilio", values=values, now=NOW)
    for rank in range(2):
        record_customer(
            business=shop, now=NOW, name_raw=f"Hôtel {rank}", is_consumer=False, phone=f"+3361234567{rank}"
        )
    long = {**FORM, "channel": "twilio", "text_a": "Bonjour, la révision est à 49 EUR. " * 5, "do": "preview"}
    page = body(enter(client, shop).post(NEW, long))
    assert "7 clients</b>, 5 sans numéro." in page and "2 le recevraient" in page
    assert "2 SMS pour chacun, environ" in page and "En tout, environ" in page
    assert "Pour ne plus en recevoir" in page and "sans numéro" in page
