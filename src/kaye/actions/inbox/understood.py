"""The sheets of what was understood: made when a message is heard, kept or undone by a person in one tap (C41)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.hold import lift_hold
from kaye.actions.inbox.effects import Heard, amount_of, apply_effect, may_apply
from kaye.actions.inbox.understanding import understanding_of
from kaye.actions.refusal import Refusal
from kaye.actions.stop import lift_stop
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Hold, OptOut, Understood
from kaye.rules.understand import Effect

_UNDONE = "compris de travers"
_NO_ACT = frozenset(("plan", "stop", "undo"))  # nothing more to do when a person keeps it


def write_sheet(heard: Heard, effect: Effect, only_propose: bool) -> Understood:
    """One effect as a sheet: applied when it is sure and may be, else proposed. In the caller's transaction."""
    applied, hold = False, None
    if effect.applied and not only_propose and may_apply(heard, effect):
        try:
            hold = apply_effect(heard, effect)
            applied = hold is not None or effect.kind not in ("promise", "plan")
        except Refusal:  # a day too far, nothing to hold: a person looks
            applied = False
    return Understood.objects.create(
        business=heard.business,
        message=heard.message,
        kind=effect.kind,
        state="applied" if applied else "proposed",
        because=effect.because[:300],
        until=effect.until,
        amount=amount_of(heard, effect),
        hold=hold,
        at=heard.now,
    )


def keep(*, business: Business, understood: Understood, now: datetime, by: str = "") -> Understood:
    """Yes, that is what they meant: what was only proposed is done. Raises Refusal when it was answered."""
    with transaction.atomic():
        row = _mine(business, understood, ("proposed", "applied"))
        if row.state == "proposed" and row.kind == "undo":
            _lift(row, now, by)
        elif row.state == "proposed" and row.kind not in _NO_ACT:
            row.hold = _apply(row, now)
        _answer(row, "kept", now, by)
    return row


def undo(*, business: Business, understood: Understood, now: datetime, by: str = "") -> Understood:
    """No, they did not: the plan is as it was before. A proposal is refused. Raises Refusal when it was undone."""
    with transaction.atomic():
        row = _mine(business, understood, ("proposed", "applied", "kept"))
        if row.state == "proposed":
            _answer(row, "refused", now, by)
            return row
        _lift(row, now, by)
        _answer(row, "undone", now, by)
    return row


def _mine(business: Business, understood: Understood, states: tuple[str, ...]) -> Understood:
    lock(business)
    row = Understood.objects.select_related("message", "message__customer", "hold").get(
        business=business, pk=understood.pk
    )
    if row.state not in states:
        raise Refusal(f"Déjà fait{f' par {row.by}' if row.by else ''}.")
    return row


def _apply(row: Understood, now: datetime) -> Hold | None:
    """What the text says, read again: the same day, the same amount."""
    heard = Heard(row.message, understanding_of(row.message), now)
    meant = next((each for each in heard.said.effects if each.kind == row.kind), None)
    if meant is None:  # the text was changed since
        raise Refusal("Le message a changé depuis : relisez-le.")
    return apply_effect(heard, meant)


def _lift(row: Understood, now: datetime, by: str) -> None:
    business = row.message.business
    if row.kind == "stop":
        stops = OptOut.objects.filter(customer=row.message.customer_id, at=row.at, lifted_at=None)
        for refusal in stops:
            lift_stop(business=business, opt_out=refusal, now=now, how="undo", by=by)
        waits = Hold.objects.filter(
            customer=row.message.customer_id, kind="stopped", made_at=row.at, lifted_at=None
        )
        for wait in waits:
            lift_hold(business=business, hold=wait, now=now, because=_UNDONE, by=by)
        return
    hold = row.hold
    if hold is None or hold.lifted_at is not None:
        return
    # What it had replaced is in force again.
    Hold.objects.filter(
        customer=hold.customer_id, kind=hold.kind, lifted_at=hold.made_at, lifted_because="remplacée"
    ).update(lifted_at=None, lifted_because="")
    siblings = Hold.objects.filter(
        customer=hold.customer_id, kind=hold.kind, made_at=hold.made_at, lifted_at=None
    )
    for each in siblings:
        lift_hold(business=business, hold=each, now=now, because=_UNDONE, by=by)


def _answer(row: Understood, state: str, now: datetime, by: str) -> None:
    row.state, row.answered_at, row.by = state, now, by[:120]
    row.save(update_fields=["state", "answered_at", "by", "hold"])
    said = {"understood": row.pk, "kind": row.kind, "state": state}
    append(
        business=row.message.business,
        kind=f"understood_{state}",
        at=now,
        customer=row.message.customer,
        payload=said,
        by=by,
    )
