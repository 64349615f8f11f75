"""What came in is processed, once, and lies in the thread of its customer (C5, C6, C28)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F

from kaye.records.models import Business, InboundEvent, InboxMessage, MessageFile, RawPayload, Thread

_SLOW = timedelta(hours=1)  # behind which a stored payload is stuck
_OVERDUE = timedelta(days=1)


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Payloads nobody processes, events nobody tries again, messages outside the thread of their customer."""
    payloads = RawPayload.objects.filter(business=business, state="stored", received_at__lt=now - _SLOW)
    for pk in payloads.order_by("id").values_list("pk", flat=True).iterator(chunk_size=1000):
        yield f"Le message brut {pk} attend depuis plus d'une heure."
    forgotten = InboundEvent.objects.filter(business=business, next_at__lt=now - _OVERDUE)
    for pk, state in forgotten.order_by("id").values_list("pk", "state").iterator(chunk_size=1000):
        yield f"L'événement {pk} ({state}) devait être repris depuis plus d'un jour."
    files = MessageFile.objects.filter(business=business, next_at__lt=now - _OVERDUE)
    for pk in files.order_by("id").values_list("pk", flat=True).iterator(chunk_size=1000):
        yield f"La pièce jointe {pk} devait être cherchée depuis plus d'un jour."
    astray = InboxMessage.objects.filter(business=business).exclude(thread__customer=F("customer"))
    for pk in astray.order_by("id").values_list("pk", flat=True).iterator(chunk_size=1000):
        yield f"Le message {pk} n'est pas dans la conversation de son client."
    pointed = InboxMessage.objects.filter(business=business, direction="in", point__isnull=False)
    for pk in pointed.exclude(point__customer=F("customer")).order_by("id").values_list("pk", flat=True):
        yield f"Le message {pk} vient d'un numéro ou d'une adresse d'un autre client."
    hidden = Thread.objects.filter(business=business, customer__absorbed_by__isnull=False).exclude(
        state="merged"
    )
    for pk in hidden.order_by("id").values_list("pk", flat=True):
        yield f"La conversation {pk} est à une fiche qui a rejoint une autre."
