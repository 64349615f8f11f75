"""Messages that are no follow-up and ask something of a person: a tap to send them, or a look at them."""

from kaye.records.models import Business, OutgoingMessage

MOST = 20


def to_send(business: Business, most: int = MOST) -> list[OutgoingMessage]:
    """Ready in an application, waiting for a tap; the oldest first."""
    return _waiting(business, ("proposed",), most)


def to_look_at(business: Business, most: int = MOST) -> list[OutgoingMessage]:
    """Papers and answers that may have left, or could not; follow-ups are asked with their case."""
    return _waiting(business, ("uncertain", "failed"), most)


def _waiting(business: Business, states: tuple[str, ...], most: int) -> list[OutgoingMessage]:
    rows = OutgoingMessage.objects.filter(business=business, item="", state__in=states)
    return list(rows.select_related("customer").order_by("pk")[:most])
