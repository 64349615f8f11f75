"""Take back a sale."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from kaye.actions.close_cases import close_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.reverse_payment import reverse_payment
from kaye.actions.take_stock import give_back_stock
from kaye.actions.watch_stock import watch_stock
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Allocation, Business, Document, Instalment, Payment, Receivable, Sale
from kaye.records.sums import recount

_BECAUSE = "vente annulée"


def cancel_sale(
    *,
    business: Business,
    sale: Sale,
    now: datetime,
    reason: str = "",
    give_back: bool = False,
    by: str = "",
) -> Sale:
    """The goods come back, the debt is cancelled, what was paid stays on the customer's account. Raises Refusal.

    `give_back`: the money received with the sale is handed back too; always so when no customer is known.
    """
    with transaction.atomic():
        lock(business)
        sale.refresh_from_db()
        if sale.cancelled_at:
            raise Refusal("Cette vente est déjà annulée.")
        _check_papers(sale)
        if give_back or sale.customer_id is None:
            _hand_back(business, sale, now, by)
        sale.cancelled_at = now
        sale.save(update_fields=["cancelled_at"])
        touched = give_back_stock(sale=sale, lines=sale.lines.all())
        _cancel_debt(sale, now)
        customer_ids = [sale.customer_id] if sale.customer_id else []
        recount(business, customer_ids, touched)
        watch_stock(business=business, product_ids=touched, now=now)
        _close(business, sale, now)
        touch(customer_ids, now)
        said = {"sale": sale.pk, "customer": sale.customer_id, "total": sale.total, "reason": reason[:200]}
        append(
            business=business,
            kind="sale_cancelled",
            at=now,
            customer=sale.customer,
            payload=said,
            by=by,
            money=True,
        )
        replan(business=business, customer_ids=customer_ids, now=now)
    return sale


def _check_papers(sale: Sale) -> None:
    """An issued invoice is corrected by a credit note, never by taking its sale away."""
    issued = Document.objects.filter(sale=sale, state="issued").exclude(number="").first()
    if issued is not None:
        raise Refusal(f"Cette vente est facturée : faites un avoir sur la facture {issued.number}.")


def _hand_back(business: Business, sale: Sale, now: datetime, by: str) -> None:
    for payment in Payment.objects.filter(sale=sale, reverses=None, reversed_by=None):
        reverse_payment(business=business, payment=payment, reason=_BECAUSE, now=now, by=by)


def _cancel_debt(sale: Sale, now: datetime) -> None:
    """Each payment gets back what it had settled here."""
    settled = Allocation.objects.filter(instalment__receivable__sale=sale).order_by()
    nets = settled.values_list("payment", "instalment").annotate(net=Sum("amount"))
    Allocation.objects.bulk_create(
        Allocation(business_id=sale.business_id, payment_id=payment, instalment_id=instalment, amount=-net)
        for payment, instalment, net in nets
        if net
    )
    Receivable.objects.filter(sale=sale).update(cancelled_at=now)


def _close(business: Business, sale: Sale, now: datetime) -> None:
    subjects = {
        "instalment": list(Instalment.objects.filter(receivable__sale=sale).values_list("pk", flat=True)),
        "sale": [sale.pk],
        "line": list(sale.lines.values_list("pk", flat=True)),
    }
    for subject_type, ids in subjects.items():
        close_cases(business=business, subject_type=subject_type, subject_ids=ids, now=now, because=_BECAUSE)
