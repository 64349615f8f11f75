"""Conversations written straight into the records: what a screen shows, without a provider."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django_scopes import scope

from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.records.message_search import folded
from kaye.records.models import (
    Business,
    CannedReply,
    ContactPoint,
    Customer,
    FileContent,
    InboxMessage,
    MatchProposal,
    MessageFile,
    Note,
    OutgoingMessage,
    Request,
    Thread,
    Understood,
)

NOW = "2026-05-20T10:40:00-04:00"  # a Wednesday in Guadeloupe


def now() -> datetime:
    return datetime.fromisoformat(NOW)


@dataclass(frozen=True, slots=True)
class Talk:
    """Karukera Hôtel, on three channels, and the thread of it."""

    business: Business
    hotel: Customer
    thread: Thread


def settle() -> Talk:
    """The conversation of the drawings: an invoice announced, a promise, a leak; four others behind it."""
    business = open_business(name="Clim’Antilles", country="GP", now=now() - timedelta(days=60))
    with scope(business=business):
        hotel = _customer(business, "Karukera Hôtel", "+590690112233", "direction@karukera.example")
        record_sale(
            business=business, customer=hotel, kind="credit", lines=[LineInput("Pose split 12 000 BTU", 1, 434_000)],
            sold_on=now().date() - timedelta(days=20), now=now() - timedelta(days=20),
            due_on=now().date() + timedelta(days=2),
        )  # fmt: skip
        thread = thread_of(hotel, due_in=38, text="Par contre le split de la chambre 12 goutte depuis hier.")
        OutgoingMessage.objects.create(
            business=business, customer=hotel, key="relance", state="sent", channel="email", purpose="transactional",
            family="payment", kinds="pre_due", address="direction@karukera.example", delivery="delivered",
            text="Bonjour Madame Bellance, petit mémo : la facture FA2026-0063 arrive à échéance vendredi. "
            "Montant : 4 340,00 €.", subject="Facture FA2026-0063",
            local_date=now().date() - timedelta(days=2), due_at=ago(2 * 24 * 60 + 70),
            sent_at=ago(2 * 24 * 60 + 70), created_at=ago(2 * 24 * 60 + 70),
        )  # fmt: skip
        say(thread, "", minutes=25 * 60, channel="phone", form="call", call_state="missed")
        promise = say(
            thread, "Bonjour, bien reçu pour la facture. Le comptable fait le virement vendredi.", 24
        )
        Understood.objects.create(
            business=business, message=promise, kind="promise", state="proposed",
            because="promet de payer vendredi 22 mai", until=now().date() + timedelta(days=2), amount=434_000,
            at=ago(24),
        )  # fmt: skip
        leak = say(
            thread, "Par contre le split de la chambre 12 goutte depuis hier. Vous pouvez passer quand ?", 22
        )
        Request.objects.create(
            business=business, customer=hotel, number=118, title="dépannage, chambre 12", source="whatsapp",
            intent="complaint", message=leak, opened_at=ago(22), due_at=now() + timedelta(minutes=38),
            next_on=now().date(),
        )  # fmt: skip
        Note.objects.create(
            business=business, thread=thread, text="Voir avec Jordan pour le créneau.", by="m@x", at=ago(20)
        )
        for name, text in (
            ("Proposer un passage", "Bonjour {{appel}}, nous pouvons passer demain matin."),
            ("Demander une photo", "Pouvez-vous nous envoyer une photo ?"),
            ("On vous rappelle", "Bien reçu, on vous rappelle dans l’heure."),
        ):
            CannedReply.objects.create(business=business, name=name, text=text, changed_at=now())
        yannick = _customer(business, "Yannick Gob", "+590690445566")
        say(thread_of(yannick, due_in=12, text="Bonjour, c’est combien pour un entretien ?"), "Bonjour, c’est combien "
            "pour un entretien ?", 48)  # fmt: skip
        for name, text, state in (
            ("Villa Mango", "Merci, à mardi !", "waiting"),
            ("Lycée des Îles", "Appel manqué", "snoozed"),
            ("Boulangerie Ti-Pain", "Bon de commande joint", "closed"),
            ("Loto Express", "Gagnez un iPhone", "to_check"),
        ):
            other = _customer(business, name, f"+59069099{len(name):04d}")
            say(thread_of(other, state=state, text=text, minutes=90), text, 90)
        MatchProposal.objects.create(
            business=business, one=hotel, other=yannick, because="même adresse e-mail", at=now()
        )
    return Talk(business, hotel, thread)


def ago(minutes: int) -> datetime:
    return now() - timedelta(minutes=minutes)


def thread_of(
    customer: Customer, state: str = "to_answer", due_in: int | None = None, text: str = "", minutes: int = 22
) -> Thread:
    """`due_in`: minutes until its answer is late."""
    due = now() + timedelta(minutes=due_in) if due_in is not None else None
    return Thread.objects.create(
        business=customer.business, customer=customer, state=state, last_at=ago(minutes), last_text=text,
        last_direction="in", last_channel="whatsapp", last_inbound_at=ago(minutes), due_at=due,
        soon_at=due - timedelta(minutes=15) if due else None, unanswered_since=ago(minutes) if due else None,
        snoozed_until=now() + timedelta(days=1) if state == "snoozed" else None, created_at=ago(60 * 24 * 30),
    )  # fmt: skip


def say(
    thread: Thread, text: str, minutes: int = 5, channel: str = "whatsapp", direction: str = "in", **more: Any
) -> InboxMessage:
    said = {
        "origin": "customer" if direction == "in" else "person",
        "needs_answer": direction == "in",
        "external_id": f"wamid.{thread.pk}.{minutes}.{len(text)}",
        "subject": "",
        **more,
    }
    return InboxMessage.objects.create(
        business=thread.business, thread=thread, customer=thread.customer, channel=channel, direction=direction,
        at=ago(minutes), received_at=ago(minutes), text=text, search=folded(said["subject"], text), **said,
    )  # fmt: skip


def attach(message: InboxMessage, name: str, mime: str, content: bytes | None, **more: Any) -> MessageFile:
    """`content` None: not here yet."""
    said = {
        "state": "ready" if content is not None else "pending",
        "size": len(content or b"") or None,
        **more,
    }
    row = MessageFile.objects.create(business=message.business, message=message, name=name, mime=mime, **said)
    if content is not None:
        FileContent.objects.create(business=message.business, file=row, content=content)
    return row


def _customer(business: Business, name: str, phone: str, email: str = "") -> Customer:
    found = record_customer(business=business, now=now(), name_raw=name, phone=phone, email=email)
    ContactPoint.objects.filter(customer=found).update(verified_at=now())
    return found
