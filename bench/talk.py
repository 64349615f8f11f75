"""A shop where much was said: messages of a few words, some common, most rare, as in life."""

import random
from datetime import timedelta

from django.db import connection
from django_scopes import scope

from bench.fill import fill
from bench.instant import NOW
from kaye.records.message_search import drop_index, folded, make_index
from kaye.records.models import Business, Customer, InboxMessage, Thread

_SAID = (
    "bonjour", "merci", "facture", "devis", "payer", "vendredi", "livraison", "disponible", "combien",
    "demain", "virement", "climatiseur", "chambre", "panne", "photo", "adresse", "commande", "reste",
    "acompte", "urgent", "matin", "soir", "ouvert", "prix", "numéro",
)  # fmt: skip
_BATCH = 5_000
COMMON, RARE = "bonjour", "mot77777"


def talk(messages: int, customers: int) -> Business:
    """Every message in a thread of one of the customers; the words of rank n are said n times less than the first."""
    business = fill(customers, 0)
    chance = random.Random(7)
    weights = [1 / (rank + 1) for rank in range(len(_SAID))]
    drop_index(connection)  # made again over the whole, as a migration does: much quicker than row by row
    with scope(business=business):
        threads = _threads(business)
        rows = []
        for number in range(messages):
            thread = threads[number % len(threads)]
            words = [*chance.choices(_SAID, weights, k=7), f"mot{chance.randrange(messages)}"]
            if number == messages // 2:
                words.append(RARE)
            text = " ".join(words)
            at = NOW - timedelta(seconds=40 * (messages - number))
            rows.append(
                InboxMessage(
                    business=business, thread=thread, customer_id=thread.customer_id, channel="whatsapp",
                    direction="in" if number % 3 else "out", origin="customer" if number % 3 else "person", at=at,
                    received_at=at, text=text, search=folded(text),
                )
            )  # fmt: skip
            if len(rows) == _BATCH:
                InboxMessage.objects.bulk_create(rows)
                rows = []
        InboxMessage.objects.bulk_create(rows)
    make_index(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return business


def _threads(business: Business) -> list[Thread]:
    states = ("waiting", "waiting", "closed", "closed", "closed", "to_answer", "snoozed")
    rows = [
        Thread(
            business=business, customer_id=pk, state=states[place % len(states)], created_at=NOW,
            last_at=NOW - timedelta(minutes=place), last_text="Bonjour", last_direction="in",
            last_channel="whatsapp", last_inbound_at=NOW,
            due_at=NOW + timedelta(minutes=place) if place % len(states) == 5 else None,
        )
        for place, pk in enumerate(Customer.objects.order_by("pk").values_list("pk", flat=True))
    ]  # fmt: skip
    return Thread.objects.bulk_create(rows, batch_size=500)
