"""The same request of a program, sent again, gets the same answer and does nothing more (M57)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kaye.actions.refusal import Refusal
from kaye.records.models import Business, IdempotentAnswer

KEPT = timedelta(days=7)
_DIED = timedelta(minutes=2)  # a request that has not answered by then has no process any more


class OtherBody(Refusal):
    """This key was used for another request."""


class StillRunning(Refusal):
    """The first request with this key has not answered yet."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said the first time."""

    status: int
    answer: str


def begin(*, business: Business, key: str, said: bytes, now: datetime) -> Answered | None:
    """None: go on, and `finish` afterwards. Else what to answer again. Raises OtherBody, StillRunning.

    `said`: method, path and body. Actions take the key as their own, so a request that died half-way is done
    once when it comes again.
    """
    digest = hashlib.sha256(said).hexdigest()
    rows = IdempotentAnswer.objects.filter(business=business, key=key)
    rows.filter(created_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            IdempotentAnswer.objects.create(business=business, key=key, body_hash=digest, created_at=now)
            return None
    except IntegrityError:
        known = rows.get()
    if known.body_hash != digest:
        raise OtherBody("Cette clé d'idempotence a déjà servi à une autre demande : changez-la.")
    if known.status is not None:
        return Answered(known.status, known.answer)
    if not rows.filter(status=None, created_at__lt=now - _DIED).update(created_at=now):
        raise StillRunning("La même demande est en cours : attendez sa réponse.")
    return None


def finish(*, business: Business, key: str, status: int, answer: str) -> None:
    """Keep what was said. A fault of ours (5xx) is not kept: the program may try again."""
    rows = IdempotentAnswer.objects.filter(business=business, key=key)
    if status >= 500:
        rows.delete()
        return
    rows.update(status=status, answer=answer)
