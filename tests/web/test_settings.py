"""« Réglages »: for owners only; secrets that never come back; a real test; an owner always remains."""

import inspect
from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django_scopes import scope

from kaye.actions.configure_channel import channel_settings
from kaye.actions.inbox.channel_account import add_channel
from kaye.records.models import Business, ChannelAccount, Member
from tests.channels.fakes.whatsapp import FAKE
from tests.faults.smtp_server import SmtpServer
from tests.net.server import serving
from tests.web.people import NOW, Shop, body, enter, hire, now, open_shop

SECRET = "mot-de-passe-tres-secret"
PAGES = ("", "entreprise/", "canaux/", "canaux/email/", "equipe/", "boutiques/", "sauvegarde/")


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


def business_form(**given: Any) -> dict[str, Any]:
    return {"name": "Chez Moussa", "instalments_offered": "0", "list_max": "3"} | given


def mail_form(port: int = 2525, **given: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": str(port),
        "security": "none",
        "user": "moussa",
        "password": SECRET,
        "from_address": "moussa@example.org",
    } | given


@pytest.mark.parametrize("page", PAGES)
def test_owners_only(client: Client, shop: Shop, page: str) -> None:
    assert enter(client, shop.business, "owner").get(f"/reglages/{page}").status_code == 200
    for role in ("staff", "readonly"):
        other = enter(Client(), shop.business, role)
        assert other.get(f"/reglages/{page}").status_code == 403
        assert other.post(f"/reglages/{page}", {}).status_code == 403


class TestBusiness:
    def test_what_is_written_is_kept(self, owner: Client, shop: Shop) -> None:
        owner.post(
            "/reglages/entreprise/",
            business_form(
                signatory="Moussa",
                payment_means="Orange Money 6 99 00 11 22",
                instalments_offered="3",
                list_max="5",
            ),
        )
        shop.business.refresh_from_db()
        kept = shop.business
        assert (kept.signatory, kept.instalments_offered, kept.list_max) == ("Moussa", 3, 5)

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("name", "", "Donnez un nom"),
            ("phone", "12", "chiffre"),
            ("email", "moussa", "signe @"),
            ("payment_link", "javascript:alert(1)", "Écrivez le lien en entier"),
            ("list_max", "11", "11"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, owner: Client, shop: Shop, field: str, value: str, said: str
    ) -> None:
        answer = owner.post("/reglages/entreprise/", business_form(signatory="Autre", **{field: value}))
        assert answer.status_code == 422
        assert said in body(answer)
        shop.business.refresh_from_db()
        assert shop.business.signatory == ""

    def test_customary_days_are_switched_on(
        self, client: Client, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("KAYE_NOW", NOW)
        firm = open_shop("Clim’Antilles", "GP").business
        owner = enter(client, firm)
        page = body(owner.get("/reglages/entreprise/"))
        assert 'name="day0"' in page
        owner.post("/reglages/entreprise/", business_form(name=firm.name, day0="on"))
        firm.refresh_from_db()
        assert firm.holidays_on
        assert firm.holidays_on in page.replace("&#x27;", "'")


class TestChannels:
    def test_a_secret_never_comes_back(self, owner: Client, shop: Shop) -> None:
        owner.post("/reglages/canaux/email/", mail_form())
        page = body(owner.get("/reglages/canaux/email/"))
        assert SECRET not in page
        assert "Déjà enregistré" in page
        with scope(business=shop.business):
            assert SECRET.encode() not in bytes(ChannelAccount.objects.get().sealed)

    def test_an_empty_secret_keeps_the_saved_one(self, owner: Client, shop: Shop) -> None:
        owner.post("/reglages/canaux/email/", mail_form())
        owner.post("/reglages/canaux/email/", mail_form(host="smtp.example.org", password=""))
        with scope(business=shop.business):
            saved = channel_settings(shop.business, "email")
        assert (saved["host"], saved["password"]) == ("smtp.example.org", SECRET)

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("host", "", "Il manque : serveur d’envoi."),
            ("port", "abc", "écrivez un nombre"),
            ("from_address", "moussa", "signe @"),
        ],
    )
    def test_what_is_missing_is_said(
        self, owner: Client, shop: Shop, field: str, value: str, said: str
    ) -> None:
        answer = owner.post("/reglages/canaux/email/", mail_form() | {field: value})
        assert answer.status_code == 422
        assert said in body(answer)
        with scope(business=shop.business):
            assert not ChannelAccount.objects.exists()

    def test_the_test_really_leaves(self, owner: Client) -> None:
        with SmtpServer() as server:
            port = int(server.url.rpartition(":")[2])
            owner.post("/reglages/canaux/email/", mail_form(port, user="", password=""))
            page = body(owner.post("/reglages/canaux/email/essai/", {"address": "moussa@example.org"}))
        assert "C’est parti." in page
        assert [message.recipients for message in server.accepted] == [("moussa@example.org",)]

    def test_a_test_that_fails_says_why(self, owner: Client) -> None:
        with SmtpServer() as server:
            port = int(server.url.rpartition(":")[2])
        owner.post("/reglages/canaux/email/", mail_form(port, user="", password=""))
        page = body(owner.post("/reglages/canaux/email/essai/", {"address": "moussa@example.org"}))
        assert "Le message n’est pas parti." in page
        assert "à vérifier" in body(owner.get("/reglages/canaux/"))

    def test_no_test_without_settings(self, owner: Client) -> None:
        answer = owner.post("/reglages/canaux/email/essai/", {"address": "moussa@example.org"})
        assert answer.status_code == 422

    def test_order_and_unknown_channel(self, owner: Client, shop: Shop) -> None:
        before = body(owner.get("/reglages/canaux/"))
        assert before.index("WhatsApp") < before.index("E-mail")
        for _ in range(2):
            owner.post("/reglages/canaux/ordre/", {"up": "email"})
        shop.business.refresh_from_db()
        assert shop.business.channel_order.startswith("email,")
        assert owner.get("/reglages/canaux/fax/").status_code == 404

    def test_forgotten_settings_are_gone(self, owner: Client, shop: Shop) -> None:
        owner.post("/reglages/canaux/email/", mail_form())
        owner.post("/reglages/canaux/email/oublier/")
        with scope(business=shop.business):
            assert not ChannelAccount.objects.exists()


