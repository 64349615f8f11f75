"""The list of conversations: what waits for an answer first, read in a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from kaye.channels.registry import channel
from kaye.records.models import Business, InboxMessage, Member, Request, Thread, ThreadSeen

STATES = ("to_answer", "waiting", "snoozed", "closed", "to_check")
MOST_COUNTED = 100  # beyond, « 99+ »: counting on would read the whole shop
_LONGEST_WINDOW = timedelta(days=7)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """The request a conversation is about. `late`: nobody answered in time."""

    id: int
    number: int
    kind: str
    state: str
    title: str
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class ListedThread:
    """One conversation in the list. `unread`: for the member who looks. `window_until`: a free text leaves until then.

    `due_at`: when the answer is late (C32); `soon`, `late`: as of now.
    """

    id: int
    customer_id: int
    name: str
    state: str
    channel: str
    assigned_to: str
    unread: int
    direction: str
    text: str
    at: datetime
    request: OpenRequest | None
    window_until: datetime | None
    due_at: datetime | None
    soon: bool
    late: bool
    snoozed_until: datetime | None
    until_reply: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """`counts`: by state, at most MOST_COUNTED each. `after`: what to give to get the rest, empty at the end."""

    rows: tuple[ListedThread, ...]
    counts: Mapping[str, int]
    after: str


def read_inbox(
    *,
    business: Business,
    member: Member | None,
    now: datetime,
    state: str = "",
    after: str = "",
    most: int = 50,
    assigned_to: int | None = None,
) -> Inbox:
    """`state` empty: what waits for an answer, by the hour it is due, then the others, the latest first.

    `assigned_to`: the conversations of that member only. Six queries.
    """
    threads = Thread.objects.filter(business=business).select_related("customer", "assigned_to__user")
    if assigned_to is not None:
        threads = threads.filter(assigned_to=assigned_to)
    found: list[Thread] = []
    if state in ("", "to_answer") and not after:
        found = list(threads.filter(state="to_answer").order_by("due_at", "last_at", "id")[: most + 1])
    if state != "to_answer" and len(found) <= most:
        others = threads.filter(state=state) if state else threads.exclude(state__in=("to_answer", "merged"))
        found += _older(others, after)[: most + 1 - len(found)]
    rows = found[:most]
    return Inbox(
        rows=tuple(listed(business, rows, member, now)),
        counts=counts_of(business),
        after=_cursor(rows[-1]) if len(found) > most and rows[-1].state != "to_answer" else "",
    )


def listed(
    business: Business, threads: Sequence[Thread], member: Member | None, now: datetime
) -> list[ListedThread]:
    """Threads whose customer and assignee were read with them. Four queries."""
    unread = unread_of(threads, member)
    requests = _requests(business, [thread.customer_id for thread in threads], now)
    windows = windows_of(threads, now)
    return [
        ListedThread(
            id=thread.pk,
            customer_id=thread.customer_id,
            name=thread.customer.name,
            state=thread.state,
            channel=thread.last_channel,
            assigned_to=thread.assigned_to.user.email if thread.assigned_to else "",
            unread=unread.get(thread.pk, 0),
            direction=thread.last_direction,
            text=thread.last_text,
            at=thread.last_at,
            request=requests.get(thread.customer_id),
            window_until=windows.get(thread.pk, {}).get(thread.last_channel),
            due_at=thread.due_at,
            soon=_is_past(thread, thread.soon_at, now),
            late=_is_past(thread, thread.due_at, now),
            snoozed_until=thread.snoozed_until,
            until_reply=thread.until_reply,
        )
        for thread in threads
    ]


def counts_of(business: Business) -> dict[str, int]:
    """How many conversations in each state, from the index, at most MOST_COUNTED. One query."""
    one = "(SELECT COUNT(*) FROM (SELECT 1 FROM records_thread WHERE business_id = %s AND state = %s LIMIT %s) t)"
    values = [value for state in STATES for value in (business.pk, state, MOST_COUNTED)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([one] * len(STATES))}", values)
        return dict(zip(STATES, cursor.fetchone() or (), strict=True))


def waiting_for_an_answer(business: Business) -> int:
    """For the menu of every page: from the index, at most MOST_COUNTED."""
    rows = Thread.objects.filter(business=business, state="to_answer").order_by()
    return len(rows.values_list("pk")[:MOST_COUNTED])


def pressing(business: Business, now: datetime, most: int = 5) -> list[Thread]:
    """Late, or about to be: the oldest due first (C32)."""
    rows = Thread.objects.filter(business=business, state="to_answer", due_at__isnull=False)
    rows = rows.filter(Q(soon_at__lte=now) | Q(due_at__lte=now))
    return list(rows.select_related("customer", "assigned_to__user").order_by("due_at", "pk")[:most])


def unread_of(threads: Iterable[Thread], member: Member | None) -> dict[int, int]:
    """By thread, the inbound messages since this member read it; nobody reads nothing. Two queries."""
    arrived = {thread.pk: thread.last_inbound_at for thread in threads if thread.last_inbound_at}
    if member is None or not arrived:
        return {}
    seen = dict(
        ThreadSeen.objects.filter(member=member, thread__in=list(arrived)).values_list("thread_id", "at")
    )
    since = {pk: seen.get(pk, _BEGINNING) for pk, at in arrived.items() if at > seen.get(pk, _BEGINNING)}
    if not since:
        return {}
    newer = Q()
    for pk, at in since.items():
        newer |= Q(thread=pk, at__gt=at)
    rows = InboxMessage.objects.filter(newer, direction="in", history=False, auto=False)
    return dict(rows.order_by().values_list("thread").annotate(count=Count("pk")))


def windows_of(threads: Iterable[Thread], now: datetime) -> dict[int, dict[str, datetime]]:
    """By thread and channel: until when a free text leaves, where the provider sets a window (C18). One query."""
    recent = InboxMessage.objects.filter(
        thread__in=[thread.pk for thread in threads],
        direction="in",
        history=False,
        at__gt=now - _LONGEST_WINDOW,
    ).exclude(form="call")
    found: dict[int, dict[str, datetime]] = {}
    for thread, name, last in recent.order_by().values_list("thread", "channel").annotate(last=Max("at")):
        window = channel(name).capabilities.window
        if window is not None:
            found.setdefault(thread, {})[name] = last + window
    return found


def _requests(business: Business, customers: list[int], now: datetime) -> dict[int, OpenRequest]:
    """The latest request still open of each."""
    rows = Request.objects.filter(business=business, customer__in=customers, closed_at=None)
    return {
        row.customer_id: OpenRequest(
            id=row.pk,
            number=row.number,
            kind=row.kind,
            state=row.state,
            title=row.title,
            due_at=row.due_at,
            late=row.answered_at is None and row.due_at is not None and row.due_at <= now,
        )
        for row in rows.order_by("opened_at", "pk")
    }


def _is_past(thread: Thread, instant: datetime | None, now: datetime) -> bool:
    return thread.state == "to_answer" and instant is not None and instant <= now


def _older(threads: QuerySet[Thread], after: str) -> QuerySet[Thread]:
    at, _, pk = after.partition("_")
    rows = threads.order_by("-last_at", "-id")
    try:
        start = datetime.fromisoformat(at)
    except ValueError:
        return rows
    if start.tzinfo is None or not pk.isdecimal():
        return rows
    return rows.filter(last_at__lte=start).exclude(last_at=start, pk__gte=int(pk))


def _cursor(thread: Thread) -> str:
    return f"{thread.last_at.isoformat()}_{thread.pk}"
