"""What goes with an answer besides its words: what it answers, its files, the window it may use (C35, C36).

Read only for answers and for channels that set a window: an automatic e-mail costs nothing more.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from kaye.channels.registry import channel
from kaye.records.models import ContactPoint, InboxMessage, OutgoingMessage, Upload
from kaye.rules.ports.channel import Attachment, ProviderTemplate

REPLY = "reply"  # the family of what a person writes
_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Carried:
    """As `OutgoingText` wants it."""

    typed: bool = False
    answers: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    window_until: datetime | None = None
    template: ProviderTemplate | None = None
    address_kind: str = ""


def needs_carrying(channel_name: str, family: str) -> bool:
    """Whether this message has more than its words."""
    can = channel(channel_name).capabilities
    return family == REPLY or can.window is not None or len(can.answers) > 1


def carried(message_id: int) -> Carried:
    """A few look-ups for one message."""
    row = OutgoingMessage.objects.get(pk=message_id)
    heard = InboxMessage.objects.filter(customer=row.customer_id, channel=row.channel)
    answered = heard.filter(external_id=row.answers).first() if row.answers else None
    references = (*answered.references, answered.external_id)[-_MOST_REFERENCES:] if answered else ()
    uploads = Upload.objects.filter(outgoing=row).order_by("pk")
    point = ContactPoint.objects.filter(customer=row.customer_id, value=row.address).first()
    return Carried(
        typed=row.family == REPLY,
        answers=row.answers,
        references=tuple(each for each in references if each),
        attachments=tuple(Attachment(each.name, each.mime, bytes(each.content)) for each in uploads),
        window_until=_window(row),
        template=_template(row),
        address_kind=point.kind if point else "",
    )


def _window(row: OutgoingMessage) -> datetime | None:
    """Messages alone open it: no reaction, echo, history, status or call (C18)."""
    window = channel(row.channel).capabilities.window
    if window is None:
        return None
    said = InboxMessage.objects.filter(
        customer=row.customer_id, channel=row.channel, direction="in", history=False
    ).exclude(form="call")
    last = said.aggregate(last=Max("at"))["last"]
    return last + window if last is not None else None


def _template(row: OutgoingMessage) -> ProviderTemplate | None:
    given = row.template
    if not given:
        return None
    return ProviderTemplate(given["name"], given["language"], tuple(given.get("values", ())))
