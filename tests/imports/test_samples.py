"""The three files of the demo, line by line, through the real readers."""

from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

from kaye.imports.kinds import columns_of, guess_kind, importers
from kaye.imports.outcomes import Context, Ignored, InvoiceRow, Outcome, SaleRow, StockRow
from kaye.imports.table import Table, read_table
from kaye.rules.people import PersonName
from tests.imports.files import BAIE_MAHAULT, DOUALA


def sample(name: str) -> Table:
    return read_table((files("kaye.imports") / "samples" / name).read_bytes(), name)


def read(name: str, kind: str, context: Context) -> list[Outcome]:
    table = sample(name)
    return list(importers()[kind].read(table, columns_of(table, kind), context))


@pytest.fixture(scope="module")
def sales() -> list[SaleRow]:
    return [row for row in read("cahier-moussa.csv", "sales", DOUALA) if isinstance(row, SaleRow)]


@pytest.fixture(scope="module")
def invoices() -> list[InvoiceRow]:
    return [
        row
        for row in read("factures-climantilles.csv", "invoices", BAIE_MAHAULT)
        if isinstance(row, InvoiceRow)
    ]


@pytest.mark.parametrize(
    ("name", "kind", "context", "rows"),
    [
        ("cahier-moussa.csv", "sales", DOUALA, 42),
        ("stock-moussa.csv", "stock", DOUALA, 10),
        ("factures-climantilles.csv", "invoices", BAIE_MAHAULT, 60),
    ],
)
def test_every_line_is_taken(name: str, kind: str, context: Context, rows: int) -> None:
    found = read(name, kind, context)
    assert found[0] == Ignored(1, "en-tête")
    assert Counter(type(one).__name__ for one in found[1:]).most_common(1)[0][1] == rows == len(found) - 1
    assert [one.line for one in found] == list(range(1, rows + 2))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cahier-moussa.csv", "sales"),
        ("stock-moussa.csv", "stock"),
        ("factures-climantilles.csv", "invoices"),
    ],
)
def test_the_kind_is_guessed(name: str, kind: str) -> None:
    assert guess_kind(sample(name)) == kind


# line: customer, day, article, quantity, price, received, payment due, delivery, lifetime, kind
EXPECTED_SALES = {
    2: ("Mme Jeanne", "2026-05-04", "Téléphone Tecno", 1, 65000, 32500, None, "2026-05-16", None, "order"),
    3: ("Mr Paul", "2026-04-27", "Huile 5 L", 1, 7500, 0, "2026-05-11", None, 25, "credit"),
    4: ("Maman Rose", "2026-05-06", "Bouteille de gaz 12,5 kg", 2, 6500, 3000, None, None, 21, "credit"),
    5: ("Docteur Fouda", "2026-04-25", "Mixeur Moulinex", 1, 30000, 7500, "2026-05-05", None, None, "credit"),
    6: ("Mr Jean-Marie", "2026-05-19", "Téléphone Tecno", 1, 65000, 0, None, "2026-05-31", None, "order"),
    7: ("Mr Ngando", "2026-05-15", "Fer à repasser", 2, 15000, 15000, "2026-05-29", None, None, "credit"),
    8: ("Docteur Fouda", "2026-04-28", "Tablette Samsung", 1, 85000, 85000, None, None, None, "cash"),
    9: ("Docteur Fouda", "2026-05-20", "Mixeur Moulinex", 2, 30000, 30000, None, None, None, "credit"),
    12: ("Tonton Pierre", "2026-05-21", "Huile 5 L", 2, 7500, 3000, "2026-06-04", None, 25, "credit"),
    14: ("Mme Éyango", "2026-05-18", "Fer à repasser", 1, 15000, 7500, None, None, None, "credit"),
    20: ("Kevin", "2026-05-16", "Huile 5 L", 1, 7500, 1500, None, "2026-05-28", 25, "order"),
    43: ("Maman Rose", "2026-04-21", "Huile 5 L", 1, 7500, 1500, None, "2026-05-03", 25, "order"),
}


@pytest.mark.parametrize("line", EXPECTED_SALES)
def test_lines_of_the_notebook(sales: list[SaleRow], line: int) -> None:
    row = next(row for row in sales if row.line == line)
    due, delivery = (day.isoformat() if day else None for day in (row.payment_due, row.delivery))
    assert (
        row.customer.name,
        row.date.isoformat(),
        row.article,
        row.quantity,
        row.unit_price,
        row.received,
        due,
        delivery,
        row.lifetime_days,
        row.kind,
    ) == EXPECTED_SALES[line]
    assert row.total == row.quantity * row.unit_price


