"""A campaign's text as one customer of its audience would read it, and what it would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kaye.actions.campaigns.draft import form_of
from kaye.actions.campaigns.plan import kinds_of
from kaye.actions.engine import Engine
from kaye.actions.free_draft import free_draft
from kaye.channels.registry import channel
from kaye.records.facts import load_customers
from kaye.records.models import Business
from kaye.records.queries.audience import some_reached
from kaye.records.segments import Rule
from kaye.rules.campaigns import Words, parts_of
from kaye.rules.checks import run_checks
from kaye.rules.draft import Finding
from kaye.rules.facts import CustomerFacts
from kaye.rules.marked import Piece, example_values, marked
from kaye.rules.people import display_name
from kaye.rules.ports.channel import Cost, OutgoingText
from kaye.rules.reach import Reach
from kaye.rules.values import personal_values

_FEW = 12
PURPOSE = "marketing"


@dataclass(frozen=True, slots=True)
class Shown:
    """`customer` None: nobody would receive it, the values are examples. `parts`: what is paid for, for one.

    `cost`: of one message to this person, None when the rate is not known.
    """

    customer: int | None
    name: str
    subject: tuple[Piece, ...]
    body: tuple[Piece, ...]
    parts: int
    cost: Cost | None
    findings: tuple[Finding, ...]

    @property
    def subject_text(self) -> str:
        return "".join(piece.text for piece in self.subject)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.body)

    @property
    def blocks(self) -> bool:
        return any(each.severity == "block" for each in self.findings)


def readers(
    business: Business, channel_name: str, rules: Sequence[Rule], now: datetime
) -> list[tuple[int, str]]:
    """A few customers of the audience to try the text on: (id, name)."""
    return some_reached(business, rules, kinds_of(channel_name), now, _FEW)


def shown(ready: Engine, channel_name: str, words: Words, customer: int | None, now: datetime) -> Shown:
    """The text for that customer of the business; with examples when there is nobody. Raises Refusal."""
    form = form_of(channel_name)
    person = next(iter(load_customers(ready.business, [customer], now, cases=())), None) if customer else None
    values = _values(ready, person, now)
    body = marked(words.body, values)
    subject = marked(words.subject, values) if words.subject else ()
    text, said = "".join(p.text for p in body), "".join(p.text for p in subject)
    return Shown(
        customer=person.id if person else None,
        name=display_name(person.name) if person else "un exemple",
        subject=subject,
        body=body,
        parts=parts_of(form, text),
        cost=_cost(ready, channel_name, person, said, text, now),
        findings=_findings(ready, channel_name, form, words, person, values, said, text, now),
    )


def _values(ready: Engine, person: CustomerFacts | None, now: datetime) -> Mapping[str, str]:
    if person is None:
        return example_values() | dict(ready.facts.values)
    return personal_values(person, ready.facts, person.calendar.today(now))


def _address(channel_name: str, person: CustomerFacts | None) -> str:
    kinds = kinds_of(channel_name)
    return next((p.value for p in person.points if p.kind in kinds and p.state == "ok"), "") if person else ""


def _cost(
    ready: Engine, channel_name: str, person: CustomerFacts | None, subject: str, text: str, now: datetime
) -> Cost | None:
    price, address = channel(channel_name).cost, _address(channel_name, person)
    if price is None or not address or person is None:
        return None
    said = OutgoingText(key="", address=address, text=text, date=now, subject=subject, purpose=PURPOSE)
    return price(said, ready.business.country, person.calendar.today(now))


def _findings(
    ready: Engine,
    channel_name: str,
    form: str,
    words: Words,
    person: CustomerFacts | None,
    values: Mapping[str, str],
    subject: str,
    text: str,
    now: datetime,
) -> tuple[Finding, ...]:
    """What the checks say just before it leaves."""
    kinds = kinds_of(channel_name)
    point = next((p for p in person.points if p.kind in kinds and p.state == "ok"), None) if person else None
    if person is None or point is None:
        return ()
    draft = free_draft(
        person=person,
        business=ready.facts,
        way=Reach(channel_name, point, form, automatic=True, ready=True),
        text=text,
        subject=subject,
        values={**values, "objet": words.said},
        purpose=PURPOSE,
        tone=0,
        is_edited=False,
        today=person.calendar.today(now),
    )
    return run_checks(draft)
