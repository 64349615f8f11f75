"""When the worker must look again."""

from datetime import datetime

from kaye.records.models import Case, ChannelAccount, OutgoingMessage, ProviderPayment, Ring


def next_wake(leave_out: frozenset[int] = frozenset()) -> datetime | None:
    """The earliest instant at which something is due, in any business; None when nothing is planned.

    `leave_out`: businesses in trouble, tried again at their own pace. Index look-ups; asked outside every scope.
    """
    cases = Case.objects.filter(closed_at=None, next_at__isnull=False).order_by("next_at", "id")
    messages = OutgoingMessage.objects.filter(state="due", business__sending_held_since=None).order_by(
        "due_at", "id"
    )
    payments = ProviderPayment.objects.filter(next_ask_at__isnull=False).order_by("next_ask_at")
    rings = Ring.objects.filter(state="due", business__sending_held_since=None).order_by("due_at")
    if leave_out:
        cases, messages, payments, rings = (
            cases.exclude(business_id__in=leave_out),
            messages.exclude(business_id__in=leave_out),
            payments.exclude(business_id__in=leave_out),
            rings.exclude(business_id__in=leave_out),
        )
    found = [
        *cases.values_list("next_at", flat=True)[:1],
        *messages.values_list("due_at", flat=True)[:1],
        *payments.values_list("next_ask_at", flat=True)[:1],
        *rings.values_list("due_at", flat=True)[:1],
    ]
    return min((at for at in found if at is not None), default=None)


def is_listening() -> bool:
    """Whether some channel has an address that others write to. Asked outside every scope."""
    return ChannelAccount.objects.filter(is_on=True, token_hash__isnull=False).exists()
