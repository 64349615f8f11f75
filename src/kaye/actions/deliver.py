"""Hand the outbox over to the channels: due, leased, handing, then sent, failed or uncertain. Never twice, never after
a stop. `handing` is committed just before the provider can accept, with the stop-facts read in that transaction."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from kaye.actions.engine import Engine, engine
from kaye.actions.inbox.after_reply import after_replies
from kaye.actions.inbox.carry import REPLY, Carried, carried, needs_carrying
from kaye.actions.inbox.channel_account import hook_url
from kaye.actions.kill_point import AFTER_ACCEPT, BETWEEN, HANDING, LEASED, MARKED, MARKING, die_here
from kaye.actions.lease import LEASE, LONGEST_SEND, SAFE, worker_name
from kaye.actions.mark_sent import mark_sent
from kaye.actions.outbound import http_client
from kaye.actions.refused_send import hold_account, stop_what_was_refused, waits_for_us
from kaye.actions.replan import replan
from kaye.actions.send_due import Stopping, never
from kaye.actions.steady import steady
from kaye.actions.unsubscribe import stop_urls
from kaye.channels.registry import channel
from kaye.records.again import again
from kaye.records.files import file_name
from kaye.records.journal import NewEvent, append_many
from kaye.records.models import Business, ChannelAccount, DocumentFile, OutgoingMessage
from kaye.records.prepared import run
from kaye.records.queries.stop_facts import stopped
from kaye.rules.ports.channel import Attachment, NotSent, OutgoingText, Receipt, Refused, Session, Unknown

CLAIM = 500
_RETRY_MINUTES = (1, 2, 5, 10, 20, 30)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is needed of an outbox row to hand it over. `pk` is its id."""

    pk: int
    key: str
    customer_id: int | None
    channel: str
    address: str
    purpose: str
    subject: str
    text: str
    attempts: int
    expires_at: datetime | None
    trouble: str
    item: str
    files: str
    family: str


_PARCEL = (
    "id", "key", "customer_id", "channel", "address", "purpose", "subject", "text", "attempts", "expires_at",
    "trouble", "item", "files", "family",
)  # fmt: skip


@dataclass(slots=True)
class Delivery:
    """What one run did: ids of outbox rows, in order."""

    sent: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    uncertain: list[int] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)
    later: int = 0
    replies: list[int] = field(default_factory=list)  # typed by a person: their thread is to be settled

    def add(self, part: "Delivery") -> None:
        """What one committed transaction did."""
        self.sent += part.sent
        self.failed += part.failed
        self.uncertain += part.uncertain
        self.stopped += part.stopped
        self.later += part.later
        self.replies += part.replies


@dataclass(slots=True)
class _Outcome:
    """What became of one message in `handing`."""

    message: Parcel
    receipt: Receipt | None = None
    refused: Refused | None = None
    not_sent: str = ""
    unknown: str = ""


def deliver(
    business: Business, now: datetime, clock: Clock = timezone.now, stopping: Stopping = never
) -> Delivery:
    """Send everything that is due in the outbox of this business. `now`: the business's instant; `clock`: the
    machine's, for leases. `stopping` is asked before each chunk; True gives back what was not handed over."""
    done = Delivery()
    if not OutgoingMessage.objects.filter(business=business, state="due", due_at__lte=now).exists():
        return done
    ready = engine(business)
    owner = worker_name()
    sessions: dict[str, Session] = {}
    try:
        while not stopping():
            claimed = again(partial(_claim, business, owner, now, clock))
            if not claimed:
                break
            down: set[str] = set()
            before: list[_Outcome] = []
            left = {m.pk for m in claimed}
            for chunk in _chunks(claimed, max(1, business.marks_every)):
                if down or stopping():
                    break
                mark = partial(_hand_over, ready, chunk, before, owner, now, clock)
                with steady():
                    handed, started, written = again(mark)
                    done.add(written)
                    after_replies(business, written.replies, now)
                    left -= {m.pk for m in handed}
                    die_here(HANDING)
                    before = list(_send(ready, handed, sessions, down, now, started))
                die_here(AFTER_ACCEPT)
            closed = again(partial(_close, ready, before, left, owner, now, bool(down)))
            done.add(closed)
            after_replies(business, closed.replies, now)
            if down:
                break
    finally:
        for session in sessions.values():
            session.close()
    return done


def _chunks(messages: Sequence[Parcel], size: int) -> Iterator[list[Parcel]]:
    for start in range(0, len(messages), size):
        yield list(messages[start : start + size])


def _claim(business: Business, owner: str, now: datetime, clock: Clock) -> list[Parcel]:
    """Lease the next messages; another worker gets others. Those of a closed day are decided again."""
    with transaction.atomic():
        query = OutgoingMessage.objects.filter(business=business, state="due", due_at__lte=now).order_by(
            "due_at", "id"
        )
        if connection.features.has_select_for_update_skip_locked:
            query = query.select_for_update(skip_locked=True)
        rows = [Parcel(*row) for row in query.values_list(*_PARCEL)[:CLAIM]]
        if not rows:
            return []
        OutgoingMessage.objects.filter(id__within=[m.pk for m in rows]).update(
            state="leased", lease_owner=owner, lease_until=clock() + LEASE
        )
    die_here(LEASED)
    return rows


