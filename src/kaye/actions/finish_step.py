"""A person did it: sent on WhatsApp, called, could not reach, skipped, looked at."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kaye.actions.engine import engine
from kaye.actions.find_item import find_item
from kaye.actions.lines import Line
from kaye.actions.outbox import Departure, finish_steps, put
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan, replan_house
from kaye.records.activity import touch
from kaye.records.facts import HOUSE
from kaye.records.journal import append
from kaye.records.models import Business, Hold, OutgoingMessage, StepDone
from kaye.rules.decide import ANSWER, behind_question
from kaye.rules.owner import LATE_PLAN

OUTCOMES = ("sent", "called", "not_reached", "skipped")
# Holds that an answer does not lift: the question comes back after as many days (M27, M52, M53).
LASTING = {"letter": timedelta(days=7), "handed_off": timedelta(days=30), "cheque": timedelta(days=10)}
_TRIES = 3  # a call not answered comes back twice


@dataclass(frozen=True, slots=True)
class Finished:
    """`said`: what was done, in French. `event`: to undo it."""

    line: Line
    outcome: str
    said: str
    event: int


def finish_step(
    *, business: Business, item_id: str, outcome: str, now: datetime, by: str = "", text: str | None = None
) -> Finished:
    """Record what became of the item. `text`: the words really sent, when a person changed them.

    Raises Refusal when it is no longer there.
    """
    if outcome not in OUTCOMES:
        raise Refusal(f"« {outcome} » : choisissez parmi {', '.join(OUTCOMES)}.")
    line = find_item(engine(business), item_id, now)
    if text:
        line = replace(line, text=text, template=None)
    try:
        with transaction.atomic():
            said, payload = _finish(business, line, outcome, now)
            event = append(business=business, kind=f"step_{outcome}", at=now, payload=payload, by=by)
            if line.customer.id == HOUSE:
                replan_house(business=business, now=now)
            else:
                touch([line.customer.id], now)
                replan(business=business, customer_ids=[line.customer.id], now=now)
    except IntegrityError:
        raise Refusal("Un message est déjà parti aujourd'hui pour ce client.") from None
    return Finished(line, outcome, said, event.pk)


def _finish(business: Business, line: Line, outcome: str, now: datetime) -> tuple[str, dict[str, object]]:
    item = line.item
    payload: dict[str, object] = {
        "item": item.id,
        "customer": line.customer.id,
        "parts": [list(p) for p in item.parts],
    }
    if item.message is not None:
        return _resolve_uncertain(business, line, outcome, now), payload | {"message": item.message}
    if item.parts[0][1] == "ask":
        return _answer(business, line, now), payload
    if item.action == "call" and outcome == "not_reached" and not _tried_enough(line):
        hold = _call_again(business, line, now)
        return "Pas joignable : à rappeler bientôt", payload | {"hold": hold.pk}
    if outcome == "sent" and item.channel and item.action in ("tap", "approve", "check") and line.text:
        message = _sent_by_hand(business, line, now)
        return "Envoyée", payload | {"message": message}
    record_by_hand(business, line, outcome, now, reason="passée par vous" if outcome == "skipped" else "")
    said = {"skipped": "Étape passée", "called": "Appel noté", "not_reached": "Pas joignable : noté"}.get(
        outcome, "Fait"
    )
    return said, payload


def record_by_hand(business: Business, line: Line, outcome: str, now: datetime, reason: str = "") -> None:
    """Mark every step of the line done, without a message of ours."""
    StepDone.objects.bulk_create(
        [
            StepDone(
                business=business,
                case_id=case,
                step=step,
                outcome=outcome,
                reason=reason,
                done_on=line.day,
                deadline_on=line.item.deadline if outcome == "sent" else None,
                at=now,
            )
            for case, step in line.item.parts
        ]
    )


def _sent_by_hand(business: Business, line: Line, now: datetime) -> int:
    """The owner sent it from the phone: an outbox row already sent, and its steps."""
    (message,) = put(business, [Departure(line, "sent", now, line.day)], now)
    finish_steps([message], now)
    return message


def _resolve_uncertain(business: Business, line: Line, outcome: str, now: datetime) -> str:
    """« Il est parti » makes it sent; « pas parti » cancels it, and the step is decided again."""
    message = OutgoingMessage.objects.get(business=business, pk=line.item.message or 0)
    if message.state not in ("uncertain", "failed"):
        raise Refusal("Cet envoi n'est plus à vérifier.")
    if outcome in ("sent", "called"):
        OutgoingMessage.objects.filter(pk=message.pk).update(
            state="sent", sent_at=now, trouble="confirmé par vous"
        )
        finish_steps([message.pk], now)
        return "Noté : il est parti"
    OutgoingMessage.objects.filter(pk=message.pk).update(
        state="cancelled", key=f"{message.key}#{message.pk}", trouble="pas parti, dit par vous"
    )
    return "Noté : il n'est pas parti"


def _answer(business: Business, line: Line, now: datetime) -> str:
    """A question to the owner: the hold behind it is over, or it is asked again in two weeks."""
    cases = [case for case, _ in line.item.parts]
    if line.item.because == LATE_PLAN:
        _seen(business, line, cases, now)
        return "Vu : l'échéancier est gardé"
    asking = [h.id for h in behind_question(line.customer, cases, line.day)]
    if asking:
        holds = Hold.objects.filter(business=business, id__in=asking)
        lasting = holds.filter(kind__in=LASTING)
        if lasting.exists():
            for kind, days in LASTING.items():
                lasting.filter(kind=kind).update(until=line.day + days)
            return "Vu : la question reviendra"
        holds.update(lifted_at=now, lifted_because="vérifié par vous")
        return "Vérifié : la suite reprend"
    _seen(business, line, cases, now)
    return "Vu : la question reviendra dans deux semaines"


def _seen(business: Business, line: Line, cases: list[int], now: datetime) -> None:
    StepDone.objects.bulk_create(
        [
            StepDone(
                business=business,
                case_id=case,
                step=f"{ANSWER}{line.day:%y%m%d}",
                outcome="skipped",
                reason="vu par vous",
                done_on=line.day,
                at=now,
            )
            for case in cases
        ]
    )


def _tried_enough(line: Line) -> bool:
    cases = {case for case, _ in line.item.parts}
    tries = sum(h.kind == "unreachable" and h.case in cases for h in line.customer.holds)
    return tries >= _TRIES - 1


def _call_again(business: Business, line: Line, now: datetime) -> Hold:
    case, _ = line.item.parts[0]
    following = line.customer.calendar.call_day(line.day + timedelta(days=1))
    return Hold.objects.create(
        business=business,
        customer_id=line.customer.id,
        case_id=case,
        kind="unreachable",
        made_on=line.day,
        until=following - timedelta(days=1),
        made_at=now,
    )
