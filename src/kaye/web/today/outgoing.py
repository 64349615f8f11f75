"""Messages that wait for a tap without being a follow-up: papers, receipts of payment, subscriptions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kaye.channels.registry import channel
from kaye.records.models import OutgoingMessage
from kaye.rules.ports.channel import OutgoingText
from kaye.web.customers.words import send_word

_FAMILIES = {
    "quote": "devis",
    "document": "facture ou avoir",
    "subscription": "abonnement",
    "payment": "paiement",
    "plan": "échéancier",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """One message ready in its application. `link` opens it; empty where the application cannot be opened."""

    pk: int
    name: str
    customer_url: str
    what: str
    text: str
    link: str
    elsewhere: bool
    word: str
    icon: str


def proposed_of(row: OutgoingMessage, now: datetime) -> Proposed:
    known = channel(row.channel)
    link = known.link(
        OutgoingText(key=row.key, address=row.address, text=row.text, subject=row.subject, date=now)
    )
    return Proposed(
        pk=row.pk,
        name=row.customer.name if row.customer else "",
        customer_url=reverse("customers_page", args=[row.customer_id]) if row.customer_id else "",
        what=_FAMILIES.get(row.family, "message"),
        text=row.text,
        link=link or "",
        elsewhere=bool(link and link.startswith("http")),
        word=send_word(row.channel),
        icon=f"channel:{row.channel}",
    )


def all_proposed(rows: Iterable[OutgoingMessage], now: datetime) -> tuple[Proposed, ...]:
    return tuple(proposed_of(row, now) for row in rows)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One message to look at: it may have left (`is_unsure`), or it could not. `because`: what the channel said."""

    pk: int
    name: str
    customer_url: str
    what: str
    address: str
    text: str
    because: str
    is_unsure: bool


def all_doubtful(rows: Iterable[OutgoingMessage]) -> tuple[Doubtful, ...]:
    return tuple(
        Doubtful(
            pk=row.pk,
            name=row.customer.name if row.customer else "",
            customer_url=reverse("customers_page", args=[row.customer_id]) if row.customer_id else "",
            what=_FAMILIES.get(row.family, "message"),
            address=row.address,
            text=row.text,
            because=row.trouble,
            is_unsure=row.state == "uncertain",
        )
        for row in rows
    )
