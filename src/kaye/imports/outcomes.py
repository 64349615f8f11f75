"""What the reading of one line gives: a typed row, a refusal with its reason, or nothing to read."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from kaye.rules.people import PersonName, Phone

# A name of its own: rows have a field called `date`.
Day = date
Quantity = int | Decimal
SaleKind = Literal["cash", "credit", "order"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a file doesn't say: where the business is, its currency, the local day of the import.

    `accepted`: keys of repeated rows that a person chose to accept all the same (R16).
    """

    country: str
    currency: str
    today: Day
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CustomerCells:
    """A customer as one line gives them.

    `name`: as written, for people to recognise. `phones`: the first is the main one.
    `raw_phone`, `bad_email`: what could not be read, kept. `is_consumer`: None when the file doesn't say.
    """

    name: str
    person: PersonName
    phones: tuple[Phone, ...] = ()
    raw_phone: str = ""
    email: str | None = None
    bad_email: str | None = None
    is_consumer: bool | None = None

    @property
    def phone(self) -> Phone | None:
        return self.phones[0] if self.phones else None

    @property
    def phone_note(self) -> str:
        """What was changed in the main number (an old plan brought up to date, R18), or an empty text."""
        return (self.phones[0].note or "") if self.phones else ""


@dataclass(frozen=True, slots=True)
class SaleRow:
    """One line of the notebook; amounts in minor units.

    `received` None goes with `to_specify`: nobody wrote what was paid, so the line makes no debt (R15).
    `delivery` may lie in the past: whether it was delivered is for the caller to ask.
    """

    line: int
    customer: CustomerCells
    date: Day
    article: str
    quantity: Quantity
    unit_price: int
    total: int
    received: int | None
    is_paid_word: bool
    payment_due: Day | None
    delivery: Day | None
    lifetime_days: int | None
    note: str
    kind: SaleKind
    to_specify: bool
    warnings: tuple[str, ...]
    key: str
    raw: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class StockRow:
    """An article counted; `stock` None when the cell is empty (it may still be offered, R25)."""

    line: int
    name: str
    stock: Quantity | None
    threshold: Quantity | None
    price: int | None
    lifetime_days: int | None
    reference: str
    warnings: tuple[str, ...]
    key: str
    raw: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a list says of offers to one person. `state`: opted_in, opted_out, bounced, or "" (only `sms_refused`).

    `on`: since when, if the file says. `service`: "" when its headers don't tell.
    """

    state: Literal["opted_in", "opted_out", "bounced", ""]
    on: Day | None = None
    service: str = ""
    sms_refused: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer of an address list, with what an e-mailing service knew: words put on them, what they agreed to."""

    line: int
    customer: CustomerCells
    note: str
    warnings: tuple[str, ...]
    key: str
    raw: tuple[str, ...] = field(repr=False)
    tags: tuple[str, ...] = ()
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice made elsewhere, or a credit note that lowers what its customer owes (`is_credit_note`, R20).

    `total` and `paid` are never negative; `due_on` None when the file doesn't say. `key` is the number.
    """

    line: int
    number: str
    issued_on: Day
    due_on: Day | None
    customer: CustomerCells
    subject: str
    total: int
    paid: int
    is_credit_note: bool
    warnings: tuple[str, ...]
    key: str
    raw: tuple[str, ...] = field(repr=False)


Accepted = SaleRow | StockRow | CustomerRow | InvoiceRow


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken. `key` and `row` are set when a person may accept it by hand (R16)."""

    line: int
    reason: str
    raw: tuple[str, ...] = field(repr=False)
    key: str = ""
    row: Accepted | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A line that holds no row: blank, title, header come again, total (R38)."""

    line: int
    why: str


Outcome = Accepted | Refused | Ignored
