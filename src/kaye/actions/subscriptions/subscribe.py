"""Begin a subscription."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kaye.actions.documents.ground import DocumentRefusal, ground
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Subscription
from kaye.records.subscriptions import next_period
from kaye.rules.documents.asked import AskedError
from kaye.rules.documents.subscription_file import read_subscription


def subscribe(
    *, business: Business, customer: Customer, data: Mapping[str, Any], now: datetime, by: str = ""
) -> Subscription:
    """From the file of M60. Its first invoices are made at the next turn of the worker (M45). Raises DocumentRefusal."""
    try:
        read = read_subscription(data, ground(business).asked_law(customer))
    except AskedError as fault:
        raise DocumentRefusal(fault.path, str(fault)) from None
    schedule = read.schedule
    with transaction.atomic():
        lock(business)
        subscription = Subscription.objects.create(
            business=business,
            customer=customer,
            name=read.name,
            asked=read.paper,
            every=schedule.every.value,
            start=schedule.start,
            anchor_day=schedule.anchor_day,
            end=schedule.end,
            billing=schedule.billing.value,
            first=schedule.first.value,
            term_months=read.term_months,
            renewal=read.renewal,
            auto=read.auto,
            created_at=now,
        )
        plan_next(subscription)
        touch([customer.pk], now)
        said = {"subscription": subscription.pk, "name": read.name, "start": schedule.start.isoformat()}
        append(business=business, kind="subscribed", at=now, customer=customer, payload=said, by=by)
    return subscription


def plan_next(subscription: Subscription) -> None:
    """Write when the worker must look at it again: the day of its next invoice, None once it is over."""
    following = next_period(subscription)
    subscription.next_on = following.invoice_on if following else None
    subscription.save(update_fields=["next_on"])
