"""What happened with one customer, the latest first: one query per source, a page at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Coalesce

from kaye.records.models import Customer, Event, OutgoingMessage, Payment, StepDone

PAGE = 15
# Said by the payments and messages themselves, or of no interest to who reads the story.
_SILENT = (
    "payment_recorded",
    "payment_reversed",
    "refund_recorded",
    "message_written",
    "message_tapped",
    "message_cancelled",
    "message_settled",
    "draft_made",
    "draft_changed",
    "draft_deleted",
    "draft_restored",
    "document_noted",
    "subscription_answered",
    "approved",
    "message_heard",
    "message_accepted",
    "understood_kept",
    "understood_undone",
    "understood_refused",
    "reply_written",
    "reply_cancelled",
    "note_written",
    "task_opened",
    "task_done",
    "thread_snoozed",
    "thread_woken",
    "thread_assigned",
    "thread_closed",
    "step_sent",
    "step_called",
    "step_not_reached",
    "step_skipped",
    "match_refused",
    "request_qualified",
    "request_quoted",
)
BY_CUSTOMER = "le client, sur sa page"
_STATES = ("due", "leased", "handing", "sent", "failed", "uncertain", "cancelled")


@dataclass(frozen=True, slots=True)
class Happened:
    """`source`: message, payment, step, event. `kind`: channel, method, outcome or kind of event.

    `detail` holds the plain values of an event; `amount` in minor units, negative for a payment taken back.
    """

    at: datetime
    source: str
    id: int
    kind: str
    on: date | None = None
    state: str = ""
    text: str = ""
    amount: int | None = None
    by: str = ""
    label: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """`before`: what to give to get what is older; empty at the end."""

    rows: tuple[Happened, ...]
    before: str


def history(customer: Customer, before: str = "", size: int = PAGE) -> HistoryPage:
    """One page. Four queries."""
    start = _read_cursor(before)
    found = sorted(
        (each for rank, read in enumerate(_SOURCES) for each in read(customer, start, rank, size + 1)),
        key=lambda h: (-h.at.timestamp(), _RANKS[h.source], -h.id),
    )
    rows = tuple(found[:size])
    return HistoryPage(rows, _cursor(rows[-1]) if len(found) > size else "")


_Start = tuple[datetime, int, int] | None


def _messages(customer: Customer, start: _Start, rank: int, size: int) -> Iterable[Happened]:
    rows: QuerySet[OutgoingMessage] = OutgoingMessage.objects.filter(customer=customer, state__in=_STATES)
    rows = rows.annotate(when=Coalesce("sent_at", "created_at", output_field=DateTimeField()))
    for row in _older(rows, "when", start, rank, size):
        yield Happened(
            at=row.when,
            source="message",
            id=row.pk,
            kind=row.channel,
            state=row.state,
            text=row.text,
            label=row.step_label,
            by=row.trouble,
            detail={"kinds": row.kinds, "subject": row.subject, "family": row.family},
        )


def _payments(customer: Customer, start: _Start, rank: int, size: int) -> Iterable[Happened]:
    rows = Payment.objects.filter(customer=customer).annotate(taken_back=F("reversed_by__id"))
    for row in _older(rows, "created_at", start, rank, size):
        yield Happened(
            at=row.created_at,
            source="payment",
            id=row.pk,
            kind=row.method,
            on=row.received_on,
            state="reversed" if row.taken_back else row.state if row.state != "done" else "",
            amount=row.amount,
            text=row.reason,
            label=row.reference,
            detail={"kind": row.kind},
        )


def _steps(customer: Customer, start: _Start, rank: int, size: int) -> Iterable[Happened]:
    """Steps done without a message of ours: calls, not reached, passed by a person."""
    rows = StepDone.objects.filter(case__customer=customer, message=None).annotate(said=F("case__kind"))
    rows = rows.exclude(outcome="skipped", reason__startswith="sautée")  # the engine's own, nobody did it
    for row in _older(rows, "at", start, rank, size):
        yield Happened(
            at=row.at,
            source="step",
            id=row.pk,
            kind=row.outcome,
            on=row.done_on,
            text=row.reason,
            label=row.said,
        )


def _events(customer: Customer, start: _Start, rank: int, size: int) -> Iterable[Happened]:
    rows = Event.objects.filter(customer=customer).exclude(kind__in=_SILENT)
    rows = rows.exclude(kind="hold_placed", by=BY_CUSTOMER)  # what was said is told by its own event
    for row in _older(rows, "at", start, rank, size):
        yield Happened(at=row.at, source="event", id=row.pk, kind=row.kind, by=row.by, detail=row.payload)


_SOURCES = (_messages, _payments, _steps, _events)
_RANKS = {"message": 0, "payment": 1, "step": 2, "event": 3}


def _older(rows: QuerySet[Any], column: str, start: _Start, rank: int, size: int) -> QuerySet[Any]:
    """What comes after `start` in the order of the page: at the same instant, by source, then by id."""
    if start is not None:
        at, at_rank, pk = start
        if rank > at_rank:
            rows = rows.filter(**{f"{column}__lte": at})
        elif rank == at_rank:
            rows = rows.filter(Q(**{f"{column}__lt": at}) | Q(**{column: at}, pk__lt=pk))
        else:
            rows = rows.filter(**{f"{column}__lt": at})
    return rows.order_by(f"-{column}", "-id")[:size]


def _cursor(row: Happened) -> str:
    return f"{row.at.isoformat()}_{_RANKS[row.source]}_{row.id}"


def _read_cursor(text: str) -> _Start:
    """None for anything that is not one of ours: the first page is shown."""
    parts = text.split("_")
    try:
        at, rank, pk = datetime.fromisoformat(parts[0]), int(parts[1]), int(parts[2])
        return (at, rank, pk) if at.tzinfo else None
    except (ValueError, IndexError):
        return None
