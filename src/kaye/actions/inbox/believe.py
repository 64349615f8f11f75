"""A person takes what was doubtful: its card joins the one customer who holds that point (C22, C59)."""

from datetime import datetime

from kaye.actions.inbox.agree import agree
from kaye.actions.inbox.identify import DOUBTFUL, holders
from kaye.actions.inbox.merge import merge
from kaye.actions.inbox.process import event_of
from kaye.actions.inbox.proposals import propose, propose_alike
from kaye.actions.point import index_customer
from kaye.actions.silence import keep_silence
from kaye.records.models import ContactPoint, InboxMessage
from kaye.rules.ports.inbound import MessageCame, Point


def believe(message: InboxMessage, now: datetime, by: str = "") -> InboxMessage:
    """In the caller's transaction, under its lock. Answers the message where it now lies."""
    card = message.customer
    points = list(ContactPoint.objects.filter(customer=card, state=DOUBTFUL).order_by("id"))
    if not points:
        return message
    known = holders(message.business, [Point(p.kind, p.value) for p in points])  # type: ignore[arg-type]
    ContactPoint.objects.filter(pk__in=[p.pk for p in points]).update(state="ok")
    index_customer(card)
    InboxMessage.objects.filter(customer=card, direction="in", point=None).update(point=points[0])
    others = {each.customer_id: each.customer for each in known if each.customer_id != card.pk}
    if len(others) == 1:
        merge(business=message.business, keep=next(iter(others.values())), other=card, now=now, by=by)
    else:
        keep_silence(business=message.business, points=points, now=now)
        for other in others.values():
            propose(
                business=message.business,
                one=card,
                other=other,
                because="le même numéro ou la même adresse",
                now=now,
            )
        propose_alike(business=message.business, customer=card, now=now)
    message.refresh_from_db()
    _agree(message, now)
    return message


def _agree(message: InboxMessage, now: datetime) -> None:
    """The box that was ticked counts from now on, if the form can still be read."""
    event = event_of(message, now)
    if isinstance(event, MessageCame) and event.marketing_ok:
        agree(message.customer, message.point, message, now)
