"""Nobody is asked again for what is being paid online: for a day at most, or until a person has looked (M41, M42)."""

from datetime import date, datetime

from kaye.payments.registry import provider
from kaye.records.calendars import calendar_of, local_day
from kaye.records.models import Case, Hold, ProviderPayment
from kaye.records.sums import open_instalments
from kaye.rules.documents.provider_states import HOLD

PENDING = "online"
TO_CHECK = "online_check"
_CHECK_DAYS = 3  # working days


def hold_while_pending(payment: ProviderPayment, now: datetime) -> None:
    """Hold the follow-up of what this payment is for. In the caller's transaction, which decides again."""
    _place(payment, PENDING, local_day(payment.business, now + HOLD), now)


def hold_to_check(payment: ProviderPayment, now: datetime) -> None:
    """Ask the owner to look, and send nothing meanwhile."""
    calendar = calendar_of(payment.business, payment.customer.country)
    _place(payment, TO_CHECK, calendar.add_working_days(calendar.today(now), _CHECK_DAYS), now)


def release(payment: ProviderPayment, now: datetime, because: str) -> int:
    """What this payment held goes on; answers how many holds were lifted."""
    held = Hold.objects.filter(
        customer=payment.customer, kind__in=(PENDING, TO_CHECK), words=_words(payment), lifted_at=None
    )
    return held.update(lifted_at=now, lifted_because=because[:200])


def _place(payment: ProviderPayment, kind: str, until: date, now: datetime) -> None:
    parts = {
        part.pk: part
        for part in open_instalments(payment.business).filter(receivable__in=payment.receivables.all())
    }
    cases = Case.objects.filter(
        business=payment.business, subject_type="instalment", subject_id__in=parts, closed_at=None
    )
    Hold.objects.bulk_create(
        Hold(
            business=payment.business,
            customer=payment.customer,
            case=case,
            kind=kind,
            made_on=local_day(payment.business, now),
            until=until,
            owed_then=parts[case.subject_id].amount - parts[case.subject_id].paid,
            words=_words(payment),
            by=provider(payment.provider).label,
            made_at=now,
        )
        for case in cases
    )


def _words(payment: ProviderPayment) -> str:
    return f"Paiement en ligne {payment.reference}"
