"""Put a follow-up into the outbox: the row says what will leave, for which steps, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kaye.actions.lines import Line
from kaye.records.models import Business, Case, MessageStep, OutgoingMessage, StepDone
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


def put(business: Business, departures: Sequence[Departure], now: datetime) -> list[OutgoingMessage]:
    """Write the messages and the steps they carry. Raises IntegrityError when one was already written."""
    messages = OutgoingMessage.objects.bulk_create(
        [_message(business, d, now) for d in departures], batch_size=500
    )
    MessageStep.objects.bulk_create(
        [
            MessageStep(business=business, message=message, case_id=case, step=step)
            for message, departure in zip(messages, departures, strict=True)
            for case, step in departure.line.item.parts
        ],
        batch_size=1000,
    )
    return messages


def steps_done(
    business: Business, message: OutgoingMessage, parts: Sequence[tuple[int, str]], at: datetime
) -> list[StepDone]:
    """The steps that this message did, to be written when it is sent."""
    return [
        StepDone(
            business=business,
            case_id=case,
            step=step,
            outcome="sent",
            done_on=message.local_date,
            deadline_on=message.deadline_on,
            at=at,
            message=message,
        )
        for case, step in parts
    ]


def mark_cases_sent(case_ids: Sequence[int]) -> None:
    """Say on the cases that the message left; their next date was planned with it."""
    Case.objects.filter(id__in=case_ids).update(verb="wait", action="", because=SENT_BECAUSE)


def _message(business: Business, departure: Departure, now: datetime) -> OutgoingMessage:
    line = departure.line
    item, customer = line.item, line.customer
    window = customer.calendar.windows[gates.window_of(item.purpose)]
    return OutgoingMessage(
        business=business,
        customer_id=customer.id,
        key=follow_up_key(customer.id, departure.local_date),
        item=item.id,
        state=departure.state,
        channel=item.channel or "",
        address=item.address,
        purpose=item.purpose,
        family=item.family,
        kinds=",".join(item.kinds),
        text_id=item.text_id or "",
        step_label=item.step_label or "",
        tone=item.tone,
        amount=item.amount,
        subject=line.subject[:200],
        text=line.text,
        because=item.because[:200],
        due_on=item.due_on,
        anchor_on=item.anchor_on,
        deadline_on=item.deadline,
        local_date=departure.local_date,
        due_at=departure.due_at,
        expires_at=customer.calendar.local(departure.local_date, window.spans[-1].end),
        sent_at=now if departure.state == "sent" else None,
        created_at=now,
    )
