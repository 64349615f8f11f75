"""Read a file to be imported: what it would create, change and refuse, line by line. Writes nothing but the file."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from kaye.actions.importing.answer import ImportView
from kaye.actions.importing.pass_over import Tally, answer_of, new_run, pass_over
from kaye.actions.importing.source import Correction, Source, open_source
from kaye.actions.refusal import Refusal
from kaye.imports.columns import require
from kaye.imports.rows import TableError
from kaye.records.models import Business, ImportBatch

SHOWN = 200  # lines of each state that a screen shows
_ORDER = ("refused", "changed", "new", "same")


def read_import(
    *,
    business: Business,
    kind: str | None,
    data: bytes,
    filename: str,
    now: datetime,
    by: str = "",
    mapping: Mapping[str, int] | None = None,
    shown: int = SHOWN,
) -> ImportView:
    """Keep the file as a batch in state « read », and say what approving it would do.

    `kind` None: recognised. `mapping`: field -> column, from 0 (-1: in none), chosen by a person.
    A file that can't be read at all is kept too, in state « refused », and raises Refusal.
    """
    try:
        source = open_source(
            business=business, kind=kind, data=data, filename=filename, now=now, mapping=mapping
        )
    except Refusal as refusal:
        _keep(business, kind or "", data, filename, now, "refused", {}, {"reason": str(refusal)})
        raise
    chosen = {"columns": dict(mapping)} if mapping is not None else {}
    batch = _keep(business, source.kind, data, filename, now, "read", chosen, {"by": by})
    return replace(view_of(business, source, data, now, shown), batch=batch)


def preview_import(
    *,
    business: Business,
    kind: str | None,
    data: bytes,
    filename: str,
    now: datetime,
    mapping: Mapping[str, int] | None = None,
    shown: int = SHOWN,
) -> ImportView:
    """The same, writing nothing at all (R35). Raises Refusal."""
    source = open_source(business=business, kind=kind, data=data, filename=filename, now=now, mapping=mapping)
    return view_of(business, source, data, now, shown)


def view_import(*, business: Business, batch: ImportBatch, now: datetime, shown: int = SHOWN) -> ImportView:
    """A batch in state « read » again, with the columns and corrections kept on it. Raises Refusal."""
    view = view_of(business, source_of(business, batch, now), bytes(batch.raw), now, shown)
    return replace(view, batch=batch)


def source_of(
    business: Business,
    batch: ImportBatch,
    now: datetime,
    accept_lines: Iterable[int] = (),
    corrections: Iterable[Correction] = (),
) -> Source:
    """The file of a batch, with what the person chose, wrote and accepted so far."""
    kept = batch.mapping
    return open_source(
        business=business,
        kind=batch.kind,
        data=bytes(batch.raw),
        filename=batch.filename,
        now=now,
        mapping=kept.get("columns"),
        corrections=(*(Correction(*each) for each in kept.get("corrections", ())), *corrections),
        accept_lines=(*kept.get("accepted", ()), *accept_lines),
    )


def view_of(business: Business, source: Source, data: bytes, now: datetime, shown: int) -> ImportView:
    """Pass over the file without writing."""
    run, tally, trouble = new_run(business, now, data, source.kind), Tally(shown), ""
    try:
        require(source.columns)
        for _ in pass_over(source, run, tally):
            pass
    except TableError as error:
        trouble = str(error)
    return ImportView(
        batch=None,
        kind=source.kind,
        filename=source.filename,
        line_count=source.table.line_count,
        columns=source.columns,
        answer=answer_of(run, tally),
        lines=tuple(line for state in _ORDER for line in tally.lines.get(state, ())),
        changed_lines=tally.changed,
        owed=run.owed,
        trouble=trouble,
    )


def _keep(
    business: Business,
    kind: str,
    data: bytes,
    filename: str,
    now: datetime,
    state: str,
    mapping: Mapping[str, object],
    answer: Mapping[str, object],
) -> ImportBatch:
    return ImportBatch.objects.create(
        business=business,
        kind=kind[:12],
        filename=filename[-200:],
        raw=data,
        mapping=mapping,
        answer=answer,
        state=state,
        created_at=now,
    )