def _give_back(ids: Collection[int], owner: str, wait: datetime | None) -> None:
    """Leased and not handed over, because the work stops here: ready for the next worker, at once or after `wait`."""
    if not ids:
        return
    held = OutgoingMessage.objects.filter(id__within=ids, lease_owner=owner, state="leased")
    held.update(state="due", lease_owner="", lease_until=None, **({"due_at": wait} if wait else {}))


def _hand_over(
    ready: Engine,
    chunk: Sequence[Parcel],
    before: Sequence[_Outcome],
    owner: str,
    now: datetime,
    clock: Clock,
) -> tuple[list[Parcel], float, Delivery]:
    """One transaction: write what became of the chunk before, read the stop-facts again, mark this chunk.

    Answers what is ours to send, when its lease began, and what was written.
    """
    started, done = time.monotonic(), Delivery()
    with transaction.atomic():
        _first(*(o.message for o in before), *chunk)
        _write(ready, before, owner, now, done)
        out = stopped([m.pk for m in chunk])
        out |= {m.pk for m in chunk if m.expires_at is not None and m.expires_at <= now}
        mine = _mark_handing([m.pk for m in chunk if m.pk not in out], owner, now, clock())
        cancelled = [m for m in chunk if m.pk in out]
        _cancel(ready.business, cancelled, owner, now)
        done.stopped.extend(m.pk for m in cancelled)
        done.replies.extend(m.pk for m in cancelled if m.family == REPLY)
        if before:
            die_here(MARKING)
    if before:
        die_here(MARKED)
    return [m for m in chunk if m.pk in mine], started, done


def _close(
    ready: Engine,
    before: Sequence[_Outcome],
    left: Collection[int],
    owner: str,
    now: datetime,
    is_down: bool,
) -> Delivery:
    """The last transaction of a claim: what became of the last chunk, and the rest given back."""
    done = Delivery()
    with transaction.atomic():
        _first(*(o.message for o in before))
        _write(ready, before, owner, now, done)
        _give_back(left, owner, now + timedelta(minutes=_RETRY_MINUTES[0]) if is_down else None)
    return done


def _first(*messages: Parcel) -> None:
    """PostgreSQL: the customers before anything of theirs, as every act that stops does; one of us waits."""
    if connection.vendor == "postgresql":
        run("kaye_lock_customers", _LOCK_SQL, [m.customer_id for m in messages if m.customer_id])


def _mark_handing(ids: Sequence[int], owner: str, now: datetime, clock: datetime) -> set[int]:
    """Those still ours, from this commit on perhaps on their way."""
    if not ids:
        return set()
    given = [now, clock + LEASE, owner, clock]
    return {row[0] for row in run("kaye_handing", _HANDING_SQL, ids, given, _HANDING_TYPES)}


_LOCK_SQL = "SELECT id FROM records_customer WHERE id IN ({ids}) ORDER BY id FOR NO KEY UPDATE"
_HANDING_TYPES = ("timestamptz", "timestamptz", "text", "timestamptz")
_HANDING_SQL = """
UPDATE records_outgoingmessage SET state = 'handing', handed_at = %s, lease_until = %s
WHERE id IN ({ids}) AND state = 'leased' AND lease_owner = %s AND lease_until > %s RETURNING id
"""


def _send(
    ready: Engine,
    messages: Iterable[Parcel],
    sessions: dict[str, Session],
    down: set[str],
    now: datetime,
    started: float,
) -> Iterator[_Outcome]:
    """Talk to the channels, outside any transaction."""
    limit = (LEASE - SAFE).total_seconds()
    messages = list(messages)
    offers = {(each.customer_id or 0, each.address) for each in messages if each.purpose == "marketing"}
    stops = stop_urls(business=ready.business, wanted=offers, now=now)
    for number, message in enumerate(messages):
        if number:
            die_here(BETWEEN)
        if message.channel in down or time.monotonic() - started > limit:
            yield _Outcome(message, not_sent=message.trouble or "l'envoi attend que le service réponde")
            continue
        try:
            text = _text(ready, message, now)
            if message.purpose == "marketing":
                text = replace(text, unsubscribe_url=stops.get((message.customer_id or 0, message.address)))
            receipt = _session(ready, message.channel, sessions).send(text)
            yield _Outcome(message, receipt=receipt)
        except Refused as refused:
            if refused.about == "account":  # the others would hear the same
                down.add(message.channel)
            yield _Outcome(message, refused=refused)
        except NotSent as not_sent:
            down.add(message.channel)
            yield _Outcome(message, not_sent=not_sent.reason_fr)
        except Unknown as unknown:
            yield _Outcome(message, unknown=unknown.reason_fr)


def _session(ready: Engine, name: str, sessions: dict[str, Session]) -> Session:
    if name not in sessions:
        config = ready.configs.get(name)
        if config is None:
            raise NotSent("l'envoi n'est pas configuré")
        given = {"timeout": f"{LONGEST_SEND.total_seconds()}", "hook_url": _hook_url(ready, name), **config}
        sessions[name] = channel(name).open_session(given, http_client)
    return sessions[name]


