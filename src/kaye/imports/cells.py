"""The cells of one line as typed values; every refusal names its column as the file writes it."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from kaye.imports.columns import ColumnMap, any_of
from kaye.imports.dates import DateError, Direction, parse_date
from kaye.imports.outcomes import Context, Quantity
from kaye.imports.rows import Cell, Row, cell_text
from kaye.rules.money import MoneyError, currency, format_money, parse_money

_LONGEST = 2_000  # characters of a cell (R39)
_NOWHERE = 1_000_000  # past every column
LARGEST = 2**53  # minor units
_PAID = frozenset(any_of("paye, payee, payes, payees, solde, soldee, regle, reglee"))
_ALL = frozenset(any_of("tout, totalite, comptant, oui, ok"))
_NONE = frozenset(any_of("rien, neant, non, aucun, zero, -"))
_NO_DATE = frozenset(any_of("-, --, /, rien, neant, aucun, aucune"))
_DELIVERED = frozenset(any_of("livre, livree, deja livre, deja livree, emporte, recupere, fait, remis"))
_UNPAID = frozenset(any_of("impaye, impayee, non paye, non payee, pas paye, pas payee"))
_BEFORE_AMOUNT = re.compile(
    r"^(?:pay|re[cç]u|avance|acompte|vers|donn)[ée]*\s*(?:de|:)?\s*(?=\d)", re.IGNORECASE
)
_DURATION = re.compile(r"(\d{1,4})\s*(j|jour|jours|sem|semaine|semaines|mois|an|ans)?\.?")
_DAYS_OF = {"s": 7, "m": 30, "a": 365}
_QUANTITY = re.compile(
    r"(-?)\s*(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d+))?\s*[a-zàâéèêûù.²³]*", re.IGNORECASE
)


class LineRefused(Exception):
    """This line can't be taken; the message is the French reason."""


