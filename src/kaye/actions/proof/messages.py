"""The messages that left to one customer, as the very bytes handed over where Kayé sent them (M54)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from kaye.actions.engine import Engine
from kaye.channels.registry import channel
from kaye.records.files import file_name
from kaye.records.models import Business, Customer, DocumentFile, OutgoingMessage
from kaye.rules.ports.channel import Attachment, DeliveryError, OutgoingText


@dataclass(frozen=True, slots=True)
class Sent:
    """One message. `name`: « 001.eml », or « 001.txt » for what a person sent by hand; `at`: when it left."""

    name: str
    at: datetime
    channel: str
    address: str
    subject: str
    text: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def sent_messages(ready: Engine, customer: Customer, until: datetime) -> tuple[Sent, ...]:
    """In order of time."""
    rows = OutgoingMessage.objects.filter(customer=customer, state="sent", sent_at__lte=until)
    return tuple(
        _sent(ready, row, number) for number, row in enumerate(rows.order_by("sent_at", "pk"), start=1)
    )


def _sent(ready: Engine, row: OutgoingMessage, number: int) -> Sent:
    assert row.sent_at is not None
    known = channel(row.channel)
    content, ending = row.text.encode(), "txt"
    config = ready.configs.get(row.channel)
    if row.handed_at is not None and known.copy is not None and config is not None:
        try:
            content, ending = known.copy(config, _text(ready.business, row, row.handed_at)), "eml"
        except DeliveryError:  # the settings that sent it are gone: its words remain
            content, ending = row.text.encode(), "txt"
    return Sent(
        name=f"{number:03d}.{ending}",
        at=row.sent_at,
        channel=known.label,
        address=row.address,
        subject=row.subject,
        text=row.text,
        content=content,
    )


def _text(business: Business, row: OutgoingMessage, handed_at: datetime) -> OutgoingText:
    """As `deliver` gave it to the channel."""
    return OutgoingText(
        key=f"{business.slug}:{row.key}",
        address=row.address,
        text=row.text,
        subject=row.subject,
        date=handed_at,
        sender_name=business.name,
        sender_address=business.email,
        reply_to=business.email,
        purpose=row.purpose,
        attachments=_attachments(row.files) if row.files else (),
    )


def _attachments(ids: str) -> tuple[Attachment, ...]:
    files = DocumentFile.objects.filter(pk__in=[int(each) for each in ids.split(",")])
    return tuple(
        Attachment(file_name(file.document, file.mime), file.mime, bytes(file.content))
        for file in files.select_related("document").order_by("pk")
    )
