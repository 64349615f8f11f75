"""The notebook brought in: orders, arithmetic, files of every sort, the same twice, undone (R3, R13–R20, R38, R39)."""

import io
from datetime import datetime

import openpyxl
import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import SALES, Shop, kaye, steps

HEADER = "Date;Client;Téléphone;Article;Qté;Prix;Reçu;Reste;Prochain paiement;Livraison"
TWO = (
    "Date;Client;Téléphone;Article;Qté;Prix;Reçu;Prochain paiement\n"
    "10/05/2026;Mme Éva;677000001;Riz;2;10 000;5 000;22/05/2026\n"
    "11/05/2026;Mr Paul;677000002;Fer;1;7 500;0;23/05/2026\n"
)


def _balances(shop: Shop) -> dict[str, int]:
    return {c["name"]: c["balance"]["minor"] for c in shop.data("customers")}


def test_r13_r14_the_balance_of_an_order_waits_for_its_date_and_satisfaction_for_its_delivery(
    open_shop: Opener,
) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.sell(
        "15/05/2026;Mme Jeanne;677123457;Frigo;1;90 000;30 000;;29/05/2026;",
        "15/05/2026;Mr Paul;677123458;Frigo;1;90 000;30 000;20/06/2026;29/05/2026;",
    )
    days = shop.preview(45)
    found = [(day, i["customer"]["name"]) for day, items in days.items() for i in items if i["step"] == "J0"]
    assert found == [("2026-05-29", "Mme Jeanne"), ("2026-06-20", "Mr Paul")]
    assert "satisfaction" not in {kind for _, kind in steps(days, "kind")}
    promised = [(day, step) for day, step, kind in steps(days, "step", "kind") if kind == "delivery" and step]
    assert promised == [("2026-05-18", "J+2")] * 2 + [("2026-05-28", "J-1")] * 2


@pytest.mark.parametrize(
    ("row", "balance"),
    [
        ("10/05/2026;Mme Awa;677000001;Riz;2;10 000;5 000;15 000;;", 15000),
        ("10/05/2026;Mme Awa;677000001;Riz;1;10 000;;10 000;;", 10000),
        ("10/05/2026;Mme Awa;677000001;Riz;1;10 000;;;22/05;", 10000),
        ("10/05/2026;Mme Awa;677000001;Riz;1;10 000;;;;", 0),
        ("10/05/2026;Mme Awa;677000001;Riz;1;10 000;payé;;;", 0),
        ("10/05/2026;Mme Awa;677000001;Riz;1;10.000 F;soldé;;;", 0),
        ("10/05/2026;Mme Awa;677000001;Riz;1;10 000;12 000;;;", 0),
        ("3 mai 2026;Mme Awa;677000001;Riz;1;10.000 F;2 000 FCFA;;;", 8000),
    ],
)
def test_r15_r20_what_is_owed(open_shop: Opener, row: str, balance: int) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    answer = shop.bring("sales", f"{HEADER}\n{row}")
    assert answer["rows"] == {"accepted": 1, "refused": 0, "unchanged": 0, "ignored": 1}
    assert _balances(shop) == {"Mme Awa": balance}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("10/05/2026;Mme Bea;677000002;Riz;2;10 000;5 000;5 000;;", ("Reste", "5 000", "15 000")),
        ("10/05/2026;Mme Bea;677000002;Riz;1;-10 000;0;;;", ("Prix", "négatif")),
        ("10/05/2026;Mme Bea;677000002;Riz;-1;10 000;0;;;", ("Qté", "négatif")),
        ("16/05/2026;Mme Bea;677000002;Riz;1;10 000;0;;;", ("Date", "16/05/2026")),
        ("31/02/2026;Mme Bea;677000002;Riz;1;10 000;0;;;", ("Date", "31/02/2026")),
        ("10/05/2026;Mme Bea;677000002;Riz;1;10 000;0;;31/02/2026;", ("Prochain paiement", "31/02/2026")),
        ("10/05/2026;Mme Bea;677000002;Riz;1;10 000;0;;09/05/2026;", ("Prochain paiement", "09/05/2026")),
        ("10/05/2026;=cmd();677000002;Riz;1;10 000;0;;;", ("Client", "=")),
        ("10/05/2026;@awa;677000002;Riz;1;10 000;0;;;", ("Client", "@")),
        ("10/05/2026;12 34;677000002;Riz;1;10 000;0;;;", ("Client", "lettre")),
        ("10/05/2026;Mme Awa;677000001;Riz;1;10 000;0;;;", ("en double de la ligne 3",)),
    ],
)
def test_r3_r15_r19_r39_a_refusal_names_the_line_and_the_column(
    open_shop: Opener, row: str, said: tuple[str, ...]
) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    good = "10/05/2026;Mme Awa;677000001;Riz;1;10 000;0;;;"
    content = "\n".join(["Cahier de mai;;;", HEADER, good, row, HEADER, "Total;;;;;150 000", ";;;;;"])
    answer = shop.bring("sales", content)
    assert answer["rows"] == {"accepted": 1, "refused": 1, "unchanged": 0, "ignored": 5}
    (refused,) = answer["refused"]
    assert refused["line"] == 4 and refused["raw"][:2] == row.split(";")[:2]
    reason = refused["reason"].replace("\u202f", " ").replace("\xa0", " ")
    assert all(word in reason for word in said), reason


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Cahier de mai"])
    sheet.append([])
    sheet.append(["Date", "Client", "Téléphone", "Article", "Qté", "Prix", "Reçu", "Prochain paiement"])
    due = datetime(2026, 5, 22)
    sheet.append([datetime(2026, 5, 10), "Mme Éva", 677000001.0, "Riz", 2, 10000.0, 5000, due])
    sheet.append([datetime(2026, 5, 11), "Mr Paul", "6 77 00 00 02", "Fer", 1, "7 500 F", 0, "23/05/26"])
    sheet.append(["Total", None, None, None, None, 17500])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


