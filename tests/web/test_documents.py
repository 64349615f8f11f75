"""« Documents »: the list, the editor, the page of a paper, who may do what."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kaye.actions.change_draft import change_draft
from kaye.actions.change_papers import change_papers
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import Identity, record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.records.models import Customer, Document, OutgoingMessage
from tests.web.papers import draft, invoice, sheet
from tests.web.people import NOW, Shop, body, enter, now, open_shop


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    opened = open_shop()
    with scope(business=opened.business):
        change_papers(
            business=opened.business,
            given={
                "legal_name": "Chez Moussa",
                "address": "Akwa, Douala",
                "niu": "P012345678901A",
                "rccm": "R1",
            },
            now=now(),
        )
    return opened


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


def only(shop: Shop) -> Document:
    with scope(business=shop.business):
        return Document.objects.select_related("customer").get()


def test_an_empty_list_teaches(owner: Client) -> None:
    page = body(owner.get("/documents/"))
    assert "Un devis se fait en une minute" in page
    assert "Faire un devis" in page
    for kept in ("to_send", "late", "drafts", "quotes", "invoices", "credits", "odd"):
        assert owner.get(f"/documents/?voir={kept}").status_code == 200


def test_a_quote_is_typed_kept_and_sent(owner: Client, shop: Shop) -> None:
    assert "Nouveau devis" in body(owner.get(f"/documents/nouveau/devis/?client={shop.solange.pk}"))
    answer = owner.post("/documents/nouveau/devis/", sheet(shop.solange, kind="quote", deposit="30 %"))
    paper = only(shop)
    assert answer.headers["Location"] == f"/documents/{paper.pk}/"
    assert (paper.kind, paper.state, paper.ttc) == ("quote", "draft", 25_000)
    page = body(owner.get(answer.headers["Location"]))
    assert "25 000" in page and "Brouillon" in page and "Envoyer" in page
    owner.post(f"/documents/{paper.pk}/faire/envoyer/")
    assert only(shop).number == "D2026-0001"
    page = body(owner.get(f"/documents/{paper.pk}/"))
    assert "Le message est prêt" in page and "wa.me" in page
    assert "En attente" in page


def test_the_totals_are_the_servers(owner: Client, shop: Shop) -> None:
    said = body(owner.post("/documents/total/", sheet(shop.solange)))
    assert "25 000" in said and "TVA 19,25 %" in said
    said = body(owner.post("/documents/total/", sheet(shop.solange, line_quantity=["deux"])))
    assert "« deux » ne se lit pas" in said


def test_every_refusal_is_under_its_field_and_nothing_is_lost(owner: Client, shop: Shop) -> None:
    answer = owner.post(
        "/documents/nouveau/facture/", sheet(shop.solange, line_unit_price=["douze"], note="Merci")
    )
    page = body(answer)
    assert answer.status_code == 422
    assert "prix-0-note" in page and "« douze » ne se lit pas" in page
    assert 'value="douze"' in page and "Merci" in page and "Tata Solange" in page
    answer = owner.post("/documents/nouveau/facture/", sheet(shop.solange, discount="mille"))
    assert 'id="discount-note"' in body(answer)
    assert "Choisissez le client." in body(owner.post("/documents/nouveau/facture/", sheet()))
    with scope(business=shop.business):
        assert not Document.objects.exists()


def test_a_new_customer_in_place_all_or_nothing(owner: Client, shop: Shop) -> None:
    typed = sheet(is_new="1", new_name="Paul Biloa", new_phone="677889900")
    bad = owner.post("/documents/nouveau/facture/", typed | {"line_unit_price": ["x"]})
    assert bad.status_code == 422
    with scope(business=shop.business):
        assert Customer.objects.count() == 1
    assert owner.post("/documents/nouveau/facture/", typed).status_code == 302
    assert only(shop).customer.name == "Paul Biloa"
    assert "new_phone-note" in body(
        owner.post("/documents/nouveau/facture/", typed | {"client_id": "2", "new_phone": "12"})
    )


def test_the_same_form_twice_is_one_draft(owner: Client, shop: Shop) -> None:
    for _ in range(2):
        assert owner.post("/documents/nouveau/facture/", sheet(shop.solange)).status_code == 302
    assert only(shop).ttc == 25_000


def test_a_draft_changed_meanwhile_shows_both(owner: Client, shop: Shop) -> None:
    paper = draft(shop.business, shop.solange)
    with scope(business=shop.business):
        other = {"prices": "ttc", "lines": [{"label": "Dépose", "unit_price": "900"}]}
        change_draft(business=shop.business, document=paper, asked=other, now=now())
    typed = sheet(shop.solange, document=str(paper.pk), revision="1", line_label=["Pose soignée"])
    answer = owner.post(f"/documents/{paper.pk}/modifier/", typed)
    page = body(answer)
    assert answer.status_code == 422
    assert "Pose soignée" in page and "Dépose" in page and "Garder le mien" in page
    again = body(owner.post("/documents/feuille/", typed | {"mine": "2"}))
    assert 'name="revision" value="2"' in again
    assert owner.post(f"/documents/{paper.pk}/modifier/", typed | {"revision": "2"}).status_code == 302
    assert only(shop).asked["lines"][0]["label"] == "Pose soignée"


def test_lines_come_and_go_without_script(owner: Client, shop: Shop) -> None:
    page = body(owner.post("/documents/feuille/", sheet(shop.solange, add=str(shop.rice.pk))))
    assert "Sac de riz 25 kg" in page and "Pose" in page and "43 500" in page
    page = body(owner.post("/documents/feuille/", sheet(shop.solange, remove="a")))
    assert 'value="Pose"' not in page
    page = body(owner.post("/documents/feuille/", sheet(who="sola")))
    assert "Tata Solange" in page
    assert "Tata Solange" in body(owner.get("/documents/clients/?who=sola"))
    assert "Sac de riz" in body(owner.get("/documents/articles/?article=riz"))


def test_an_invoice_is_issued_sent_paid_and_corrected(owner: Client, shop: Shop) -> None:
    paper = draft(shop.business, shop.solange)
    assert "Émettre et envoyer" in body(owner.get(f"/documents/{paper.pk}/"))
    owner.post(f"/documents/{paper.pk}/faire/emettre-envoyer/")
    page = body(owner.get(f"/documents/{paper.pk}/"))
    assert "Reste à payer" in page and "F2026-0001" in page and "Encaisser" in page
    pdf = owner.get(f"/documents/{paper.pk}/fichier/pdf/")
    assert pdf.content.startswith(b"%PDF")
    assert 'filename="F2026-0001.pdf"' in pdf.headers["Content-Disposition"]
    assert owner.get(f"/documents/{paper.pk}/fichier/facturx/").status_code == 404
    assert owner.get(f"/documents/{paper.pk}/modifier/").status_code == 302
    typed = {"reason": "erreur de prix", "part": "amount", "amount": "5 000"}
    answer = owner.post(f"/documents/{paper.pk}/faire/avoir/", typed)
    note = body(owner.get(answer.headers["Location"]))
    assert "Avoir A2026-0001" in note and "5 000" in note and "erreur de prix" in note
    assert "20 000" in body(owner.get(f"/documents/{paper.pk}/"))


def test_who_may_do_what(client: Client, shop: Shop) -> None:
    paper = invoice(shop.business, shop.solange)
    staff = enter(client, shop.business, "staff")
    page = body(staff.get(f"/documents/{paper.pk}/"))
    assert "Faire un avoir" not in page and "Envoyer" in page
    assert staff.get(f"/documents/{paper.pk}/faire/avoir/").status_code == 403
    assert staff.post(f"/documents/{paper.pk}/faire/avoir/", {"reason": "x"}).status_code == 403
    reader = enter(Client(), shop.business, "readonly")
    page = body(reader.get(f"/documents/{paper.pk}/"))
    assert "/faire/" not in page and "Encaisser" not in page and "Voir le PDF" in page
    assert reader.get(f"/documents/{paper.pk}/fichier/pdf/").status_code == 200
    assert reader.post("/documents/nouveau/facture/", sheet(shop.solange)).status_code == 403
    assert "Devis</a>" not in body(reader.get("/documents/"))


def test_a_quote_accepted_on_paper_becomes_an_invoice(owner: Client, shop: Shop) -> None:
    paper = draft(shop.business, shop.solange, "quote")
    owner.post(f"/documents/{paper.pk}/faire/envoyer/")
    assert "Il manque ce champ." in body(owner.post(f"/documents/{paper.pk}/faire/accepter/", {"name": ""}))
    owner.post(f"/documents/{paper.pk}/faire/accepter/", {"name": "Solange Mbarga"})
    page = body(owner.get(f"/documents/{paper.pk}/"))
    assert "Signé par Solange Mbarga" in page and "Commande C2026-0001" in page
    typed: dict[str, Any] = {"part": "percent", "percent": "40"}
    answer = owner.post(f"/documents/{paper.pk}/faire/facturer/", typed)
    assert "10 000" in body(owner.get(answer.headers["Location"]))
    assert "pourcentage" in body(
        owner.post(f"/documents/{paper.pk}/faire/facturer/", {"part": "percent", "percent": "beaucoup"})
    )


def test_a_quote_is_declined_extended_copied_withdrawn(owner: Client, shop: Shop) -> None:
    paper = draft(shop.business, shop.solange, "quote")
    start = f"/documents/{paper.pk}/faire"
    owner.post(f"{start}/envoyer/")
    owner.post(f"{start}/prolonger/", {"until": "2026-08-01"})
    assert "1er août" in body(owner.get(f"/documents/{paper.pk}/"))
    copy = owner.post(f"{start}/copier/").headers["Location"]
    assert owner.get(copy).status_code == 200
    version = owner.post(f"{start}/version/").headers["Location"]
    assert owner.post(f"{start}/version/").headers["Location"] == version
    owner.post(f"{start}/refuser/", {"reason": "price"})
    page = body(owner.get(f"/documents/{paper.pk}/"))
    assert "Refusé" in page and "le prix" in page
    number = copy.split("/")[2]
    assert "« Annuler » le ramène" in body(owner.get(f"/documents/{number}/faire/supprimer/"))
    assert owner.post(f"/documents/{number}/faire/supprimer/").headers["Location"] == "/documents/"
    assert owner.get(f"/documents/{number}/").status_code == 404


def test_search_and_the_way_on(owner: Client, shop: Shop) -> None:
    paper = invoice(shop.business, shop.solange)
    assert "Tata Solange" in body(owner.get("/documents/?q=F2026"))
    assert "Tata Solange" in body(owner.get("/documents/?q=solange"))
    assert "Aucun document trouvé" in body(owner.get("/documents/?q=zzz"))
    assert "À envoyer" in body(owner.get("/documents/?voir=to_send"))
    assert f"/documents/{paper.pk}/" in body(owner.get("/documents/?voir=invoices"))


def test_as_many_queries_for_thirty_as_for_one(owner: Client, shop: Shop) -> None:
    invoice(shop.business, shop.solange)
    for address in ("/documents/", "/documents/?voir=invoices", "/documents/?voir=late"):
        with CaptureQueriesContext(connection) as one:
            owner.get(address)
        for _ in range(3):
            draft(shop.business, shop.solange)
        with CaptureQueriesContext(connection) as many:
            owner.get(address)
        assert len(many) == len(one), address


def test_what_waits_for_a_tap_is_seen_in_the_morning(owner: Client, shop: Shop) -> None:
    paper = invoice(shop.business, shop.solange)
    owner.post(f"/documents/{paper.pk}/faire/envoyer/")
    with scope(business=shop.business):
        message = OutgoingMessage.objects.get()
    assert message.state == "proposed"
    page = body(owner.get("/"))
    assert "À envoyer" in page and "C’est parti" in page
    answer = owner.post(f"/envoi/{message.pk}/", {"outcome": "sent", "retour": f"/documents/{paper.pk}/"})
    assert answer.headers["Location"] == f"/documents/{paper.pk}/"
    assert "C’est parti" not in body(owner.get("/"))
    owner.post(f"/documents/{paper.pk}/faire/envoyer/")
    with scope(business=shop.business):
        again = OutgoingMessage.objects.get(state="proposed")
        owner.post(f"/envoi/{again.pk}/", {"outcome": "cancelled"})
        again.refresh_from_db()
        assert again.state == "cancelled"


@pytest.mark.parametrize(
    ("state", "words"), [("uncertain", "peut-être parti"), ("failed", "n’est pas parti")]
)
def test_a_paper_that_may_not_have_left_is_to_look_at(
    owner: Client, shop: Shop, state: str, words: str
) -> None:
    paper = invoice(shop.business, shop.solange)
    owner.post(f"/documents/{paper.pk}/faire/envoyer/")
    with scope(business=shop.business):
        OutgoingMessage.objects.update(state=state, trouble="numéro inconnu")
        message = OutgoingMessage.objects.get()
    assert words in body(owner.get("/"))
    owner.post(f"/envoi/{message.pk}/", {"outcome": "not_left"})
    assert "À vérifier" not in body(owner.get("/"))


def test_from_the_page_of_a_customer_and_from_an_order(owner: Client, shop: Shop) -> None:
    page = body(owner.get(f"/clients/{shop.solange.pk}/"))
    assert f"/documents/nouveau/devis/?client={shop.solange.pk}" in page
    invoice(shop.business, shop.solange)
    assert "F2026-0001" in body(owner.get(f"/documents/?client={shop.solange.pk}"))
    with scope(business=shop.business):
        sale = record_sale(
            business=shop.business,
            customer=shop.solange,
            kind="order",
            lines=[LineInput("Sac de riz 25 kg", 2, 18_500)],
            sold_on=now().date(),
            promised_on=now().date(),
            now=now(),
        )
    assert "Facturer" in body(owner.get("/commandes/"))
    first = owner.post(f"/documents/vente/{sale.pk}/").headers["Location"]
    assert "37 000" in body(owner.get(first))
    assert owner.post(f"/documents/vente/{sale.pk}/").headers["Location"] == first


def test_what_cannot_be_issued_says_what_is_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop("Clim", "GP")
    owner = enter(client, shop.business)
    paper = draft(shop.business, shop.solange)
    answer = owner.post(f"/documents/{paper.pk}/faire/emettre/")
    assert answer.status_code == 422
    page = body(answer)
    assert "SIREN" in page and "/reglages/documents/" in page
    assert owner.get(f"/documents/{paper.pk}/faire/avoir/").status_code == 302
    assert owner.get(f"/documents/{paper.pk}/faire/inconnu/").status_code == 404


def test_an_order_is_delivered_in_parts_and_what_is_delivered_is_invoiced(owner: Client, shop: Shop) -> None:
    paper = draft(shop.business, shop.solange, "quote")
    owner.post(f"/documents/{paper.pk}/faire/envoyer/")
    owner.post(f"/documents/{paper.pk}/faire/accepter/", {"name": "Solange Mbarga"})
    with scope(business=shop.business):
        order = Document.objects.get(kind="order")
    start = f"/documents/{order.pk}"
    assert "Livrer" in body(owner.get(f"{start}/")) and "Pose" in body(owner.get(f"{start}/faire/livrer/"))
    typed = {"delivered_on": "2026-05-22", "line1": "trois"}
    assert "id_line1-note" in body(owner.post(f"{start}/faire/livrer/", typed))
    assert owner.post(f"{start}/faire/livrer/", typed | {"line1": "1"}).status_code == 302
    page = body(owner.get(f"{start}/"))
    assert "Bon de livraison L2026-0001" in page and "À livrer" in page
    answer = owner.post(f"{start}/faire/facturer/", {"part": "delivered"})
    assert "12 500" in body(owner.get(answer.headers["Location"]))
    owner.post(f"{start}/faire/livrer/", {"delivered_on": "2026-05-22", "line1": "1"})
    assert "Livrée" in body(owner.get(f"{start}/"))


def test_a_part_of_a_quote_is_not_edited_but_made_again(owner: Client, shop: Shop) -> None:
    paper = draft(shop.business, shop.solange, "quote")
    owner.post(f"/documents/{paper.pk}/faire/envoyer/")
    owner.post(f"/documents/{paper.pk}/faire/accepter/", {"name": "Solange Mbarga"})
    typed = {"part": "deposit", "amount": "30 %"}
    made = owner.post(f"/documents/{paper.pk}/faire/facturer/", typed).headers["Location"]
    assert "7 500" in body(owner.get(made)) and "modifier/" not in body(owner.get(made))
    assert owner.get(f"{made}modifier/").headers["Location"] == made
    none = owner.post(f"/documents/{paper.pk}/faire/facturer/", {"part": "quantities"})
    assert "Écrivez au moins une quantité." in body(none)
    owner.post(f"{made}faire/emettre/")
    assert "Acompte" in body(owner.get("/documents/?voir=invoices"))


def test_a_note_and_a_credit_note_by_lines(owner: Client, shop: Shop) -> None:
    paper = invoice(shop.business, shop.solange)
    start = f"/documents/{paper.pk}/faire"
    owner.post(f"{start}/note/", {"note": "Voir avec son mari"})
    assert "Voir avec son mari" in body(owner.get(f"/documents/{paper.pk}/"))
    refused = owner.post(f"{start}/avoir/", {"reason": "repris", "part": "amount", "amount": "beaucoup"})
    assert "id_amount-note" in body(refused)
    answer = owner.post(f"{start}/avoir/", {"reason": "une pose reprise", "part": "lines", "line1": "1"})
    assert "12 500" in body(owner.get(answer.headers["Location"]))
    owner.post(f"{start}/avoir/", {"reason": "le reste", "part": "whole"})
    page = body(owner.get(f"/documents/{paper.pk}/"))
    assert "Annulée par avoir" in page and "Faire un avoir" not in page
    assert "A2026-0002" in body(owner.get("/documents/?voir=credits"))


def test_an_ivorian_receipt_gets_its_number_once(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    business = open_business(name="Chez Awa", country="CI", now=now())
    with scope(business=business):
        awa = record_customer(business=business, now=now(), name_raw="Awa Koné", phone="0707070707")
        change_papers(
            business=business,
            given={"legal_name": "Chez Awa", "address": "Abidjan", "ncc": "1234567A", "rccm": "R1"},
            now=now(),
        )
    owner = enter(client, business)
    paper = invoice(business, awa)
    assert "Reçu R2026-0001" in body(owner.get(f"/documents/{paper.pk}/"))
    assert "ne se lit pas" in body(owner.post(f"/documents/{paper.pk}/faire/fne/", {"number": "?"}))
    owner.post(f"/documents/{paper.pk}/faire/fne/", {"number": "FNE-2026-77"})
    page = body(owner.get(f"/documents/{paper.pk}/"))
    assert "Numéro FNE FNE-2026-77" in page and "PDF certifié FNE" in page
    assert owner.get(f"/documents/{paper.pk}/fichier/fne/").content.startswith(b"%PDF")


def test_between_firms_the_electronic_invoice_is_made_on_demand(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    shop = open_shop("Clim", "FR")
    given = {
        "legal_name": "Clim SARL", "address": "1 rue A", "postcode": "75001", "city": "Paris",
        "siren": "732829320", "vat_number": "FR44732829320",
    }  # fmt: skip
    with scope(business=shop.business):
        change_papers(business=shop.business, given=given, now=now())
        firm = record_customer(
            business=shop.business, now=now(), name_raw="Hôtel du Port SAS", is_consumer=False,
            address="2 quai B", identity=Identity(
                siren="552100554", vat_number="FR27552100554", postcode="13001", city="Marseille"
            ),
        )  # fmt: skip
    owner = enter(client, shop.business)
    paper = invoice(shop.business, firm)
    assert "Préparer le fichier Factur-X" in body(owner.get(f"/documents/{paper.pk}/"))
    assert owner.get(f"/documents/{paper.pk}/fichier/facturx/").status_code == 404
    answer = owner.post(f"/documents/{paper.pk}/fichier/facturx/")
    assert owner.get(answer.headers["Location"]).content.startswith(b"%PDF")
    assert "Préparer le fichier" not in body(owner.get(f"/documents/{paper.pk}/"))
    assert owner.post(f"/documents/{paper.pk}/fichier/pdf/").status_code == 404
