"""Who answers this customer."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.threads import thread_of
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business, Customer, Member, Request, Thread


def assign(
    *, business: Business, customer: Customer, member: Member | None, now: datetime, by: str = ""
) -> Thread:
    """The thread and its open requests; None gives it back to everybody. Raises Refusal for a stranger or a reader."""
    if member is not None and (member.business_id != business.pk or member.role == "readonly"):
        raise Refusal("Cette personne ne peut pas répondre : choisissez quelqu'un de l'équipe.")
    with transaction.atomic():
        thread = thread_of(customer, now)
        if thread.assigned_to == member:
            return thread
        thread.assigned_to = member
        thread.save(update_fields=["assigned_to"])
        Request.objects.filter(business=business, customer=customer, closed_at=None).update(
            assigned_to=member
        )
        said = {"member": member.pk if member else None}
        append(business=business, kind="thread_assigned", at=now, customer=customer, payload=said, by=by)
    return thread
