"""R15, R16, R19, R20, R39 on lines of a notebook."""

from decimal import Decimal

import pytest

from kaye.imports.kinds import importers
from kaye.imports.outcomes import Context, Ignored, Refused, SaleRow
from tests.imports.files import DOUALA, csv_bytes, outcomes, read_one, refusal, xlsx_bytes

HEADER = [
    "Date",
    "Client",
    "Article",
    "Qté",
    "Prix",
    "Total",
    "Reçu",
    "Reste",
    "Prochain paiement",
    "Livraison",
]


def sale(**changes: object) -> SaleRow:
    cells = {"Date": "04/05/2026", "Client": "Mr Paul", "Article": "Riz", "Prix": "18 500", "Reçu": "0"}
    found = read_one("sales", DOUALA, **{**cells, **changes})
    assert isinstance(found, SaleRow), found
    return found


def refused(**changes: object) -> str:
    cells = {"Date": "04/05/2026", "Client": "Mr Paul", "Article": "Riz", "Prix": "18 500", "Reçu": "0"}
    return refusal(read_one("sales", DOUALA, **{**cells, **changes}))


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("received", "amount", "is_word", "kind"),
    [
        ("payé", 18500, True, "cash"),
        ("PAYÉE", 18500, True, "cash"),
        ("soldé", 18500, True, "cash"),
        ("Réglé.", 18500, True, "cash"),
        ("18.500", 18500, False, "cash"),
        ("18 500 FCFA", 18500, False, "cash"),
        ("18\u202f500\u00a0F", 18500, False, "cash"),
        ("reçu 5000", 5000, False, "credit"),
        ("avance : 5 000 F", 5000, False, "credit"),
        ("0 F", 0, False, "credit"),
        ("rien", 0, False, "credit"),
        ("impayé", 0, False, "credit"),
        ("non", 0, False, "credit"),
    ],
)
def test_what_was_received(received: str, amount: int, is_word: bool, kind: str) -> None:
    row = sale(Reçu=received)
    assert (row.received, row.is_paid_word, row.kind, row.to_specify) == (amount, is_word, kind, False)


def test_a_delivery_date_makes_an_order_even_when_paid() -> None:
    assert sale(Reçu="payé", Livraison="10/05/2026").kind == "order"
    assert sale(Livraison="10/05/2026").delivery.isoformat() == "2026-05-10"


def test_delivered_already_is_no_order() -> None:
    row = sale(Livraison="déjà livré", Prochain_paiement="-")
    assert (row.delivery, row.payment_due, row.kind) == (None, None, "credit")
    assert row.warnings == ("Livraison : « déjà livré » : rien ne reste à livrer.",)


def test_an_empty_received_with_a_payment_date_is_nothing_received() -> None:
    row = sale(Reçu="", Prochain_paiement="11/05/2026")
    assert (row.received, row.to_specify, row.kind) == (0, False, "credit")


def test_an_empty_received_with_the_whole_left_is_nothing_received() -> None:
    assert sale(Reçu="", Reste="18 500").received == 0


def test_nothing_written_is_to_specify_and_makes_no_debt() -> None:
    row = sale(Reçu="")
    assert (row.received, row.to_specify, row.is_paid_word) == (None, True, False)
    assert row.warnings == ("Reçu : rien n'est écrit : à préciser, la ligne ne crée pas de dette.",)


@pytest.mark.parametrize("settled", ["soldé", "payé"])
def test_a_settled_balance_is_all_received(settled: str) -> None:
    row = sale(Reçu="", Reste=settled)
    assert (row.received, row.is_paid_word, row.kind) == (18500, True, "cash")


def test_without_a_column_received_the_balance_tells() -> None:
    found = read_one(
        "sales", DOUALA, Date="4/5/26", Client="Paul", Article="Riz", Total="20 000", Reste="5 000"
    )
    assert isinstance(found, SaleRow)
    assert (found.total, found.received) == (20000, 15000)


