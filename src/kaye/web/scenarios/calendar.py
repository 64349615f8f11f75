"""What will leave in the next 30 days, day by day, if nothing changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaye.actions.lines import Line
from kaye.actions.preview import preview
from kaye.channels.registry import channel
from kaye.countries.pack import pack
from kaye.records.calendars import calendar_of
from kaye.records.queries.scenarios import due_customers
from kaye.rules.calendar import Calendar
from kaye.rules.decision import Item
from kaye.web.scenarios.access import owners_screen

DAYS = 30
MOST_CUSTOMERS = 300  # looked at for this page; beyond, it says so
_MOST_LINES = 60
_LEAVING = frozenset({"auto", "tap", "approve"})
_ICONS = {
    "payment": "banknote",
    "delivery": "truck",
    "restock": "shopping-basket",
    "satisfaction": "smile",
    "quote": "file-text",
    "appointment": "calendar-days",
}
_WORDS = {
    "auto": "part seul",
    "tap": "prêt, à envoyer d’un geste",
    "approve": "à valider",
    "call": "à appeler",
    "check": "à vérifier",
    "internal": "pour vous",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid. `off`: why nothing leaves; `is_outside`: before today or past the end."""

    on: date
    count: int = 0
    off: str = ""
    is_outside: bool = False
    is_today: bool = False
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """A line of the day."""

    name: str
    customer: int
    icon: str
    how: str
    because: str
    text: str
    subject: str
    amount: int | None


@require_GET
@owners_screen
def calendar(request: HttpRequest) -> HttpResponse:
    """The grid, and the list of one day (?jour=AAAA-MM-JJ; the first with something, else today)."""
    business, first = request.business, request.today  # type: ignore[attr-defined]
    own = calendar_of(business)
    ids, more = due_customers(business, first + timedelta(days=DAYS), MOST_CUSTOMERS)
    by_day: dict[date, list[Line]] = {}
    for line in preview(business, request.now, DAYS, ids):  # type: ignore[attr-defined]
        by_day.setdefault(line.day, []).append(line)
    shown = _asked(request.GET.get("jour", ""), first) or min(by_day, default=first)
    lines = by_day.get(shown, [])
    return render(
        request,
        "scenarios/calendar.html",
        {
            "cells": list(_cells(first, by_day, own, shown)),
            "named": list(_named(first, own)),
            "shown": shown,
            "leaving": [_leaving(line) for line in lines[:_MOST_LINES]],
            "others": max(0, len(lines) - _MOST_LINES),
            "off": own.closed_because(shown) or "",
            "total": sum(_count(found) for found in by_day.values()),
            "more": more,
            "most_words": str(MOST_CUSTOMERS),
            "currency": pack(business.country).currency,
        },
    )


def _asked(words: str, first: date) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if first <= day < first + timedelta(days=DAYS) else None


def _cells(first: date, by_day: dict[date, list[Line]], own: Calendar, shown: date) -> Iterator[Cell]:
    """Whole weeks from Monday, the days asked for in the middle."""
    end = first + timedelta(days=DAYS)
    day = first - timedelta(days=first.weekday())
    while day < end or day.weekday():
        if first <= day < end:
            off = "" if own.is_working(day) else own.closed_because(day) or ""
            yield Cell(day, _count(by_day.get(day, ())), off, False, day == first, day == shown)
        else:
            yield Cell(day, is_outside=True)
        day += timedelta(days=1)


def _named(first: date, own: Calendar) -> Iterator[tuple[date, str]]:
    """The holidays to come, for the line under the grid."""
    for offset in range(DAYS):
        day = first + timedelta(days=offset)
        if name := own.holiday(day):
            yield day, name


def _count(lines: Sequence[Line]) -> int:
    """Messages that leave; calls and what is for the owner alone are not counted."""
    return sum(line.item.action in _LEAVING for line in lines)


def _leaving(line: Line) -> Leaving:
    item = line.item
    return Leaving(
        name=line.customer.label,
        customer=line.customer.id,
        icon=_ICONS.get(item.family, "bell-ring"),
        how=_how(item),
        because=item.because,
        text=line.text,
        subject=line.subject,
        amount=item.amount,
    )


def _how(item: Item) -> str:
    """« E-mail, part seul », « WhatsApp, à valider », « 2 dettes dans un seul message »."""
    label = channel(item.channel).label if item.channel and item.action != "call" else ""
    several = f"{len(item.parts)} dossiers en un message" if len(item.parts) > 1 and label else ""
    return ", ".join(part for part in (label, _WORDS.get(item.action, ""), several) if part)
