"""The worker's part of a campaign: take the audience once, then write the next messages into the outbox.

A few seconds of messages at a time: consent, caps, hours and texts are read again just before they leave. Queries per
batch are constant; memory does not grow with the audience.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.db.models import Max, Min

from kaye.actions.campaigns.draft import form_of
from kaye.actions.campaigns.letter import COLUMNS, Later, Run, Skip, letter
from kaye.actions.consent import buyers, said_by
from kaye.actions.engine import Engine, engine
from kaye.actions.send_due import Stopping, never
from kaye.actions.steady import steady
from kaye.actions.unsubscribe import stop_urls
from kaye.channels.registry import channel
from kaye.records.again import again
from kaye.records.bulk import insert_rows, update_rows
from kaye.records.facts import load_customers
from kaye.records.models import Business, Campaign, ContactPoint, InboxMessage, OutgoingMessage, Recipient
from kaye.records.segments import audience, kept_rules
from kaye.rules.campaigns import Words, leaves_at, read_words, version_of

TAKEN = 2000  # customers looked at in one transaction
_TAKEN = ("business", "campaign", "customer", "address", "variant", "state", "because", "next_at")
BATCH = 500  # messages written in one transaction
AHEAD = timedelta(seconds=60)  # how much of the pace is written in advance
_LOOK_AGAIN = timedelta(minutes=15)  # at messages of which nobody knows whether they left
_UNSURE = timedelta(days=7)


def plan_campaigns(business: Business, now: datetime, stopping: Stopping = never) -> int:
    """Write what is due of every campaign; answers how many messages. Cost: what leaves now.

    A held base plans nothing: what would wait there would leave all at once.
    """
    rows = Campaign.objects.filter(business=business, next_at__lte=now).order_by("next_at", "id")
    due = list(rows.values_list("pk", flat=True))
    if not due:
        return 0
    business.refresh_from_db(fields=["sending_held_since"])
    if business.sending_held_since:
        return 0
    written, ready = 0, engine(business)
    for campaign in due:
        again(partial(_catch_up, campaign, now))
        take_audience(campaign, now, stopping)
        while not stopping():
            with steady():
                batch = again(partial(_plan_next, ready, campaign, now))
            if batch is None:
                break
            written += batch
    return written


def take_audience(pk: int, now: datetime, stopping: Stopping = never) -> None:
    """The customers as they are at the start, once for all, some thousands at a time."""
    while not stopping() and not again(partial(_take_next, pk, now)):
        pass


def _held(pk: int) -> Campaign | None:
    """The campaign, ours until the end of the transaction; None when another worker has it in hand."""
    rows = Campaign.objects.filter(pk=pk).select_related("business")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.first()


def _catch_up(pk: int, now: datetime) -> None:
    """What became of its messages since the last turn."""
    with transaction.atomic():
        row = _held(pk)
        if row is not None and row.state in ("running", "done"):
            sync(row, now)


def sync(campaign: Campaign, now: datetime) -> None:
    """What the outbox says became of each message. Five statements, whatever the audience."""
    rows = Recipient.objects.filter(campaign=campaign, state__in=("queued", "uncertain"))
    rows.filter(outgoing__state="sent").update(state="sent")
    rows.filter(outgoing__state="failed").update(state="failed", because="refusé par le service d'envoi")
    rows.filter(state="queued", outgoing__state="uncertain").update(state="uncertain")
    rows.filter(state="uncertain", outgoing__state="due").update(state="queued")
    rows.filter(outgoing__state="cancelled").update(state="waiting", outgoing=None, next_at=now)


def _take_next(pk: int, now: datetime) -> bool:
    """The next piece of the audience, as it is at the start; True once all is taken."""
    with transaction.atomic():
        row = _held(pk)
        if row is None or row.state not in ("scheduled", "running") or row.frozen_at is not None:
            return True
        row.state, row.started_at = "running", row.started_at or now
        chosen = audience(row.business, kept_rules(row.rules), row.started_at).filter(pk__gt=row.frozen_to)
        ids = list(chosen.order_by("pk").values_list("pk", flat=True)[:TAKEN])
        insert_rows(Recipient, _TAKEN, _recipients(row, ids, now))
        if len(ids) < TAKEN:
            row.frozen_at = now
        else:
            row.frozen_to = ids[-1]
        row.save(update_fields=["state", "started_at", "frozen_at", "frozen_to"])
        return row.frozen_at is not None


def _recipients(row: Campaign, ids: Sequence[int], now: datetime) -> list[tuple[object, ...]]:
    """One for each customer; each address once, the others are skipped saying so."""
    kinds = kinds_of(row.channel)
    addresses: dict[int, str] = {}
    alive = ContactPoint.objects.filter(state="ok", suppressed_at=None, former_at=None)
    points = alive.filter(customer_id__within=ids, kind__in=kinds)
    for customer, value in points.order_by("-id").values_list("customer_id", "value"):
        addresses[customer] = value
    taken = set(
        Recipient.objects.filter(campaign=row, address__in=list(addresses.values())).values_list(
            "address", flat=True
        )
    )
    made: list[tuple[object, ...]] = []
    for customer in ids:
        address = addresses.get(customer, "")
        because = "pas d'adresse" if not address else "même adresse" if address in taken else ""
        taken.add(address)
        variant = version_of(row.pk, customer, bool(row.text_b))
        state = "skipped" if because else "waiting"
        made.append((row.business_id, row.pk, customer, address, variant, state, because, now))
    return made


def kinds_of(name: str) -> frozenset[str]:
    """Kinds of points that this channel writes to."""
    can = channel(name).capabilities
    return can.answers or frozenset({can.address or ""})


def _plan_next(ready: Engine, pk: int, now: datetime) -> int | None:
    """One batch in one transaction; None when this campaign has nothing more to write now."""
    with transaction.atomic():
        row = _held(pk)
        if row is None or row.state not in ("running", "done") or row.frozen_at is None:
            return None
        start = max(now, row.paced_to or now)
        room = _room(row, start, now)
        waiting = Recipient.objects.filter(campaign=row, state="waiting", next_at__lte=now)
        batch = list(waiting.order_by("next_at", "id")[:room]) if room else []
        if not batch:
            _rest(row, start, now)
            return None
        written = _write_batch(ready, row, batch, start, now)
        if written:  # one that was over goes on: a person said that a message had not left
            row.paced_to, row.state, row.ended_at = leaves_at(start, written, row.rate), "running", None
            row.save(update_fields=["paced_to", "state", "ended_at"])
        return written


def _room(row: Campaign, start: datetime, now: datetime) -> int:
    """How many may be written now: at its pace, and no more than a minute of it waiting for its channel to answer."""
    if start > now + AHEAD:
        return 0
    at_pace = int((now + AHEAD - start).total_seconds() * row.rate) + 1
    minute = int(AHEAD.total_seconds() * row.rate) + 1
    queued = Recipient.objects.filter(campaign=row, state="queued")[:minute].count()
    return max(0, min(BATCH, at_pace, minute - queued))


def _rest(row: Campaign, start: datetime, now: datetime) -> None:
    """Nothing to write now: when to look again, or over. What nobody knows is looked at for a week more."""
    rows = Recipient.objects.filter(campaign=row)
    left = rows.filter(state="waiting").aggregate(first=Min("next_at"))["first"]
    if left is not None:
        row.state, row.ended_at = "running", None
        row.next_at = max(left, now + timedelta(seconds=1), start - AHEAD / 2)
    elif rows.filter(state="queued").exists():
        row.next_at = max(now + timedelta(seconds=5), start)
    else:
        row.state, row.ended_at = "done", row.ended_at or now
        unsure = rows.filter(state="uncertain").exists() and now - row.ended_at < _UNSURE
        row.next_at = now + _LOOK_AGAIN if unsure else None
    row.save(update_fields=["next_at", "state", "ended_at"])


def _write_batch(
    ready: Engine, row: Campaign, batch: Sequence[Recipient], start: datetime, now: datetime
) -> int:
    ids = [each.customer_id for each in batch if each.customer_id is not None]
    people = {person.id: person for person in load_customers(ready.business, ids, now, cases=())}
    form = form_of(row.channel)
    run = Run(
        ready=ready,
        campaign=row,
        words=_words(row, form),
        form=form,
        kinds=kinds_of(row.channel),
        now=now,
        urls=stop_urls(
            business=ready.business, wanted={(each.customer_id or 0, each.address) for each in batch}, now=now
        ),
        said=said_by(ids),
        buying=frozenset(buyers(ready.business, ids)),
        open_until=_open_until(row, ids),
    )
    messages: list[tuple[object, ...]] = []
    became: list[tuple[object, ...]] = []  # id, state, because, next_at
    queued: list[int] = []
    for each in batch:
        found = letter(
            run, each, people.get(each.customer_id or 0), leaves_at(start, len(messages), row.rate)
        )
        if isinstance(found, Skip):
            became.append((each.pk, "skipped", found.because[:120], each.next_at))
        elif isinstance(found, Later):
            became.append((each.pk, "waiting", each.because, found.at))
        else:
            messages.append(found.row)
            queued.append(each.pk)
    ids = [pk for (pk,) in insert_rows(OutgoingMessage, COLUMNS, messages, returning=("id",))]
    tied = [(pk, "queued", message) for pk, message in zip(queued, ids, strict=True)]
    update_rows(Recipient, ("state", "outgoing"), tied)
    update_rows(Recipient, ("state", "because", "next_at"), became)
    return len(messages)


def _open_until(row: Campaign, ids: Sequence[int]) -> dict[int, datetime] | None:
    """By customer, for a channel that lets one write freely only for a time after their last message (C18)."""
    window = channel(row.channel).capabilities.window
    if window is None:
        return None
    heard = InboxMessage.objects.filter(
        customer_id__within=ids, channel=row.channel, direction="in", history=False
    ).exclude(form="call")
    last = heard.values_list("customer_id").annotate(last=Max("at"))
    return {customer: at + window for customer, at in last if customer is not None}


def _words(row: Campaign, form: str) -> dict[str, Words]:
    found = {"a": read_words(form, row.subject_a, row.text_a)}
    if row.text_b:
        found["b"] = read_words(form, row.subject_b or row.subject_a, row.text_b, "b")
    return found