PERMUTED = (
    "Article\tTéléphone\tClient\tDate\tReçu\tPrix\tQté\tProchain paiement\n"
    "Riz\t677000001\tMme Éva\t10/05/2026\t5000\t10000\t2\t22/05/2026\n"
    "Fer\t677000002\tMr Paul\t11/05/2026\t0\t7500\t1\t23/05/2026\n"
)
COMMAS = (
    "Date,Client,Téléphone,Article,Qté,Prix,Reçu,Prochain paiement\n"
    '10/05/2026,"Mme Éva",677000001,Riz,2,"10 000","5 000",22/05/2026\n'
    "11/05/2026,Mr Paul,+237 677 00 00 02,Fer,1,7500,0,23-05-2026\n"
)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TWO.encode(), "a.csv"),
        (TWO.encode("utf-8-sig"), "a.csv"),
        (TWO.encode("cp1252"), "a.csv"),
        (TWO.encode("utf-16"), "a.csv"),
        (PERMUTED.encode("cp1252"), "a.csv"),
        (COMMAS.encode(), "a.csv"),
        (_workbook(), "a.xlsx"),
    ],
    ids=["utf-8", "bom", "windows", "utf-16", "tabs permuted", "commas", "excel"],
)
def test_point_9_the_same_rows_in_another_dress_change_nothing(
    open_shop: Opener, content: bytes, name: str
) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.bring("sales", content, name=name)
    assert _balances(shop) == {"Mme Éva": 15000, "Mr Paul": 7500}
    again = shop.bring("sales", TWO)
    assert (again["rows"]["accepted"], again["rows"]["unchanged"]) == (0, 2)
    assert not any(again["created"].values()) and not any(again["changed"].values())
    assert _balances(shop) == {"Mme Éva": 15000, "Mr Paul": 7500}


def test_point_9_a_batch_is_undone(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    batch = shop.bring("sales", TWO)["batch"]
    assert shop.run("import", "--undo", str(batch)).code == 0
    assert (shop.data("customers"), shop.today(), kaye("check").code) == ([], [], 0)
    assert shop.run("import", "--undo", str(batch)).code == 1
    assert shop.bring("sales", TWO)["rows"]["accepted"] == 2


def test_r16_a_row_brought_again_undoes_no_payment_and_a_grown_one_is_a_payment(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    shop.bring("sales", TWO)
    shop.data("pay", "--customer", "eva", "--amount", "15 000")
    assert shop.bring("sales", TWO)["rows"]["unchanged"] == 2
    assert _balances(shop) == {"Mme Éva": 0, "Mr Paul": 7500}
    grown = shop.bring("sales", TWO.replace("7 500;0", "7 500;2 500"))
    assert grown["created"]["payments"] == 1
    assert _balances(shop) == {"Mme Éva": 0, "Mr Paul": 5000}


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("CM", "77712345", "+237677712345"),
        ("CM", "22212345", "+237222212345"),
        ("CM", "237670112233", "+237670112233"),
        ("CM", "6.50.11.22.33", "+237650112233"),
        ("CI", "07123456", "+2250707123456"),
        ("CI", "05123456", "+2250505123456"),
        ("CI", "0102030405", "+2250102030405"),
        ("GP", "0690 12 34 56", "+590690123456"),
        ("FR", "0696 11 22 33", "+596696112233"),
        ("FR", "0596 61 22 33", "+596596612233"),
    ],
)
def test_r18_phones(open_shop: Opener, country: str, written: str, kept: str) -> None:
    shop = open_shop(country, "2026-05-15T09:00")
    shop.bring("customers", f"Nom;Téléphone\nMme Awa Diop;{written}")
    assert [c["phone"] for c in shop.data("customers")] == [kept]


def test_r17_one_number_two_names_money_leads_and_the_caps_count_the_number(open_shop: Opener) -> None:
    shop = open_shop("CM", "2026-05-20T09:00")
    warned = shop.sell(
        "18/05/2026;Mme Jeanne;677123457;Téléphone;1;65 000;payé;;;",
        "18/05/2026;Mr Paul;677123457;Riz;1;20 000;0;23/05/2026;;",
    )["warnings"]
    assert "Même téléphone" in warned[0]["message"] and len(shop.data("customers")) == 2
    (item,) = shop.today("2026-05-23T07:00")  # her question and his debt are due the same day
    assert (item["kind"], item["customer"]["name"]) == ("payment_due", "Mr Paul")
    announced = shop.preview(6)
    assert [i["kind"] for i in announced["2026-05-23"]] == ["payment_due"]
    assert [i["kind"] for i in announced["2026-05-25"]] == ["satisfaction"]
    assert shop.done(item["id"], "sent", "2026-05-23T08:00").code == 0
    assert shop.today("2026-05-23T09:00") == []
    assert [i["kind"] for i in shop.today("2026-05-25T07:00")] == ["satisfaction"]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\xff" * 50, b"a;b\n1;2\n", SALES.split(";")[0].encode()]
)
def test_point_9_a_file_that_is_no_table_is_refused_in_french(open_shop: Opener, content: bytes) -> None:
    shop = open_shop("CM", "2026-05-15T09:00")
    answer = shop.run("import", "sales", shop.write(content), "--approve")
    assert answer.code == 1 and answer.err.strip() and shop.data("customers") == []
