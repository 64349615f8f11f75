"""Dates said in a text (C47–C49): an ordered grammar; no date rather than a wrong one."""

import re
from dataclasses import dataclass
from datetime import date

from kaye.rules.calendar import Calendar
from kaye.rules.understand.dates.days import DATED, NAMED, NEAR, NUMBERED
from kaye.rules.understand.dates.looking import clause_at, clauses
from kaye.rules.understand.dates.periods import DELAYS, FEASTS, RANGES, SPANS
from kaye.rules.understand.dates.scene import Scene, Span
from kaye.rules.understand.dates.times import Said, read_times
from kaye.rules.understand.dates.words import DAY, monday
from kaye.rules.understand.folding import blank
from kaye.rules.understand.values import SaidDate

_RULES = (*FEASTS, *RANGES, *DATED, *DELAYS, *NAMED, *NEAR, *NUMBERED, *SPANS)
_HINT = re.compile(
    r"\d|di\b|dis\b|dimanch|dimache|mercred|jeud|prochain|semaine|sem\b|simen|mois|mwa|\bmoi\b|fin |demain|dmain|demin"
    r"|denmen|demen|douman|hier|jour|jodi|auj|ajd|ojd|soir|matin|maten|aswe|oswe|aprem|apres m|midi|nuit|week|\bwe\b|wk"
    r"|huitaine|quinzaine|heures|reception|\ble [a-z]*(?:un|eux|ois|atre|inq|ix|ept|uit|euf|nze|uze|ize|rze|gt|nte|er)\b"
    r"|janv|fev|mars|avr|\bmai\b|juin|juil|aout|sept|oct|nov|dec|noel|nwel|paques|pentec|ascension|toussaint|fete|nouvel"
    r"|\bl an\b|annee|ete\b|hiver|automne|printemps|valentin|sylvestre|ramadan|korite|tabaski|assomption|armistice|careme"
    r"|rameaux|epiphanie|chandeleur|tout a l heure|tomorrow|today|dans (?:un|deux|trois|quatre|cinq|six|dix)"
)
_LINK = r"(?: (?:a|au|aux|le|la|l|les|ce|cette|cet|en|la date du))?"
_BEFORE = re.compile(rf"\bavan(?:t|s)?{_LINK} ?$")
_NOT_BEFORE = re.compile(rf"\bpas avan(?:t|s)?{_LINK} ?$")
_UNTIL = re.compile(
    rf"\b(?:d ?ici(?: a)?|jusqu(?: (?:a|au|en))?|au plus tard|avant ou|dernier delai|max){_LINK}(?: fin)? ?$"
)
_AFTER = re.compile(rf"\b(?:apres|passe){_LINK} ?$")
_FROM = re.compile(rf"\b(?:a partir|a compter|des) ?(?:de|du|d)?{_LINK} ?$")
_SINCE = re.compile(rf"\bdepuis{_LINK} ?$")
_WEEK_OF = re.compile(r"\bsemaine (?:du|de) ?$")
_AT_LATEST = re.compile(
    r"[ ,]*(?:\||h|[:\d]| )*(?:au plus tard|max(?:i|imum)?\b|dernier delai|grand maximum)"
)
_FILLER = re.compile(
    r"[ ,]*(?:(?:a|vers|au|dans|la|le|en|pour|des|entre|de|plutot|si possible|l|du|apres|avant|fin)[ ,]*)*"
)
_NEARBY = 24  # characters between a day and its hour


@dataclass(frozen=True, slots=True)
class Placed:
    """A date and where it stands in the text."""

    start: int
    end: int
    date: SaidDate


def read_dates(
    folded: str, text: str, today: date, country: str, calendar: Calendar | None
) -> tuple[list[Placed], str]:
    """The dates in the order of the text, and the folded text without them."""
    if not _HINT.search(folded):
        return [], folded
    times, rest = read_times(folded)
    bounds = clauses(folded)
    scene = Scene(folded, bounds, today, country, calendar)
    spans: list[tuple[int, int, Span]] = []
    for rule in _RULES:
        for match in rule.words.finditer(rest):
            start, end = match.span()
            if start == end:
                continue
            span = rule.read(match, scene)
            rest = blank(rest, start, end)
            if span:
                spans.append(
                    (
                        start,
                        end,
                        _governed(span, scene, start, end, bool(_nearest(start, end, times, folded))),
                    )
                )
    spans.sort(key=lambda each: each[0])
    placed = [_with_time(each, spans, times, folded, text) for each in spans]
    placed += _hours_alone(times, placed, spans, folded, text, today)
    return _once(sorted(placed, key=lambda each: each.start)), rest


