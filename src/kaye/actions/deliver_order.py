"""Hand over what was ordered."""

from datetime import date, datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.take_stock import take_stock
from kaye.actions.watch_stock import watch_stock
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Instalment, Sale
from kaye.records.sums import recount


def deliver_order(*, business: Business, sale: Sale, delivered_on: date, now: datetime, by: str = "") -> Sale:
    """The goods leave the stock and its reserve; a balance without a date is due from that day. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        sale.refresh_from_db()
        check_waiting(sale)
        if not sale.sold_on <= delivered_on <= local_day(business, now):
            raise Refusal("La livraison est datée entre la commande et aujourd'hui : vérifiez la date.")
        sale.delivered_on = delivered_on
        sale.save(update_fields=["delivered_on"])
        touched = take_stock(sale=sale, lines=sale.lines.select_related("product"), on=delivered_on)
        Instalment.objects.filter(receivable__sale=sale, due_on=None).update(due_on=delivered_on)
        customer_ids = [sale.customer_id] if sale.customer_id else []
        recount(business, (), touched)
        watch_stock(business=business, product_ids=touched, now=now)
        touch(customer_ids, now)
        said = {"sale": sale.pk, "delivered_on": delivered_on.isoformat()}
        append(business=business, kind="order_delivered", at=now, customer=sale.customer, payload=said, by=by)
        replan(business=business, customer_ids=customer_ids, now=now)
    return sale


def check_waiting(sale: Sale) -> None:
    """Raises Refusal unless this is an order still to be delivered."""
    if sale.kind != "order":
        raise Refusal("Cette vente n'est pas une commande : il n'y a rien à livrer.")
    if sale.cancelled_at:
        raise Refusal(f"La commande {sale.number} est annulée.")
    if sale.delivered_on:
        raise Refusal(f"La commande {sale.number} est déjà livrée.")
