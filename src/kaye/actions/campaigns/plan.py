"""The worker's part of a campaign: take the audience once, then write the next messages into the outbox.

A few seconds of messages at a time: consent, caps, hours and texts are read again just before they leave. Queries per
batch are constant; memory does not grow with the audience.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from kaye.actions.campaigns.draft import form_of
from kaye.actions.campaigns.letter import Later, Run, Skip, letter
from kaye.actions.consent import buyers, said_by
from kaye.actions.engine import Engine, engine
from kaye.actions.send_due import Stopping, never
from kaye.actions.unsubscribe import stop_urls
from kaye.channels.registry import channel
from kaye.records.facts import load_customers
from kaye.records.models import Business, Campaign, ContactPoint, OutgoingMessage, Recipient
from kaye.records.segments import audience, kept_rules
from kaye.rules.campaigns import Words, leaves_at, read_words, version_of

TAKEN = 2000  # customers looked at in one transaction
BATCH = 500  # messages written in one transaction
AHEAD = timedelta(seconds=60)  # how much of the pace is written in advance


def plan_campaigns(business: Business, now: datetime, stopping: Stopping = never) -> int:
    """Write what is due of every campaign; answers how many messages. Cost: what leaves now."""
    written = 0
    rows = Campaign.objects.filter(business=business, next_at__lte=now).order_by("next_at", "id")
    for campaign in list(rows):
        while not stopping() and not _take_next(campaign, now):
            pass
        ready = engine(business)
        while not stopping():
            batch = _plan_next(ready, campaign.pk, now)
            if batch is None:
                break
            written += batch
    return written


def sync(campaign: Campaign, now: datetime) -> None:
    """What the outbox says became of each message. Four statements, whatever the audience."""
    rows = Recipient.objects.filter(campaign=campaign, state__in=("queued", "uncertain"))
    rows.filter(outgoing__state="sent").update(state="sent")
    rows.filter(outgoing__state="failed").update(state="failed", because="refusé par le service d'envoi")
    rows.filter(state="queued", outgoing__state="uncertain").update(state="uncertain")
    rows.filter(outgoing__state="cancelled").update(state="waiting", outgoing=None, next_at=now)


def _take_next(campaign: Campaign, now: datetime) -> bool:
    """The next piece of the audience, as it is at the start; True once all is taken."""
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if row.state not in ("scheduled", "running") or row.frozen_at is not None:
            return True
        row.state, row.started_at = "running", row.started_at or now
        chosen = audience(row.business, kept_rules(row.rules), row.started_at).filter(pk__gt=row.frozen_to)
        ids = list(chosen.order_by("pk").values_list("pk", flat=True)[:TAKEN])
        Recipient.objects.bulk_create(_recipients(row, ids, now), batch_size=500)
        if len(ids) < TAKEN:
            row.frozen_at = now
        else:
            row.frozen_to = ids[-1]
        row.save(update_fields=["state", "started_at", "frozen_at", "frozen_to"])
        return row.frozen_at is not None


def _recipients(row: Campaign, ids: Sequence[int], now: datetime) -> list[Recipient]:
    """One for each customer; each address once, the others are skipped saying so."""
    kinds = _kinds(row.channel)
    addresses: dict[int, str] = {}
    points = ContactPoint.objects.filter(customer_id__within=ids, kind__in=kinds, state="ok", former_at=None)
    for customer, value in points.order_by("-id").values_list("customer_id", "value"):
        addresses[customer] = value
    taken = set(
        Recipient.objects.filter(campaign=row, address__in=list(addresses.values())).values_list(
            "address", flat=True
        )
    )
    made = []
    for customer in ids:
        address = addresses.get(customer, "")
        because = "pas d'adresse" if not address else "même adresse" if address in taken else ""
        taken.add(address)
        made.append(
            Recipient(
                business=row.business,
                campaign=row,
                customer_id=customer,
                address=address,
                variant=version_of(row.pk, customer, bool(row.text_b)),
                state="skipped" if because else "waiting",
                because=because,
                next_at=now,
            )
        )
    return made


def _kinds(name: str) -> frozenset[str]:
    can = channel(name).capabilities
    return can.answers or frozenset({can.address or ""})


def _plan_next(ready: Engine, pk: int, now: datetime) -> int | None:
    """One batch in one transaction; None when this campaign has nothing more to write now."""
    with transaction.atomic():
        row = Campaign.objects.select_for_update().get(pk=pk)
        if row.state != "running" or row.frozen_at is None:
            return None
        sync(row, now)
        start = max(now, row.paced_to or now)
        room = min(
            BATCH, int((now + AHEAD - start).total_seconds() * row.rate) + 1 if start <= now + AHEAD else 0
        )
        waiting = Recipient.objects.filter(campaign=row, state="waiting")
        batch = list(waiting.filter(next_at__lte=now).order_by("next_at", "id")[:room])
        if not batch:
            _rest(row, start, now)
            return None
        written = _write_batch(ready, row, batch, start, now)
        if written:
            row.paced_to = leaves_at(start, written, row.rate)
            row.save(update_fields=["paced_to"])
        return written


def _rest(row: Campaign, start: datetime, now: datetime) -> None:
    """Nothing to write now: when to look again, or over."""
    left = Recipient.objects.filter(campaign=row, state="waiting").aggregate(first=Min("next_at"))["first"]
    if left is not None:
        row.next_at = max(left, now + timedelta(seconds=1), start - AHEAD / 2)
    elif Recipient.objects.filter(campaign=row, state="queued").exists():
        row.next_at = max(now + timedelta(seconds=5), start)
    else:
        row.state, row.ended_at, row.next_at = "done", now, None
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
        kinds=_kinds(row.channel),
        now=now,
        urls=stop_urls(
            business=ready.business, wanted={(each.customer_id or 0, each.address) for each in batch}, now=now
        ),
        said=said_by(ids),
        buying=frozenset(buyers(ready.business, ids)),
    )
    messages: list[OutgoingMessage] = []
    queued: list[Recipient] = []
    for each in batch:
        found = letter(
            run, each, people.get(each.customer_id or 0), leaves_at(start, len(messages), row.rate)
        )
        if isinstance(found, Skip):
            each.state, each.because = "skipped", found.because[:120]
        elif isinstance(found, Later):
            each.next_at = found.at
        else:
            messages.append(found)
            queued.append(each)
    for each, message in zip(
        queued, OutgoingMessage.objects.bulk_create(messages, batch_size=200), strict=True
    ):
        each.outgoing, each.state = message, "queued"
    Recipient.objects.bulk_update(batch, ["state", "because", "next_at", "outgoing"], batch_size=200)
    return len(messages)


def _words(row: Campaign, form: str) -> dict[str, Words]:
    found = {"a": read_words(form, row.subject_a, row.text_a)}
    if row.text_b:
        found["b"] = read_words(form, row.subject_b or row.subject_a, row.text_b, "b")
    return found
