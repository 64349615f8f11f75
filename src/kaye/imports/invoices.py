"""Invoices made elsewhere: number, dates, customer, amount and what was paid."""

from collections.abc import Iterator
from datetime import date

from kaye.imports.amounts import check_balance
from kaye.imports.cells import Cells
from kaye.imports.columns import ColumnMap, Field, any_of
from kaye.imports.outcomes import Context, InvoiceRow, Outcome
from kaye.imports.persons import CUSTOMER, PERSON_FIELDS, TYPE, customer_cells
from kaye.imports.reading import read_lines
from kaye.imports.rows import Table, cell_text
from kaye.rules.people import search_key

KIND = "invoices"
LABEL = "Factures"
CREATES = "invoices"
FIELDS = (
    Field(
        "number",
        "N° facture",
        any_of(
            "n facture, no facture, num facture, numero facture, numero de facture, numero de la facture, "
            "n de facture, no de facture, facture, facture n, ref facture, reference facture, reference, "
            "numero, piece, n piece, numero de piece"
        ),
        required=True,
    ),
    Field(
        "issued_on",
        "Date",
        any_of(
            "date, date facture, date de facture, date de la facture, date d emission, emise le, date "
            "emission, date de facturation"
        ),
        required=True,
        content="date",
    ),
    Field(
        "due_on",
        "Échéance",
        any_of(
            "echeance, date d echeance, date echeance, date limite de paiement, date limite, a payer le, "
            "a regler le, payable le"
        ),
        content="date",
    ),
    Field(CUSTOMER.name, CUSTOMER.label, CUSTOMER.synonyms, group="name"),
    *(
        Field(field.name, field.label, field.synonyms, group="name", content=field.content)
        if field.name == "company"
        else field
        for field in PERSON_FIELDS
    ),
    TYPE,
    Field(
        "document",
        "Nature",
        any_of("nature, type de piece, type de document, type document, type piece, document"),
    ),
    Field(
        "subject",
        "Objet",
        any_of("objet, libelle, designation, description, prestation, intitule, article, travaux, service"),
    ),
    Field(
        "total",
        "Montant TTC",
        any_of(
            "montant ttc, total ttc, ttc, montant, total, montant total, total a payer, montant facture, "
            "net a payer, total facture"
        ),
        group="amount",
        content="money",
    ),
    Field(
        "paid",
        "Déjà payé",
        any_of(
            "deja paye, paye, montant paye, deja regle, regle, montant regle, acompte, avance, encaisse, "
            "recu, montant recu, verse"
        ),
        content="money",
    ),
    Field(
        "balance",
        "Reste",
        any_of(
            "reste, reste a payer, reste du, solde, solde du, restant du, restant, du, impaye, montant du"
        ),
        group="amount",
        content="money",
    ),
)


def read(table: Table, columns: ColumnMap, context: Context) -> Iterator[Outcome]:
    """One outcome per line. Raises TableError when a needed column is missing."""
    return read_lines(table, columns, context, _invoice)


def _invoice(cells: Cells) -> InvoiceRow:
    number = cells.text("number", longest=60)
    if not search_key(number):
        raise cells.refuse("number", "le numéro de la facture manque")
    issued_on = _issued_on(cells)
    due_on = _due_on(cells, issued_on)
    customer = customer_cells(cells)
    total, paid = _amounts(cells)
    return InvoiceRow(
        line=cells.row.line,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        customer=customer,
        subject=cells.text("subject", longest=200),
        total=total,
        paid=paid,
        is_credit_note=_is_credit_note(cells),
        warnings=tuple(cells.warnings),
        key=number,
        raw=cells.row.raw,
    )


def _issued_on(cells: Cells) -> date:
    day = cells.date("issued_on", cells.context.today, "past")
    if day is None:
        raise cells.refuse("issued_on", "la date de la facture manque")
    if day > cells.context.today:
        raise cells.refuse(
            "issued_on",
            f"« {cells.text('issued_on')} » est après le jour de l'import ({cell_text(cells.context.today)})",
        )
    return day


def _due_on(cells: Cells, issued_on: date) -> date | None:
    day = cells.date("due_on", issued_on, "future")
    if day is not None and day < issued_on:
        raise cells.refuse(
            "due_on", f"« {cells.text('due_on')} » est avant la date de la facture ({cell_text(issued_on)})"
        )
    return day


def _amounts(cells: Cells) -> tuple[int, int]:
    """(total, paid): a written balance must agree with them; an empty « déjà payé » is nothing paid."""
    balance = 0 if cells.says_settled("balance") else cells.money("balance")
    total = cells.money("total")
    paid = _paid(cells, total)
    if total is None:
        if balance is None:
            raise cells.refuse("total", "le montant manque")
        total = balance + (paid or 0)
    if paid is None:
        paid = total - balance if balance is not None and not cells.has("paid") else 0
    check_balance(cells, total, paid, "paid", balance)
    return total, paid


def _paid(cells: Cells, total: int | None) -> int | None:
    if cells.says_none_paid("paid"):
        return 0
    if cells.says_all_paid("paid"):
        if total is None:
            raise cells.refuse("paid", "la facture est dite payée, mais son montant manque")
        return total
    return cells.money("paid")


def _is_credit_note(cells: Cells) -> bool:
    """R20: a credit note says so in a column of its own, or in the column of the type."""
    return any(search_key(cells.text(field)).startswith("avoir") for field in ("document", "type"))
