"""« Relances »: the scenarios in words, the editor with real dates, versions, the texts, what will leave."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kaye.actions.add_debt import add_debt
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, Case, Member, ScenarioVersion, TextOverride

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)  # a Wednesday
PAGES = (
    "/relances/",
    "/relances/invoice/",
    "/relances/notebook_debt/?etape=s2",
    "/relances/low_stock/?etape=s1",
    "/relances/request/?etape=s2",
    "/relances/delivery/?etape=s2",
    "/relances/quote/",
    "/relances/invoice_industrial/?etape=s2",
    "/relances/invoice/versions/",
    "/relances/textes/",
    "/relances/textes/pay.level2/whatsapp/",
    "/relances/textes/pay.level2/sms/",
    "/relances/textes/pay.level2/email_subject/",
    "/relances/textes/request.ack/whatsapp/",
    "/relances/textes/internal.stock_low/whatsapp/",
    "/relances/calendrier/",
)


@pytest.fixture
def firm(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Business]:
    """« Clim'Antilles » on 20 May 2026, with one invoice due on the 22nd."""
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_business(name="Clim'Antilles", country="GP", now=NOW)
    with scope(business=business):
        owe(business, "Karukera Hôtel", 1)
        yield business


def owe(business: Business, name: str, number: int, due_on: date = date(2026, 5, 22)) -> None:
    who = record_customer(
        business=business, now=NOW, name_raw=name, email=f"c{number}@exemple.fr", phone=f"0690{number:06d}"
    )
    add_debt(
        business=business,
        customer=who,
        label="Pose split",
        total=434000,
        issued_on=date(2026, 4, 22),
        due_on=due_on,
        now=NOW,
        origin="invoice",
        reference=f"FA2026-{number:04d}",
    )


def client_of(business: Business, role: str) -> Client:
    user = get_user_model().objects.create_user(role, f"{role}@example.org", "cahier-1234567")
    Member.objects.create(business=business, user=user, role=role, created_at=NOW)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def owner(firm: Business) -> Client:
    return client_of(firm, "owner")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text_of(answer)


def text_of(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def fields(html: str) -> dict[str, list[str]]:
    """The values that the form of the editor would send."""
    form = html.split('id="editeur"', 1)[1].split("</form>", 1)[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>|<select.*?</select>", form, re.DOTALL):
        name = re.search(r'name="([^"]+)"', tag)
        if name is None or ('type="radio"' in tag and " checked" not in tag):
            continue
        if tag.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', tag) or re.search(
                r'<option value="([^"]*)"', tag
            )
            found.setdefault(name[1], []).append(chosen[1] if chosen else "")
        else:
            value = re.search(r'value="([^"]*)"', tag)
            found.setdefault(name[1], []).append(value[1] if value else "")
    found.pop("csrfmiddlewaretoken", None)
    return found


def pressed(client: Client, html: str, do: str, **changed: list[str]) -> str:
    answer = client.post("/relances/invoice/brouillon/", {**fields(html), **changed, "do": do})
    assert answer.status_code == 200
    return text_of(answer)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["owner", "staff", "readonly"])
def test_every_page_opens_for_everybody(firm: Business, address: str, role: str) -> None:
    html = page(client_of(firm, role), address)
    assert html.count("<h1") == 1
    assert ('<form method="post" action="/relances' in html) is (
        role == "owner"
        and address[-7:] != "textes/"
        and address not in ("/relances/", "/relances/calendrier/", "/relances/invoice/versions/")
    )


def test_the_list_says_how_many_files_follow_each(owner: Client) -> None:
    html = page(owner, "/relances/")
    assert "En cours" in html and "1 dossier" in html and "Facture à payer" in html


def test_dates_are_those_of_a_real_case(owner: Client) -> None:
    html = page(owner, "/relances/invoice/")
    assert "Karukera Hôtel" in html
    lines = re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ")
    assert re.search(r"mar\.\s+26 mai\s+J\+3\s+Relance 1, amicale", lines)
    assert "reculé d'un jour" in lines and "le 25 est férié" in lines
    assert "Cette date ne bouge jamais" in lines


def test_another_case_is_chosen_by_its_number(firm: Business, owner: Client) -> None:
    owe(firm, "Lycée des Îles", 2, date(2026, 6, 12))
    other = Case.objects.order_by("-id").first()
    assert other is not None
    assert "Dates calculées pour <b>Lycée des Îles</b>" in page(
        owner, f"/relances/invoice/?dossier={other.pk}"
    )


def test_without_a_case_the_dates_are_an_example(owner: Client) -> None:
    assert "un exemple" in page(owner, "/relances/notebook_debt/")