def test_a_list_of_who_owes_what() -> None:
    found = read_one("sales", DOUALA, Date="4/5/26", Client="Paul", Article="Riz", Doit="5 000")
    assert isinstance(found, SaleRow)
    assert (found.total, found.received, found.kind) == (5000, 0, "credit")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"Reçu": "10 000", "Reste": "9 000"},
            "Reste : 9 000 FCFA est écrit, mais 18 500 FCFA moins 10 000 FCFA font 8 500 FCFA.",
        ),
        (
            {"Reçu": "", "Reste": "9 000"},
            "Reste : 9 000 FCFA est écrit, mais 18 500 FCFA moins 0 FCFA font 18 500 FCFA.",
        ),
        (
            {"Qté": "2", "Total": "30 000"},
            "Total : 30 000 FCFA est écrit, mais 2 × 18 500 FCFA font 37 000 FCFA.",
        ),
        ({"Prix": "-500"}, "Prix : « -500 » est négatif : un avoir a son propre type, « avoir »."),
        ({"Reçu": "-500"}, "Reçu : « -500 » est négatif : un avoir a son propre type, « avoir »."),
        ({"Qté": "-1"}, "Qté : « -1 » est négatif."),
        ({"Qté": "0"}, "Qté : la quantité est zéro."),
        ({"Qté": "deux"}, "Qté : « deux » n'est pas un nombre lisible."),
        ({"Qté": "0,1234"}, "Qté : « 0,1234 » a plus de trois décimales."),
        ({"Prix": ""}, "Prix : le montant manque."),
        ({"Prix": "=A1*2"}, "Prix : « =A1*2 » n'est pas un montant lisible : écrivez par exemple 25 000."),
        ({"Prix": "18,5"}, "Prix : « 18,5 » : les FCFA s'écrivent sans virgule, par exemple 25 000."),
        ({"Date": ""}, "Date : la date de la vente manque."),
        ({"Date": "31/02/2026"}, "Date : « 31/02/2026 » : ce jour n'existe pas dans le calendrier."),
        ({"Date": "23/05/2026"}, "Date : « 23/05/2026 » est après le jour de l'import (22/05/2026)."),
        (
            {"Prochain_paiement": "03/05/2026"},
            "Prochain paiement : « 03/05/2026 » est avant la vente (04/05/2026).",
        ),
        ({"Livraison": "03/05/2026"}, "Livraison : « 03/05/2026 » est avant la vente (04/05/2026)."),
        ({"Client": ""}, "Client : le nom manque."),
        ({"Client": "=cmd|x"}, "Client : Un nom ne peut pas commencer par « = » : écrivez le nom du client."),
        ({"Client": "12345"}, "Client : « 12345 » ne contient aucune lettre : écrivez le nom du client."),
        ({"Article": ""}, "Article : le nom de l'article manque."),
        ({"Type": "Avoir"}, "Type : un avoir n'est pas une vente : notez-le sur la fiche du client."),
    ],
)
def test_refusals_name_the_column(cells: dict[str, str], said: str) -> None:
    assert plain(refused(**cells)) == said


def test_more_received_than_the_total_is_kept_in_advance() -> None:
    row = sale(Reçu="20 000")
    assert (row.received, row.kind) == (20000, "cash")
    assert [plain(text) for text in row.warnings] == [
        "Reçu : 1 500 FCFA de trop, gardés en avance pour ce client."
    ]


@pytest.mark.parametrize(
    ("cells", "quantity", "price", "total"),
    [
        ({"Qté": "2"}, 2, 18500, 37000),
        ({"Qté": ""}, 1, 18500, 18500),
        ({"Qté": "3 sacs"}, 3, 18500, 55500),
        ({"Qté": "0,5"}, Decimal("0.5"), 18500, 9250),
        ({"Qté": "1,333", "Prix": "1 000"}, Decimal("1.333"), 1000, 1333),
        ({"Prix": "", "Total": "37 000", "Qté": "2"}, 2, 18500, 37000),
        ({"Prix": "", "Montant": "10 000", "Qté": "3"}, 3, 3333, 10000),
        ({"Qté": "2", "Total": "37 000"}, 2, 18500, 37000),
    ],
)
def test_price_quantity_and_total(cells: dict[str, str], quantity: object, price: int, total: int) -> None:
    row = sale(**cells)
    assert (row.quantity, row.unit_price, row.total) == (quantity, price, total)


def test_dates_without_a_year_go_back_for_a_sale_and_on_from_it() -> None:
    row = sale(Date="3/12", Prochain_paiement="5/1", Livraison="lundi")
    days = (row.date, row.payment_due, row.delivery)
    assert [day.isoformat() for day in days if day] == ["2025-12-03", "2026-01-05", "2025-12-08"]


