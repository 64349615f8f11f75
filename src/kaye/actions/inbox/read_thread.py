"""One customer's whole conversation, over all channels: what was said, what was understood, what it opened.

What people and customers say is in the inbox; what Kayé sends by itself stays in the outbox alone. Both are shown, in
the order (instant, external id), which no order of arrival changes (C12).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import DateTimeField, Q
from django.db.models.functions import Coalesce

from kaye.actions.inbox.read_inbox import windows_of
from kaye.records.models import (
    ContactPoint,
    Customer,
    Hold,
    InboxMessage,
    MatchProposal,
    MessageFile,
    Note,
    OutgoingMessage,
    Request,
    Thread,
    ThreadSeen,
    Understood,
    Writing,
)

PAGE = 40
_SHOWN = ("due", "leased", "handing", "sent", "failed", "uncertain")
_QUEUED = {"leased": "due", "handing": "due"}


@dataclass(frozen=True, slots=True)
class SaidFile:
    """An attachment; `id` 0 for a paper that left with a message of ours."""

    id: int
    name: str
    mime: str
    size: int | None
    state: str
    because: str = ""
    voice: bool = False
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One effect of what was said. `state`: proposed, applied, kept, undone, refused."""

    id: int
    kind: str
    state: str
    because: str
    until: date | None
    amount: int | None
    hold: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `id`: of the inbox; None for what only the outbox knows. `outgoing`: of the outbox.

    `state` of ours: proposed, due, accepted, sent, delivered, read, failed, uncertain, cancelled; of theirs: received.
    """

    id: int | None
    outgoing: int | None
    external_id: str
    channel: str
    direction: str
    origin: str
    form: str
    at: datetime
    text: str
    subject: str = ""
    quoted: str = ""
    html: str = ""
    state: str = ""
    trouble: str = ""
    verdict: str = ""
    doubt: str = ""
    auto: bool = False
    truncated: bool = False
    history: bool = False
    needs_answer: bool = False
    earlier: tuple[str, ...] = ()
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    reply_to: str = ""
    reactions: Mapping[str, str] = field(default_factory=dict)
    intents: tuple[str, ...] = ()
    files: tuple[SaidFile, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    by: str = ""
    because: str = ""
    cancel_if: str = ""
    address: str = ""
    call_state: str = ""
    call_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Perhaps the same person (C23)."""

    id: int
    customer_id: int
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class ReadThread:
    """`before`: what to give to read what is older, None at the beginning. `windows`: by channel (C18).

    `related`: (id, name) of the conversations a message here answers without being of that customer (C25).
    """

    customer: Customer
    thread: Thread | None
    points: tuple[ContactPoint, ...]
    messages: tuple[Said, ...]
    before: datetime | None
    notes: tuple[Note, ...]
    requests: tuple[Request, ...]
    holds: tuple[Hold, ...]
    proposals: tuple[Proposal, ...]
    related: tuple[tuple[int, str], ...]
    windows: Mapping[str, datetime]
    writing: tuple[str, ...]
    seen_at: datetime | None = None


def read_thread(
    *,
    customer: Customer,
    now: datetime,
    before: datetime | None = None,
    most: int | None = PAGE,
    member: int | None = None,
) -> ReadThread:
    """`most` None: everything. `member`: who looks, left out of those who write. Fourteen queries at most."""
    thread = Thread.objects.filter(customer=customer).select_related("assigned_to__user").first()
    said = sorted(
        [*(_inbox(thread, before, most) if thread else ()), *_outbox(customer, before, most)],
        # What has no name yet at the provider comes after what it answers.
        key=lambda m: (m.at, not m.external_id, m.external_id, m.id or 0, m.outgoing or 0),
    )
    start = _start(said, most)
    shown = [each for each in said if start is None or each.at >= start]
    notes = Note.objects.filter(thread=thread).order_by("at", "pk") if thread else ()
    requests = Request.objects.filter(customer=customer).select_related("assigned_to__user", "document")
    return ReadThread(
        customer=customer,
        thread=thread,
        points=tuple(ContactPoint.objects.filter(customer=customer).order_by("pk")),
        messages=tuple(shown),
        before=start,
        notes=tuple(n for n in notes if _is_between(n.at, start, before)),
        requests=tuple(requests.order_by("opened_at", "pk")),
        holds=tuple(_holds(customer, now)),
        proposals=tuple(_proposals(customer)),
        related=tuple(_related(customer, thread)),
        windows=windows_of([thread], now).get(thread.pk, {}) if thread else {},
        writing=tuple(_writing(thread, now, member)) if thread else (),
        seen_at=_seen(thread, member) if thread and member else None,
    )


def _inbox(thread: Thread, before: datetime | None, most: int | None) -> Iterable[Said]:
    rows = InboxMessage.objects.filter(thread=thread).select_related("outgoing", "by__user")
    rows = rows.prefetch_related("files", "understood").defer("search", "references")
    if before is not None:
        rows = rows.filter(at__lt=before)
    rows = rows.order_by("-at", "-pk")
    for row in rows if most is None else rows[: most + 1]:
        yield said_of(row)


