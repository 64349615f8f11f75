"""Take back the last thing done, as long as nothing later rests on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from kaye.actions.apply_credit import take_back_credit
from kaye.actions.bank.unbook import unbook, unignore
from kaye.actions.cancel_sale import cancel_sale
from kaye.actions.follow_again import follow_again
from kaye.actions.hold import lift_hold
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.restore_draft import restore_draft
from kaye.actions.reverse_payment import reverse_payment
from kaye.actions.stop import lift_stop
from kaye.actions.take_back_step import take_back_step
from kaye.actions.write_off import take_back_write_off
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, Business, Customer, Event, Hold, Instalment, OptOut, Payment, Sale
from kaye.records.sums import recount

_BECAUSE = "saisie annulée"
_RECENT = 20  # events looked at to find the one of a row just written


@dataclass(frozen=True, slots=True)
class _Undoing:
    business: Business
    event: Event
    now: datetime
    by: str


def undo(*, business: Business, event_id: int, now: datetime, by: str = "") -> str:
    """Take back what this event wrote. Returns a French sentence that says what is done. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        event = Event.objects.filter(business=business, pk=event_id).first()
        take_back = UNDOABLE.get(event.kind) if event else None
        if event is None or take_back is None:
            raise Refusal("Cela ne peut plus être annulé d'ici : ouvrez la page du client.")
        return take_back(_Undoing(business, event, now, by))


def undo_token(row: Sale | Payment | Hold | OptOut) -> int | None:
    """The event that wrote this row: what `undo` takes. None when too much has happened since."""
    kind, key = _TOKENS[type(row)]
    mine = Q(customer_id=row.customer_id) if row.customer_id else Q(customer=None)
    recent = Event.objects.filter(mine, business_id=row.business_id)
    for event in recent.order_by("-id")[:_RECENT]:
        if event.kind in kind and event.payload.get(key) == row.pk:
            return event.pk
    return None


def _undo_sale(this: _Undoing) -> str:
    sale = Sale.objects.get(pk=this.event.payload["sale"])
    _check_alone(sale)
    cancel_sale(business=this.business, sale=sale, now=this.now, reason=_BECAUSE, give_back=True, by=this.by)
    return "Vente annulée."


def _check_alone(sale: Sale) -> None:
    """Raises Refusal when a payment, a plan or a delivery came after the sale."""
    if sale.kind == "order" and sale.delivered_on:
        raise Refusal("La commande est livrée : ouvrez-la pour l'annuler.")
    if Instalment.objects.filter(receivable__sale=sale).exclude(replaced_at=None).exists():
        raise Refusal("Un échéancier a été fait depuis : ouvrez la vente pour l'annuler.")
    settled = Allocation.objects.filter(instalment__receivable__sale=sale)
    if settled.exclude(payment__sale=sale).exists():
        raise Refusal("Un paiement a été noté depuis : annulez-le d'abord.")


def _undo_payment(this: _Undoing) -> str:
    payment = Payment.objects.get(pk=this.event.payload["payment"])
    reverse_payment(
        business=this.business,
        payment=payment,
        reason=_BECAUSE,
        now=this.now,
        on=payment.received_on,
        by=this.by,
    )
    return "Paiement annulé."


def _undo_credit(this: _Undoing) -> str:
    said = this.event.payload
    freed = take_back_credit(business=this.business, allocations=said["allocations"], now=this.now)
    ids = [said["customer"]]
    recount(this.business, ids)
    follow_again(business=this.business, freed=freed, now=this.now)
    recount(this.business, ids)
    append(
        business=this.business,
        kind="credit_taken_back",
        at=this.now,
        customer=this.event.customer,
        payload={"customer": said["customer"], "amount": said["amount"], "event": this.event.pk},
        by=this.by,
        money=True,
    )
    replan(business=this.business, customer_ids=ids, now=this.now)
    return "L'avance est de nouveau sur son compte."


def _undo_write_off(this: _Undoing) -> str:
    take_back_write_off(
        business=this.business,
        customer=Customer.objects.get(pk=this.event.payload["customer"]),
        write_off_id=this.event.payload["write_off"],
        reason=_BECAUSE,
        now=this.now,
        by=this.by,
    )
    return "La dette est de nouveau due."


def _undo_hold(this: _Undoing) -> str:
    hold = Hold.objects.get(pk=this.event.payload["hold"])
    # What it had replaced is in force again.
    Hold.objects.filter(pk__in=this.event.payload["replaced"], lifted_at=hold.made_at).update(
        lifted_at=None, lifted_because=""
    )
    lift_hold(business=this.business, hold=hold, now=this.now, because=_BECAUSE, by=this.by)
    return "Attente levée."


def _undo_stop(this: _Undoing) -> str:
    opt_out = OptOut.objects.get(pk=this.event.payload["opt_out"])
    lift_stop(business=this.business, opt_out=opt_out, now=this.now, by=this.by)
    return "Refus levé."


def _undo_step(this: _Undoing) -> str:
    return take_back_step(business=this.business, event=this.event, now=this.now, by=this.by)


def _undo_booking(this: _Undoing) -> str:
    return unbook(business=this.business, event=this.event, now=this.now, by=this.by)


def _undo_ignored(this: _Undoing) -> str:
    return unignore(business=this.business, event=this.event)


def _undo_deletion(this: _Undoing) -> str:
    restore_draft(business=this.business, event=this.event, now=this.now, by=this.by)
    return "Le brouillon est de retour."


UNDOABLE: Mapping[str, Callable[[_Undoing], str]] = {
    "sale_recorded": _undo_sale,
    "payment_recorded": _undo_payment,
    "refund_recorded": _undo_payment,
    "credit_applied": _undo_credit,
    "written_off": _undo_write_off,
    "bank_booked": _undo_booking,
    "bank_line_ignored": _undo_ignored,
    "draft_deleted": _undo_deletion,
    "hold_placed": _undo_hold,
    "stop_recorded": _undo_stop,
    "step_sent": _undo_step,
    "step_called": _undo_step,
    "step_not_reached": _undo_step,
    "step_skipped": _undo_step,
}
_TOKENS: Mapping[type, tuple[tuple[str, ...], str]] = {
    Sale: (("sale_recorded",), "sale"),
    Payment: (("payment_recorded", "refund_recorded"), "payment"),
    Hold: (("hold_placed",), "hold"),
    OptOut: (("stop_recorded",), "opt_out"),
}
