"""The statement of a customer: what was owed, what came and went, what is owed (M25, M60)."""

from dataclasses import dataclass
from datetime import date

from kaye.documents.pages import Column, Letter, letter_pdf, paragraph, sums, table, total
from kaye.rules.documents.document import PLAIN, Look, Party
from kaye.rules.french import day_text
from kaye.rules.money import format_money

MOST_ENTRIES = 1000  # the last ones: ten thousand would take a gigabyte of memory to lay out


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One line, in minor units: `debit` raises what is owed, `credit` lowers it; `kind`: in French."""

    on: date
    kind: str
    ref: str
    debit: int
    credit: int
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement from `start` to `end`, both included. `closing` may be negative: the customer's credit."""

    seller: Party
    customer: Party
    currency: str
    start: date
    end: date
    opening: int
    entries: tuple[StatementEntry, ...]
    closing: int
    overdue: int = 0
    unallocated: int = 0
    fees: int = 0
    payment_means: tuple[str, ...] = ()
    look: Look = PLAIN


def statement_pdf(statement: Statement) -> bytes:
    """The statement. Raises TypesettingError."""
    return letter_pdf(
        Letter(
            heading="Relevé de compte",
            reference=f"du {day_text(statement.start)} au {day_text(statement.end)}",
            sender=statement.seller,
            to=statement.customer,
            on=statement.end,
            look=statement.look,
            blocks=(_table(statement), *_closing(statement), *map(paragraph, statement.payment_means)),
        )
    )


def _table(statement: Statement) -> dict[str, object]:
    older = statement.entries[:-MOST_ENTRIES]
    opening, said = statement.opening, "Solde de départ"
    if older:
        opening, said = (
            older[-1].balance,
            f"Solde reporté, {len(older)} opérations plus anciennes non détaillées",
        )
    rows = [("", said, "", "", "", _money(opening, statement))]
    rows += [
        (
            f"{entry.on:%d/%m/%Y}",
            entry.kind,
            entry.ref,
            _money(entry.debit, statement) if entry.debit else "",
            _money(entry.credit, statement) if entry.credit else "",
            _money(entry.balance, statement),
        )
        for entry in statement.entries[-MOST_ENTRIES:]
    ]
    columns = (
        Column("Date"),
        Column("Opération", grows=True),
        Column("Référence"),
        Column("Dû", is_figure=True),
        Column("Reçu", is_figure=True),
        Column("Solde", is_figure=True),
    )
    return dict(table(columns, rows, in_margin=True))


def _closing(statement: Statement) -> tuple[dict[str, object], ...]:
    rows = []
    if statement.overdue:
        rows.append(("Dont en retard", _money(statement.overdue, statement)))
    if statement.unallocated:
        rows.append(("Avance gardée pour vous", _money(statement.unallocated, statement)))
    if statement.fees:
        rows.append(("Frais de retard, à part", _money(statement.fees, statement)))
    label = "Reste dû" if statement.closing >= 0 else "En votre faveur"
    shown = dict(total(label, _money(abs(statement.closing), statement), f"Au {day_text(statement.end)}"))
    return (dict(sums(rows)), shown) if rows else (shown,)


def _money(minor: int, statement: Statement) -> str:
    return format_money(minor, statement.currency)
