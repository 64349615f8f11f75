"""Put a follow-up into the outbox: the row says what will leave, for which steps, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kaye.actions.lines import Line
from kaye.records.bulk import insert_rows
from kaye.records.models import Business, MessageStep, OutgoingMessage
from kaye.records.prepared import run
from kaye.rules import gates

SENT_BECAUSE = "le message est parti, la suite se décide demain"


@dataclass(frozen=True, slots=True)
class Departure:
    """A line that leaves. `state`: due (the worker sends it) or sent (a person confirmed it)."""

    line: Line
    state: str
    due_at: datetime
    local_date: date


def follow_up_key(customer: int, day: date) -> str:
    """One follow-up per customer and local day (F4)."""
    return f"suivi:{customer}:{day.isoformat()}"


def put(business: Business, departures: Sequence[Departure], now: datetime) -> list[int]:
    """Write the messages and the steps they carry; answers their ids, in order.

    Raises IntegrityError when a follow-up of that customer and day was already written.
    """
    rows = [_row(business, d, now) for d in departures]
    written = dict(insert_rows(OutgoingMessage, _COLUMNS, rows, returning=("key", "id")))
    ids = [written[row[1]] for row in rows]
    for message, departure in zip(ids, departures, strict=True):
        if departure.line.template is not None:
            OutgoingMessage.objects.filter(pk=message).update(template=departure.line.template)
    insert_rows(
        MessageStep,
        ("business", "message", "case", "step"),
        [
            (business.pk, message, case, step)
            for message, departure in zip(ids, departures, strict=True)
            for case, step in departure.line.item.parts
        ],
    )
    return ids


def finish_steps(message_ids: Sequence[int], at: datetime) -> None:
    """Every step that these messages carry is done: they were sent. The cases wait for tomorrow's decision."""
    if not message_ids:
        return
    run("kaye_steps_sent", _STEPS_SQL, message_ids, [at], ["timestamptz"])
    run("kaye_cases_sent", _CASES_SQL, message_ids, [SENT_BECAUSE], ["text"])


_STEPS_SQL = """
INSERT INTO records_stepdone (business_id, case_id, step, outcome, reason, done_on, deadline_on, at, message_id)
SELECT s.business_id, s.case_id, s.step, 'sent', '', m.local_date, m.deadline_on, %s, m.id
FROM records_messagestep s JOIN records_outgoingmessage m ON m.id = s.message_id
WHERE s.message_id IN ({ids}) ORDER BY s.id
"""
_CASES_SQL = """
UPDATE records_case SET verb = 'wait', action = '', because = %s
WHERE id IN (SELECT case_id FROM records_messagestep WHERE message_id IN ({ids}))
"""
_COLUMNS = (
    "business", "key", "customer", "item", "state", "channel", "address", "purpose", "family", "kinds", "text_id",
    "step_label", "tone", "amount", "subject", "text", "because", "due_on", "anchor_on", "deadline_on", "local_date",
    "due_at", "expires_at", "attempts", "lease_owner", "sent_at", "provider_ref", "trouble", "created_at",
)  # fmt: skip


def _row(business: Business, departure: Departure, now: datetime) -> tuple[object, ...]:
    line, day = departure.line, departure.local_date
    item, customer = line.item, line.customer
    window = customer.calendar.windows[gates.window_of(item.purpose)]
    return (
        business.pk, follow_up_key(customer.id, day), customer.id, item.id, departure.state, item.channel or "",
        item.address, item.purpose, item.family, ",".join(item.kinds), item.text_id or "", item.step_label or "",
        item.tone, item.amount, line.subject[:200], line.text, item.because[:200], item.due_on, item.anchor_on,
        item.deadline, day, departure.due_at, customer.calendar.local(day, window.spans[-1].end), 0, "",
        now if departure.state == "sent" else None, "", "", now,
    )  # fmt: skip
