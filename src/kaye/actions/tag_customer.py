"""The words put on a customer: the whole list, as it is now."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business, Customer, CustomerTag
from kaye.records.tags import tag_key, tag_named

MOST = 20


def tag_customer(
    *, business: Business, customer: Customer, names: Sequence[str], now: datetime, by: str = ""
) -> list[str]:
    """Answers the tags as kept, in order; the same word twice counts once. Raises Refusal."""
    wanted = {tag_key(name): " ".join(name.split()) for name in names if name.strip()}
    if len(wanted) > MOST:
        raise Refusal(f"Gardez au plus {MOST} étiquettes par client.")
    if any(len(name) > 40 for name in wanted.values()):
        raise Refusal("Une étiquette compte au plus 40 caractères.")
    with transaction.atomic():
        rows = CustomerTag.objects.filter(business=business, customer=customer)
        rows.exclude(tag__key__in=wanted).delete()
        known = set(rows.values_list("tag__key", flat=True))
        for key, name in wanted.items():
            if key not in known:
                CustomerTag.objects.create(
                    business=business, customer=customer, tag=tag_named(business, name)
                )
        payload = {"tags": list(wanted.values())}
        append(business=business, kind="customer_tagged", at=now, customer=customer, payload=payload, by=by)
    return tags_of(customer)


def tags_of(customer: Customer) -> list[str]:
    """Their names, in order."""
    return list(
        CustomerTag.objects.filter(customer=customer).order_by("tag__key").values_list("tag__name", flat=True)
    )
