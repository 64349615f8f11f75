"""What is known, as frozen values: the only thing that rules read. Made from rows by `records.facts`.

Amounts are minor units of the business's currency; dates are days of the customer's calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kaye.rules.approved import Approved
from kaye.rules.calendar import Calendar
from kaye.rules.people import PersonName
from kaye.rules.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Caps:
    """How much one customer may receive. A business may only tighten (scenarios.yaml)."""

    per_day: int = 1
    per_week: int = 3
    marketing_per_month: int = 2
    per_debt: int = 8  # before the formal notice
    days_between_payment_messages: int = 3


@dataclass(frozen=True, slots=True)
class BusinessFacts:
    """The business as its texts and rules need it. `automatic`: channels that can send by themselves now."""

    id: int
    name: str
    country: str
    currency: str
    law: str
    signatory: str
    channel_order: tuple[str, ...]
    automatic: frozenset[str] = frozenset()
    channel_forms: Mapping[str, tuple[str, str, bool]] = field(
        default_factory=dict
    )  # name: (address, form, automatic)
    channel_labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(
        default_factory=dict
    )  # variables of texts that never change: tel, moyens, lien…
    own_hosts: frozenset[str] = frozenset()
    watched_names: frozenset[str] = frozenset()  # customers' names found among the words of edited texts
    caps: Caps = Caps()
    windows: Mapping[str, timedelta] = field(
        default_factory=dict
    )  # channels set up that take free texts only so long after the customer's last message
    approved: Mapping[tuple[str, str], Approved] = field(
        default_factory=dict
    )  # (channel, text id): what may leave there at any time


@dataclass(frozen=True, slots=True)
class PointFacts:
    """A phone (E.164) or an e-mail. `state`: ok, malformed, dead, stopped. `heard`: when it last wrote, by channel;
    only what is recent enough to open a window."""

    id: int
    kind: str
    value: str
    state: str = "ok"
    heard: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step that is behind us. `deadline`: the « avant le … » its message gave."""

    step: str
    outcome: str
    on: date
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A hold in force or just ended. `case` None: the whole customer. `paid_since`: what came in after it was made."""

    id: int
    kind: str
    case: int | None
    until: date
    made_on: date
    promised_on: date | None = None
    amount: int | None = None
    owed_then: int = 0
    paid_since: int = 0

    @property
    def expected(self) -> int:
        """What a promise announced: its amount, else all that was owed."""
        return self.amount if self.amount is not None else self.owed_then


@dataclass(frozen=True, slots=True)
class PendingFacts:
    """A message already in the outbox for this case. `state`: due, leased, handing, uncertain, failed."""

    message: int
    state: str
    step: str
    on: date
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A message that left, or is about to: what the caps count. `purpose` as in the library, `family` as in kinds."""

    on: date
    purpose: str
    family: str
    case_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HourMark:
    """A step counted in hours (C33): so many hours after the request, on that local day. `passed`: it has come."""

    hours: int
    at: datetime
    on: date
    passed: bool


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What is followed. Only the fields of its kind are filled.

    Debt: label, reference, issued_on, due_on, amount, paid, is_invoice. Order: label, due_on (promised), delivered_on,
    amount/paid of its debt. Article: label, issued_on (sold on), lifetime, quantity, price, stock, bought_again_on.
    Product: label, stock, threshold, due_on (day the threshold was reached). Quote: label, reference, issued_on (really
    sent on), valid_until, amount, state. Request: label, reference, issued_on, amount, opened_at, answered_on, next_on,
    marks.
    """

    type: str
    id: int
    label: str = ""
    reference: str = ""
    issued_on: date | None = None
    due_on: date | None = None
    amount: int = 0
    paid: int = 0
    is_invoice: bool = False
    cancelled: bool = False
    delivered_on: date | None = None
    is_order: bool = False
    order_number: int | None = None
    quantity: int = 1
    lifetime: int | None = None
    price: int | None = None
    stock: int | None = None
    threshold: int | None = None
    reserved: int = 0
    bought_again_on: date | None = None
    own_interval: int | None = None  # the customer's own days between purchases, once known twice
    valid_until: date | None = None
    articles: tuple[str, ...] = ()
    buyers: int = 0
    state: str = ""  # of a quote: sent, accepted, declined… (M33)
    link: str = ""  # the customer's own page of it
    plan: int | None = None  # of an instalment: the kept plan it belongs to
    opened_at: datetime | None = None  # of a request
    answered_on: date | None = None
    next_on: date | None = None  # the day a person looks at a request again
    marks: tuple[HourMark, ...] = ()

    @property
    def balance(self) -> int:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One subject followed by one scenario version."""

    id: int
    scenario: Scenario
    subject: SubjectFacts
    opened_on: date
    done: tuple[StepRecord, ...] = ()
    pending: PendingFacts | None = None
    proposed_step: str = ""
    proposed_because: str = ""

    @property
    def kind(self) -> str:
        return self.scenario.kind


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Everything the engine knows of one customer. `cases` are the open ones; `contacts` those of the last 31 days,
    including messages to the same phone or address sent to somebody else (R17)."""

    id: int
    name: PersonName
    label: str
    country: str
    is_consumer: bool | None
    informal: bool
    calendar: Calendar
    points: tuple[PointFacts, ...] = ()
    cases: tuple[CaseFacts, ...] = ()
    holds: tuple[HoldFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    shared_contacts: tuple[ContactFacts, ...] = ()  # same number, other customer
    stopped: frozenset[str] = frozenset()  # purposes refused on every channel: marketing, all

    @property
    def phone(self) -> PointFacts | None:
        return next((p for p in self.points if p.kind == "phone"), None)

    @property
    def email(self) -> PointFacts | None:
        return next((p for p in self.points if p.kind == "email"), None)