def test_the_stepper_shows_the_new_date_and_stores_nothing(owner: Client) -> None:
    html = pressed(owner, page(owner, "/relances/invoice/?etape=s3"), "plus:s3")
    lines = re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ")
    assert re.search(r"mar\.\s+2 juin\s+J\+11\s+Relance 2, précise", lines)
    assert "Enregistrer la version 2" in lines
    assert ScenarioVersion.objects.filter(key="invoice").count() == 1


def test_a_step_out_of_order_says_so_at_once(owner: Client) -> None:
    html = page(owner, "/relances/invoice/?etape=s3")
    numbers = fields(html)["n"]
    numbers[2] = "90"
    assert "dans l'ordre des jours" in pressed(owner, html, "dates", n=numbers)


def test_save_makes_a_version_and_files_stay_or_move(firm: Business, owner: Client) -> None:
    html = pressed(owner, page(owner, "/relances/invoice/?etape=s3"), "plus:s3")
    answer = owner.post("/relances/invoice/versions/", fields(html), follow=True)
    assert "Version 2 enregistrée." in text_of(answer)
    assert "1 dossier en cours garde une version d’avant" in text_of(answer)
    assert Case.objects.get().version.number == 1
    assert "1 dossier passé à la version 2" in text_of(owner.post("/relances/invoice/passages/", follow=True))
    assert Case.objects.get().version.number == 2
    html = pressed(owner, page(owner, "/relances/invoice/"), "remove:s8")
    owner.post("/relances/invoice/versions/", {**fields(html), "open_files": ["move"]})
    assert Case.objects.get().version.number == 3


def test_a_refused_save_keeps_what_was_typed(owner: Client) -> None:
    html = page(owner, "/relances/invoice/?etape=s3")
    given = fields(html)
    given["n"][2] = "90"
    answer = owner.post("/relances/invoice/versions/", given)
    assert answer.status_code == 422
    assert "dans l'ordre des jours" in text_of(answer) and 'value="90"' in text_of(answer)


def test_add_remove_and_move_a_step(owner: Client) -> None:
    html = pressed(owner, page(owner, "/relances/invoice/"), "add")
    assert fields(html)["uid"] == [*(f"s{n}" for n in range(1, 9)), "n1"]
    owner.post("/relances/invoice/versions/", fields(html))
    data = ScenarioVersion.objects.get(key="invoice", is_current=True).data
    assert (data["steps"][-1]["uid"], data["steps"][-1]["offset"]) == ("s9", 67)
    html = pressed(owner, page(owner, "/relances/invoice/"), "down:s2")
    moved = fields(html)
    assert moved["uid"][:3] == ["s1", "s3", "s2"] and moved["n"][:3] == ["-5", "3", "10"]
    assert fields(pressed(owner, html, "remove:s3"))["uid"][:3] == ["s1", "s2", "s4"]


def test_me_is_a_call_and_a_formal_text_never_leaves_alone(owner: Client) -> None:
    html = page(owner, "/relances/invoice/?etape=s3")
    called = pressed(owner, html, "dates", m=[*["auto"] * 2, "task", "task", *["propose"] * 4])
    assert "Le script est prêt" in called and fields(called)["k"][2] == "call"
    texts = fields(html)["x"]
    texts[2] = "pay.level5"
    formal = pressed(owner, html, "dates", x=texts)
    assert "Une étape formelle ne part jamais seule." in formal
    assert fields(formal)["m"][2] == "propose" and fields(formal)["t"][2] == "5"


def test_a_version_comes_back(owner: Client) -> None:
    html = pressed(owner, page(owner, "/relances/invoice/?etape=s3"), "plus:s3")
    owner.post("/relances/invoice/versions/", fields(html))
    assert "Reprendre cette version" in page(owner, "/relances/invoice/versions/")
    answer = owner.post("/relances/invoice/versions/1/", follow=True)
    assert "La version 1 est revenue, sous le numéro 3." in text_of(answer)
    assert owner.post("/relances/invoice/versions/99/").status_code == 404


@pytest.mark.parametrize("role", ["staff", "readonly"])
@pytest.mark.parametrize(
    "address",
    [
        "/relances/invoice/brouillon/",
        "/relances/invoice/versions/",
        "/relances/invoice/versions/1/",
        "/relances/invoice/passages/",
        "/relances/textes/pay.level1/whatsapp/",
        "/relances/textes/pay.level1/whatsapp/origine/",
    ],
)
def test_only_the_owner_changes(firm: Business, role: str, address: str) -> None:
    assert client_of(firm, role).post(address, {"text": "Bonjour"}).status_code == 403
    assert not TextOverride.objects.exists()


