"""An echo whose text is a one-tap message's: the person did send it, whether or not « envoyé » was tapped (C14)."""

from datetime import datetime, timedelta

from kaye.actions.engine import engine
from kaye.actions.find_item import lines_of
from kaye.actions.finish_step import finish_step
from kaye.actions.inbox.confirm_sent import confirm_sent
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.models import Business, Case, Customer, OutgoingMessage

_RECENT = timedelta(hours=24)
_BY = "écho du téléphone"


def tapped(*, business: Business, customer: Customer, text: str, at: datetime) -> OutgoingMessage | None:
    """The outbox row that this echo is, confirmed as sent; None when it is something else. In the caller's
    transaction."""
    words = _plain(text)
    if not words:
        return None
    rows = OutgoingMessage.objects.filter(
        business=business,
        customer=customer,
        state__in=("proposed", "sent"),
        created_at__gt=at - _RECENT,
        inbox_message=None,
    )
    for row in rows.order_by("-id")[:20]:
        if _plain(row.text) == words and channel(row.channel).capabilities.one_tap:
            confirm_sent(business=business, message=row, now=at, by=_BY)
            row.refresh_from_db()
            return row
    return _of_the_morning(business, customer, words, at)


def _of_the_morning(
    business: Business, customer: Customer, words: str, at: datetime
) -> OutgoingMessage | None:
    """A follow-up of the morning list, which is in no outbox before it is done."""
    if not Case.objects.filter(customer=customer, closed_at=None, verb="act", action="tap").exists():
        return None
    for line in lines_of(engine(business), customer, at):
        if line.item.action != "tap" or _plain(line.text) != words:
            continue
        try:
            finish_step(business=business, item_id=line.item.id, outcome="sent", now=at, by=_BY)
        except Refusal:
            return None
        done = OutgoingMessage.objects.filter(customer=customer, state="sent", item=line.item.id)
        return done.order_by("-id").first()
    return None


def _plain(text: str) -> str:
    return " ".join(text.split())
