"""One pass over a file, 500 lines at a time: the preview and the import are the same pass."""

import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from itertools import islice

import kaye.actions.importing as package
from kaye.actions.importing.answer import THINGS, ImportAnswer, LineView, LineWarning, RefusedLine
from kaye.actions.importing.run import Bringer, Planned, Run
from kaye.actions.importing.source import Source, field_of
from kaye.actions.importing.suggestion import suggestion
from kaye.imports.outcomes import Accepted, Ignored, Refused
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Business, ImportBatch, ImportedRow

CHUNK = 500


@cache
def bringers() -> dict[str, type[Bringer]]:
    """KIND -> class, of every module of this package that has a BRINGER, discovered."""
    modules = (
        import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    )
    return {module.KIND: module.BRINGER for module in modules if hasattr(module, "BRINGER")}


@dataclass(slots=True)
class Tally:
    """What the lines became. `shown`: how many lines of each state are kept to be seen."""

    shown: int
    taken: int = 0
    changed: int = 0  # of those taken
    unchanged: int = 0
    ignored: int = 0
    refused: list[RefusedLine] = field(default_factory=list)
    warnings: list[LineWarning] = field(default_factory=list)
    lines: dict[str, list[LineView]] = field(default_factory=dict)

    def has_room(self, state: str) -> bool:
        return len(self.lines.get(state, ())) < self.shown

    def show(self, view: LineView) -> None:
        if self.has_room(view.state):
            self.lines.setdefault(view.state, []).append(view)


def new_run(
    business: Business, now: datetime, data: bytes, kind: str, batch: ImportBatch | None = None, by: str = ""
) -> Run:
    before = ImportBatch.objects.filter(business=business, kind=kind, state="done", raw=data)
    return Run(
        business=business,
        now=now,
        today=local_day(business, now),
        currency=currency_of(business).code,
        batch=batch,
        by=by,
        is_repeat=before.exists(),
    )


def pass_over(source: Source, run: Run, tally: Tally) -> Iterator[int]:
    """Plan every line and, for a run with a batch, write it; yields the number of lines done, chunk by chunk."""
    bringer = bringers()[source.kind](run)
    done = 0
    for chunk in _chunks(source.outcomes()):
        done += len(chunk)
        _one_chunk(source, chunk, bringer, run, tally)
        yield done
    if run.batch is not None:
        bringer.finish()


def answer_of(run: Run, tally: Tally) -> ImportAnswer:
    return ImportAnswer(
        batch=run.batch.pk if run.batch else None,
        accepted=tally.taken,
        refused_count=len(tally.refused),
        unchanged=tally.unchanged,
        ignored=tally.ignored,
        created={thing: run.created[thing] for thing in THINGS},
        changed={thing: run.changed[thing] for thing in THINGS},
        refused=tuple(tally.refused),
        warnings=tuple(tally.warnings),
    )


def _chunks(outcomes: Iterable[Accepted | Refused | Ignored]) -> Iterator[list[Accepted | Refused | Ignored]]:
    rest = iter(outcomes)
    while some := list(islice(rest, CHUNK)):
        yield some


def _one_chunk(
    source: Source, chunk: list[Accepted | Refused | Ignored], bringer: Bringer, run: Run, tally: Tally
) -> None:
    rows: list[Accepted] = []
    for outcome in chunk:
        if isinstance(outcome, Ignored):
            tally.ignored += 1
        elif isinstance(outcome, Refused):
            can_accept = outcome.row is not None
            _refuse(tally, source, outcome.line, outcome.reason, outcome.raw, can_accept)
        else:
            rows.append(outcome)
    known = ImportedRow.objects.filter(
        business=run.business, kind=source.kind, key__in=[row.key for row in rows]
    )
    plans = bringer.plan(rows, {row.key: row for row in known})
    if run.batch is None:
        run.directory.forget_new()
    else:
        run.write_customers()
        bringer.write([plan for plan in plans if plan.state in ("new", "changed")])
    for plan in plans:
        _count(plan, source, tally)


def _count(plan: Planned, source: Source, tally: Tally) -> None:
    if plan.state == "refused":
        _refuse(tally, source, plan.row.line, plan.reason, plan.row.raw, can_accept=False)
        return
    if plan.state == "same":
        tally.unchanged += 1
    else:
        tally.taken += 1
        tally.changed += plan.state == "changed"
    warnings = tuple(_sentence(each) for each in plan.warnings)
    if plan.state != "same":
        tally.warnings += (LineWarning(plan.row.line, message) for message in warnings)
        said = (f"{c.label} : {c.old or 'vide'} → {c.new}." for c in plan.changes)
        tally.warnings += (LineWarning(plan.row.line, message) for message in said)
    tally.show(
        LineView(
            number=plan.row.line,
            title=plan.title,
            state=plan.state,
            text=plan.text,
            changes=tuple(plan.changes),
            warnings=warnings,
        )
    )


def _refuse(
    tally: Tally, source: Source, line: int, reason: str, raw: tuple[str, ...], can_accept: bool
) -> None:
    tally.refused.append(RefusedLine(line, reason, raw))
    if tally.has_room("refused"):
        tally.show(_refused_view(source, line, reason, raw, can_accept))


def _refused_view(source: Source, line: int, reason: str, raw: tuple[str, ...], can_accept: bool) -> LineView:
    """The line with the one field to correct, and what to write there when that would do."""
    columns = source.columns
    known = field_of(columns, reason)
    column = columns.column(known.name) if known else None
    named = (columns.column(name) for name in ("number", "customer", "company", "name", "article"))
    title = ", ".join(raw[c] for c in named if c is not None and c < len(raw) and raw[c].strip())
    better = suggestion(reason)
    if known is None or column is None or not (better and source.would_take(line, raw, column, better)):
        better = ""
    label = columns.label(known.name) if known else ""
    return LineView(
        number=line,
        title=title or ", ".join(text for text in raw[:3] if text.strip()),
        state="refused",
        field_name=known.name if known and column is not None else "",
        field_label=label,
        value=raw[column] if column is not None and column < len(raw) else "",
        problem=_sentence(reason.removeprefix(f"{label} :")),
        suggestion=better,
        can_accept=can_accept,
    )


def _sentence(text: str) -> str:
    """« Capitale au début, point à la fin. »."""
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