def test_what_belongs_to_another_business_is_not_there(owner: Client) -> None:
    other = open_business(name="Autre", country="GP", now=NOW)
    with scope(business=other):
        owe(other, "Secret Hôtel", 9)
        case = Case.objects.get().pk
    for address in (
        f"/relances/invoice/?dossier={case}",
        f"/relances/textes/pay.level1/email/?dossier={case}",
    ):
        assert owner.get(address).status_code == 404
    html = text_of(owner.post("/relances/invoice/brouillon/", {"dossier": case}))
    assert "Secret" not in html
    for address in ("/relances/rien/", "/relances/rien/versions/", "/relances/textes/rien/sms/"):
        assert owner.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["/relances/", "/relances/invoice/", "/relances/textes/pay.level2/email/", "/relances/calendrier/"],
)
def test_queries_do_not_grow_with_the_customers(firm: Business, owner: Client, address: str) -> None:
    page(owner, address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(owner, address)
    for number in range(10, 30):
        owe(firm, f"Client {number}", number)
    with CaptureQueriesContext(connection) as many:
        page(owner, address)
    assert len(many) == len(few) <= 30
    assert not any("COUNT(" in q["sql"].upper() for q in many)


def test_the_preview_is_this_customer_s_text(owner: Client) -> None:
    html = page(owner, "/relances/textes/pay.level2/email/")
    assert "Pour Karukera Hôtel" in html
    assert '<span class="k-mark">la facture FA2026-0001 (Pose split)</span>' in html
    typed = text_of(
        owner.post(
            "/relances/textes/pay.level2/email/",
            {"do": "preview", "text": "Reste {{montant}} pour {{dette}}."},
        )
    )
    assert 'Reste <span class="k-mark">4\u202f340,00\xa0€</span>' in typed
    assert "Ce texte ne dit plus" in typed
    assert not TextOverride.objects.exists()


def test_an_unknown_variable_is_shown_at_its_place(owner: Client) -> None:
    answer = owner.post(
        "/relances/textes/pay.level2/email/", {"do": "save", "text": "Bonjour {{prenom}}, merci."}
    )
    html = text_of(answer)
    assert answer.status_code == 422
    assert "Voulez-vous dire {{appel}} ?" in html and 'decoration-2">{{prenom}}, merci.' in html
    assert "Bonjour {{prenom}}, merci.</textarea>" in html


def test_a_text_is_kept_and_put_back(owner: Client) -> None:
    address = "/relances/textes/pay.level2/whatsapp/"
    answer = owner.post(
        address,
        {"do": "save", "text": "Bonjour {{appel}} : {{dette}}, {{echeance}}, {{montant}}, {{retard}} jours."},
        follow=True,
    )
    assert "Texte enregistré." in text_of(answer) and "Texte d’origine" in text_of(answer)
    assert TextOverride.objects.get().form == "whatsapp"
    assert "à vous" in page(owner, "/relances/textes/")
    assert "Le texte d’origine est revenu." in text_of(owner.post(f"{address}origine/", follow=True))
    assert not TextOverride.objects.exists()


def test_checks_run_on_the_preview(owner: Client) -> None:
    html = text_of(
        owner.post(
            "/relances/textes/pay.level1/whatsapp/",
            {
                "do": "preview",
                "text": "Bonjour {{appel}}, payez {{montant}} pour {{dette}}, sinon je vous envoie l'huissier.",
            },
        )
    )
    assert "Ce message ne peut pas partir." in html


def test_a_sms_is_counted_and_a_chip_adds_its_variable(owner: Client) -> None:
    html = text_of(
        owner.post("/relances/textes/pay.level2/sms/", {"do": "insert:montant_sms", "text": "Reste"})
    )
    assert "Reste {{montant_sms}}</textarea>" in html
    assert re.search(r"\d+ signes, 1 SMS, il en reste \d+", html)


def test_the_calendar_names_closed_days_and_lists_one(owner: Client) -> None:
    html = page(owner, "/relances/calendrier/?jour=2026-05-26")
    assert "mardi 26\xa0mai" in html and "Karukera Hôtel" in html and "Parce que" in html
    assert "dimanche, rien ne part" in html and "lun.\xa025" in html
    assert "Lire le message" in html
    assert page(owner, "/relances/calendrier/?jour=n'importe") and page(
        owner, "/relances/calendrier/?jour=1999-01-01"
    )


def test_the_calendar_is_bounded_and_says_so(
    owner: Client, firm: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10, 14):
        owe(firm, f"Client {number}", number)
    assert "premiers clients" not in page(owner, "/relances/calendrier/")
    monkeypatch.setattr("kaye.web.scenarios.calendar.MOST_CUSTOMERS", 3)
    assert "3 premiers clients" in page(owner, "/relances/calendrier/")
