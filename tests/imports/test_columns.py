from datetime import date

import pytest

from kaye.imports.columns import header_key, recognise, signature
from kaye.imports.kinds import columns_of, guess_kind, importers
from kaye.imports.table import TableError
from tests.imports.files import DOUALA, table_of

# kind, header as found in the wild, field meant
HEADERS = [
    ("sales", "Date de vente", "date"),
    ("sales", "DATE", "date"),
    ("sales", "Nom du client", "customer"),
    ("sales", "Cliente", "customer"),
    ("sales", "Tél.", "phone"),
    ("sales", "N° de téléphone", "phone"),
    ("sales", "WhatsApp", "phone"),
    ("sales", "Désignation", "article"),
    ("sales", "Qté", "quantity"),
    ("sales", "Quantité (pièces)", "quantity"),
    ("sales", "P.U.", "price"),
    ("sales", "Prix unitaire (FCFA)", "price"),
    ("sales", "Prix total", "total"),
    ("sales", "Montant FCFA", "total"),
    ("sales", "Reçu", "received"),
    ("sales", "Avance", "received"),
    ("sales", "Montant reçu", "received"),
    ("sales", "Reste à payer", "balance"),
    ("sales", "Prochain paiement", "payment_due"),
    ("sales", "Échéance", "payment_due"),
    ("sales", "Date de livraison prévue", "delivery"),
    ("sales", "Livraison prévue", "delivery"),
    ("sales", "Durée (jours)", "lifetime"),
    ("sales", "Remarques", "note"),
    ("stock", "Seuil d'alerte", "threshold"),
    ("stock", "Seuil d’alerte", "threshold"),
    ("stock", "Qté en stock", "stock"),
    ("stock", "Réf.", "reference"),
    ("invoices", "N° facture", "number"),
    ("invoices", "Numéro de facture", "number"),
    ("invoices", "Date d'échéance", "due_on"),
    ("invoices", "Date facture", "issued_on"),
    ("invoices", "Montant TTC (€)", "total"),
    ("invoices", "Montant HT", None),
    ("invoices", "Déjà payé", "paid"),
    ("invoices", "Solde dû", "balance"),
    ("invoices", "Raison sociale", "company"),
    ("customers", "Adresse e-mail", "email"),
    ("customers", "Prénom", "first_name"),
    ("customers", "Date de naissance", None),
]


@pytest.mark.parametrize(("kind", "header", "field"), HEADERS)
def test_headers(kind: str, header: str, field: str | None) -> None:
    columns = recognise(table_of([header], ["x"]), importers()[kind].FIELDS)
    found = [choice.field for choice in columns.choices if "en-tête" in choice.why]
    assert found == ([field] if field else [])


def test_synonyms_are_written_as_they_are_compared() -> None:
    for kind, importer in importers().items():
        for field in importer.FIELDS:
            assert [header_key(word) for word in field.synonyms] == list(field.synonyms), (kind, field.name)


def test_the_exact_header_wins_over_the_close_one() -> None:
    columns = columns_of(
        table_of(["Prix total", "Prix", "Date de livraison", "Date", "Client", "Article"]), "sales"
    )
    assert [columns.column(name) for name in ("total", "price", "delivery", "date")] == [0, 1, 2, 3]


def test_the_header_may_stand_lower_and_says_why() -> None:
    table = table_of(
        ["Cahier de Moussa"],
        [],
        ["Mai 2026", ""],
        ["Date", "Client", "Article", "Prix"],
        ["03/05/26", "Paul", "Riz", "5"],
    )
    columns = columns_of(table, "sales")
    assert columns.header_line == 4
    assert columns.choices[0].why == "en-tête « Article » reconnu"


def test_no_header_at_all() -> None:
    lines = [["03/05/26", "Mr Paul", "677123456", "Riz", "1", "18 500 F", "5 000"]] * 3
    columns = columns_of(table_of(*lines), "sales")
    assert columns.header_line == 0
    assert [columns.column(name) for name in ("date", "customer", "phone", "article", "price")] == [
        0,
        1,
        2,
        3,
        5,
    ]
    assert {choice.confidence for choice in columns.choices} == {40}


def test_an_unknown_header_is_guessed_by_content_but_never_an_amount() -> None:
    table = table_of(
        ["Client", "Article", "Prix", "Quand ?", "Joindre au", "Divers"],
        ["Paul", "Riz", "18 500", "03/05/2026", "677123456", "2 000"],
        ["Rose", "Riz", "18 500", "04/05/2026", "677123457", "3 000"],
    )
    columns = columns_of(table, "sales")
    assert (columns.column("date"), columns.column("phone"), columns.column("received")) == (3, 4, None)
    assert next(c.why for c in columns.choices if c.field == "date") == "d'après le contenu : des dates"


def test_a_person_corrects_the_columns() -> None:
    table = table_of(["Date", "Client", "Article", "Prix", "Prix barré"], ["3/5/26", "Paul", "Riz", "5", "7"])
    columns = columns_of(table, "sales").with_choice("price", 4)
    assert (columns.column("price"), columns.label("price")) == (4, "Prix barré")
    assert next(c.why for c in columns.choices if c.field == "price") == "choisi par vous"
    moved = columns.with_choice("article", 1)
    assert (moved.column("article"), moved.column("customer")) == (1, None)
    assert moved.missing == ("Client",)
    assert columns.with_choice("price", None).missing == ("Prix ou Total ou Reste",)


def test_columns_have_a_name_even_without_header() -> None:
    columns = columns_of(table_of(["Date", "Client", "", "Prix"], ["3/5/26", "Paul", "x", "5"]), "sales")
    assert [columns.name_of(place) for place in (0, 2, 25, 26, 53)] == [
        "Date",
        "Colonne C",
        "Colonne Z",
        "Colonne AA",
        "Colonne BB",
    ]


def test_what_is_missing_is_named() -> None:
    table = table_of(["Date", "Client", "Divers"], ["", "", ""])
    columns = columns_of(table, "sales")
    assert columns.missing == ("Article", "Prix ou Total ou Reste")
    with pytest.raises(TableError, match="« Article », « Prix ou Total ou Reste »"):
        list(importers()["sales"].read(table, columns, DOUALA))


def test_the_signature_follows_the_header_alone() -> None:
    one, two = table_of(["Date", "Client "], ["a", "b"]), table_of(["DATE", "client"], ["c", "d"])
    assert columns_of(one, "sales").signature == columns_of(two, "sales").signature
    assert signature(("Client", "Date")) != signature(("Date", "Client"))


def test_kinds_are_discovered() -> None:
    assert sorted(importers()) == ["customers", "invoices", "sales", "stock"]
    assert guess_kind(table_of(["Nom", "Téléphone", "E-mail"], ["Paul", "677123456", ""])) == "customers"
    assert guess_kind(table_of(["x", "y"], ["1", "2"])) != "sales"
    assert DOUALA.today == date(2026, 5, 22)
