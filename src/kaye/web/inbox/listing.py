"""The list of conversations, and the search in everything that was said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kaye.actions.inbox.read_inbox import MOST_COUNTED, STATES, ListedThread, listed, read_inbox
from kaye.records.calendars import calendar_of
from kaye.records.message_search import found_messages
from kaye.records.models import Business, InboxMessage, Member, Thread
from kaye.web.access import ShopRequest, shop_page
from kaye.web.inbox.words import FILTERS, STATE_WORDS, Clock, clock_of, moment, person_word
from kaye.web.screen import is_fragment, may_act

_FOUND = 30
_AROUND = 60  # characters shown before what was found


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One line of the list."""

    id: int
    customer: int
    name: str
    url: str
    text: str
    moment: str
    clock: Clock | None
    unread: int
    state_word: str
    assigned: str
    is_ours: bool
    is_here: bool
    icon: str


@dataclass(frozen=True, slots=True)
class Filter:
    value: str
    word: str
    count: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A message found, with its words marked."""

    name: str
    url: str
    moment: str
    text: SafeString
    is_ours: bool


@shop_page
def inbox(request: ShopRequest) -> HttpResponse:
    """GET ?voir= a state, ?qui=moi, ?q= words, ?apres= cursor."""
    text = request.GET.get("q", "").strip()[:80]
    kept = request.GET.get("voir", "")
    kept = kept if kept in STATES else ""
    mine = request.GET.get("qui") == "moi"
    found = read_inbox(
        business=request.business,
        member=request.member,
        now=request.now,
        state=kept,
        after=request.GET.get("apres", ""),
        assigned_to=request.member.pk if mine else None,
    )
    zone = calendar_of(request.business).zone
    request.waiting = {"inbox": found.counts["to_answer"]}  # type: ignore[attr-defined]
    context = {
        "rows": [row_of(row, request.now, request.today, zone) for row in found.rows],
        "filters": [Filter(value, word, _count(found.counts, value)) for value, word in FILTERS],
        "kept": kept,
        "mine": mine,
        "after": found.after,
        "first": not request.GET.get("apres"),
        "q": text,
        "found": search(request.business, text, request.today, zone) if text else (),
        "can_act": may_act(request),
        "members": members_of(request.business) if may_act(request) else (),
    }
    template = "inbox/rows.html" if is_fragment(request) else "inbox/list.html"
    return render(request, template, context)


def row_of(row: ListedThread, now: datetime, today: date, zone: str, here: int = 0) -> ThreadRow:
    return ThreadRow(
        id=row.id,
        customer=row.customer_id,
        name=row.name,
        url=reverse("inbox_thread", args=[row.customer_id]),
        text=row.text or (row.request.title if row.request else ""),
        moment=moment(row.at, today, zone),
        clock=clock_of(row.due_at, now) if row.state == "to_answer" else None,
        unread=row.unread,
        state_word="" if row.state in ("to_answer", "waiting") else STATE_WORDS[row.state],
        assigned=person_word(row.assigned_to),
        is_ours=row.direction == "out",
        is_here=row.customer_id == here,
        icon=f"channel:{row.channel}" if row.channel else "",
    )


def beside(request: ShopRequest, zone: str, here: int) -> list[ThreadRow]:
    """The first conversations, beside the one that is open on a wide screen."""
    found = read_inbox(business=request.business, member=request.member, now=request.now, most=12)
    request.waiting = {"inbox": found.counts["to_answer"]}  # type: ignore[attr-defined]
    return [row_of(row, request.now, request.today, zone, here) for row in found.rows]


def rows_for(request: HttpRequest, threads: list[Thread], zone: str) -> list[ThreadRow]:
    """Some threads, for another screen; their customer and assignee were read with them."""
    rows = listed(request.business, threads, request.member, request.now)  # type: ignore[attr-defined]
    return [row_of(row, request.now, request.today, zone) for row in rows]  # type: ignore[attr-defined]


def search(business: Business, text: str, today: date, zone: str) -> list[FoundRow]:
    """Messages that hold these words, the latest first. Two queries."""
    ids = found_messages(business, text, _FOUND)
    rows = InboxMessage.objects.filter(business=business, pk__in=ids, deleted_at=None)
    rows = rows.select_related("customer").only("text", "subject", "at", "direction", "customer__name")
    return [
        FoundRow(
            name=row.customer.name,
            url=f"{reverse('inbox_thread', args=[row.customer_id])}?message={row.pk}#m{row.pk}",
            moment=moment(row.at, today, zone),
            text=marked(row.text or row.subject, text),
            is_ours=row.direction == "out",
        )
        for row in sorted(rows, key=lambda row: -row.pk)
    ]


def marked(text: str, words: str) -> SafeString:
    """The piece around the first word found, that word marked; everything escaped."""
    lowered = text.casefold()
    places = [(lowered.find(word.casefold()), len(word)) for word in words.split()]
    place, length = min((p for p in places if p[0] >= 0), default=(0, 0))
    start = max(0, place - _AROUND)
    before = ("…" if start else "") + text[start:place]
    hit, after = text[place : place + length], text[place + length : place + length + 2 * _AROUND]
    shown = f"<mark>{escape(hit)}</mark>" if hit else ""
    return mark_safe(f"{escape(before)}{shown}{escape(after)}")  # each piece escaped


def members_of(business: Business) -> list[tuple[int, str]]:
    """Who may answer: (id, how they are called)."""
    rows = Member.objects.filter(business=business, role__in=("owner", "staff")).select_related("user")
    return [(row.pk, person_word(row.user.email)) for row in rows.order_by("pk")]


def _count(counts: Mapping[str, int], state: str) -> str:
    found = counts.get(state, 0)
    return "99+" if found >= MOST_COUNTED else str(found) if found else ""
