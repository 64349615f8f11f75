"""Write on a thread what its messages say: its state, its clock, its last words. A cache, made again at any time."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from kaye.actions.hold import lift_hold
from kaye.actions.inbox.requests import plan_after_answer
from kaye.actions.replan import replan
from kaye.records.calendars import opening_of
from kaye.records.locks import lock
from kaye.records.models import Hold, InboxMessage, Request, Thread
from kaye.rules.threads import Standing, ThreadFacts, due_at, standing

# What a person said to the customer (C31): typed here and accepted, written on the phone, spoken.
ANSWER = (
    (Q(direction="out", origin__in=("phone_app", "other_app")) & ~Q(form="call"))
    | (Q(direction="out", origin="person", outgoing__state="sent") & ~Q(outgoing__delivery="failed"))
    | Q(form="call", call_state="answered")
)
NEED = Q(direction="in", needs_answer=True, verdict="", auto=False, history=False)
UNTIL_ANSWERED = ("answer", "human")  # holds that an answer lifts (C46)
_WORDS = {
    "image": "Photo",
    "video": "Vidéo",
    "audio": "Son",
    "voice": "Message vocal",
    "document": "Document",
    "sticker": "Autocollant",
    "location": "Position",
    "contacts": "Fiche de contact",
    "unsupported": "À ouvrir dans l'application",
}
_CALLS = {
    "answered": "Appel",
    "missed": "Appel manqué",
    "voicemail": "Message sur le répondeur",
    "busy": "Appel : c'était occupé",
    "failed": "Appel qui n'a pas abouti",
    "ringing": "Appel en cours",
}
_COLUMNS = (
    "state", "unanswered_since", "soon_at", "due_at", "last_at", "last_text", "last_direction", "last_channel",
    "last_inbound_at", "last_answer_at", "told_late", "window_told",
)  # fmt: skip


def settle(thread: Thread, now: datetime) -> Thread:
    """Read the thread again and write where it stands at `now`; its open requests with it (C12, C28, C31, C32).

    One writer at a time per business. What waited for the answer goes on.
    """
    business = thread.business
    with transaction.atomic():
        lock(business)
        thread.refresh_from_db()
        before = {name: getattr(thread, name) for name in _COLUMNS}
        facts = facts_of(thread)
        write(thread, facts, standing(facts, opening_of(business), business.answer_minutes, now))
        if before != {name: getattr(thread, name) for name in _COLUMNS}:
            thread.save(update_fields=_COLUMNS)
        answered = _settle_requests(thread)
        lifted = _lift_waits(thread, facts, now)
        if answered and not lifted:
            replan(business=business, customer_ids=[thread.customer_id], now=now)
    return thread


def facts_of(thread: Thread) -> ThreadFacts:
    """What the rules need: the ends of a few sorted lists, whatever the number of messages."""
    said = InboxMessage.objects.filter(thread=thread)
    last_answer = _instant(said.filter(ANSWER).order_by("-at"))
    waiting = said.filter(NEED)
    if last_answer is not None:
        waiting = waiting.filter(at__gt=last_answer)
    if thread.closed_at is not None:
        waiting = waiting.filter(received_at__gt=thread.closed_at)
    doubtful = said.filter(direction="in", verdict="to_check", auto=False)
    if last_answer is not None:
        doubtful = doubtful.filter(at__gt=last_answer)
    if thread.closed_at is not None:
        doubtful = doubtful.filter(received_at__gt=thread.closed_at)
    newest = {}
    if thread.snoozed_at is not None:
        newest = said.filter(direction="in", auto=False, history=False).aggregate(
            newest_in=Max("received_at"), newest_need=Max("received_at", filter=NEED)
        )
    return ThreadFacts(
        unanswered=_instant(waiting.order_by("at")),
        last_answer=last_answer,
        doubtful=doubtful.exists(),
        snoozed_at=thread.snoozed_at,
        snoozed_until=thread.snoozed_until,
        until_reply=thread.until_reply,
        closed_at=thread.closed_at,
        **newest,
    )


def write(thread: Thread, facts: ThreadFacts, stands: Standing) -> None:
    """Set the columns, without saving."""
    if stands.unanswered_since != thread.unanswered_since or stands.due_at != thread.due_at:
        thread.told_late = ""
    thread.state = stands.state
    thread.unanswered_since = stands.unanswered_since
    thread.soon_at, thread.due_at = stands.soon_at, stands.due_at
    thread.last_answer_at = facts.last_answer
    said = InboxMessage.objects.filter(thread=thread)
    shown = said.exclude(outgoing__state__in=("cancelled", "failed")).order_by("-at", "-external_id", "-id")
    last = shown.filter(auto=False).first() or shown.first()
    if last is not None:
        thread.last_at = last.at
        thread.last_text = words_of(last)
        thread.last_direction = last.direction
        thread.last_channel = last.channel
    heard = said.filter(direction="in", auto=False, history=False)
    last_in = _instant(heard.order_by("-at"))
    if last_in != thread.last_inbound_at:
        thread.last_inbound_at, thread.window_told = last_in, False


def words_of(message: InboxMessage) -> str:
    """A message in one line of at most 160 characters, for lists."""
    if message.deleted_at is not None:
        return "Message supprimé"
    if message.form == "call":
        return _CALLS.get(message.call_state, "Appel")
    words = " ".join((message.text or message.subject).split())
    return (words or _WORDS.get(message.form, "Pièce jointe"))[:160]


def _instant(rows: QuerySet[InboxMessage]) -> datetime | None:
    found: datetime | None = rows.values_list("at", flat=True).first()
    return found


def _settle_requests(thread: Thread) -> bool:
    """The first answer of each open request, and when it is late; True when one was answered or is so no more."""
    business, changed = thread.business, False
    opening = None
    for request in Request.objects.filter(customer=thread.customer_id, closed_at=None).select_related(
        "business"
    ):
        answers = InboxMessage.objects.filter(ANSWER, thread=thread, at__gt=request.opened_at)
        first = _instant(answers.order_by("at"))
        opening = opening or opening_of(business)
        due = due_at(request.opened_at, opening, business.answer_minutes)
        if (first, due) != (request.answered_at, request.due_at):
            answered, changed = first != request.answered_at, changed or first != request.answered_at
            request.answered_at, request.due_at = first, due
            request.save(update_fields=["answered_at", "due_at"])
            if answered:
                plan_after_answer(request)
    return changed


def _lift_waits(thread: Thread, facts: ThreadFacts, now: datetime) -> bool:
    """Nothing waits for an answer any more: what was held goes on."""
    if facts.unanswered is not None:
        return False
    holds = Hold.objects.filter(customer=thread.customer_id, kind__in=UNTIL_ANSWERED, lifted_at=None)
    found = list(holds)
    for hold in found:
        lift_hold(business=thread.business, hold=hold, now=now, because="répondu")
    return bool(found)


def settle_all(threads: Iterable[Thread], now: datetime) -> None:
    """The same for several."""
    for thread in threads:
        settle(thread, now)
