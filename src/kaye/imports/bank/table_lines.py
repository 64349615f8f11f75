"""The tables that banks export (CSV, XLSX): lines of title, a header, then « débit » and « crédit », or one amount."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from kaye.imports.bank.ofx import amount_of
from kaye.imports.bank.statement import NAME, RefusedLine, Statement, StatementError, clean
from kaye.imports.columns import header_key
from kaye.imports.dates import DateError, parse_date
from kaye.imports.rows import Cell, Row, TableError, cell_text
from kaye.imports.table import read_table
from kaye.rules.documents.bank_lines import BankLine

_LOOK_AT = 30  # lines of title before the header
_WORDS = {
    "date": (
        "date",
        "date operation",
        "date de l operation",
        "date d operation",
        "date de comptabilisation",
        "date comptable",
        "dateop",
        "date op",
        "date transaction",
        "date de valeur",
        "date valeur",
    ),
    "label": (
        "libelle",
        "libelle operation",
        "libelle de l operation",
        "libelle simplifie",
        "libelle complet",
        "nature de l operation",
        "operation",
        "description",
        "designation",
        "label",
        "detail",
        "motif",
        "communication",
        "details",
    ),
    "more": (
        "informations complementaires",
        "information complementaire",
        "detail de l operation",
        "libelle complementaire",
        "infos",
        "reference client",
    ),
    "name": ("nom", "contrepartie", "nom contrepartie", "tiers", "emetteur", "donneur d ordre", "expediteur"),
    "credit": (
        "credit",
        "credit euros",
        "credit eur",
        "montant credit",
        "credit xaf",
        "credit xof",
        "credit fcfa",
    ),
    "debit": ("debit", "debit euros", "debit eur", "montant debit", "debit xaf", "debit xof", "debit fcfa"),
    "amount": (
        "montant",
        "montant euros",
        "montant eur",
        "amount",
        "valeur",
        "montant de l operation",
        "montant fcfa",
    ),
    "sense": ("sens", "type", "d c", "dc"),
    "bank_id": (
        "numero operation",
        "id",
        "id transaction",
        "reference operation",
        "transaction id",
    ),
}
_DEBIT_WORDS = ("d", "debit", "dr", "-")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where each thing stands; `line`: the header's own."""

    line: int
    at: dict[str, int]


def read_table_lines(data: bytes, name: str, currency: str) -> Statement:
    """Raises StatementError when it is no table, or has no date, label and amount."""
    try:
        table = read_table(data, name)
        columns = _header(list(islice(table.rows(), _LOOK_AT)))
        lines: list[BankLine] = []
        refused: list[RefusedLine] = []
        for row in table.rows():
            if row.line <= columns.line or row.is_blank or _is_footer(row, columns):
                continue
            try:
                lines.append(_line(row, columns, currency))
            except ValueError as fault:
                refused.append(RefusedLine(row.line, str(fault), row.raw))
    except TableError as fault:
        raise StatementError(str(fault)) from None
    return Statement(table.format, "", tuple(_trusted(lines)), tuple(refused))


def _trusted(lines: Sequence[BankLine]) -> Sequence[BankLine]:
    """A column of references names a line only when each has its own."""
    ids = [line.bank_id for line in lines if line.bank_id]
    return lines if len(set(ids)) == len(ids) else [replace(line, bank_id="") for line in lines]


def _header(rows: Sequence[Row]) -> _Columns:
    for row in rows:
        keys = [header_key(cell_text(cell)) for cell in row.cells]
        at = dict(_places(keys))
        if "date" in at and "label" in at and ("amount" in at or "credit" in at):
            return _Columns(row.line, at)
    raise StatementError(
        "Ce tableau n'est pas un relevé de compte : il faut une colonne « Date », une colonne « Libellé », et "
        "« Montant » ou « Débit » et « Crédit »."
    )


def _places(keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The first column of each kind, the best word first; a column serves one kind."""
    taken: set[int] = set()
    for field, words in _WORDS.items():
        for word in words:
            place = next((n for n, key in enumerate(keys) if key == word and n not in taken), None)
            if place is not None:
                taken.add(place)
                yield field, place
                break


def _line(row: Row, columns: _Columns, currency: str) -> BankLine:
    """Raises ValueError, in French."""
    try:
        on = parse_date(_cell(row, columns, "date"), reference=date(2099, 12, 31), direction="past")
    except DateError as fault:
        raise ValueError(f"Date : {fault}.") from None
    words = [_said(row, columns, "label"), _said(row, columns, "more")]
    return BankLine(
        number=row.line,
        on=on,
        amount=_amount(row, columns, currency),
        label=clean(" ".join(dict.fromkeys(word for word in words if word))),
        name=clean(_said(row, columns, "name"), NAME),
        bank_id=clean(_said(row, columns, "bank_id"), 60),
    )


def _amount(row: Row, columns: _Columns, currency: str) -> int:
    if "amount" in columns.at:
        signed = _money(row, columns, "amount", currency)
        if header_key(_said(row, columns, "sense")) in _DEBIT_WORDS:
            return -abs(signed)
        return signed
    credit, debit = (_money(row, columns, field, currency) for field in ("credit", "debit"))
    return abs(credit) - abs(debit)


def _money(row: Row, columns: _Columns, field: str, currency: str) -> int:
    text = _said(row, columns, field)
    if not text or text in ("-", "0", "0,00", "0.00"):
        return 0
    return amount_of(text, currency)


def _said(row: Row, columns: _Columns, field: str) -> str:
    return clean(cell_text(_cell(row, columns, field)))


def _cell(row: Row, columns: _Columns, field: str) -> Cell:
    place = columns.at.get(field)
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _is_footer(row: Row, columns: _Columns) -> bool:
    """« Solde au 31/05/2026 », « Total »: no date, or no movement."""
    first = header_key(next((t for cell in row.cells if (t := cell_text(cell).strip())), ""))
    label = header_key(_said(row, columns, "label"))
    return first.startswith(("solde", "total")) or label.startswith(("solde", "total des", "ancien solde"))
