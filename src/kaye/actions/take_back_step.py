"""« Annuler » after a tap of the morning: the step is to do again, the message said sent by hand did not leave."""

from datetime import datetime

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan, replan_house
from kaye.records.facts import HOUSE
from kaye.records.journal import NewEvent, append_many
from kaye.records.models import Business, Case, Event, Hold, OutgoingMessage, StepDone

_TOO_LATE = "Cela ne peut plus être annulé d'ici : ouvrez la page du client."


def take_back_step(*, business: Business, event: Event, now: datetime, by: str = "") -> str:
    """Undo what `finish_step` wrote with this event, in the caller's transaction. Raises Refusal.

    An answer to a question (« à vérifier ») stays: what followed from it may already have left.
    """
    parts = [(int(case), str(step)) for case, step in event.payload["parts"]]
    if any(step == "ask" for _, step in parts):
        raise Refusal(_TOO_LATE)
    if "hold" in event.payload:
        _lift(event.payload["hold"], now)
    else:
        _open_again(business, event, parts)
    customer = event.payload["customer"]
    said = {"item": event.payload["item"], "parts": event.payload["parts"], "event": event.pk}
    who = None if customer == HOUSE else customer
    append_many(business=business, events=[NewEvent("step_taken_back", now, said, who, by)])
    if who is None:
        replan_house(business=business, now=now)
    else:
        replan(business=business, customer_ids=[who], now=now)
    return "Annulé : c'est de nouveau à faire."


def _lift(hold: int, now: datetime) -> None:
    if not Hold.objects.filter(pk=hold, lifted_at=None).update(
        lifted_at=now, lifted_because="saisie annulée"
    ):
        raise Refusal(_TOO_LATE)


def _open_again(business: Business, event: Event, parts: list[tuple[int, str]]) -> None:
    cases = [case for case, _ in parts]
    if StepDone.objects.filter(case_id__in=cases, at__gt=event.at).exists():
        raise Refusal("Une étape a été faite depuis : ouvrez la page du client.")
    if "message" in event.payload:
        _not_sent(business, event.payload["message"])
    gone = 0
    for case, step in parts:
        gone += StepDone.objects.filter(case_id=case, step=step, at=event.at).delete()[0]
    if not gone:
        raise Refusal(_TOO_LATE)
    # The last step had closed them at the same instant.
    closed = Case.objects.filter(business=business, pk__in=cases, closed_at=event.at)
    closed.update(closed_at=None, verb="wait", because="")


def _not_sent(business: Business, pk: int) -> None:
    """Only a message that a person said sent: what Kayé handed over cannot come back."""
    message = OutgoingMessage.objects.filter(
        business=business, pk=pk, state="sent", handed_at=None, trouble=""
    ).first()
    if message is None:
        raise Refusal(_TOO_LATE)
    message.state, message.sent_at = "cancelled", None
    message.key = f"{message.key}#{message.pk}"[:120]
    message.trouble = "dit envoyé par erreur"
    message.save(update_fields=["state", "sent_at", "key", "trouble"])
