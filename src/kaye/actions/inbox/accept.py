"""« C'est bien un client » : what was doubtful is taken, whose it is and what it says (C59)."""

from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.believe import believe
from kaye.actions.inbox.hear import accept_doubtful
from kaye.records.locks import lock
from kaye.records.models import InboxMessage, Request


def accept(message: InboxMessage, now: datetime, by: str = "") -> Request | None:
    """Answers the request that it opens. Raises Refusal when there is no doubt any more."""
    with transaction.atomic():
        lock(message.business)
        message.refresh_from_db()
        if message.verdict == "to_check":
            believe(message, now, by)
        return accept_doubtful(message, now, by)
