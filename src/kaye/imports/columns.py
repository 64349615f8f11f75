"""Which column holds what: French headers by synonyms, then by content; a person may correct it."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kaye.imports.contents import Content, content_of
from kaye.imports.rows import Cell, Row, Table, TableError, cell_text

_LOOK_AT = 30  # lines where the header may stand (R38)
_SAMPLE = 60  # lines whose content is weighed
_EXACT, _CLOSE, _BY_CONTENT = 100, 75, 40
_PARENTHESIS = re.compile(r"[(\[].*?[)\]]")


@dataclass(frozen=True, slots=True)
class Field:
    """Something a kind of file can say. `group`: one field of the group is enough, but one is needed."""

    name: str
    label: str
    synonyms: tuple[str, ...]
    required: bool = False
    group: str = ""
    content: Content = "text"


def any_of(synonyms: str) -> tuple[str, ...]:
    """The spellings of a header, written in one text with commas: already in the form of `header_key`."""
    return tuple(synonym.strip() for synonym in synonyms.split(","))


# Words that change nothing to what a header says.
_NEUTRAL = frozenset(
    any_of(
        "d, de, du, des, l, la, le, les, en, a, au, aux, un, une, f, fcfa, cfa, xaf, xof, franc, francs, "
        "eur, euro, euros, ttc, n, no, nr, j, jj, mm, aa, aaaa, jour, jours, client, cliente, clients, "
        "vente"
    )
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A field found in a column (from 0), with a confidence from 0 to 100 and its reason in French."""

    field: str
    column: int
    confidence: int
    why: str


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns of a file. `header_line` is 0 when the file has no header."""

    fields: tuple[Field, ...]
    header_line: int
    header: tuple[str, ...]
    choices: tuple[Choice, ...]

    def column(self, field: str) -> int | None:
        return next((choice.column for choice in self.choices if choice.field == field), None)

    def label(self, field: str) -> str:
        """The header as written in the file, else our own name of the field."""
        column = self.column(field)
        if column is not None and column < len(self.header) and self.header[column].strip():
            return self.name_of(column)
        return next(known.label for known in self.fields if known.name == field)

    def name_of(self, column: int) -> str:
        """How to name a column to a person: its header, else « Colonne B » as spreadsheets do."""
        if column < len(self.header) and self.header[column].strip():
            return " ".join(self.header[column].split())[:60]
        first, second = divmod(column, 26)
        return f"Colonne {chr(64 + first) if first else ''}{chr(65 + second)}"

    def with_choice(self, field: str, column: int | None) -> "ColumnMap":
        """The map as corrected by a person: the field goes to that column, or to none."""
        kept = tuple(choice for choice in self.choices if choice.field != field and choice.column != column)
        if column is None:
            return replace(self, choices=tuple(choice for choice in self.choices if choice.field != field))
        return replace(self, choices=(*kept, Choice(field, column, _EXACT, "choisi par vous")))

    @property
    def missing(self) -> tuple[str, ...]:
        """French names of what the file must have and has not; empty when it can be read."""
        found = {choice.field for choice in self.choices}
        names = [field.label for field in self.fields if field.required and field.name not in found]
        for group in dict.fromkeys(field.group for field in self.fields if field.group):
            members = [field for field in self.fields if field.group == group]
            if not any(field.name in found for field in members):
                names.append(" ou ".join(field.label for field in members))
        return tuple(names)

    @property
    def signature(self) -> str:
        return signature(self.header)


def signature(header: Sequence[str]) -> str:
    """The same for every file with this header, to find again the columns a person chose."""
    return hashlib.sha256("|".join(header_key(cell) for cell in header).encode()).hexdigest()[:16]


def header_key(text: str) -> str:
    """« Qté (pièces) » -> « qte pieces »: what two spellings of a header have in common."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", letters.replace("œ", "oe").replace("�", "")))


def recognise(table: Table, fields: tuple[Field, ...]) -> ColumnMap:
    """Find the header and give each field its column. Never raises: what is missing is in `missing`."""
    sample = list(islice(table.rows(), _LOOK_AT + _SAMPLE))
    header_row, by_header = _best_header(sample[:_LOOK_AT], fields)
    if header_row is None:
        below = [row for row in sample if not row.is_blank]
        header: tuple[str, ...] = ()
    else:
        below = [row for row in sample if row.line > header_row.line and not row.is_blank]
        header = header_row.raw
    choices = (*by_header, *_by_content(below, fields, by_header, has_header=header_row is not None))
    return ColumnMap(fields, header_row.line if header_row else 0, header, choices)


