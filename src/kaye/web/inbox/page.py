"""One conversation: what was said, what it asks, and the way to answer."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kaye.actions.inbox.canned import filled
from kaye.actions.inbox.read_thread import ReadThread, read_thread
from kaye.actions.inbox.ways import Way, ways_to_answer
from kaye.channels.registry import channel
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Business, CannedReply, Customer, InboxMessage, Request, Task
from kaye.rules.phones import phone_text
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import customer_or_404
from kaye.web.customers.words import HOLD_WORDS
from kaye.web.inbox.approved import chosen, title_of
from kaye.web.inbox.listing import beside, members_of
from kaye.web.inbox.timeline import days_of
from kaye.web.inbox.words import (
    PIPELINE,
    REASONS,
    REQUEST_STATES,
    STATE_WORDS,
    Clock,
    clock_of,
    duration,
    person_word,
    until_words,
)
from kaye.web.screen import is_fragment, may_act, who

_WINDOW_SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Band:
    """What must be known before anything else, under the bar: the deadline, a closing window, a pause."""

    icon: str
    strong: str
    text: str
    is_check: bool = True


@dataclass(frozen=True, slots=True)
class Snooze:
    value: str
    word: str
    day: str


@dataclass(frozen=True, slots=True)
class RequestView:
    row: Request
    word: str
    steps: tuple[tuple[str, bool], ...]
    clock: Clock | None
    quote_url: str


@shop_page
@require_GET
def conversation(request: ShopRequest, pk: int) -> HttpResponse:
    """GET ?avant= instant: what is older; ?message= one message; ?reponse= a ready answer; ?canal= a way."""
    customer = customer_or_404(request.business, pk)
    return render(request, "inbox/thread.html", context_of(request, customer))


@shop_page
@require_GET
def live(request: ShopRequest, pk: int) -> HttpResponse:
    """The messages and who is writing, alone: asked again while the page is open."""
    customer = customer_or_404(request.business, pk)
    zone, code = calendar_of(request.business).zone, currency_of(request.business).code
    read = read_thread(customer=customer, now=request.now, member=request.member.pk)
    context = {
        "customer": customer,
        "read": read,
        "days": days_of(request, read, zone, code),
        "bands": bands(request, read, zone),
        "can_act": may_act(request),
        "refreshed": is_fragment(request),
    }
    return render(request, "inbox/messages.html", context)


def context_of(
    request: ShopRequest,
    customer: Customer,
    draft: str = "",
    problem: str = "",
    warnings: tuple[str, ...] = (),
) -> dict[str, object]:
    """All that the page shows. `draft`: what was typed and could not leave; `problem`: why."""
    business, now = request.business, request.now
    zone, code = calendar_of(business).zone, currency_of(business).code
    before = instant_of(request.GET.get("avant", "")) or _after_message(
        customer, request.GET.get("message", "")
    )
    read = read_thread(customer=customer, now=now, before=before, member=request.member.pk)
    used = _used(read)
    ways = ways_to_answer(
        business=business, customer=customer, points=read.points, windows=read.windows, used=used, now=now
    )
    wanted = request.POST.get("channel") or request.GET.get("canal", "")
    way = next((w for w in ways if w.name == wanted), None) or next((w for w in ways if w.is_open), None)
    canned = list(CannedReply.objects.filter(business=business).order_by("name")[:30])
    ready = next((c for c in canned if str(c.pk) == request.GET.get("reponse")), None)
    acts = may_act(request)
    return {
        "customer": customer,
        "read": read,
        "days": days_of(request, read, zone, code),
        "bands": bands(request, read, zone, way),
        "rows": beside(request, zone, customer.pk),
        "ways": [(each, _shown(each, business)) for each in ways],
        "way": way,
        "chosen": chosen(request, way, customer),
        "picks": [(w.name, row.pk, title_of(row)) for w in ways if not w.is_open for row in w.templates],
        "canned": canned,
        "draft": draft or (filled(ready, customer, person_word(who(request))) if ready else ""),
        "problem": problem,
        "warnings": warnings,
        "members": members_of(business) if acts else (),
        "snoozes": snoozes(now, zone) if acts else (),
        "requests": [_request_view(row, now) for row in read.requests if row.closed_at is None],
        "tasks": list(Task.objects.filter(customer=customer, done_at=None).order_by("due_on", "pk")[:5]),
        "reasons": REASONS,
        "holds": [(HOLD_WORDS.get(h.kind, ("pause", "En attente", ""))[1], h) for h in read.holds],
        "state_word": STATE_WORDS.get(read.thread.state, "") if read.thread else "",
        "small": _small(read),
        "phone": _phone(read),
        "assigned": person_word(read.thread.assigned_to.user.email)
        if read.thread and read.thread.assigned_to
        else "",
        "can_act": acts,
        "code": code,
        "zone": zone,
        "client": request.POST.get("client") or secrets.token_hex(12),
        "read_at": request.POST.get("read_at") or now.isoformat(),
    }


def bands(request: ShopRequest, read: ReadThread, zone: str, way: Way | None = None) -> list[Band]:
    """The most pressing first."""
    found, thread, now = [], read.thread, request.now
    if read.writing:
        who = " et ".join(person_word(email) for email in read.writing)
        found.append(
            Band("pencil-line", f"{who} écrit une réponse.", "Attendez un instant, ou parlez-vous.", False)
        )
    if thread is None:
        return found
    if thread.state == "to_answer" and thread.due_at:
        clock = clock_of(thread.due_at, now)
        hour = until_words(thread.due_at, request.today, zone)
        if thread.due_at <= now:
            found.append(Band("clock", "Sans réponse.", f"Il fallait répondre avant {hour}."))
        elif clock:
            found.append(Band("clock", f"Répondre avant {hour}.", f"Encore {clock.words}."))
    if thread.state == "to_check":
        found.append(
            Band(
                "highlighter",
                "À vérifier.",
                "Rien ne part et rien ne sonne tant que vous n’avez pas tranché.",
            )
        )
    if thread.state == "snoozed":
        when = "sa réponse" if thread.until_reply else _when(thread.snoozed_until, request, zone)
        found.append(Band("hourglass", f"Mise de côté jusqu’à {when}.", "", False))
    until = read.windows.get(way.name) if way else None
    if until and now < until <= now + _WINDOW_SOON:
        label = way.channel.label if way else ""
        found.append(
            Band("hourglass", f"{label} : réponse libre encore {duration(until - now)}.",
                 "Ensuite, seulement un modèle approuvé.")
        )  # fmt: skip
    return found


def snoozes(now: datetime, zone: str) -> list[Snooze]:
    """The choices of « Plus tard »."""
    local = now.astimezone(ZoneInfo(zone))
    eight = local.replace(hour=8, minute=0, second=0, microsecond=0)
    tomorrow, monday = eight + timedelta(days=1), eight + timedelta(days=7 - local.weekday())
    hour = local + timedelta(hours=1)
    today = local.date()
    return [
        Snooze(each.isoformat(), word, until_words(each, today, zone))
        for word, each in (("Dans une heure", hour), ("Demain matin", tomorrow), ("Lundi", monday))
    ]


def _when(until: datetime | None, request: ShopRequest, zone: str) -> str:
    return until_words(until, request.today, zone) if until else "plus tard"


def _used(read: ReadThread) -> str:
    """The channel of the customer's last message, else of the last of all."""
    inbound = [m.channel for m in read.messages if m.direction == "in" and m.form != "call"]
    return inbound[-1] if inbound else read.thread.last_channel if read.thread else ""