def said_of(row: InboxMessage) -> Said:
    """A message of the inbox, read with its outgoing, files and sheets."""
    sent = row.outgoing
    state, trouble = "received", ""
    if row.direction == "out":
        state, trouble = (_state(sent), sent.trouble) if sent else ("sent", "")
    return Said(
        id=row.pk,
        outgoing=row.outgoing_id,
        external_id=row.external_id or (sent.provider_ref if sent else ""),
        channel=row.channel,
        direction=row.direction,
        origin=row.origin,
        form=row.form,
        at=row.at,
        text=row.text,
        subject=row.subject,
        quoted=row.quoted,
        html=row.html,
        state=state,
        trouble=trouble,
        verdict=row.verdict,
        doubt=row.doubt,
        auto=row.auto,
        truncated=row.truncated,
        history=row.history,
        needs_answer=row.needs_answer,
        earlier=tuple(row.earlier),
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        reply_to=row.reply_to,
        reactions=dict(row.reactions),
        intents=tuple(row.intents),
        files=tuple(_file(each) for each in row.files.all()),
        sheets=tuple(_sheet(each) for each in row.understood.all()),
        by=row.by.user.email if row.by else "",
        cancel_if=sent.cancel_if if sent and sent.state == "due" else "",
        address=sent.address if sent else "",
        call_state=row.call_state,
        call_seconds=row.call_seconds,
    )


def _outbox(customer: Customer, before: datetime | None, most: int | None) -> Iterable[Said]:
    """What left, or is about to, without a row of the inbox: follow-ups, acknowledgements, papers."""
    rows = OutgoingMessage.objects.filter(customer=customer, inbox_message=None, state__in=_SHOWN)
    rows = rows.annotate(when=Coalesce("sent_at", "handed_at", "due_at", output_field=DateTimeField()))
    if before is not None:
        rows = rows.filter(when__lt=before)
    rows = rows.order_by("-when", "-pk")
    for row in rows if most is None else rows[: most + 1]:
        yield Said(
            id=None,
            outgoing=row.pk,
            external_id=row.provider_ref,
            channel=row.channel,
            direction="out",
            origin="kaye",
            form="email" if row.subject else "text",
            at=row.when,
            text=row.text,
            subject=row.subject,
            state=_state(row),
            trouble=row.trouble,
            because=row.because,
        )


def _state(sent: OutgoingMessage) -> str:
    """The delivery, when the provider tells it; else where it stands in the outbox."""
    if sent.state == "sent":
        return sent.delivery or "sent"
    return _QUEUED.get(sent.state, sent.state)


def _file(row: MessageFile) -> SaidFile:
    return SaidFile(
        id=row.pk,
        name=row.name,
        mime=row.mime,
        size=row.size,
        state=row.state,
        because=row.because,
        voice=row.voice,
        inline=row.inline,
        content_id=row.content_id,
    )


def _sheet(row: Understood) -> Sheet:
    return Sheet(row.pk, row.kind, row.state, row.because, row.until, row.amount, row.hold_id)


def _start(said: list[Said], most: int | None) -> datetime | None:
    """The instant of the oldest message of this page; those of the same instant stay together."""
    return None if most is None or len(said) <= most else said[-most].at


def _is_between(at: datetime, start: datetime | None, before: datetime | None) -> bool:
    return (start is None or at >= start) and (before is None or at < before)


def _holds(customer: Customer, now: datetime) -> Iterable[Hold]:
    """Those in force on the day, and told since yesterday in any time zone."""
    return Hold.objects.filter(customer=customer, lifted_at=None, until__gte=now.date()).order_by("pk")


def _proposals(customer: Customer) -> Iterable[Proposal]:
    rows = MatchProposal.objects.filter(Q(one=customer) | Q(other=customer), state="proposed")
    for row in rows.select_related("one", "other").order_by("pk"):
        other = row.other if row.one_id == customer.pk else row.one
        yield Proposal(row.pk, other.pk, other.name, row.because)


def _related(customer: Customer, thread: Thread | None) -> Iterable[tuple[int, str]]:
    """Whose messages are answered here by somebody else: for members only, nothing of them is shown there (C25)."""
    if thread is None:
        return []
    named: set[str] = set()
    rows = InboxMessage.objects.filter(thread=thread, direction="in").exclude(references=[], reply_to="")
    for references, reply_to in rows.order_by("-at", "-pk").values_list("references", "reply_to")[:PAGE]:
        named.update([*references[-20:], reply_to])
    named.discard("")
    if not named:
        return []
    asked = InboxMessage.objects.filter(business=customer.business_id, external_id__in=sorted(named)[:200])
    sent = OutgoingMessage.objects.filter(
        business=customer.business_id, provider_ref__in=sorted(named)[:200], delivery__gt=""
    )
    found = {
        *asked.values_list("customer", "customer__name"),
        *sent.values_list("customer", "customer__name"),
    }
    return sorted((pk, name) for pk, name in found if pk and pk != customer.pk)


def _seen(thread: Thread, member: int) -> datetime | None:
    return ThreadSeen.objects.filter(thread=thread, member=member).values_list("at", flat=True).first()


def _writing(thread: Thread, now: datetime, member: int | None) -> Iterable[str]:
    rows = Writing.objects.filter(thread=thread, until__gt=now).exclude(member=member)
    return [row.member.user.email for row in rows.select_related("member__user").order_by("pk")]
