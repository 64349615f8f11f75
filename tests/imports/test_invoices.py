import pytest

from kaye.imports.outcomes import InvoiceRow
from tests.imports.files import BAIE_MAHAULT, csv_bytes, outcomes, read_one, refusal

CELLS = {"N°_facture": "FA-1", "Date": "04/05/2026", "Échéance": "03/06/2026", "Client": "Mme Bellance"}


def invoice(**changes: object) -> InvoiceRow:
    found = read_one("invoices", BAIE_MAHAULT, **{**CELLS, "Montant_TTC": "1 234,56 €", **changes})
    assert isinstance(found, InvoiceRow), found
    return found


def refused(**changes: object) -> str:
    found = refusal(read_one("invoices", BAIE_MAHAULT, **{**CELLS, "Montant_TTC": "1 234,56 €", **changes}))
    return found.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("1 234,56 €", 123456),
        ("1\u202f234,56\u00a0€", 123456),
        ("1234.56", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("89,9", 8990),
        ("1.234", 123400),
        ("€ 12,50", 1250),
        ("12 EUR", 1200),
    ],
)
def test_amounts(written: str, minor: int) -> None:
    assert invoice(Montant_TTC=written).total == minor


@pytest.mark.parametrize(
    ("cells", "paid"),
    [
        ({}, 0),
        ({"Déjà_payé": ""}, 0),
        ({"Déjà_payé": "617,28"}, 61728),
        ({"Déjà_payé": "payé"}, 123456),
        ({"Déjà_payé": "non"}, 0),
        ({"Reste": "1 000,00"}, 23456),
        ({"Reste": "soldé"}, 123456),
        ({"Déjà_payé": "234,56", "Reste": "1 000,00"}, 23456),
    ],
)
def test_what_was_paid(cells: dict[str, str], paid: int) -> None:
    assert (invoice(**cells).total, invoice(**cells).paid) == (123456, paid)


def test_paid_too_much_is_accepted_and_said() -> None:
    row = invoice(Déjà_payé="1 300")
    assert (row.paid, len(row.warnings)) == (130000, 1)
    assert "de trop, gardés en avance pour ce client" in row.warnings[0]


def test_a_credit_note_has_its_own_type() -> None:
    assert invoice(Type="avoir").is_credit_note
    assert invoice(Nature="Avoir n° 3", Type="pro").is_credit_note
    assert not invoice(Nature="Facture", Type="pro").is_credit_note


def test_without_a_due_date() -> None:
    assert invoice(Échéance="").due_on is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"N°_facture": ""}, "N° facture : le numéro de la facture manque."),
        ({"Date": ""}, "Date : la date de la facture manque."),
        ({"Date": "23/05/2026"}, "Date : « 23/05/2026 » est après le jour de l'import (22/05/2026)."),
        (
            {"Échéance": "03/05/2026"},
            "Échéance : « 03/05/2026 » est avant la date de la facture (04/05/2026).",
        ),
        ({"Montant_TTC": ""}, "Montant TTC : le montant manque."),
        (
            {"Montant_TTC": "-50,00"},
            "Montant TTC : « -50,00 » est négatif : un avoir a son propre type, « avoir ».",
        ),
        ({"Montant_TTC": "50 FCFA"}, "Montant TTC : « 50 FCFA » : écrivez le montant en €."),
        (
            {"Déjà_payé": "234,56", "Reste": "900"},
            "Reste : 900,00 € est écrit, mais 1 234,56 € moins 234,56 € font 1 000,00 €.",
        ),
        ({"Client": "@x"}, "Client : Un nom ne peut pas commencer par « @ » : écrivez le nom du client."),
    ],
)
def test_refusals(cells: dict[str, str], said: str) -> None:
    assert refused(**cells) == said


def test_a_number_is_taken_once() -> None:
    lines = [[name.replace("_", " ") for name in CELLS] + ["Montant TTC"]] + [[*CELLS.values(), "50"]] * 2
    found = outcomes(csv_bytes(lines), "invoices", BAIE_MAHAULT)
    assert isinstance(found[1], InvoiceRow)
    assert found[1].key == "FA-1"
    assert refusal(found[2]) == "en double de la ligne 2"