def _hook_url(ready: Engine, name: str) -> str:
    """Where the provider tells what became of a message; empty when it tells nothing."""
    account = ChannelAccount.objects.filter(business=ready.business, channel=name).first()
    return hook_url(account) if account is not None else ""


def _text(ready: Engine, message: Parcel, now: datetime) -> OutgoingText:
    business = ready.business
    more = carried(message.pk) if needs_carrying(message.channel, message.family) else Carried()
    papers = _attachments(message.files) if message.files else ()
    return OutgoingText(
        key=f"{business.slug}:{message.key}",
        address=message.address,
        text=message.text,
        subject=message.subject,
        date=now,
        sender_name=business.name,
        sender_address=business.email,
        reply_to=business.email,
        purpose=message.purpose,
        attachments=(*papers, *more.attachments),
        address_kind=more.address_kind or channel(message.channel).capabilities.address or "",
        typed=more.typed,
        answers=more.answers,
        references=more.references,
        window_until=more.window_until,
        template=more.template,
    )


def _attachments(ids: str) -> tuple[Attachment, ...]:
    """The papers that go with a text, by the number printed on them. Rare: most messages carry none."""
    files = DocumentFile.objects.filter(pk__in=[int(each) for each in ids.split(",")])
    return tuple(
        Attachment(file_name(file.document, file.mime), file.mime, bytes(file.content))
        for file in files.select_related("document").order_by("pk")
    )


def _write(ready: Engine, outcomes: Sequence[_Outcome], owner: str, now: datetime, done: Delivery) -> None:
    """What became of a chunk, in the caller's transaction."""
    if not outcomes:
        return
    sent = [o for o in outcomes if o.receipt is not None]
    refs = {o.message.pk: o.receipt.provider_ref[:200] for o in sent if o.receipt is not None}
    states = {o.message.pk: o.receipt.state for o in sent if o.receipt is not None}
    mark_sent(ready.business, refs, owner, now, states)
    done.sent.extend(o.message.pk for o in sent)
    done.replies.extend(o.message.pk for o in outcomes if o.message.family == REPLY)
    for outcome in outcomes:
        if outcome.refused is not None:
            _write_refused(ready.business, outcome.message, outcome.refused, owner, now, done)
        elif outcome.not_sent:
            _write_later(outcome.message, outcome.not_sent, owner, now)
            done.later += 1
        elif outcome.unknown:
            _mine(outcome.message, owner).update(state="uncertain", trouble=outcome.unknown[:300])
            done.uncertain.append(outcome.message.pk)
    unsure = [o.message.customer_id for o in outcomes if o.unknown and o.message.customer_id]
    if unsure:
        replan(business=ready.business, customer_ids=unsure, now=now)


def _mine(message: Parcel, owner: str):  # type: ignore[no-untyped-def]
    """The row, as long as it is ours to write: also when our lease ran out and it was called uncertain meanwhile."""
    return OutgoingMessage.objects.filter(
        pk=message.pk, lease_owner=owner, state__in=("handing", "uncertain")
    )


def _write_refused(
    business: Business, message: Parcel, refused: Refused, owner: str, now: datetime, done: Delivery
) -> None:
    """A final refusal stops what it is about; what waits for us or for the provider is tried again later."""
    if waits_for_us(refused):
        if refused.about == "account":
            hold_account(business, message.channel, refused, now)
        _write_later(message, refused.reason_fr, owner, now, refused.wait)
        done.later += 1
        return
    _mine(message, owner).update(
        state="failed", trouble=refused.reason_fr[:300], key=f"{message.key}#{message.pk}"
    )
    stop_what_was_refused(business, message.pk, message.customer_id, message.address, refused, now)
    event = {"message": message.pk, "why": refused.reason_fr}
    append_many(business=business, events=[NewEvent("message_refused", now, event, message.customer_id)])
    done.failed.append(message.pk)
    if message.customer_id:
        replan(business=business, customer_ids=[message.customer_id], now=now)


def _write_later(
    message: Parcel, why: str, owner: str, now: datetime, asked: timedelta | None = None
) -> None:
    wait = asked or timedelta(minutes=_RETRY_MINUTES[min(message.attempts, len(_RETRY_MINUTES) - 1)])
    _mine(message, owner).update(
        state="due",
        attempts=message.attempts + 1,
        due_at=now + wait,
        trouble=why[:300],
        lease_owner="",
        lease_until=None,
    )


def _cancel(business: Business, messages: Sequence[Parcel], owner: str, now: datetime) -> None:
    """A fact forbids them: the rows stay as proof, their customers are planned again."""
    for message in messages:
        OutgoingMessage.objects.filter(pk=message.pk, lease_owner=owner, state="leased").update(
            state="cancelled", key=f"{message.key}#{message.pk}", trouble="arrêté juste avant de partir"
        )
    ids = [m.customer_id for m in messages if m.customer_id]
    if ids:
        replan(business=business, customer_ids=ids, now=now)