@pytest.mark.parametrize(
    ("phone", "numbers", "raw", "warnings"),
    [
        ("6 77 12 34 56", ["+237677123456"], "", 0),
        ("677123456.0", ["+237677123456"], "", 0),
        ("'+237 677 12 34 56", ["+237677123456"], "", 0),
        ("77123456", ["+237677123456"], "", 1),
        ("677123456 / 699001122", ["+237677123456", "+237699001122"], "", 0),
        ("677123456 ou 677123456", ["+237677123456"], "", 0),
        ("67712", [], "67712", 1),
        ("6,77E+08", [], "6,77E+08", 1),
        ("demander à Rose", [], "demander à Rose", 1),
        ("", [], "", 0),
    ],
)
def test_phones_never_cost_the_debt(phone: str, numbers: list[str], raw: str, warnings: int) -> None:
    row = sale(Téléphone=phone)
    assert [number.e164 for number in row.customer.phones] == numbers
    assert (row.customer.raw_phone, len(row.warnings)) == (raw, warnings)
    assert all(text.startswith("Téléphone : ") for text in row.warnings)


def test_an_old_number_shows_what_was_changed() -> None:
    assert sale(Téléphone="77123456").customer.phone_note == "Ancien numéro : 6 ajouté devant 77123456."


def test_a_spreadsheet_eats_the_zero_of_abidjan() -> None:
    abidjan = Context("CI", "XOF", DOUALA.today)
    lines = [["Date", "Client", "Tél", "Article", "Prix"], ["4/5/26", "Awa", 701020304, "Riz", 18500]]
    row = outcomes(xlsx_bytes(lines), "sales", abidjan)[1]
    assert isinstance(row, SaleRow)
    assert row.customer.phone.e164 == "+2250701020304"
    assert row.warnings[0] == "Tél : Le 0 ôté par le tableur est remis devant 701020304."


def test_a_long_cell_is_cut_with_a_warning_and_kept_raw() -> None:
    row = sale(Note="x" * 3000)
    assert (len(row.note), len(row.raw[-1])) == (2000, 3000)
    assert row.warnings == ("Note : texte de 3000 caractères coupé à 2000.",)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    row = sale(Note="=1+1", Article="-10 % riz")
    assert (row.note, row.article) == ("=1+1", "-10 % riz")


def test_number_cells_of_a_workbook() -> None:
    lines = [["Date", "Client", "Article", "Qté", "Prix", "Reçu"], ["4/5/26", "Paul", "Riz", 2.0, 7.5, 0]]
    lines += [["4/5/26", "Paul", "Riz", 2.5, 22061.25, 0], ["4/5/26", "Paul", "Riz", 1, 65000.0, 32500]]
    _, small, rounded, exact = outcomes(xlsx_bytes(lines), "sales", DOUALA)
    assert refusal(small) == "Prix : « 7,5 » a des décimales, le franc CFA n'en a pas."
    assert isinstance(rounded, SaleRow)
    assert (rounded.unit_price, rounded.quantity) == (22061, Decimal("2.5"))
    assert [plain(text) for text in rounded.warnings] == ["Prix : 22061,25 arrondi à 22 061 FCFA."]
    assert isinstance(exact, SaleRow)
    assert (exact.unit_price, exact.received, exact.warnings) == (65000, 32500, ())


@pytest.mark.parametrize("huge", [1e300, -1e300, 1e15, 1e-300, 10**14 + 0.5])
def test_absurd_numbers_are_refused_or_taken_never_broken(huge: float) -> None:
    lines = [HEADER] + [["4/5/26", "Paul", "Riz", 1, 10, "", 0, "", "", ""] for _ in range(6)]
    for line, column in enumerate((3, 4, 5, 6, 7, 8), start=1):
        lines[line][column] = huge
    found = outcomes(xlsx_bytes(lines), "sales", DOUALA)[1:]
    assert [one.line for one in found] == [2, 3, 4, 5, 6, 7]
    assert all(isinstance(one, Refused) or one.total <= 2**53 for one in found)


def test_a_product_too_large_for_the_books() -> None:
    reason = plain(refused(Qté="1 000 000 000", Prix="10 000 000"))
    assert reason == "Prix : 1000000000 × 10 000 000 FCFA est un montant trop grand."


def test_lines_that_hold_no_sale() -> None:
    lines = [
        ["Cahier de Moussa"],
        [],
        ["Date", "Client", "Article", "Prix"],
        ["4/5/26", "Paul", "Riz", "5"],
        ["Juin 2026"],
        ["Total avril", "", "", "5"],
        ["date", "CLIENT", "Article ", "Prix"],
        ["", "", "", ""],
        ["5/5/26", "Rose", "Riz", "5"],
        ["SOUS-TOTAL", "", "", "10"],
        ["", "Totaux", "", "10"],
    ]
    found = outcomes(csv_bytes(lines), "sales", DOUALA)
    assert [one.why if isinstance(one, Ignored) else "vente" for one in found] == [
        "titre, avant l'en-tête",
        "ligne vide",
        "en-tête",
        "vente",
        "titre, une seule case remplie",
        "ligne de total",
        "en-tête répété",
        "ligne vide",
        "vente",
        "ligne de total",
        "ligne de total",
    ]
    assert [one.line for one in found] == list(range(1, 12))