class TestTeam:
    def test_a_newcomer_gets_a_link_that_lets_in_once(self, owner: Client, shop: Shop) -> None:
        page = body(owner.post("/reglages/equipe/", {"email": "awa@example.org", "role": "staff"}))
        path = "/_entrer/" + page.split("/_entrer/")[1].split('"')[0]
        assert "/_entrer/" not in body(owner.get("/reglages/equipe/"))
        awa = Client()
        assert awa.get(path).status_code == 200
        assert awa.post(path).status_code == 302
        assert awa.get("/vendre/").status_code == 200
        assert awa.get("/reglages/").status_code == 403
        assert Client().post(path).status_code == 410

    def test_somebody_who_works_elsewhere_gets_no_link(self, owner: Client) -> None:
        hire(open_shop("Ailleurs").business, "owner", "fatou@example.org")
        page = body(owner.post("/reglages/equipe/", {"email": "fatou@example.org"}, follow=True))
        assert "/_entrer/" not in page
        assert "entre avec son compte habituel" in page

    def test_the_last_owner_stays(self, owner: Client, shop: Shop) -> None:
        me = Member.objects.get(business=shop.business, role="owner")
        for url, data in ((f"{me.pk}/role/", {"role": "staff"}), (f"{me.pk}/retirer/", {})):
            answer = owner.post(f"/reglages/equipe/{url}", data)
            assert answer.status_code == 422
            assert "dernier propriétaire" in body(answer)
        me.refresh_from_db()
        assert me.role == "owner"

    def test_rights_change_and_end(self, owner: Client, shop: Shop) -> None:
        staff = Client()
        enter(staff, shop.business, "staff")
        member = Member.objects.get(business=shop.business, role="staff")
        owner.post(f"/reglages/equipe/{member.pk}/role/", {"role": "readonly"})
        assert staff.post("/vendre/brouillon/", {}).status_code == 403
        owner.post(f"/reglages/equipe/{member.pk}/retirer/")
        assert staff.get("/vendre/")["Location"] == "/premiers-pas/"

    def test_a_member_of_another_business_does_not_exist(self, owner: Client) -> None:
        other = open_shop("Ailleurs").business
        hire(other, "staff", "fatou@example.org")
        member = Member.objects.get(business=other)
        for verb in ("role", "retirer", "lien"):
            assert owner.post(f"/reglages/equipe/{member.pk}/{verb}/", {"role": "owner"}).status_code == 404

    @pytest.mark.parametrize(
        ("email", "said"), [("awa", "signe @"), ("owner@example.org", "déjà dans l’équipe")]
    )
    def test_who_cannot_be_added(self, owner: Client, email: str, said: str) -> None:
        answer = owner.post("/reglages/equipe/", {"email": email, "role": "staff"})
        assert answer.status_code == 422
        assert said in body(answer)


