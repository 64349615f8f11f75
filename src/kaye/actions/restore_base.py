"""Go back to a backup. What left since then is not in it: nothing leaves again until a person says so (I15)."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet

from kaye.actions.back_up import back_up
from kaye.actions.refusal import Refusal
from kaye.records.copies import NotACopy, load_copy, opened, settle, take_in
from kaye.records.models import Business, Case, Event, MessageStep, OutgoingMessage

BECAUSE = "sauvegarde reprise : ce qui est parti depuis n'y est pas"
_TROUBLE = "sauvegarde reprise : ce message est peut-être déjà parti"


@dataclass(frozen=True, slots=True)
class Restored:
    """`saved`: where what was there before was put aside. `uncertain`: messages a person must look at."""

    businesses: int
    uncertain: int
    proposed: int
    saved: Path | None


def restore_base(*, path: Path, now: datetime, over: bool = False, aside: Path | None = None) -> Restored:
    """Put this backup in the place of the base. `over`: even when the base holds something, first kept in `aside`.

    Sending is held before the rows arrive, so a worker that runs meanwhile sends nothing. Raises Refusal.
    """
    if not path.is_file():
        raise Refusal(f"Le fichier {path} n'existe pas.")
    is_empty = not Business.objects.exists()
    if not is_empty and not over:
        raise Refusal(
            "La base contient déjà des entreprises : ajoutez --yes pour les remplacer par la sauvegarde."
        )
    saved = back_up(aside).path if aside is not None and not is_empty else None
    with tempfile.TemporaryDirectory(prefix="kaye-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        try:
            take_in(path, copy)
        except NotACopy as problem:
            raise Refusal(str(problem)) from None
        with opened(copy) as alias, transaction.atomic(using=alias):
            counts = _hold_everything(alias, now)
        settle(copy)
        load_copy(copy)
    return Restored(*counts, saved=saved)


def _hold_everything(alias: str, now: datetime) -> tuple[int, int, int]:
    """(businesses, uncertain messages, proposals): what may have left since the backup is a person's to judge."""
    businesses = Business.objects.using(alias)
    businesses.update(sending_held_since=now, sending_held_because=BECAUSE)
    waiting = _rows(OutgoingMessage, alias).filter(state__in=("due", "leased", "handing"))
    uncertain = waiting.update(state="uncertain", trouble=_TROUBLE, lease_owner="", lease_until=None)
    cases = _rows(Case, alias).filter(closed_at=None)
    unsure = _rows(MessageStep, alias).filter(message__state="uncertain").values("case_id")
    cases.filter(id__in=unsure).update(next_at=now)
    # A step whose time came since the backup may have been done: it waits for a yes.
    late = cases.filter(next_at__lte=now, action="auto").exclude(step="").exclude(id__in=unsure)
    proposed = late.update(proposed_step=F("step"), proposed_because="outage")
    _rows(Event, alias).bulk_create(
        Event(
            business_id=pk,
            kind="base_restored",
            at=now,
            payload={"uncertain": uncertain, "proposed": proposed},
        )
        for pk in businesses.values_list("pk", flat=True)
    )
    return businesses.count(), uncertain, proposed


def _rows(model: type, alias: str) -> QuerySet:
    """Rows of every business, in the copy."""
    return model._base_manager.using(alias)  # type: ignore[attr-defined]
