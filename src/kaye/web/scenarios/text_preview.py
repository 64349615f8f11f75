"""A text as one customer would read it, with what would stop it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from kaye.actions.engine import Engine
from kaye.countries.scenarios import default_scenarios
from kaye.records.models import Business
from kaye.records.queries.scenarios import OpenCase
from kaye.rules.checks import run_checks
from kaye.rules.compose import compose
from kaye.rules.decision import Item
from kaye.rules.draft import Finding
from kaye.rules.ladder import item_of
from kaye.rules.marked import Piece, example_values, marked
from kaye.rules.scenario import Step
from kaye.rules.septets import SmsLength, sms_length
from kaye.rules.values import values_of
from kaye.rules.wording import Library, Message, Template
from kaye.web.scenarios.cases import Shown, shown_case

_KINDS = {
    "payment": "payment_due",
    "formal_notice": "payment_due",
    "call_task": "payment_due",
    "delivery": "delivery",
    "restock": "restock",
    "satisfaction": "satisfaction",
    "stock_alert": "low_stock",
}


@dataclass(frozen=True, slots=True)
class Preview:
    """`findings`: what the checks say of this text for this customer. `sms`: its length, for a SMS."""

    name: str
    is_example: bool
    pieces: tuple[Piece, ...]
    subject: tuple[Piece, ...] = ()
    findings: tuple[Finding, ...] = ()
    sms: SmsLength | None = None

    @property
    def blocks(self) -> bool:
        return any(finding.severity == "block" for finding in self.findings)

    @property
    def left(self) -> int:
        """Units left in the last part of the SMS."""
        if self.sms is None:
            return 0
        alone, joined = (70, 67) if self.sms.unicode else (160, 153)
        room = alone if self.sms.parts == 1 else joined * self.sms.parts
        return room - self.sms.units


def text_choices(message: Message, cases: Sequence[OpenCase], most: int = 12) -> tuple[OpenCase, ...]:
    """Open cases that such a text may be written for, one a customer."""
    found: dict[int | None, OpenCase] = {}
    for case in cases:
        if case.kind == _KINDS.get(message.kind) and case.customer not in found and len(found) < most:
            found[case.customer] = case
    return tuple(found.values())


def shown_for(
    business: Business, ready: Engine, message: Message, cases: Sequence[OpenCase], chosen: str, now: datetime
) -> Shown | None:
    """The chosen case, else the first that fits; None when no follow-up sends this kind of text."""
    kind = _KINDS.get(message.kind)
    scenario = next((s for s in default_scenarios().values() if s.kind == kind), None)
    if scenario is None:
        return None
    fitting = [c for c in cases if c.kind == kind]
    case = next((c for c in fitting if str(c.id) == chosen), None) or next(iter(fitting), None)
    return shown_case(business, ready, scenario, case, now)


def preview_of(
    message: Message, form: str, template: Template, shown: Shown | None, ready: Engine, today: date
) -> Preview:
    """The text filled for this customer; with the examples of the palette when there is nobody to fill it for."""
    item = _item(message, form, shown, ready, today) if shown else None
    if shown is None or item is None:
        values = example_values() | dict(ready.facts.values)
        pieces = marked(template, values)
        return Preview("un exemple", True, pieces, sms=_length(form, pieces))
    day = item.due_on
    values = values_of(item, shown.customer, ready.facts, day)
    pieces = marked(template, values)
    subject = (
        message.forms.get("email_subject") if form.startswith("email") and form != "email_subject" else None
    )
    return Preview(
        name=shown.name,
        is_example=shown.case_id is None,
        pieces=pieces,
        subject=marked(subject, values) if subject else (),
        findings=_findings(item, message, form, template, shown, ready, day),
        sms=_length(form, pieces),
    )


def _item(message: Message, form: str, shown: Shown, ready: Engine, today: date) -> Item | None:
    """This very text, on the day that the library gives it."""
    anchor = shown.anchor_on
    offset = re.match(r"J([+-]\d+)", message.step)
    day = max(today, anchor + timedelta(days=int(offset[1]))) if anchor and offset else today
    step = Step(uid="essai", offset=0, tone=message.tone, text=message.id)
    found = item_of(shown.case, step, shown.customer, ready.facts, ready.library, day)
    if found is None:
        return None
    base = form.split("_")[0]
    channel, address = _way(base, shown, ready)
    return replace(
        found,
        text_id=message.id,
        form="email" if form == "email_subject" else form,
        channel=channel or found.channel,
        address=address or found.address,
        purpose=message.purpose,
        tone=message.tone,
    )


def _way(base: str, shown: Shown, ready: Engine) -> tuple[str, str]:
    """The first channel that carries this form, and the customer's address on it."""
    for name in ready.facts.channel_order:
        kind, text_form, _ = ready.facts.channel_forms.get(name, ("", "", False))
        if text_form == base:
            return name, next((p.value for p in shown.customer.points if p.kind == kind), "")
    return "", ""


def _findings(
    item: Item, message: Message, form: str, template: Template, shown: Shown, ready: Engine, day: date
) -> tuple[Finding, ...]:
    tried = replace(message, forms=MappingProxyType({**message.forms, form: template}))
    library = Library(
        MappingProxyType({**ready.library.messages, message.id: tried}),
        ready.library.edited | {(message.id, item.form)},
    )
    composed = compose(item, shown.customer, ready.facts, library, day)
    if composed.draft is None or shown.case_id is None:
        return composed.blocked if shown.case_id is not None else ()
    return run_checks(composed.draft)


def _length(form: str, pieces: Sequence[Piece]) -> SmsLength | None:
    return sms_length("".join(p.text for p in pieces)) if form.split("_")[0] == "sms" else None