def test_another_shop_is_opened(owner: Client, shop: Shop) -> None:
    owner.post("/reglages/boutiques/", {"name": "Moussa Téléphones", "country": "CM"})
    assert "Moussa Téléphones" in body(owner.get("/reglages/"))
    opened = Business.objects.get(name="Moussa Téléphones")
    assert Member.objects.filter(business=opened, role="owner", user__email="owner@example.org").exists()


class TestCopies:
    def test_the_whole_base_in_a_file(
        self, transactional_db: None, owner: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        settings.MIGRATION_MODULES = {}  # the copy is made by the migrations, as in real life
        # Django's guard knows only the databases of the test, and a copy opens one more.
        guard = inspect.getclosurevars(BaseDatabaseWrapper.ensure_connection).nonlocals
        real = guard.get("real_ensure_connection", BaseDatabaseWrapper.ensure_connection)
        monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", real)
        answer = owner.post("/reglages/sauvegarde/")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        assert len(b"".join(answer.streaming_content)) > 10_000  # type: ignore[attr-defined]

    def test_not_when_others_share_the_base(self, owner: Client) -> None:
        open_shop("Ailleurs")
        answer = owner.post("/reglages/sauvegarde/")
        assert answer.status_code == 403
        assert "d’autres entreprises" in body(answer)


def test_held_sending_is_resumed_by_a_person(owner: Client, shop: Shop) -> None:
    Business.objects.filter(pk=shop.business.pk).update(
        sending_held_since=now() - timedelta(hours=1),
        sending_held_because="Base remise depuis une sauvegarde.",
    )
    assert "Reprendre les envois" in body(owner.get("/reglages/"))
    owner.post("/reglages/reprendre/")
    shop.business.refresh_from_db()
    assert shop.business.sending_held_since is None


def test_a_form_of_another_shop_changes_nothing(owner: Client, shop: Shop) -> None:
    other = open_shop("Ailleurs").business
    answer = owner.post("/reglages/entreprise/", business_form(business=other.pk, name="Piraté"))
    assert answer.status_code == 409
    assert not Business.objects.filter(name="Piraté").exists()


def test_texts_for_a_closed_window_are_proposed(
    owner: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "/reglages/canaux/whatsapp/textes/"
    assert owner.get(page).status_code == 302
    assert owner.get("/reglages/canaux/email/textes/").status_code == 404
    theirs = FAKE()
    with serving(theirs.serve) as server:
        routes = ",".join(f"{each}={server.url}" for each in theirs.origins)
        monkeypatch.setenv("KAYE_OUTBOUND_ROUTES", routes)
        with scope(business=shop.business):
            add_channel(business=shop.business, name="whatsapp", values=theirs.config, now=now())
        assert page in body(owner.get("/reglages/canaux/whatsapp/"))
        assert "Proposer à Meta" in body(owner.get(page))
        assert owner.post(page, {"act": "one", "text": "pay.level1"}).status_code == 302
        theirs.templates[0] |= {"status": "REJECTED", "rejected_reason": "PROMOTIONAL"}
        assert owner.post(page, {"act": "refresh"}).status_code == 302
        assert "refusé par meta : le texte lui paraît publicitaire" in body(owner.get(page)).lower()
        again = owner.post(page, {"act": "one", "text": "internal.stock_low"})
        assert again.status_code == 422
    assert enter(Client(), shop.business, "staff").get(page).status_code == 403
