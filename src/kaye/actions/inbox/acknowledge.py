"""« Votre demande est bien arrivée »: once per request, at any hour, where it costs nothing or was ticked (C33)."""

from datetime import datetime

from kaye.actions.send_message import Words, send_message
from kaye.channels.registry import channel
from kaye.records.calendars import opening_of
from kaye.records.models import Business, Customer, InboxMessage, OutgoingMessage, Request
from kaye.rules.french import day_text, short_day
from kaye.rules.ports.channel import OutgoingText
from kaye.rules.threads import due_at

_FAMILY = "request"
_KEY = "accuse:"


def acknowledge(request: Request, message: InboxMessage, now: datetime) -> bool:
    """Put it into the outbox, due now; False when this request was acknowledged or nothing may answer by itself.

    Never to what is to be checked, to a machine, to a stopped point, or to a complaint, which a person answers.
    """
    point, business = message.point, request.business
    quiet = message.thread.quiet_until is not None and message.thread.quiet_until > now
    if request.acknowledged_at or point is None or message.verdict or message.auto or quiet:
        return False
    if request.kind == "claim":
        return False
    if point.kind == "email" and _answered_today(request, point.value, now):
        return False
    if not (business.acknowledges or is_free(business, message.channel, point.value, now)):
        return False
    opening = opening_of(business)
    due = due_at(request.opened_at, opening, business.answer_minutes)
    day = opening.calendar.today(due)
    reopening = opening.calendar.today(opening.next_open(now))
    values = {
        "demande": str(request.number),
        "demande_sms": str(request.number),
        "reponse_avant": day_text(day, opening.calendar.today(now)),
        "reponse_avant_sms": short_day(day),
        "reouverture": day_text(reopening, opening.calendar.today(now)),
    }
    sending = send_message(
        business=business,
        customer=request.customer,
        words=Words(
            text_id="request.ack",
            values=values,
            dates=(day, reopening),
            references=(str(request.number),),
            variant="" if opening.is_open(now) else "offhours",
        ),
        key=f"{_KEY}{request.pk}",
        family=_FAMILY,
        now=now,
        at=now,
        channels=(message.channel,),
        point=point,
        answers=message.external_id,
        automatic_only=True,
    )
    if sending.message is None:
        return False
    request.acknowledged_at = now
    request.save(update_fields=["acknowledged_at"])
    return True


def withdraw_acknowledgement(customer: Customer) -> int:
    """A person answered first: what only says « bien arrivée » leaves no more. In the caller's transaction."""
    rows = OutgoingMessage.objects.filter(
        customer=customer, family=_FAMILY, key__startswith=_KEY, state="due"
    )
    return rows.update(state="cancelled", trouble="une personne a répondu")


def is_free(business: Business, name: str, address: str, now: datetime) -> bool:
    """Whether an answer this way costs nothing; a price that nobody knows is not nothing."""
    way = channel(name)
    if way.cost is None:
        return True
    text = OutgoingText(key="", address=address, text="", date=now, window_until=now)
    cost = way.cost(text, business.country, now.date())
    return cost is None or cost.amount == 0


def _answered_today(request: Request, address: str, now: datetime) -> bool:
    """One automatic mail per address and day in answer to anything (C57)."""
    day = opening_of(request.business).calendar.today(now)
    rows = OutgoingMessage.objects.filter(business=request.business, address=address, local_date=day)
    return rows.filter(family=_FAMILY).exclude(answers="").exists()