def _once(placed: list[Placed]) -> list[Placed]:
    """« aujourd'hui le 17 »: the same day said twice in a row is one."""
    kept: list[Placed] = []
    for each in placed:
        same = kept and (kept[-1].date.start, kept[-1].date.end) == (each.date.start, each.date.end)
        if not same:
            kept.append(each)
        elif each.date.time and not kept[-1].date.time:
            kept[-1] = each
    return kept


def _governed(span: Span, scene: Scene, start: int, end: int, timed: bool) -> Span:
    """The span under the words before and after it: avant, d'ici, après, depuis, au plus tard."""
    before = scene.text[max(0, start - 30) : end]
    before = before[: len(before) - (end - start)]
    inside = scene.text[start:end]
    lead = re.match(r"(?:avant|d ?ici|jusqu ?en|apres|depuis|pour|des|a partir de) ", inside)
    if lead and not inside.startswith(("avant hier", "apres dem", "apres dm")):
        before += lead[0]
    before = before.rstrip() + " "
    if span.kind in ("past", "deadline"):
        return span
    if _WEEK_OF.search(before):
        first = monday(span.start)
        return Span(max(first, scene.today), first + 6 * DAY, "range")
    if _NOT_BEFORE.search(before):
        return span
    if _BEFORE.search(before):
        # « avant samedi midi » is still Saturday.
        last = span.end if span.ends or timed else span.start - DAY
        return _deadline(last, span, scene)
    if _UNTIL.search(before) or _AT_LATEST.match(scene.text, end):
        return _deadline(span.end, span, scene)
    if _AFTER.search(before):
        return Span(span.end + DAY, span.end + DAY, "after", span.ambiguous)
    if _FROM.search(before):
        return Span(span.start, span.start, "after", span.ambiguous)
    if _SINCE.search(before):
        return _since(span, scene)
    return span


def _deadline(last: date, span: Span, scene: Scene) -> Span:
    last = max(last, scene.today)
    return Span(last, last, "deadline", span.ambiguous)


def _since(span: Span, scene: Scene) -> Span:
    """« depuis jeudi »: the last one; a day already past stays."""
    start = span.start
    while start > scene.today:
        start -= (
            7 * DAY if (span.end - span.start).days == 0 and (start - scene.today).days <= 7 else 365 * DAY
        )
    return Span(start, start, "past", span.ambiguous)


def _with_time(
    each: tuple[int, int, Span], spans: list[tuple[int, int, Span]], times: list[Said], folded: str, text: str
) -> Placed:
    start, end, span = each
    said = _nearest(start, end, times, folded)
    if said:
        start, end = min(start, said.start), max(end, said.end)
    words = text[start:end].strip(" ,")
    return Placed(
        each[0],
        end,
        SaidDate(span.start, span.end, span.kind, words, said.time if said else None, span.ambiguous),
    )


def _nearest(start: int, end: int, times: list[Said], folded: str) -> Said | None:
    best: Said | None = None
    for said in times:
        gap = (end, said.start) if said.start >= end else (said.end, start)
        if 0 <= gap[1] - gap[0] <= _NEARBY and _FILLER.fullmatch(folded, *gap):
            # « demain matin à 9h »: the hour says more than the part of the day.
            if best is None or ("-" in best.time and "-" not in said.time):
                best = said
            end = max(end, said.end)
    return best


def _hours_alone(
    times: list[Said],
    placed: list[Placed],
    spans: list[tuple[int, int, Span]],
    folded: str,
    text: str,
    today: date,
) -> list[Placed]:
    """« je passe à 15h » is today's; a part of a day alone must say so (« ce soir »)."""
    alone: list[Placed] = []
    for said in times:
        if any(each.start <= said.start < each.end or said.time == each.date.time for each in placed):
            continue
        if any(_FILLER.fullmatch(folded, min(said.end, a), max(said.end, a)) for a, _, _ in spans):
            continue
        if (
            "-" in said.time and said.time.endswith((":00", ":59")) and said.time in _PARTS
        ) and not said.today:
            continue
        if placed or alone:
            continue
        kind = "past" if _was(folded, said) or _SINCE.search(folded[: said.start]) else "day"
        alone.append(
            Placed(
                said.start,
                said.end,
                SaidDate(today, today, kind, text[said.start : said.end].strip(), said.time),
            )
        )
    return alone


_PARTS = ("06:00-12:00", "12:00-18:00", "17:00-23:59")


def _was(folded: str, said: Said) -> bool:
    bounds = clauses(folded)
    return Scene(folded, bounds, date.min, "", None).back(said.start)


__all__ = ["Placed", "clause_at", "clauses", "read_dates"]
