"""A person has looked at what may have left: messages leave again."""

from datetime import datetime

from django.db import transaction

from kaye.actions.high_water import remember
from kaye.actions.refusal import Refusal
from kaye.records.journal import append
from kaye.records.models import Business


def resume_sending(*, business: Business, now: datetime, by: str = "") -> None:
    """Lift the hold put on a restored base. Raises Refusal when nothing is held."""
    with transaction.atomic():
        held = Business.objects.filter(pk=business.pk, sending_held_since__isnull=False)
        if not held.update(sending_held_since=None, sending_held_because=""):
            raise Refusal("Les envois ne sont pas retenus : il n'y a rien à reprendre.")
        business.refresh_from_db(fields=["sending_held_since", "sending_held_because"])
        append(business=business, kind="sending_resumed", at=now, by=by)
    remember()
