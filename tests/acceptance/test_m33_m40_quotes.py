"""Quotes from the draft to the delivery, and the customer's links, by commands and as a browser does (M33–M40)."""

import io
import json
from typing import Any

import pypdf
import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.papers import browse, draft, path_of, post, refused, sent, with_customer
from tests.acceptance.shop import Shop, plain, steps

START = "2026-05-13T09:00"  # a Wednesday
PHONE = ("--phone", "0690112233")


@pytest.fixture
def firm(open_shop: Opener, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """In Guadeloupe, identity given, « Mme Lise Jalème » reached by WhatsApp: one tap."""
    shop = with_customer(open_shop("GP", START), *PHONE, email="")
    shop.data(
        "settings", "--set", "legal_name=Clim SARL", "--set", "address=ZI de Jarry", "--set", "siren=732829320",
        "--set", "iban=FR7630001007941234567890185",
    )  # fmt: skip
    clock(monkeypatch, START)
    return shop


def clock(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """The site's own hour, in Guadeloupe."""
    monkeypatch.setenv("KAYE_NOW", f"{at}-04:00")


def state(shop: Shop, number: str, at: str = START) -> str:
    found: str = shop.data("quote", "show", number, at=at)["state"]
    return found


def test_m33_a_quote_gets_its_number_when_it_is_sent(firm: Shop) -> None:
    made = draft(firm)
    assert (made["state"], made["number"], made["link"]) == ("draft", None, None)
    quote = firm.data("quote", "send", str(made["id"]))
    assert (quote["state"], quote["number"], quote["version"]) == ("sent", "D2026-0001", 1)
    assert quote["message"]["state"] == "proposed"
    assert quote["message"]["link"].startswith("https://wa.me/590690112233")
    assert quote["link"] in quote["message"]["text"]
    assert len(quote["sha256"]) == 64
    again = firm.data("quote", "send", "D2026-0001")
    assert (again["number"], again["sha256"], again["link"]) == ("D2026-0001", quote["sha256"], quote["link"])


def test_m33_the_scenario_follows_a_quote_that_really_left(open_shop: Opener, mail: Any) -> None:
    shop = with_customer(open_shop("GP", START))
    late = "2026-05-13T20:30"  # after hours: it leaves the next morning
    quote = sent(shop, late)
    assert shop.tick(at=late)["sent"] == []
    assert len(shop.tick(at="2026-05-15T09:00")["sent"]) == 1
    days = shop.preview(40, at="2026-05-15T12:00")
    assert steps(days, "kind", "step", "action") == [
        ("2026-05-18", "quote", "J+3", "auto"),
        ("2026-05-26", "quote", "J+8", "auto"),  # the 25th is a holiday, and the 23rd a Saturday
        ("2026-06-01", "quote", "J+15", "approve"),
        ("2026-06-15", "quote", None, "check"),  # the first working day after the 12th
    ]
    assert "pour quelle raison le classer" in days["2026-06-15"][0]["because"]
    shop.tick(at="2026-05-18T09:00")
    assert quote["link"] in mail.accepted[-1].data.decode().replace("=\r\n", "").replace("=3D", "=")


def test_m33_too_dear_later_and_questions_are_facts(firm: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    quote = sent(firm)
    assert post(quote["link"], "cher", mots="500 de moins").status_code == 302
    assert state(firm, "D2026-0001") == "sent"
    (item,) = firm.today(at="2026-05-14T09:00")
    assert (item["kind"], item["action"]) == ("quote", "check")
    assert item["because"] == "trouve le devis trop cher, rien ne part jusqu'au 19 mai"
    assert firm.done(item["id"], "skipped", at="2026-05-14T09:00").code == 0
    assert post(quote["link"], "plus-tard", jour="2026-05-29").status_code == 302
    assert steps(firm.preview(25), "kind", "action")[0] == ("2026-06-01", "quote", "tap")
    assert post(quote["link"], "question", mots="Et la garantie ?").status_code == 302
    asked = firm.today(at="2026-05-14T09:00")
    assert [item["because"] for item in asked] == ["a posé une question sur sa page : répondez-lui"]
    assert post(quote["link"], "question", mots=" ").status_code == 422
    assert post(quote["link"], "plus-tard", jour="2026-05-01").status_code == 422


def test_m33_a_loss_has_a_reason(firm: Shop) -> None:
    quote = sent(firm)
    assert "price" not in refused(firm.run("quote", "decline", "D2026-0001", "--reason", "no"))
    assert "l'autre raison" in refused(firm.run("quote", "decline", "D2026-0001", "--reason", "other"))
    found = firm.data("quote", "decline", "D2026-0001", "--reason", "other", "--text", "déménage")
    assert (found["state"], found["reason"]) == ("declined", "déménage")
    assert firm.today(at="2026-06-01T09:00") == []
    assert post(quote["link"], "signer", nom="Lise", lu="oui").status_code == 422
    assert "refusé" in refused(firm.run("quote", "accept", "D2026-0001", "--name", "Lise"))


def test_m34_valid_through_its_last_day_then_expired_then_extended(
    firm: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = sent(firm)
    assert quote["valid_until"] == "2026-06-12"
    assert state(firm, "D2026-0001", "2026-06-12T23:59") == "sent"
    assert state(firm, "D2026-0001", "2026-06-13T00:00") == "expired"
    clock(monkeypatch, "2026-06-13T00:01")
    page = browse(quote["link"]).content.decode()
    assert "Ce devis n’est plus valable" in page
    assert "Redemander ce devis" in page
    assert post(quote["link"], "signer", nom="Lise", lu="oui").status_code == 422
    assert post(quote["link"], "redemande").status_code == 302
    late = "2026-06-15T09:00"
    assert "expiré" in refused(firm.run("quote", "accept", "D2026-0001", "--name", "Lise", at=late))
    longer = firm.data("quote", "extend", "D2026-0001", "--until", "2026-06-30", at=late)
    assert (longer["state"], longer["version"], longer["valid_until"]) == ("sent", 1, "2026-06-30")
    assert longer["sha256"] == quote["sha256"]
    clock(monkeypatch, late)
    assert post(quote["link"], "signer", nom="Lise", lu="oui").status_code == 302


def test_m34_no_message_after_the_validity_and_the_reason_is_asked(firm: Shop) -> None:
    sent(firm, valid_days="5")
    days = firm.preview(40)
    assert [day for day, items in days.items() for item in items if item["action"] == "tap"] == ["2026-05-18"]
    asked = [
        (day, item["because"]) for day, items in days.items() for item in items if item["action"] == "check"
    ]
    assert asked[0] == ("2026-05-19", "le devis est expiré : pour quelle raison le classer")
    assert (
        firm.data("quote", "decline", "D2026-0001", "--reason", "no_answer", at="2026-05-19T09:00")["state"]
        == "expired"
    )
    assert firm.today(at="2026-06-20T09:00") == []


def test_m35_a_new_version_keeps_the_number_and_the_old_link_shows_it(firm: Shop) -> None:
    first = sent(firm)
    made = firm.data("quote", "version", "D2026-0001")
    assert (made["state"], made["number"]) == ("draft", "D2026-0001")
    second = firm.data("quote", "send", str(made["id"]), at="2026-05-14T09:00")
    assert (second["number"], second["version"], second["state"]) == ("D2026-0001", 2, "sent")
    assert second["link"] != first["link"]
    assert firm.data("quote", "show", str(first["id"]))["state"] == "replaced"
    page = plain(browse(first["link"]).content.decode())
    assert "D2026-0001-v2" in page
    assert "Ce devis a été revu" in page
    assert "Ce devis a été revu" not in browse(second["link"]).content.decode()
    assert "dernière" in refused(firm.run("quote", "accept", str(first["id"]), "--name", "Lise"))
    assert len(steps(firm.preview(7, at="2026-05-14T10:00"), "kind")) == 1
    firm.data("quote", "accept", "D2026-0001", "--name", "Lise", at="2026-05-14T12:00")
    amendment = firm.data("quote", "version", "D2026-0001", at="2026-05-15T09:00")
    assert (amendment["number"], amendment["source"]) == (None, "D2026-0001")


def test_m36_what_is_kept_of_a_signature(firm: Shop) -> None:
    quote = sent(firm)
    link = quote["link"]
    assert "Cochez" in plain(post(link, "signer", nom="Lise").content.decode())
    assert post(link, "signer", lu="oui", nom=" ").status_code == 422
    assert browse(link, "/signer").status_code == 405
    assert post(link, "signer", nom="Lise Jalème", lu="oui", empreinte=quote["sha256"]).status_code == 302
    done = firm.data("quote", "accept", "D2026-0001", "--name", "Autre")
    assert done["again"] is True
    signature = done["signature"]
    assert (signature["name"], signature["method"], signature["by"]) == ("Lise Jalème", "typed", "customer")
    assert signature["document_sha256"] == quote["sha256"]
    proof = browse(link, "/preuve")
    assert proof["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(proof.content)).pages)
    said = plain(text).replace("\n", "")
    for word in ("Lise Jalème", "127.0.0.1", "+590690112233", quote["sha256"], signature["hash"]):
        assert word in said, word


def test_m36_the_owner_notes_a_signature_on_paper(firm: Shop) -> None:
    sent(firm)
    assert "notée par l'entreprise" in refused(
        firm.run("quote", "accept", "D2026-0001", "--name", "Lise", "--method", "paper")
    )
    photo = firm.write(b"\xff\xd8\xff\xe0 a photo", "photo.jpg")
    done = firm.data(
        "quote",
        "accept",
        "D2026-0001",
        "--name",
        "Lise",
        "--method",
        "paper",
        "--by",
        "owner",
        "--photo",
        photo,
    )
    assert (done["signature"]["method"], done["signature"]["by"]) == ("paper", "owner")
    made = firm.data("quote", "pdf", "D2026-0001", "--proof", "--out", str(firm.folder / "preuve.pdf"))
    text = pypdf.PdfReader(made["path"]).pages[0].extract_text()
    assert "Signature sur papier" in plain(text)


def test_m37_signed_at_home_no_money_for_a_week(firm: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = "2026-05-22T10:00"
    quote = sent(firm, off_premises=True, deposit="30%")
    clock(monkeypatch, signed)
    assert post(quote["link"], "signer", nom="Lise", lu="oui").status_code == 302
    found = firm.data("quote", "show", "D2026-0001", at=signed)
    assert (found["no_payment_before"], found["withdrawal_until"]) == ("2026-05-30", "2026-06-05")
    page = plain(browse(quote["link"]).content.decode())
    assert "aucun paiement avant le 30 mai" in page
    assert "Régler l’acompte" not in page
    (deposit,) = firm.data("invoice", "list")["items"]
    assert deposit["state"] == "draft"
    for early in (signed, "2026-05-29T23:30"):
        assert "30 mai" in refused(firm.run("invoice", "issue", str(deposit["id"]), at=early))
        pay = firm.run("pay", "--customer", "Mme Lise Jalème", "--amount", "100", at=early)
        assert "30 mai" in refused(pay)
    assert firm.data("invoice", "issue", str(deposit["id"]), at="2026-05-30T08:00")["number"] == "F2026-0001"
    firm.data("pay", "--customer", "Mme Lise Jalème", "--amount", "100", at="2026-05-30T09:00")


def test_m37_an_urgent_repair_is_paid_at_once_and_may_still_be_withdrawn(firm: Shop) -> None:
    sent(firm, off_premises=True, urgent_repair=True)
    done = firm.data("quote", "accept", "D2026-0001", "--name", "Lise", "--by", "owner")
    assert done["no_payment_before"] is None
    assert done["withdrawal_until"] == "2026-05-28"  # the 27th is a holiday in Guadeloupe


def test_m38_an_order_the_stock_reserved_a_deposit_drafted(firm: Shop) -> None:
    firm.bring("stock", "Article;Stock;Prix\nSplit mural 12 000 BTU;5;690\n")
    quote = sent(firm, deposit="651")
    done = firm.data("quote", "accept", "D2026-0001", "--name", "Lise")
    assert done["order"]["number"] == "C2026-0001"
    assert done["deposit"]["state"] == "draft"
    assert firm.data("customers")[0]["balance"]["minor"] == 0  # an order owes nothing by itself
    again = firm.data("quote", "accept", "D2026-0001", "--name", "Lise", at="2026-05-14T09:00")
    assert (again["again"], again["signature"]) == (True, done["signature"])
    assert quote["totals"]["ttc"] == done["totals"]["ttc"]

    note = firm.data("order", "deliver", "C2026-0001", "--quantities", "1=1", "--on", "2026-05-13")
    assert (note["kind"], note["number"]) == ("delivery", "L2026-0001")
    assert firm.data("order", "show", "C2026-0001")["left"] == {"1": "1", "2": "1"}
    part = firm.data("invoice", "create", "--order", "C2026-0001", "--delivered")
    assert part["totals"]["ht"]["minor"] == 69_000
    assert "il reste 1" in refused(firm.run("order", "deliver", "C2026-0001", "--quantities", "1=2"))
    firm.data("order", "deliver", "C2026-0001")
    shown = firm.data("order", "show", "C2026-0001")
    assert (shown["state"], shown["left"]) == ("done", {})
    assert "livrée" in refused(firm.run("order", "deliver", "C2026-0001"))


def test_m38_the_deposit_issued_by_itself_and_the_final_deducts_it(firm: Shop) -> None:
    firm.data("settings", "--set", "auto_deposit_invoice=oui")
    sent(firm, deposit="30%")
    done = firm.data("quote", "accept", "D2026-0001", "--name", "Lise")
    assert (done["deposit"]["number"], done["deposit"]["state"]) == ("F2026-0001", "issued")
    final = firm.data("invoice", "create", "--quote", "D2026-0001", "--final")
    assert final["totals"]["ttc"]["minor"] == 183_365
    assert final["totals"]["due"]["minor"] == 183_365 - 55_010


def test_m39_links_last_and_end_as_they_should(firm: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    quote = sent(firm)
    token = path_of(quote["link"]).rsplit("/", 1)[1]
    assert len(token) >= 22  # 128 bits
    never = browse("http://x/d/" + "z" * len(token))
    firm.data("quote", "decline", "D2026-0001", "--reason", "price")
    clock(monkeypatch, "2026-08-11T08:59")
    assert browse(quote["link"]).status_code == 200
    clock(monkeypatch, "2026-08-11T09:01")
    gone = browse(quote["link"])
    assert (gone.status_code, gone.content) == (404, never.content)
    assert "Jalème" not in gone.content.decode()


def test_m40_reading_opens_nothing_and_the_button_does(firm: Shop) -> None:
    quote = sent(firm)
    for under in ("", "/pdf", "/ouvert", "/signer"):
        browse(quote["link"], under)
    page = browse(quote["link"])
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert post(quote["link"], "ouvert").status_code == 204
    answer = post(quote["link"], "ouvert", voir="1")
    assert (answer.status_code, answer["Location"]) == (302, f"{path_of(quote['link'])}/pdf")


def test_m40_a_code_where_the_owner_asks_one(
    open_shop: Opener, mail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = with_customer(open_shop("GP", START))
    shop.data("settings", "--set", "accept_code=oui")
    quote = sent(shop)
    clock(monkeypatch, START)
    assert (
        "Demandez d&#x27;abord un code"
        in post(quote["link"], "signer", nom="Lise", lu="oui").content.decode()
    )
    assert post(quote["link"], "code").status_code == 302
    (sending,) = [s for s in shop.tick()["sent"] if "code" in s["subject"]]
    code = next(word.strip(".") for word in sending["text"].split() if word.strip(".").isdecimal())
    wrong = "000000" if code != "000000" else "111111"
    assert post(quote["link"], "signer", nom="Lise", lu="oui", code=wrong).status_code == 422
    assert post(quote["link"], "signer", nom="Lise", lu="oui", code=code).status_code == 302


def test_m43_what_a_customer_says_of_a_debt(firm: Shop) -> None:
    path = firm.write(
        json.dumps({"customer": "Mme Lise Jalème", "lines": [{"label": "Entretien", "unit_price": "100"}]}),
        "f.json",
    )
    made = firm.data("invoice", "create", "--file", path)
    firm.data("invoice", "issue", str(made["id"]))
    link = firm.data("invoice", "send", "F2026-0001")["link"]
    assert post(link, "recu").status_code == 302
    assert post(link, "paye", mots="par virement").status_code == 302
    for day in ("2026-05-15T09:00", "2026-05-18T09:00"):
        assert [item["because"] for item in firm.today(at=day)] == [
            "dit avoir déjà payé, à vérifier avant le 19 mai"
        ]
    (item,) = firm.today(at="2026-05-20T09:00")  # nobody answered: the ladder goes on
    assert (item["step"], item["action"]) == ("J+3", "tap")
    assert item["because"] == "disait avoir payé le 13 mai, rien n'est arrivé"
    assert "/p/" in item["text"]
    assert browse(link, "/code.svg")["Content-Type"] == "image/svg+xml"


def test_a_reader_and_the_staff_on_quotes(firm: Shop) -> None:
    firm.data("member", "add", "--email", "lit@x.fr", "--role", "readonly")
    made = draft(firm)
    answer = firm.run("quote", "send", str(made["id"]), "--as", "lit@x.fr")
    assert answer.code == 4
    assert firm.data("quote", "show", str(made["id"]), "--as", "lit@x.fr")["state"] == "draft"


def test_m39_the_space_is_given_for_thirty_days_and_closed_at_once(
    firm: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(firm)
    given = firm.data("link", "--customer", "Mme Lise Jalème")
    assert (given["kind"], given["expires_at"][:10]) == ("space", "2026-06-12")
    assert "D2026-0001" in browse(given["link"]).content.decode()
    clock(monkeypatch, "2026-06-12T09:01")
    assert browse(given["link"]).status_code == 404
    again = firm.data("link", "--customer", "Mme Lise Jalème", at="2026-06-12T09:00")["link"]
    assert browse(again).status_code == 200
    assert firm.data("link", "--customer", "Mme Lise Jalème", "--revoke")["closed"] >= 2
    assert browse(again).status_code == 404