class Cells:
    """One line seen through the columns of its file. Collects `warnings` on the way."""

    def __init__(self, row: Row, columns: ColumnMap, places: dict[str, int], context: Context) -> None:
        """`places`: field -> column of `columns`, made once for all the lines."""
        self.row = row
        self.columns = columns
        self.context = context
        self.warnings: list[str] = []
        self._places = places
        self._texts: dict[str, str] = {}

    def has(self, field: str) -> bool:
        return field in self._places

    def cell(self, field: str) -> Cell:
        column = self._places.get(field, _NOWHERE)
        return self.row.cells[column] if column < len(self.row.cells) else ""

    def text(self, field: str, longest: int = _LONGEST) -> str:
        """The cell without needless spaces, cut with a warning when it is longer than its place."""
        if field in self._texts:
            return self._texts[field]
        text = " ".join(cell_text(self.cell(field)).split())
        if len(text) > longest:
            self.warn(field, f"texte de {len(text)} caractères coupé à {longest}")
            text = text[:longest].rstrip()
        self._texts[field] = text
        return text

    def warn(self, field: str, what: str) -> None:
        self.warnings.append(f"{self.columns.label(field)} : {what.rstrip('.')}.")

    def refuse(self, field: str, why: str) -> LineRefused:
        return LineRefused(f"{self.columns.label(field)} : {why.rstrip('.')}.")

    def money(self, field: str) -> int | None:
        """Minor units, None for an empty cell. Negative amounts are refused (R20)."""
        cell = self.cell(field)
        if isinstance(cell, date):
            raise self.refuse(field, f"« {cell_text(cell)} » est une date, pas un montant")
        if isinstance(cell, int | Decimal):
            amount = self._typed_money(field, Decimal(cell)) if abs(Decimal(cell)) <= LARGEST else LARGEST + 1
        elif not (text := self.text(field)):
            return None
        else:
            try:
                amount = parse_money(_BEFORE_AMOUNT.sub("", text), self.context.currency)
            except MoneyError as error:
                raise self.refuse(field, str(error)) from error
        if amount < 0:
            raise self.refuse(
                field,
                f"« {self.text(field)} » est négatif : un avoir a son propre type, « avoir »",
            )
        if amount > LARGEST:
            raise self.refuse(field, f"« {self.text(field)} » est trop grand")
        return amount

    def _typed_money(self, field: str, value: Decimal) -> int:
        """A number cell: its decimals are the sheet's arithmetic (a rate), so it is rounded, and said."""
        code = self.context.currency
        exponent = currency(code).exponent
        exact = value.scaleb(exponent)
        amount = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        if exact != amount:
            # « 7.500 » opened by an English spreadsheet becomes 7,5: under a thousand it can't be told apart.
            if not exponent and abs(value) < 1000:
                raise self.refuse(field, f"« {cell_text(value)} » a des décimales, le franc CFA n'en a pas")
            self.warn(field, f"{cell_text(value)} arrondi à {format_money(int(amount), code)}")
        return int(amount)

    def says_all_paid(self, field: str) -> bool:
        """« payé », « soldé », « réglé » in the column of what was received (R15)."""
        return _word(self.text(field)) in _PAID | _ALL

    def says_none_paid(self, field: str) -> bool:
        """« rien », « impayé », « - » in that column."""
        return _word(self.text(field)) in _NONE | _UNPAID

    def says_settled(self, field: str) -> bool:
        """« soldé », « rien » in the column of what is left."""
        return _word(self.text(field)) in _PAID | _NONE

    def says_delivered(self, field: str) -> bool:
        """« livré » where a delivery date is expected: nothing is left to deliver."""
        return _word(self.text(field)) in _DELIVERED

    def quantity(self, field: str) -> Quantity | None:
        """A whole number, or a Decimal of at most 3 decimals; None for an empty cell."""
        cell = self.cell(field)
        if isinstance(cell, date):
            raise self.refuse(field, f"« {cell_text(cell)} » est une date, pas un nombre")
        if isinstance(cell, int | Decimal):
            number = Decimal(cell)
        elif not (text := self.text(field)):
            return None
        else:
            number = self._written_number(field, text)
        if number < 0:
            raise self.refuse(field, f"« {self.text(field)} » est négatif")
        if number > 1_000_000_000:
            raise self.refuse(field, f"« {self.text(field)} » est trop grand")
        if number == number.to_integral_value():
            return int(number)
        if number != round(number, 3):
            raise self.refuse(field, f"« {self.text(field)} » a plus de trois décimales")
        return number.normalize()

    def _written_number(self, field: str, text: str) -> Decimal:
        match = _QUANTITY.fullmatch(text)
        try:
            if match is None:
                raise InvalidOperation
            return Decimal(f"{match[1]}{''.join(match[2].split())}.{match[3] or 0}")
        except InvalidOperation:
            raise self.refuse(field, f"« {text[:60]} » n'est pas un nombre lisible") from None

    def date(self, field: str, reference: date, direction: Direction) -> date | None:
        """None for an empty cell (or « - »); refused when it can't be read (R19)."""
        cell = self.cell(field)
        if isinstance(cell, str) and (not cell.strip() or _word(cell.strip()) in _NO_DATE):
            return None
        try:
            return parse_date(cell, reference=reference, direction=direction)
        except DateError as error:
            raise self.refuse(field, str(error)) from error

    def days(self, field: str) -> int | None:
        """A lifetime in days; « 2 semaines » is 14. One that can't be read is left out with a warning."""
        text = self.text(field).casefold().replace(",0", "")
        if not text or text in ("-", "0"):
            return None
        match = _DURATION.fullmatch(text)
        days = int(match[1]) * _DAYS_OF.get((match[2] or "j")[0], 1) if match else 0
        if 1 <= days <= 3650:
            return days
        self.warn(
            field, f"« {self.text(field)[:60]} » n'est pas une durée en jours ; elle est laissée de côté"
        )
        return None


def _word(text: str) -> str:
    return text.casefold().replace("é", "e").replace("è", "e").replace("à", "a").strip(" .!")
