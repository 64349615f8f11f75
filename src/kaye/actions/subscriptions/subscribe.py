"""Begin a subscription."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kaye.actions.documents.ground import DocumentRefusal, ground
from kaye.actions.subscriptions.renewal import next_notice, term_end
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Subscription
from kaye.records.subscriptions import next_period
from kaye.rules.documents.asked import AskedError
from kaye.rules.documents.subscription_file import SubscriptionAsked, read_subscription


def subscribe(
    *, business: Business, customer: Customer, data: Mapping[str, Any], now: datetime, by: str = ""
) -> Subscription:
    """From the file of M60; its first invoices come at the next turn of the worker (M45). Raises DocumentRefusal."""
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
            end=schedule.end or _end_of_term(read),
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


def _end_of_term(read: SubscriptionAsked) -> date | None:
    """A term that is not renewed by silence is the end."""
    if read.term_months is None or read.renewal:
        return None
    return term_end(read.schedule.start, read.term_months)


def plan_next(subscription: Subscription) -> None:
    """Write when the worker must look at it again: the day of its next invoice or notice, None once it is over."""
    following = next_period(subscription)
    days = (following.invoice_on if following else None, next_notice(subscription))
    subscription.next_on = min((each for each in days if each is not None), default=None)
    subscription.save(update_fields=["next_on"])
