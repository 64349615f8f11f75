"""Write a file that was read: all of it, or nothing."""

from collections.abc import Callable, Generator, Iterable
from datetime import datetime

from django.db import transaction

from kaye.actions.importing.answer import ImportAnswer
from kaye.actions.importing.directory import pieces
from kaye.actions.importing.pass_over import Tally, answer_of, new_run, pass_over
from kaye.actions.importing.run import Run
from kaye.actions.importing.source import Correction, remember
from kaye.actions.read_import import source_of
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan, replan_house
from kaye.actions.watch_stock import watch_stock
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, ImportBatch
from kaye.records.statistics import refresh_statistics
from kaye.records.sums import recount

_MANY = 1_000  # lines


def approve_import(
    *,
    business: Business,
    batch: ImportBatch,
    now: datetime,
    by: str = "",
    accept_lines: Iterable[int] = (),
    corrections: Iterable[Correction] = (),
    progress: Callable[[int], None] | None = None,
) -> ImportAnswer:
    """One transaction; approves no follow-up (R35). `accept_lines`: repeated lines taken all the same (R16).

    `progress` is told the number of lines written. Raises Refusal.
    """
    steps = approval_steps(
        business=business,
        batch=batch,
        now=now,
        by=by,
        accept_lines=accept_lines,
        corrections=corrections,
    )
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            answer: ImportAnswer = end.value
            return answer
        if progress is not None:
            progress(done)


def approval_steps(
    *,
    business: Business,
    batch: ImportBatch,
    now: datetime,
    by: str = "",
    accept_lines: Iterable[int] = (),
    corrections: Iterable[Correction] = (),
) -> Generator[int, None, ImportAnswer]:
    """The same as a generator, for a page that shows how far it is: yields lines written, returns the answer.

    Closed before its end, it writes nothing.
    """
    with transaction.atomic():
        lock(business)
        batch.refresh_from_db()
        if batch.state != "read":
            raise Refusal(
                "Cet import est déjà fait : importez le fichier de nouveau pour voir ce qui change."
            )
        source = source_of(business, batch, now, accept_lines, corrections)
        run = new_run(business, now, bytes(batch.raw), batch.kind, batch, by)
        tally = Tally(shown=0)
        yield from pass_over(source, run, tally)
        if tally.taken > _MANY:
            refresh_statistics()
        _settle(run)
        answer = answer_of(run, tally)
        remember(business, source, batch.mapping.get("columns", {}), now)
        _close(run, batch, answer)
    return answer


def _settle(run: Run) -> None:
    """Sums, alerts and plans of everything touched, some customers at a time."""
    for some in pieces(sorted(run.customers)):
        recount(run.business, some)
        touch(some, run.now)
    for some in pieces(sorted(run.products)):
        recount(run.business, (), some)
        watch_stock(business=run.business, product_ids=some, now=run.now)
    replan(business=run.business, customer_ids=run.customers, now=run.now)
    replan_house(business=run.business, now=run.now)


def _close(run: Run, batch: ImportBatch, answer: ImportAnswer) -> None:
    said = answer.as_json()
    batch.state = "done"
    batch.answer = {
        **said,
        "before": [each.as_json() for each in run.before],
        "points": run.directory.added,
        "made": run.made,
    }
    batch.save(update_fields=["state", "answer"])
    counts = {key: said[key] for key in ("rows", "created", "changed")}
    append(
        business=run.business,
        kind="import_done",
        at=run.now,
        payload={"batch": batch.pk, "kind": batch.kind, "filename": batch.filename, **counts},
        by=run.by,
    )
