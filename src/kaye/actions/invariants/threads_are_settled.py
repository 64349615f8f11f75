"""Where a thread stands is what its messages say, read again (C12, C28, C32)."""

from collections.abc import Iterator
from datetime import datetime

from kaye.actions.inbox.settle import facts_of, write
from kaye.records.calendars import opening_of
from kaye.records.models import Business, Thread
from kaye.rules.threads import standing

_CLOCK = (
    "unanswered_since",
    "soon_at",
    "due_at",
    "last_at",
    "last_text",
    "last_answer_at",
    "last_inbound_at",
)
_TURNS = frozenset(("snoozed", "to_answer"))  # the instant alone makes one the other


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Threads whose columns are not those of their messages. Reads one after another."""
    opening, minutes = opening_of(business), business.answer_minutes
    rows = Thread.objects.filter(business=business).select_related("customer").order_by("id")
    for thread in rows.iterator(chunk_size=500):
        state, kept = thread.state, [getattr(thread, name) for name in _CLOCK]
        facts = facts_of(thread)
        write(thread, facts, standing(facts, opening, minutes, now))
        if thread.state != state and {thread.state, state} != _TURNS:
            yield f"La conversation de {thread.customer.name} est « {state} », elle devrait être « {thread.state} »."
        elif [getattr(thread, name) for name in _CLOCK] != kept:
            yield f"L'horloge de la conversation de {thread.customer.name} n'est pas celle de ses messages."