def test_a_separator_too_many_shifts_nothing_silently() -> None:
    data = b"Date,Client,Article,Prix\n4/5/26,Paul,Riz,5000\n4/5/26,Paul,Gaz 12,5 kg,5000\n"
    assert refusal(outcomes(data, "sales", DOUALA)[2]) == (
        "La ligne a 5 cases et l'en-tête 4 : un « , » de trop a décalé ses colonnes."
    )


TWICE = [
    ["Date", "Client", "Article", "Qté", "Prix", "Reçu"],
    ["4/5/26", "Mr Paul", "Riz", "1", "18 500", "0"],
    ["04/05/2026", "MR PAUL", "riz", "", "18500", "payé"],
    ["4/5/26", "Mr Paul", "Riz", "2", "18 500", "0"],
    ["4/5/26", "Mr Paul", "Riz", "1", "18 500", "0"],
]


def test_an_identical_line_is_refused_with_a_key() -> None:
    found = outcomes(csv_bytes(TWICE), "sales", DOUALA)
    doubles = [one for one in found if isinstance(one, Refused)]
    assert [(one.line, one.reason) for one in doubles] == [
        (3, "en double de la ligne 2"),
        (5, "en double de la ligne 2"),
    ]
    keys = {one.key for one in found if not isinstance(one, Ignored)}
    assert len(keys) == 4
    assert all(isinstance(one.row, SaleRow) and one.row.key == one.key for one in doubles)


def test_a_double_accepted_by_hand_is_taken() -> None:
    first = outcomes(csv_bytes(TWICE), "sales", DOUALA)
    accepted = frozenset({first[4].key}) if isinstance(first[4], Refused) else frozenset()
    second = outcomes(csv_bytes(TWICE), "sales", Context("CM", "XAF", DOUALA.today, accepted))
    assert [type(one) for one in second] == [Ignored, SaleRow, Refused, SaleRow, SaleRow]
    assert second[4] == first[4].row


def test_what_was_received_is_not_part_of_the_key() -> None:
    assert sale(Reçu="0").key == sale(Reçu="5000", Note="payé en partie").key
    assert sale().key != sale(Prix="18 000").key


@pytest.mark.parametrize("shift", range(4))
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_disguise_gives_the_same_sales(shift: int, separator: str, encoding: str) -> None:
    lines = [line[shift:] + line[:shift] for line in DISGUISED]
    assert seen(csv_bytes(lines, separator, encoding)) == seen(csv_bytes(DISGUISED))


def test_a_workbook_gives_the_same_sales() -> None:
    typed = [
        [int(cell) if isinstance(cell, str) and cell.isdigit() else cell for cell in line]
        for line in DISGUISED
    ]
    assert seen(xlsx_bytes(DISGUISED)) == seen(xlsx_bytes([], typed)) == seen(csv_bytes(DISGUISED))


def seen(data: bytes) -> list[tuple[object, ...]]:
    rows = [one for one in outcomes(data, "sales", DOUALA) if isinstance(one, SaleRow)]
    assert len(rows) == 3
    return [
        (r.line, r.customer, r.date, r.article, r.quantity, r.total, r.received, r.kind, r.note, r.key)
        for r in rows
    ]


DISGUISED = [
    ["Date", "Client", "Téléphone", "Article", "Qté", "Prix", "Reçu", "Livraison", "Note"],
    [
        "04/05/2026",
        "Mme Éyango",
        "677123457",
        "Téléphone Tecno",
        "1",
        "65000",
        "32500",
        "16/05/2026",
        "dû, à l'été",
    ],
    ["27/04/26", "Mr Œdip", "6 77 12 34 56", "Gaz 12,5 kg", "2", "7.500", "0 F", "", "deux\nlignes ; oui"],
    ["2026-05-20", "Tonton Noël", "", "Riz « long »", "3", "18 500 F", "payé", "", 'dit "oui"'],
]


def test_the_importer_says_what_it_is() -> None:
    assert (importers()["sales"].LABEL, importers()["sales"].CREATES) == ("Ventes", "sales")
