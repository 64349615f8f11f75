"""Money came for a debt that an agency has: the owner is asked to tell it (M53)."""

from datetime import datetime, timedelta

from kaye.records.calendars import local_day
from kaye.records.models import Allocation, Hold, Payment
from kaye.rules.decide import TELL

_YEAR = timedelta(days=366)


def tell_agency(*, payment: Payment, now: datetime) -> None:
    """One question per part handed off that this payment lowers, in the caller's transaction, which decides again."""
    paid = Allocation.objects.filter(payment=payment, amount__gt=0).values("instalment")
    held = Hold.objects.filter(
        customer=payment.customer_id,
        kind="handed_off",
        lifted_at=None,
        case__subject_type="instalment",
        case__subject_id__in=paid,
    )
    asked = Hold.objects.filter(customer=payment.customer_id, kind=TELL, lifted_at=None)
    known = set(asked.values_list("case_id", flat=True))
    today = local_day(payment.business, now)
    Hold.objects.bulk_create(
        Hold(
            business=payment.business,
            customer_id=hold.customer_id,
            case_id=hold.case_id,
            kind=TELL,
            payment=payment,
            made_on=today,
            until=today + _YEAR,
            amount=payment.amount,
            words=hold.words,
            made_at=now,
        )
        for hold in held
        if hold.case_id not in known
    )