def test_figures_of_the_notebook(sales: list[SaleRow]) -> None:
    assert Counter(row.kind for row in sales) == {"credit": 22, "cash": 12, "order": 8}
    assert not any(row.to_specify or row.warnings for row in sales)
    assert sum(row.total for row in sales) == 1_120_000
    assert sum(row.received or 0 for row in sales) == 557_500
    assert len({row.key for row in sales}) == 42
    assert {row.customer.phone.e164 for row in sales if row.customer.phone} == PHONES


PHONES = {
    "+237650112233",
    "+237656789012",
    "+237670112233",
    "+237675556677",
    "+237677123456",
    "+237677123457",
    "+237678901234",
    "+237681223344",
    "+237691234567",
    "+237694009988",
    "+237699001122",
    "+237699112233",
}


def test_civilities_are_split_from_names(sales: list[SaleRow]) -> None:
    people = {row.customer.name: row.customer.person for row in sales}
    assert people["Tonton Pierre"] == PersonName("Tonton", "Pierre")
    assert people["Mme Éyango"] == PersonName("Madame", "Éyango")
    assert people["Mlle Brigitte"] == PersonName("Mademoiselle", "Brigitte")
    assert people["Kevin"] == PersonName("", "Kevin")
    assert len(people) == 13


def test_the_stock() -> None:
    rows = [row for row in read("stock-moussa.csv", "stock", DOUALA) if isinstance(row, StockRow)]
    assert [(row.name, row.stock, row.threshold, row.price, row.lifetime_days) for row in rows] == [
        ("Tablette Samsung", 14, 2, 85000, None),
        ("Mixeur Moulinex", 14, 5, 30000, None),
        ("Sac de riz 25 kg", 2, 2, 18500, 30),
        ("Bouteille de gaz 12,5 kg", 2, 5, 6500, 21),
        ("Chargeur Type-C", 1, 5, 3000, None),
        ("Téléphone Tecno", 30, 5, 65000, None),
        ("Carton de lait", 30, 3, 12000, 15),
        ("Écouteurs Bluetooth", 5, 2, 8000, None),
        ("Fer à repasser", 2, 2, 15000, None),
        ("Huile 5 L", 1, 3, 7500, 25),
    ]


def test_a_consumer_with_a_malformed_address_still_owes(invoices: list[InvoiceRow]) -> None:
    row = invoices[0]
    assert (row.number, row.issued_on, row.due_on) == ("FA2026-0001", date(2026, 4, 21), date(2026, 5, 21))
    assert row.customer.person == PersonName("Monsieur", "Léo", "Œdip")
    assert (row.customer.email, row.customer.bad_email) == (None, "leo@@mail.example")
    assert row.customer.phone.e164 == "+596696112233"
    assert (row.customer.is_consumer, row.total, row.paid) == (True, 123456, 0)
    assert row.warnings == (
        "E-mail : « leo@@mail.example » a plusieurs signes @ : écrivez une adresse comme nom@exemple.fr ; "
        "la ligne est gardée sans cette adresse.",
    )


def test_a_firm_with_its_contact_person(invoices: list[InvoiceRow]) -> None:
    row = invoices[2]
    assert row.customer.name == "SARL Karukera Hôtel"
    assert row.customer.person == PersonName("Madame", "Nadège", "Bellance", "SARL Karukera Hôtel")
    assert (row.customer.email, row.customer.phone.e164) == ("compta@karukera-hotel.example", "+590690123456")
    assert (row.customer.is_consumer, row.subject, row.total) == (False, "Pose split 12 000 BTU", 434000)


def test_figures_of_the_invoices(invoices: list[InvoiceRow]) -> None:
    assert [row.key for row in invoices] == [f"FA2026-{number:04}" for number in range(1, 61)]
    assert (sum(row.total for row in invoices), sum(row.paid for row in invoices)) == (8_395_365, 2_386_163)
    assert sum(1 for row in invoices if row.customer.is_consumer) == 30
    assert [row.line for row in invoices if row.warnings] == [2, 7, 8, 20, 24, 32, 39, 40, 41, 43]
    assert {row.customer.name for row in invoices if not row.customer.email} == {
        "Monsieur Léo Œdip",
        "Villa Mango",
    }
    assert not any(row.is_credit_note for row in invoices)
