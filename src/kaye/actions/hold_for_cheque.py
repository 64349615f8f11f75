"""Nobody is asked again for what a cheque in hand will pay (M27)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kaye.actions.settle import Aim
from kaye.records.calendars import local_day
from kaye.records.models import Case, Hold, Payment

CHEQUE_DAYS = timedelta(days=10)


def hold_for_cheque(*, payment: Payment, covered: Sequence[Aim], now: datetime) -> None:
    """Hold the follow-up of each instalment that this cheque covers, for 10 days; then the owner is asked.

    In the caller's transaction, which decides again.
    """
    assert payment.customer is not None
    ids = [aim.instalment.pk for aim in covered]
    cases = Case.objects.filter(
        business=payment.business, subject_type="instalment", subject_id__in=ids, closed_at=None
    )
    followed = {case.subject_id: case for case in cases}
    Hold.objects.bulk_create(
        Hold(
            business=payment.business,
            customer=payment.customer,
            case=followed[aim.instalment.pk],
            kind="cheque",
            payment=payment,
            made_on=local_day(payment.business, now),
            until=payment.received_on + CHEQUE_DAYS,
            amount=aim.most,
            owed_then=aim.instalment.amount - aim.instalment.paid,
            made_at=now,
        )
        for aim in covered
        if aim.instalment.pk in followed
    )


def release_cheque(*, payment: Payment, now: datetime, because: str) -> None:
    """The cheque is cleared, or came back: what it held goes on."""
    Hold.objects.filter(payment=payment, lifted_at=None).update(lifted_at=now, lifted_because=because)