def require(columns: ColumnMap) -> None:
    """Raises TableError naming the columns that the file should have and has not."""
    missing = ", ".join(f"« {name} »" for name in columns.missing)
    if len(columns.missing) > 1:
        raise TableError(
            f"Ces colonnes manquent : {missing}. Indiquez où elles sont, ou ajoutez-les au fichier."
        )
    if missing:
        raise TableError(f"Cette colonne manque : {missing}. Indiquez où elle est, ou ajoutez-la au fichier.")


def _best_header(rows: list[Row], fields: tuple[Field, ...]) -> tuple[Row | None, tuple[Choice, ...]]:
    best: tuple[Row | None, tuple[Choice, ...]] = (None, ())
    for row in rows:
        choices = _by_header(row.raw, fields)
        filled = sum(1 for cell in row.raw if cell.strip())
        # One recognised word among many is chance, except in a file of one or two columns.
        if len(choices) >= min(2, filled) and len(choices) > len(best[1]):
            best = (row, choices)
    return best


def _by_header(header: Sequence[str], fields: tuple[Field, ...]) -> tuple[Choice, ...]:
    """Best matches first; each field and each column used once."""
    found: list[tuple[int, int, int, int, str]] = []
    for column, cell in enumerate(header):
        for order, field in enumerate(fields):
            confidence, length = _likeness(cell, field.synonyms)
            if confidence:
                found.append((-confidence, -length, column, order, field.name))
    taken_fields: set[str] = set()
    choices = []
    taken_columns: set[int] = set()
    for minus_confidence, _, column, _, name in sorted(found):
        if name in taken_fields or column in taken_columns:
            continue
        taken_fields.add(name)
        taken_columns.add(column)
        shown = " ".join(header[column].split())[:60]
        choices.append(Choice(name, column, -minus_confidence, f"en-tête « {shown} » reconnu"))
    return tuple(choices)


def _likeness(cell: str, synonyms: tuple[str, ...]) -> tuple[int, int]:
    """(confidence, length of the synonym), (0, 0) when the header says something else."""
    if len(cell) > 60:
        return 0, 0
    whole, bare = header_key(cell), header_key(_PARENTHESIS.sub(" ", cell))
    if not whole:
        return 0, 0
    best = (0, 0)
    words = set(bare.split() or whole.split())
    for synonym in synonyms:
        if synonym == whole:
            return _EXACT, len(synonym)
        if synonym == bare:
            best = max(best, (_EXACT - 5, len(synonym)))
        needed = set(synonym.split())
        if needed <= words and words - needed <= _NEUTRAL:
            best = max(best, (_CLOSE, len(synonym)))
    return best


def _by_content(
    rows: list[Row], fields: tuple[Field, ...], known: tuple[Choice, ...], *, has_header: bool
) -> Iterator[Choice]:
    """Columns without a known header, by what they hold. Amounts are only guessed without any header."""
    names = {choice.field for choice in known}
    groups = {field.group for field in fields if field.group and field.name in names}
    free: dict[int, Content] = {}
    taken = {choice.column for choice in known}
    for column in range(max((len(row.cells) for row in rows), default=0)):
        if column not in taken and (content := content_of(_column(rows, column))):
            free[column] = content
    for field in fields:
        wanted = field.required or field.group or field.content in ("phone", "email")
        if field.name in names or field.group in groups - {""} or not wanted:
            continue
        if field.content == "money" and has_header:
            continue
        place = next((column for column, content in free.items() if content == field.content), None)
        if place is not None:
            del free[place]
            yield Choice(field.name, place, _BY_CONTENT, f"d'après le contenu : {_SAYS[field.content]}")


_SAYS: dict[Content, str] = {
    "text": "du texte",
    "date": "des dates",
    "phone": "des numéros de téléphone",
    "email": "des adresses e-mail",
    "money": "des montants",
    "count": "de petits nombres",
}


def _column(rows: list[Row], column: int) -> list[Cell]:
    cells = [row.cells[column] for row in rows if column < len(row.cells)]
    return [cell for cell in cells if cell_text(cell).strip()]
