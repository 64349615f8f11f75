"""One message of a campaign to one person, if it may leave: read again just before, and saying why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kaye.actions.engine import Engine
from kaye.actions.free_draft import free_draft
from kaye.countries.pack import pack
from kaye.records.models import Campaign, Recipient
from kaye.rules import gates
from kaye.rules.campaigns import GIVE_UP, Words
from kaye.rules.checks import blocking, run_checks
from kaye.rules.consent import Said, allowed, standing
from kaye.rules.facts import CustomerFacts, PointFacts
from kaye.rules.reach import Reach
from kaye.rules.template import MissingValue, render
from kaye.rules.values import personal_values

FAMILY = "campaign"
PURPOSE = "marketing"
COLUMNS = (
    "business", "key", "customer", "item", "state", "channel", "address", "purpose", "family", "kinds", "text_id",
    "step_label", "tone", "subject", "text", "because", "local_date", "due_at", "expires_at", "attempts",
    "lease_owner", "provider_ref", "trouble", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """One campaign at work. `said`, `buying`: what the recipients of this batch agreed to.

    `open_until`: until when each may be written to freely; None where the channel always lets one write.
    """

    ready: Engine
    campaign: Campaign
    words: Mapping[str, Words]
    form: str
    kinds: frozenset[str]
    now: datetime
    urls: Mapping[tuple[int, str], str]
    said: Mapping[tuple[int, int | None, str], Said]
    buying: frozenset[int]
    open_until: Mapping[int, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A row of the outbox: the values of `COLUMNS`."""

    row: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Skip:
    """Not this person, and why in French."""

    because: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not before `at`."""

    at: datetime


def letter(
    run: Run, each: Recipient, person: CustomerFacts | None, due_at: datetime
) -> Written | Skip | Later:
    """The row of the outbox, not yet written, due at `due_at`."""
    if person is None:
        return Skip("fiche effacée")
    point = next((p for p in person.points if p.value == each.address and p.kind in run.kinds), None)
    if point is None or point.state != "ok":
        return Skip("adresse arrêtée")
    if (why := _refused(run, person, point)) is not None:
        return Skip(why)
    if run.open_until is not None and due_at >= run.open_until.get(person.id, due_at):
        return Skip("le délai pour écrire librement est passé")
    if (opening := _opening(run, person, due_at)) is not None:
        too_late = opening > (run.campaign.started_at or run.now) + GIVE_UP
        return Skip("plafond") if too_late else Later(opening)
    return _written(run, each, person, point, due_at)


def _refused(run: Run, person: CustomerFacts, point: PointFacts) -> str | None:
    found = standing(
        run.said.get((person.id, point.id, PURPOSE)),
        run.said.get((person.id, None, PURPOSE)),
        is_buyer=person.id in run.buying,
    )
    return allowed(found, PURPOSE, person.is_consumer, pack(run.ready.business.country).consent)


def _opening(run: Run, person: CustomerFacts, due_at: datetime) -> datetime | None:
    """When this person may be written to, when it is not at `due_at`: caps, closed days, hours."""
    today = person.calendar.today(due_at)
    closed = gates.day_gate(person, run.ready.facts.caps, FAMILY, PURPOSE, today)
    if closed is not None:
        return gates.opens_at(person, closed.until, PURPOSE)
    return None if gates.open_now(person, due_at, PURPOSE) else gates.next_opening(person, due_at, PURPOSE)


def _written(
    run: Run, each: Recipient, person: CustomerFacts, point: PointFacts, due_at: datetime
) -> Written | Skip:
    today = person.calendar.today(due_at)
    words = run.words.get(each.variant) or run.words["a"]
    values = personal_values(person, run.ready.facts, today)
    try:
        text = render(words.body, values)
        subject = render(words.subject, values) if words.subject is not None else ""
    except MissingValue as missing:
        return Skip(missing.message_fr)
    url = run.urls.get((person.id, each.address), "")
    if run.form == "email" and url:
        text = f"{text}\n\nNe plus recevoir ces messages : {url}"
    way = Reach(run.campaign.channel, point, run.form, automatic=True, ready=True)
    draft = free_draft(
        person=person,
        business=run.ready.facts,
        way=way,
        text=text,
        subject=subject,
        values={**values, "objet": words.said},
        purpose=PURPOSE,
        tone=0,
        is_edited=False,
        today=today,
    )
    if found := blocking(run_checks(draft)):
        return Skip(found[0].message_fr)
    return _row(run, each, person, text, subject, due_at, today)


def _row(
    run: Run, each: Recipient, person: CustomerFacts, text: str, subject: str, due_at: datetime, today: date
) -> Written:
    window = person.calendar.windows[gates.window_of(PURPOSE)]
    expires_at = person.calendar.local(today, window.spans[-1].end)
    return Written(
        (
            run.ready.business.pk, f"campaign:{run.campaign.pk}:{each.pk}", person.id, "", "due", run.campaign.channel,
            each.address, PURPOSE, FAMILY, FAMILY, "", "", 0, subject[:200], text,
            f"campagne « {run.campaign.name} »", today, due_at, expires_at, 0, "", "", "", run.now,
        )
    )  # fmt: skip
