"""Needs of customers, from the first word to won or lost, with a next date at any time (B3, C29, C30, D3)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import calendar_of, local_day, opening_of
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Document, InboxMessage, Member, Request
from kaye.rules.threads import due_at

REASONS = (
    "trop_cher", "concurrent", "reporte", "sans_reponse", "hors_zone", "doublon", "pas_une_demande", "autre",
)  # fmt: skip
OPENING = frozenset(("quote", "price", "hours", "avail", "appt", "human", "other"))
_TITLES = {
    "quote": "Demande de devis",
    "price": "Demande de prix",
    "hours": "Horaires, adresse",
    "avail": "Disponibilité",
    "appt": "Rendez-vous",
    "complaint": "Réclamation",
    "human": "Veut parler à une personne",
    "call": "Appel manqué",
}
_REOPENS = timedelta(days=30)
_PATIENCE = 2  # working days after an answer before a person looks again
_ACKNOWLEDGED = "accusé de réception : à part"
_HAND = "hand"
_QUOTE_DAYS = timedelta(days=15)  # of a quote that says no day


def open_request(
    *,
    business: Business,
    customer: Customer,
    now: datetime,
    message: InboxMessage | None = None,
    title: str = "",
    intent: str = "",
    kind: str = "request",
    amount: int = 0,
    next_on: date | None = None,
    source: str = "",
    by: str = "",
) -> Request:
    """A need, by a message (C29) or by hand (D3: `title`). One of its kind is open at a time per customer by message:
    an earlier message found later takes its place as the first. One lost less than 30 days ago is reopened (C30).

    `amount`: what it may bring, minor units. Raises Refusal for a request by hand without a title.
    """
    if message is None and not title.strip():
        raise Refusal("Dites en quelques mots ce que demande ce client.")
    with transaction.atomic():
        lock(business)
        opened_at = message.at if message is not None else now
        if message is not None and (known := _open_one(customer, kind)) is not None:
            return _earlier(known, message, intent)
        if message is not None and (lost := _lost_lately(customer, kind, opened_at)) is not None:
            return reopen(business=business, request=lost, now=now, at=opened_at)
        number = Request.objects.filter(business=business).aggregate(last=Max("number"))["last"] or 0
        request = Request.objects.create(
            business=business,
            customer=customer,
            number=number + 1,
            kind=kind,
            intent=intent,
            title=(title.strip() or _title(message, intent))[:160],
            source=source or (message.channel if message is not None else _HAND),
            amount=amount,
            opened_at=opened_at,
            due_at=due_at(opened_at, opening_of(business), business.answer_minutes),
            next_on=next_on,
            message=message,
            created_by=by[:120],
        )
        if next_on is None:
            _plan_next(request)
        _follow(request, now)
        _write(request, "request_opened", now, by)
        touch([customer.pk], now)
    return request


def qualify(
    *,
    business: Business,
    request: Request,
    now: datetime,
    title: str = "",
    amount: int | None = None,
    next_on: date | None = None,
    member: Member | None = None,
    by: str = "",
) -> Request:
    """Somebody looked: what it is, what it may bring, who has it, when to look again. Raises Refusal once closed."""
    with transaction.atomic():
        row = _mine(business, request)
        row.state = "qualified" if row.state == "new" else row.state
        row.title = title.strip()[:160] or row.title
        row.amount = row.amount if amount is None else amount
        row.assigned_to = member or row.assigned_to
        if next_on is not None:
            if next_on < local_day(business, now):
                raise Refusal("Ce jour est passé : choisissez aujourd'hui ou après.")
            row.next_on = next_on
        row.save()
        _write(row, "request_qualified", now, by)
        _look(row, now)
    return row


def quoted(
    *, business: Business, customer: Customer, document: Document, now: datetime, by: str = ""
) -> Request | None:
    """A quote was made for this customer: their oldest open request is now about it. None: nobody had asked."""
    with transaction.atomic():
        lock(business)
        mine = Request.objects.filter(business=business, customer=customer, kind="request", closed_at=None)
        row = mine.filter(document=document).first() or mine.order_by("opened_at", "pk").first()
        if row is None or (row.document_id == document.pk and row.state == "quoted"):
            return row
        row.state, row.document = "quoted", document
        row.amount = document.ttc or row.amount
        later = document.valid_until or local_day(business, now) + _QUOTE_DAYS
        row.next_on = max(later, row.next_on or later)
        row.save(update_fields=["state", "document", "amount", "next_on"])
        _look(row, now)
        _write(row, "request_quoted", now, by)
    return row


def close_request(
    *, business: Business, request: Request, reason: str, now: datetime, by: str = ""
) -> Request:
    """Won, or lost with its reason (C30). Raises Refusal for another reason, or when it is closed."""
    if reason != "won" and reason not in REASONS:
        raise Refusal(f"Donnez la raison : won, {', '.join(REASONS)}.")
    with transaction.atomic():
        row = _mine(business, request)
        row.state = "won" if reason == "won" else "lost"
        row.reason, row.closed_at, row.next_on = reason, now, None
        row.save(update_fields=["state", "reason", "closed_at", "next_on"])
        _write(row, "request_closed", now, by)
        replan(business=business, customer_ids=[row.customer_id], now=now)
    return row


def reopen(
    *, business: Business, request: Request, now: datetime, at: datetime | None = None, by: str = ""
) -> Request:
    """It lives again from `at`: the same number, a new clock. Raises Refusal when it is open."""
    with transaction.atomic():
        lock(business)
        row = Request.objects.select_related("business", "customer").get(business=business, pk=request.pk)
        if row.closed_at is None:
            raise Refusal("Cette demande est déjà ouverte.")
        row.state, row.reason, row.closed_at, row.answered_at = "new", "", None, None
        row.opened_at = at or now
        row.due_at = due_at(row.opened_at, opening_of(business), business.answer_minutes)
        _plan_next(row, save=False)
        row.save()
        _follow(row, now)
        _write(row, "request_reopened", now, by)
    return row


def plan_after_answer(request: Request) -> None:
    """An open request never loses its next date: two working days after an answer unless a later one is given."""
    _plan_next(request)


def _mine(business: Business, request: Request) -> Request:
    lock(business)
    row = Request.objects.select_related("business", "customer").get(business=business, pk=request.pk)
    if row.closed_at is not None:
        raise Refusal("Cette demande est close : rouvrez-la d'abord.")
    return row


def _open_one(customer: Customer, kind: str) -> Request | None:
    rows = Request.objects.filter(customer=customer, kind=kind, closed_at=None)
    return rows.select_related("business").order_by("opened_at", "pk").first()


def _lost_lately(customer: Customer, kind: str, at: datetime) -> Request | None:
    rows = Request.objects.filter(customer=customer, kind=kind, state="lost", closed_at__gt=at - _REOPENS)
    return rows.order_by("-closed_at", "-pk").first()


def _earlier(request: Request, message: InboxMessage, intent: str) -> Request:
    """Whatever came first over the network, the request begins with the first message (C12)."""
    first = request.message
    if first is None or (first.at, first.external_id) <= (message.at, message.external_id):
        return request
    if request.opened_at < message.at:  # reopened since, or by hand
        return request
    request.message, request.opened_at, request.intent = message, message.at, intent
    request.title, request.source = _title(message, intent)[:160], message.channel
    request.due_at = due_at(message.at, opening_of(request.business), request.business.answer_minutes)
    request.save(update_fields=["message", "opened_at", "intent", "title", "source", "due_at"])
    return request


def _title(message: InboxMessage | None, intent: str) -> str:
    words = " ".join((message.subject or message.text).split()) if message is not None else ""
    return words[:80] or _TITLES.get(intent, "Demande")


def _plan_next(request: Request, save: bool = True) -> None:
    """The day a person looks at it: that of its clock, or two working days after the answer."""
    calendar = calendar_of(request.business)
    if request.answered_at is None:
        clock = request.due_at or request.opened_at
        request.next_on = max(calendar.today(clock), calendar.today(request.opened_at))
    else:
        after = calendar.add_working_days(calendar.today(request.answered_at), _PATIENCE)
        request.next_on = max(after, request.next_on or after)
    if save:
        request.save(update_fields=["next_on"])


def _follow(request: Request, now: datetime) -> None:
    open_cases(business=request.business, now=now, requests=[request], because=_ACKNOWLEDGED)
    replan(business=request.business, customer_ids=[request.customer_id], now=now)


def _look(request: Request, now: datetime) -> None:
    replan(business=request.business, customer_ids=[request.customer_id], now=now)


def _write(request: Request, kind: str, now: datetime, by: str) -> None:
    said = {"request": request.pk, "number": request.number, "state": request.state, "reason": request.reason}
    append(business=request.business, kind=kind, at=now, customer=request.customer, payload=said, by=by)
