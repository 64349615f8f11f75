"""What only a person can do, said once per cause and counted when it comes again."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from kaye.actions.hold import lift_hold
from kaye.actions.refusal import Refusal
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.models import Business, Customer, Hold, Task

_REVIEW = timedelta(days=7)  # a disagreement is looked at again (C45)
OUTCOMES = ("done", "agreed", "refused", "not_reached", "later")


def ask(
    business: Business,
    kind: str,
    key: str,
    text: str,
    now: datetime,
    customer: Customer | None = None,
    due_on: date | None = None,
    owner_only: bool = False,
    detail: str = "",
) -> Task:
    """Open a task, or count it once more when the same cause (`key`) is still open. Due today unless told.

    `text` and `detail` are French; those of the last time are kept. In the caller's transaction.
    """
    day = due_on or local_day(business, now)
    said = {"text": text[:300], "detail": detail[:300]}
    if (known := _again(business, key, said)) is not None:
        return known
    try:
        with transaction.atomic():
            task = Task.objects.create(
                business=business,
                customer=customer,
                kind=kind,
                key=key[:120],
                due_on=day,
                owner_only=owner_only,
                created_at=now,
                **said,
            )
    except IntegrityError:  # another worker opened it meanwhile
        known = _again(business, key, said)
        assert known is not None
        return known
    append(business=business, kind="task_opened", at=now, customer=customer, payload={"task": task.pk})
    return task


def done(task: Task, outcome: str, now: datetime, by: str = "") -> None:
    """A person did it. « later » asks again tomorrow; a review comes back after a week while its reason lasts.

    Raises Refusal when it is already done, or for an outcome we do not know.
    """
    if outcome not in OUTCOMES:
        raise Refusal(f"« {outcome} » : choisissez parmi {', '.join(OUTCOMES)}.")
    business = task.business
    with transaction.atomic():
        mine = Task.objects.filter(pk=task.pk, done_at=None)
        if outcome in ("later", "not_reached"):
            changed = mine.update(due_on=local_day(business, now) + timedelta(days=1))
        else:
            changed = mine.update(done_at=now, outcome=outcome, by=by[:120])
        if not changed:
            task.refresh_from_db()
            raise Refusal(f"Déjà fait{f' par {task.by}' if task.by else ''}.")
        task.refresh_from_db()
        said = {"task": task.pk, "outcome": outcome}
        append(business=business, kind="task_done", at=now, customer=task.customer, payload=said, by=by)
        _after(task, outcome, now, by)


def _after(task: Task, outcome: str, now: datetime, by: str) -> None:
    """What the end of a task sets free, or asks again."""
    if task.done_at is None or task.customer is None:
        return
    holds = Hold.objects.filter(customer=task.customer, lifted_at=None)
    if task.kind == "other_way" and outcome in ("done", "agreed"):
        for hold in holds.filter(kind="stopped"):
            lift_hold(business=task.business, hold=hold, now=now, because="autre moyen accepté", by=by)
    elif task.kind == "review" and holds.filter(kind="dispute").exists():
        again = local_day(task.business, now) + _REVIEW
        ask(task.business, task.kind, task.key, task.text, now, task.customer, again, detail=task.detail)


def _again(business: Business, key: str, said: dict[str, str]) -> Task | None:
    rows = Task.objects.filter(business=business, key=key[:120], done_at=None)
    if not rows.update(count=F("count") + 1, **said):
        return None
    return rows.get()
