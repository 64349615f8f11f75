"""What the API takes and answers, as its OpenAPI description says it (M57–M60)."""

from typing import Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

T = TypeVar("T")
Written = str | int  # an amount or a quantity in major units, as a person writes it; never a float


class Closed(Schema):
    """A body: a key that is not expected is refused, never dropped in silence."""

    model_config = ConfigDict(extra="forbid")


class Money(Schema):
    """`minor`: whole number of cents, or of francs."""

    minor: int
    currency: str
    text: str


class Person(Schema):
    """A customer, named."""

    id: int
    name: str


class Page(Schema, Generic[T]):
    """A piece of a list, the newest first. `next`: what to give as `cursor`; null at the end."""

    items: list[T]
    next: str | None


class CustomerIn(Closed):
    """`is_consumer`: null or absent when unknown, which counts as a consumer."""

    name: str = Field(max_length=250)
    phone: str | None = Field(None, max_length=40)
    email: str | None = Field(None, max_length=254)
    is_consumer: bool | None = None
    country: str = Field("", max_length=2)
    address: str = Field("", max_length=300)
    postcode: str = Field("", max_length=12)
    city: str = Field("", max_length=120)
    siren: str = Field("", max_length=20)
    vat_number: str = Field("", max_length=20)
    notes: str = Field("", max_length=5000)


class CustomerOut(Person):
    """As `kaye customer add` answers it."""

    civility: str
    first_name: str
    last_name: str
    company: str
    phone: str | None
    email: str | None
    is_consumer: bool | None
    siren: str | None
    vat_number: str | None
    address: str | None
    postcode: str | None
    city: str | None
    country: str | None
    balance: Money
    credit: Money


class ProductIn(Closed):
    """`stock` null: not counted. `threshold`: rings when the free stock reaches it."""

    name: str = Field(max_length=160)
    price: Written | None = None
    stock: int | None = Field(None, ge=0, le=2_000_000_000)
    threshold: int | None = Field(None, ge=0, le=2_000_000_000)
    lifetime_days: int | None = Field(None, ge=1, le=36_500)


class ProductOut(Schema):
    """An article. `free`: stock less what is reserved."""

    id: int
    name: str
    price: Money | None
    stock: int | None
    reserved: int
    free: int | None
    threshold: int | None
    lifetime_days: int | None


class SaleLineIn(Closed):
    """Whole pieces; the price of one in major units."""

    name: str = Field(max_length=160)
    quantity: int = Field(1, ge=1, le=1_000_000)
    unit_price: Written


class SaleIn(Closed):
    """A line of the notebook (A1). Days are ISO dates."""

    customer: Written | None = None
    kind: Literal["cash", "credit", "order"]
    lines: list[SaleLineIn] = Field(min_length=1, max_length=200)
    received: Written | None = None
    sold_on: str | None = None
    due_on: str | None = None
    promised_on: str | None = None
    note: str = Field("", max_length=500)


class SaleLineOut(Schema):
    name: str
    quantity: int
    unit_price: Money


class SaleOut(Schema):
    """`balance`: what its debt still owes."""

    id: int
    number: int
    kind: str
    customer: Person | None
    sold_on: str
    promised_on: str | None
    delivered_on: str | None
    total: Money
    balance: Money
    lines: list[SaleLineOut]
    cancelled: bool


class LineIn(Closed):
    """Quantities have at most 3 decimals, prices 4 (M1). `vat`: a rate of the country, or « AE »."""

    label: str
    quantity: Written | None = None
    unit: str | None = None
    unit_price: Written
    vat: Written | None = None
    discount: Written | None = None


class EscompteIn(Closed):
    percent: Written
    days: int


class DocumentIn(Closed):
    """The file of M59. `customer`: id, name or contact point."""

    customer: Written | None = None
    prices: Literal["ht", "ttc"] | None = None
    lines: list[LineIn] | None = None
    discount: Written | None = None
    deposit: Written | None = None
    terms: Written | None = None
    escompte: EscompteIn | None = None
    supply_on: str | None = None
    supply_from: str | None = None
    supply_to: str | None = None
    nature: Literal["goods", "services", "mixed"] | None = None
    valid_days: int | None = None
    off_premises: bool | None = None
    urgent_repair: bool | None = None
    delivery_address: str | None = None
    exempt_reason: str | None = None
    note: str | None = None


class DraftChange(DocumentIn):
    """The whole draft again, with the `version` that was read: another one since is a 409."""

    version: int


class InvoiceIn(DocumentIn):
    """Either the document itself, or what it comes from: `quote`, `order` or `sale`, wholly or partly (M20)."""

    quote: str | None = None
    order: str | None = None
    sale: str | None = None
    part: Literal["deposit", "percent", "quantities", "final", "delivered"] | None = None
    percent: Written | None = None
    amount: Written | None = None
    quantities: dict[str, Written] | None = None


class DocumentLine(Schema):
    n: int
    label: str
    quantity: str
    unit: str | None
    unit_price: str
    vat: str
    net: Money


class RateOut(Schema):
    rate: str
    category: str
    base: Money
    amount: Money


class TotalsOut(Schema):
    ht: Money
    vat: Money
    ttc: Money
    deposits: Money
    due: Money
    paid: Money
    credited: Money
    pending: Money
    balance: Money


class DepositOut(Schema):
    number: str
    issued_on: str
    amount: Money


class MentionOut(Schema):
    code: str
    text: str


class PlatformOut(Schema):
    status: str
    number: str | None


