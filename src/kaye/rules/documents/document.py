"""All that is printed on a document, from a quote to a receipt: what its PDF and its electronic invoice are made of.

Nothing is computed when it is printed: who builds a Document gives every figure, so an old one stays the same (M11).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaye.rules.documents.amounts import NO_DISCOUNT, Discount
from kaye.rules.documents.deposits import Deposit
from kaye.rules.documents.epc import Transfer
from kaye.rules.documents.lines import Draft, Prices, Vat
from kaye.rules.documents.mentions import Mention
from kaye.rules.documents.terms import Escompte
from kaye.rules.documents.titles import Kind
from kaye.rules.documents.totals import RateTotal, Totals, line_nets


class Nature(StrEnum):
    """What is sold, as the French electronic invoice asks it."""

    GOODS = "goods"
    SERVICES = "services"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Party:
    """The seller or the buyer as copied into the document; an empty field is not printed.

    `country`: code of a pack (« GP ») or of ISO 3166. `delivery_address`: of a buyer, when it differs.
    """

    legal_name: str
    country: str
    is_firm: bool = True
    legal_form: str = ""
    capital: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    siren: str = ""
    vat_number: str = ""
    rcs: str = ""
    bce: str = ""
    rpm: str = ""
    niu: str = ""
    rccm: str = ""
    ninea: str = ""
    ncc: str = ""
    iban: str = ""
    phone: str = ""
    email: str = ""
    delivery_address: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a business looks on paper. `logo_type`: png, jpg or svg; `colour`: « #rrggbb » or empty."""

    logo: bytes = b""
    logo_type: str = ""
    colour: str = ""


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line, in minor units. `net`: without VAT; `amount`: as the prices are written, without or with VAT.

    Both are after the discount of the line and before that of the document. `unit_price` is in major units.
    `detail`: a smaller text under the label (a period, how far the work is).
    """

    label: str
    quantity: Decimal
    unit_price: Decimal
    vat: Vat
    net: int
    amount: int
    unit: str = ""
    discount: Discount = NO_DISCOUNT
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to print. Amounts in minor units of `currency`.

    `version`: of a quote, printed from 2 on. `supply_on`, or `supply_from` and `supply_to`: when it is supplied.
    `discount`: of the document, as written; its amounts are in `totals`. `due`: total less deposits. `paid`,
    `credited`: already received or credited when it is printed. `original_number`, `original_on`: the invoice that a
    credit note corrects. `quote_number`, `order_number`: what it comes from. `words`: the amount in words, or empty.
    `payment_means`: one sentence each. `transfer`: what the QR code asks, or None.
    """

    kind: Kind
    title: str
    number: str
    seller: Party
    buyer: Party
    currency: str
    prices: Prices
    lines: tuple[DocumentLine, ...]
    totals: Totals
    due: int
    issued_on: date | None = None
    due_on: date | None = None
    valid_until: date | None = None
    supply_on: date | None = None
    supply_from: date | None = None
    supply_to: date | None = None
    version: int = 1
    nature: Nature | None = None
    discount: Discount = NO_DISCOUNT
    deposits: tuple[Deposit, ...] = ()
    deposit_asked: int = 0
    paid: int = 0
    credited: int = 0
    mentions: tuple[Mention, ...] = ()
    words: str = ""
    escompte: Escompte | None = None
    original_number: str = ""
    original_on: date | None = None
    reason: str = ""
    quote_number: str = ""
    order_number: str = ""
    note: str = ""
    terms_text: str = ""
    payment_means: tuple[str, ...] = ()
    payment_link: str = ""
    transfer: Transfer | None = None
    platform_copy: bool = False
    fne: str = ""
    withdrawal_form: bool = False
    is_test: bool = False
    language: str = "fr"
    look: Look = PLAIN

    @property
    def to_pay(self) -> int:
        """What is left to pay when the document is printed."""
        return self.due - self.paid - self.credited

    @property
    def deducted(self) -> int:
        return sum(deposit.amount for deposit in self.deposits)

    @property
    def shown_number(self) -> str:
        """« D2026-0001-v2 » from the second version of a quote on."""
        return f"{self.number}-v{self.version}" if self.version > 1 else self.number

    def mention(self, code: str) -> str:
        """Text of the mention of this code, or empty."""
        return next((each.text for each in self.mentions if each.code == code), "")


def document_lines(draft: Draft, totals: Totals) -> tuple[DocumentLine, ...]:
    """The lines of a whole document as they are printed."""
    rows = zip(draft.lines, totals.nets, line_nets(draft), strict=True)
    return tuple(
        DocumentLine(
            line.label, line.quantity, line.unit_price, line.vat, net, amount, line.unit, line.discount
        )
        for line, net, amount in rows
    )


def rate_lines(label: str, rates: Sequence[RateTotal], exponent: int) -> tuple[DocumentLine, ...]:
    """One line without VAT per rate, for what has no article: a deposit, a credit note of an amount.

    The document that holds them has its prices without VAT. `exponent`: decimals of the currency.
    """
    return tuple(
        DocumentLine(label, Decimal(1), Decimal(row.base).scaleb(-exponent), row.vat, row.base, row.base)
        for row in rates
    )
