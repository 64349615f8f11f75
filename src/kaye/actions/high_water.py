"""A mark kept outside the base: the last message that left. A base that knows less is an old copy put back by hand,
and what left since then would leave again: every sending is held until a person confirms (I15)."""

import json
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django_scopes import scopes_disabled

from kaye.records.journal import append
from kaye.records.models import Business, OutgoingMessage
from kaye.settings import config

BECAUSE = "copie ancienne remise en place : ce qui est parti depuis n'y est pas"


def remember() -> None:
    """Write down how far the outbox went. Called after something left, and when a person resumes."""
    base, last = _known()
    path = config.home() / _name(base)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"base": base, "last": last}))
    fresh.replace(path)


def hold_if_older(now: datetime) -> bool:
    """Hold every business when the base went back in time. True when it did."""
    base, last = _known()
    path = config.home() / _name(base)
    try:
        kept = json.loads(path.read_text())
    except (OSError, ValueError):
        return False
    if not base or kept.get("base") != base or int(kept.get("last") or 0) <= last:
        return False
    with transaction.atomic():
        for business in Business.objects.filter(sending_held_since=None):
            business.sending_held_since, business.sending_held_because = now, BECAUSE
            business.save(update_fields=["sending_held_since", "sending_held_because"])
            append(
                business=business, kind="base_restored", at=now, payload={"last": last, "kept": kept["last"]}
            )
    return True


def _name(base: str) -> str:
    return f"parti-{''.join(c for c in base if c.isdigit())[:20] or '0'}.json"


def _known() -> tuple[str, int]:
    """Which base this is (the birth of its first business), and its last message."""
    with scopes_disabled():
        born = Business.objects.order_by("id").values_list("created_at", "slug").first()
        last = OutgoingMessage.objects.aggregate(last=Max("id"))["last"] or 0
    return (f"{born[1]} {born[0].isoformat()}" if born else ""), last
