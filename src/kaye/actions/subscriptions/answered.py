"""« C'est fait »: what a subscription asked of a person is done."""

from datetime import datetime

from django.db import transaction

from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Subscription


def answered(*, business: Business, subscription: Subscription, now: datetime, by: str = "") -> None:
    """It asks nothing any more; asked again, it will say so again. Twice changes nothing."""
    with transaction.atomic():
        lock(business)
        subscription.refresh_from_db()
        if not subscription.asks:
            return
        said = {"subscription": subscription.pk, "asked": subscription.asks}
        subscription.asks = ""
        subscription.save(update_fields=["asks"])
        append(
            business=business,
            kind="subscription_answered",
            at=now,
            customer=subscription.customer,
            payload=said,
            by=by,
        )
