"""Messages that are no follow-up and ask something of a person: a tap to send them, or a look at them."""

from kaye.records.models import Business, OutgoingMessage

MOST = 20
_ASKING = (
    "proposed",
    "uncertain",
    "failed",
)  # as `message_asking` says it: SQLite knows an index by its words


def to_send(business: Business, most: int = MOST) -> list[OutgoingMessage]:
    """Ready in an application, waiting for a tap; the oldest first."""
    return _waiting(business, ("proposed",), most)


def to_look_at(business: Business, most: int = MOST) -> list[OutgoingMessage]:
    """Papers and answers that may have left, or could not; follow-ups are asked with their case."""
    return _waiting(business, ("uncertain", "failed"), most)


def _waiting(business: Business, states: tuple[str, ...], most: int) -> list[OutgoingMessage]:
    """The index first, the rows only of those found: on most mornings there are none."""
    asking = OutgoingMessage.objects.filter(business=business, item="", state__among=_ASKING)
    found = asking.filter(state__among=states).order_by("pk").values_list("pk", flat=True)[:most]
    if not (ids := list(found)):
        return []
    rows = OutgoingMessage.objects.filter(pk__in=ids).select_related("customer")
    return list(rows.order_by("pk"))
