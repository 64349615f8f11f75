"""What a quote or an invoice is made of, before any sum: lines, rates, and how prices are written."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kaye.rules.documents.amounts import NO_DISCOUNT, Discount


class Prices(StrEnum):
    """Whether the prices of a document are written without (HT) or with (TTC) VAT."""

    HT = "ht"
    TTC = "ttc"


class Category(StrEnum):
    """VAT category of a line, by its EN 16931 code."""

    STANDARD = "S"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"


@dataclass(frozen=True, slots=True)
class Vat:
    """A rate in per cent and its category: 0 % exempt and 0 % reverse charge are two rows of a document."""

    rate: Decimal
    category: Category = Category.STANDARD

    @property
    def order(self) -> tuple[Decimal, str]:
        """Sort key: the highest rate first, so that it wins ties."""
        return (-self.rate, self.category)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `unit_price` is in major units, at most four decimals, without or with VAT as the document says."""

    label: str
    quantity: Decimal
    unit_price: Decimal
    vat: Vat
    discount: Discount = NO_DISCOUNT
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines and discount of a document in one currency: all that its totals depend on."""

    currency: str
    prices: Prices
    lines: tuple[Line, ...]
    discount: Discount = NO_DISCOUNT
