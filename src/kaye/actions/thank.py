"""Thank for a payment that settles a debt: once, by itself where a channel can (M32)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Sum

from kaye.actions.engine import channel_configs
from kaye.actions.send_message import Words, send_message
from kaye.records.calendars import calendar_of, currency_of, local_day
from kaye.records.models import Business, Customer, OutgoingMessage, Payment, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.french import day_text, listing
from kaye.rules.money import format_money

FAMILY = "thanks"
_TEXT = "pay.thanks"
_STALE = timedelta(days=7)  # typed later than this after the money came, nobody is thanked any more
_LIVE = ("due", "leased", "handing", "uncertain", "sent")
_PATIENCE = 7  # days in a row already taken by another message


def thank(*, payment: Payment, now: datetime) -> OutgoingMessage | None:
    """Put the thanks into the outbox, on the first day that has no contact yet. None when there is nothing to say.

    In the caller's transaction. Only what leaves by itself: a tap that nobody asked for is one too many.
    """
    business, customer = payment.business, payment.customer
    if customer is None or payment.state != "done" or payment.kind != "payment":
        return None
    if local_day(business, payment.created_at) - payment.received_on > _STALE:
        return None
    debts = settled_debts(payment)
    automatic = tuple(channel_configs(business)) if debts else ()
    if not automatic or (at := _free_instant(business, customer, now)) is None:
        return None
    sending = send_message(
        business=business,
        customer=customer,
        words=_words(business, payment, debts, now),
        key=f"merci:{payment.pk}",
        family=FAMILY,
        now=now,
        channels=automatic,
        at=at,
    )
    return sending.message


def settled_debts(payment: Payment) -> list[Receivable]:
    """The debts that this payment closed: it settled something of them and they owe nothing more."""
    touched = (
        payment.allocations.values("instalment__receivable").annotate(net=Sum("amount")).filter(net__gt=0)
    )
    debts = Receivable.objects.filter(pk__in=[row["instalment__receivable"] for row in touched])
    owing = set(
        open_instalments(payment.business).filter(receivable__in=debts).values_list("receivable", flat=True)
    )
    return [debt for debt in debts.order_by("issued_on", "id") if debt.pk not in owing]


def _words(business: Business, payment: Payment, debts: Sequence[Receivable], now: datetime) -> Words:
    code = currency_of(business).code
    today = local_day(business, now)
    values = {
        "montant_recu": format_money(payment.amount, code),
        "date_paiement": day_text(payment.received_on, today),
        "objet": listing([debt.reference or debt.label for debt in debts]),
    }
    if len(debts) == 1 and debts[0].reference:
        values |= {"objet": debts[0].label, "facture": debts[0].reference}
    return Words(
        text_id=_TEXT,
        values=values,
        amounts=(payment.amount,),
        dates=(payment.received_on,),
        references=[debt.reference for debt in debts if debt.reference],
    )


def _free_instant(business: Business, customer: Customer, now: datetime) -> datetime | None:
    """The first opening on a day when nothing else was said to this customer (F4)."""
    calendar = calendar_of(business, customer.country)
    messages = OutgoingMessage.objects.filter(customer=customer, state__in=_LIVE).exclude(purpose="internal")
    at = now
    for _ in range(_PATIENCE):
        at = calendar.next_allowed(at, "transactional")
        day = calendar.today(at)
        if calendar.is_working(day) and not messages.filter(local_date=day).exists():
            return at
        at = calendar.opens(day + timedelta(days=1), "transactional")
    return None
