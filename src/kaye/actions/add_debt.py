"""Write a debt without a sale: an old slate, an invoice made elsewhere."""

from datetime import date, datetime, timedelta

from django.db import transaction

from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Instalment, Receivable
from kaye.records.sums import recount

_DAYS = {"manual": 7, "invoice": 30}  # when no due date is given
_MOST = 10**15


def add_debt(
    *,
    business: Business,
    customer: Customer,
    label: str,
    total: int,
    issued_on: date,
    now: datetime,
    due_on: date | None = None,
    origin: str = "manual",
    reference: str = "",
    by: str = "",
) -> Receivable:
    """What this customer owes, in minor units. `origin`: manual, or invoice (then `reference` is its number).

    Raises Refusal.
    """
    reference = " ".join(reference.split())
    _check(business, label, total, origin, reference, now, issued_on, due_on)
    with transaction.atomic():
        lock(business)
        if reference and Receivable.objects.filter(business=business, reference=reference).exists():
            raise Refusal(f"La facture {reference} est déjà enregistrée : vérifiez son numéro.")
        receivable = Receivable.objects.create(
            business=business,
            customer=customer,
            origin=origin,
            reference=reference,
            label=label.strip()[:300],
            issued_on=issued_on,
            total=total,
            created_at=now,
        )
        instalment = Instalment.objects.create(
            business=business,
            receivable=receivable,
            customer=customer,
            due_on=due_on or issued_on + timedelta(days=_DAYS[origin]),
            amount=total,
        )
        recount(business, [customer.pk])
        open_cases(business=business, now=now, instalments=[instalment])
        touch([customer.pk], now)
        _write_event(receivable, instalment, now, by)
        replan(business=business, customer_ids=[customer.pk], now=now)
    return receivable


def _check(
    business: Business,
    label: str,
    total: int,
    origin: str,
    reference: str,
    now: datetime,
    issued_on: date,
    due_on: date | None,
) -> None:
    if origin not in _DAYS:
        raise Refusal("Choisissez une dette du cahier (manual) ou une facture (invoice).")
    if not label.strip():
        raise Refusal("Dites ce qui est dû : un article, un service.")
    if not 0 < total <= _MOST:
        raise Refusal("Le montant dû doit être plus grand que zéro : vérifiez-le.")
    if origin == "invoice" and not reference:
        raise Refusal("Donnez le numéro de la facture.")
    if len(reference) > 60:
        raise Refusal("Ce numéro de facture est trop long : gardez au plus 60 caractères.")
    if issued_on > local_day(business, now):
        raise Refusal("Cette dette est datée dans le futur : choisissez aujourd'hui ou avant.")
    if due_on and due_on < issued_on:
        raise Refusal("L'échéance est avant la date de la dette : choisissez une date après.")


def _write_event(receivable: Receivable, instalment: Instalment, now: datetime, by: str) -> None:
    append(
        business=receivable.business,
        kind="debt_added",
        at=now,
        customer=receivable.customer,
        payload={
            "receivable": receivable.pk,
            "customer": receivable.customer_id,
            "origin": receivable.origin,
            "reference": receivable.reference,
            "total": receivable.total,
            "due_on": instalment.due_on.isoformat() if instalment.due_on else None,
        },
        by=by,
        money=True,
    )
