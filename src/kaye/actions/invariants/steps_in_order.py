"""The steps of a case are done in the order of its scenario, one message at a time (I8)."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from kaye.records.facts import scenario_of
from kaye.records.models import Business, StepDone

_FIELDS = ("case_id", "step", "outcome", "done_on", "case__version_id", "case__version__key")


def violations(business: Business, now: datetime) -> Iterator[str]:
    """A step dated before the one it follows, or two sent on one day."""
    rows = StepDone.objects.filter(business=business).order_by("case_id", "id")
    read = rows.values_list(*_FIELDS, "case__version__created_at").iterator(chunk_size=2000)
    for case, done in groupby(read, key=itemgetter(0)):
        steps = list(done)
        if len(steps) > 1:
            yield from _of_case(case, steps)


def _of_case(case: int, rows: list[tuple]) -> Iterator[str]:
    scenario = scenario_of(rows[0][4], rows[0][5], rows[0][6])
    ranks = {step.uid: rank for rank, step in enumerate(scenario.steps)}
    ladder = sorted((ranks[uid], on, outcome, uid) for _, uid, outcome, on, *_ in rows if uid in ranks)
    last: tuple[date, str] | None = None
    sent: set[date] = set()
    for _, on, outcome, uid in ladder:
        if last is not None and on < last[0]:
            yield f"La relance {case} : l'étape {uid} est faite le {on:%d/%m/%Y}, avant l'étape {last[1]}."
        if outcome == "sent" and on in sent:
            yield f"La relance {case} : deux messages le {on:%d/%m/%Y}."
        if outcome == "sent":
            sent.add(on)
        last = (on, uid)