def _small(read: ReadThread) -> str:
    """Under the name: by which ways."""
    labels = list(dict.fromkeys(channel(m.channel).label for m in read.messages))
    return ", ".join(labels[:3])


def _shown(way: Way, business: Business) -> str:
    """The contact as people write it; a provider's own id says nothing to anybody."""
    if way.point is None or way.point.kind not in ("phone", "email"):
        return ""
    return phone_text(way.point.value, business.country) if way.point.kind == "phone" else way.point.value


def _phone(read: ReadThread) -> str:
    point = next((p for p in read.points if p.kind == "phone" and p.state == "ok" and not p.former_at), None)
    return point.value if point else ""


def _request_view(row: Request, now: datetime) -> RequestView:
    reached = [name for name, _ in PIPELINE].index(row.state) if row.state in dict(PIPELINE) else 0
    steps = tuple((word, place <= reached) for place, (_, word) in enumerate(PIPELINE))
    return RequestView(
        row=row,
        word=REQUEST_STATES.get(row.state, row.state),
        steps=steps,
        clock=clock_of(row.due_at, now) if row.answered_at is None else None,
        quote_url=reverse("documents_page", args=[row.document_id])
        if row.document_id
        else f"{reverse('documents_new', args=['devis'])}?client={row.customer_id}",
    )


def instant_of(text: str) -> datetime | None:
    """An aware instant, or None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _after_message(customer: Customer, pk: str) -> datetime | None:
    """So that the message found is in the page, with a little of what came after."""
    if not pk.isdecimal() or len(pk) > 18:
        return None
    rows = InboxMessage.objects.filter(customer=customer)
    found = rows.filter(pk=int(pk)).values_list("at", flat=True).first()
    later = list(rows.filter(at__gt=found).order_by("at").values_list("at", flat=True)[:11]) if found else []
    return later[-1] if len(later) > 10 else None