class DocumentOut(Schema):
    """A quote, an order, an invoice or a credit note, as the commands answer it (M59)."""

    id: int
    kind: str
    title: str
    number: str | None
    version: int
    state: str
    customer: Person
    issued_on: str | None
    due_on: str | None
    valid_until: str | None
    no_payment_before: str | None
    withdrawal_until: str | None
    prices: str
    lines: list[DocumentLine]
    vat: list[RateOut]
    totals: TotalsOut
    deposits: list[DepositOut]
    mentions: list[MentionOut]
    words: str | None
    platform: PlatformOut | None
    sha256: str | None
    link: str | None
    source: str | int | None
    original: str | None
    reason: str | None


class SendIn(Closed):
    """`channels`: only by these; empty for the customer's usual one."""

    channels: list[str] = []


class SentOut(Schema):
    """`state`: due when it leaves by itself, proposed when a person taps `link`."""

    document: DocumentOut
    channel: str
    state: str
    text: str
    link: str | None


class AcceptIn(Closed):
    """A signature on paper that the owner records (M36)."""

    name: str = Field(max_length=160)


class DeclineIn(Closed):
    reason: Literal["price", "delay", "competitor", "no_need", "no_answer", "other"]
    text: str = Field("", max_length=300)


class ExtendIn(Closed):
    until: str | None = None


class CreditIn(Closed):
    """Whole without more; else an `amount` with VAT at one rate `vat`, or quantities by line number (M22)."""

    reason: str = Field(max_length=300)
    amount: Written | None = None
    vat: Written | None = None
    quantities: dict[str, Written] | None = None


class PaymentIn(Closed):
    """`debts`: numbers or ids, only these are settled; « F2026-0001=500 » settles that part (M24)."""

    customer: Written
    amount: Written
    method: Literal["cash", "cheque", "transfer", "mobile", "card", "other"] = "cash"
    reference: str = Field("", max_length=80)
    on: str | None = None
    debts: list[str] = []


class ReverseIn(Closed):
    reason: str = Field(min_length=1, max_length=200)


class PaidOut(Schema):
    id: int
    amount: Money
    method: str
    received_on: str
    state: str


class SettledOut(Schema):
    ref: str
    instalment: int
    amount: Money
    balance_after: Money


class PaymentOut(Schema):
    """One payment, what it settled, and where its customer stands (M60)."""

    payment: PaidOut
    customer: Person | None
    allocations: list[SettledOut]
    unallocated: Money
    rounding: Money
    balance: Money
    credit: Money
    pending: Money


class InstalmentOut(Schema):
    n: int
    due_on: str | None
    amount: Money
    balance: Money


class PlanOut(Schema):
    id: int
    state: str
    customer: Person
    total: Money
    original_due_on: str | None
    instalments: list[InstalmentOut]


class PlanIn(Closed):
    customer: Written
    debts: list[str] = []
    count: int = Field(ge=2, le=60)
    first: str
    every: Literal["month", "week"] = "month"


class SubscriptionIn(Closed):
    """The file of M60."""

    customer: Written
    lines: list[LineIn]
    prices: Literal["ht", "ttc"] | None = None
    terms: Written | None = None
    discount: Written | None = None
    nature: Literal["goods", "services", "mixed"] | None = None
    exempt_reason: str | None = None
    name: str | None = None
    every: Literal["month", "quarter", "year"] | None = None
    start: str
    anchor_day: int | None = None
    end: str | None = None
    billing: Literal["advance", "arrears"] | None = None
    first: Literal["prorate", "full", "free"] | None = None
    term_months: int | None = None
    renewal: Literal["tacit"] | None = None
    auto: bool | None = None


class PauseIn(Closed):
    start: str = Field(alias="from")
    until: str | None = None


class PriceIn(Closed):
    start: str = Field(alias="from")
    line: int = Field(ge=1)
    unit_price: Written


class StopIn(Closed):
    on: str


class PauseOut(Schema):
    model_config = ConfigDict(populate_by_name=True)
    from_: str = Field(alias="from")
    until: str | None


class PriceOut(Schema):
    model_config = ConfigDict(populate_by_name=True)
    line: int
    from_: str = Field(alias="from")
    unit_price: str
    told_on: str | None


class SubscriptionOut(Schema):
    id: int
    customer: Person
    name: str
    prices: str
    lines: list[dict[str, Any]]
    every: str
    start: str
    anchor_day: int
    end: str | None
    billing: str
    first: str
    term_months: int | None
    renewal: str | None
    auto: bool
    asks: str | None
    next_on: str | None
    pauses: list[PauseOut]
    prices_to_come: list[PriceOut]


class FollowupOut(Schema):
    """A line of the morning list (R4)."""

    id: str
    kind: str
    kinds: list[str]
    step: str | None
    tone: int
    action: str
    channel: str | None
    customer: dict[str, Any] | None
    amount: Money | None
    due_on: str
    anchor_on: str | None
    subject: str | None
    text: str
    link: str | None
    because: str


class FollowupsOut(Schema):
    """The morning at this instant, the best first. `waiting`: how many more than `limit`."""

    at: str
    items: list[FollowupOut]
    waiting: int


class DoneIn(Closed):
    outcome: Literal["sent", "called", "not_reached", "skipped"]


class WebhookIn(Closed):
    """`kinds`: names of events; empty for all of them."""

    url: str = Field(max_length=500)
    kinds: list[str] = []


class WebhookOut(Schema):
    id: int
    url: str
    kinds: list[str]
    created_at: str
    stopped: bool
    stopped_because: str | None


class WebhookMade(WebhookOut):
    """`secret` is shown this once."""

    secret: str
