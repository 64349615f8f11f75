"""Every message is in exactly one state, with what that state asks for (I3, I4)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from kaye.records.models import Business, MessageStep, OutgoingMessage, StepDone

STATES = ("proposed", "due", "leased", "handing", "sent", "failed", "uncertain", "cancelled")


def violations(business: Business, now: datetime) -> Iterator[str]:
    """Unknown states, sent without proof, on their way in nobody's hands, steps sent but not done."""
    messages = OutgoingMessage.objects.filter(business=business)
    counts = dict(messages.order_by().values_list("state").annotate(n=Count("id")))
    if sum(counts.get(state, 0) for state in STATES) != messages.count():
        unknown = ", ".join(sorted(set(counts) - set(STATES)))
        yield f"Des messages sont dans un état inconnu : {unknown}."
    faults = (
        (Q(state="sent", sent_at=None), "est dit parti sans l'instant de son départ"),
        (
            Q(state__in=("leased", "handing"), lease_until=None),
            "est en cours d'envoi dans les mains de personne",
        ),
        (Q(state="handing", handed_at=None), "est remis sans l'instant de sa remise"),
    )
    for fault, words in faults:
        yield from _each(messages.filter(fault), words)
    done = StepDone.objects.filter(case=OuterRef("case"), step=OuterRef("step"))
    steps = MessageStep.objects.filter(business=business)
    undone = steps.filter(message__state="sent").filter(~Exists(done)).values("message_id")
    yield from _each(messages.filter(id__in=undone), "est parti et son étape n'est pas faite")
    early = StepDone.objects.filter(
        business=business,
        outcome="sent",
        message__state__in=("proposed", "due", "leased", "handing", "failed"),
    )
    yield from _each(
        messages.filter(id__in=early.values("message_id")), "n'est pas parti et son étape est faite"
    )


def _each(query, words: str) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for pk in query.order_by("id").values_list("id", flat=True).iterator(chunk_size=1000):
        yield f"Le message {pk} {words}."
