"""A conversation as it is shown: days, messages, what happened between them, what was understood."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import conditional_escape, urlize
from django.utils.safestring import SafeString, mark_safe

from kaye.actions.inbox.read_thread import ReadThread, Said, SaidFile, Sheet
from kaye.channels.registry import channel
from kaye.rules.money import format_money
from kaye.rules.ports.channel import OutgoingText
from kaye.web.access import ShopRequest
from kaye.web.dates import hour_text
from kaye.web.inbox.links import file_url, mail_url
from kaye.web.inbox.words import (
    CALLS,
    DELIVERY,
    EFFECTS,
    FILE_STATES,
    FORMS,
    HIDDEN_EFFECTS,
    ORIGINS,
    REASONS,
    person_word,
    until_words,
    weight,
    whole_day,
)

_BOLD = re.compile(r"(?<!\w)\*([^*\n<>]{1,120})\*(?!\w)")
_SHOWN_TEXT = 4_000  # characters before « afficher la suite »


@dataclass(frozen=True, slots=True)
class FileView:
    """`look`: image, audio, video, or file; `url` empty when there is nothing to open."""

    name: str
    words: str
    look: str
    url: str
    is_voice: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """One effect of what was said. `is_asked`: waits for a yes; `is_done`: was answered."""

    id: int
    icon: str
    words: str
    change: str
    yes: str
    is_asked: bool
    is_done: bool
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `cut`: the rest of a very long text. `state_kind`: failed and doubtful ones are highlighted."""

    key: str
    said: Said
    is_ours: bool
    channel_label: str
    channel_icon: str
    hour: str
    text: SafeString
    cut: SafeString
    form_word: str
    origin_word: str
    state_icon: str
    state_word: str
    files: tuple[FileView, ...]
    mail_url: str
    cancel_url: str
    sent_url: str
    tap_url: str
    reply_to: str
    sheets: tuple[SheetView, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the conversation: a bubble, a note between members, or something that happened (`words`)."""

    at: datetime
    bubble: Bubble | None = None
    note: str = ""
    by: str = ""
    icon: str = ""
    words: str = ""
    is_new: bool = False  # the first that this member had not read


@dataclass(frozen=True, slots=True)
class Day:
    words: str
    entries: tuple[Entry, ...]


def days_of(request: ShopRequest, read: ReadThread, zone: str, code: str) -> tuple[Day, ...]:
    """Everything read, day by day on the clock of the shop"""
    texts = {m.external_id: m.text for m in read.messages if m.external_id and not m.deleted_at}
    entries = [_entry(request, said, texts, zone, code) for said in read.messages]
    start = read.messages[0].at if read.messages and read.before else None
    entries += [Entry(note.at, note=note.text, by=person_word(note.by)) for note in read.notes]
    entries += [e for e in _requests(read, request.today, zone) if start is None or e.at >= start]
    entries.sort(key=lambda entry: entry.at)
    entries = _marked(entries, read)
    local = ZoneInfo(zone)
    days = groupby(entries, key=lambda entry: entry.at.astimezone(local).date())
    return tuple(Day(whole_day(day, request.today), tuple(rows)) for day, rows in days)


def _marked(entries: list[Entry], read: ReadThread) -> list[Entry]:
    """A line before what is new, unless all of it is."""
    for place, entry in enumerate(entries):
        said = entry.bubble.said if entry.bubble else None
        if said is None or said.direction != "in" or read.seen_at is None or said.at <= read.seen_at:
            continue
        return [*entries[:place], replace(entry, is_new=place > 0), *entries[place + 1 :]]
    return entries


def _entry(request: ShopRequest, said: Said, texts: dict[str, str], zone: str, code: str) -> Entry:
    if said.form == "call":
        return _call(said, zone)
    state = DELIVERY.get(said.state, ("", "")) if said.direction == "out" else ("", "")
    if said.state == "due" and said.at > request.now:
        state = ("hourglass", f"partira {_leaves(said.at, request.today, zone)}")
    text, cut = (said.text, "") if len(said.text) <= _SHOWN_TEXT else _in_two(said.text)
    waits = said.direction == "out" and said.state in ("due", "proposed") and bool(said.id and said.outgoing)
    bubble = Bubble(
        key=f"m{said.id}" if said.id else f"o{said.outgoing}",
        said=said,
        is_ours=said.direction == "out",
        channel_label=channel(said.channel).label,
        channel_icon=f"channel:{said.channel}",
        hour=hour_text(said.at, zone),
        text=rich(text),
        cut=rich(cut),
        form_word="" if said.text or said.subject else FORMS.get(said.form, ""),
        origin_word=person_word(said.by) or ORIGINS.get(said.origin, ""),
        state_icon=state[0],
        state_word=state[1],
        files=tuple(_file(request, each) for each in said.files if each.id),
        mail_url=mail_url(request, said.id) if said.html and said.id and not said.deleted_at else "",
        cancel_url=reverse("inbox_cancel", args=[said.outgoing]) if waits else "",
        sent_url=reverse("today_outgoing", args=[said.outgoing])
        if waits and said.state == "proposed"
        else "",
        tap_url=_tap(said, request.now) if waits and said.state == "proposed" else "",
        reply_to=texts.get(said.reply_to, "")[:120],
        sheets=tuple(_sheet(s, code) for s in said.sheets if s.kind not in HIDDEN_EFFECTS),
    )
    return Entry(said.at, bubble=bubble)


def _tap(said: Said, now: datetime) -> str:
    """Opens the application with these words; empty where there is none."""
    text = OutgoingText(key="", address=said.address, text=said.text, subject=said.subject, date=now)
    return channel(said.channel).link(text) or ""


def rich(text: str) -> SafeString:
    """What was typed, as text: escaped, links to touch, line breaks, « *gras* » of WhatsApp."""
    escaped = urlize(conditional_escape(text), nofollow=True, autoescape=False)
    linked = str(escaped).replace('rel="nofollow"', 'rel="nofollow noopener noreferrer" target="_blank"')
    return mark_safe(_BOLD.sub(r"<b>\1</b>", linked).replace("\n", "<br>"))  # escaped first


def _in_two(text: str) -> tuple[str, str]:
    """At the end of a word."""
    place = text.rfind(" ", _SHOWN_TEXT - 200, _SHOWN_TEXT)
    place = place if place > 0 else _SHOWN_TEXT
    return text[:place], text[place:]


def _call(said: Said, zone: str) -> Entry:
    icon, words = CALLS.get(said.call_state, ("phone", "Appel"))
    if said.direction == "out" and said.call_state != "answered":
        icon, words = "phone-missed", "Vous avez appelé sans réponse"
    elif said.direction == "out":
        words = "Vous avez appelé"
    spoken = f", {duration_of(said.call_seconds)}" if said.call_seconds else ""
    told = f". {said.text}" if said.text else ""
    return Entry(said.at, icon=icon, words=f"{words}, {hour_text(said.at, zone)}{spoken}{told}")


def duration_of(seconds: int) -> str:
    """« 45 s », « 3 min »."""
    return f"{seconds}\u00a0s" if seconds < 60 else f"{round(seconds / 60)}\u00a0min"


def _leaves(at: datetime, today: date, zone: str) -> str:
    words = until_words(at, today, zone)
    return f"à {words}" if at.astimezone(ZoneInfo(zone)).date() == today else words


def _file(request: ShopRequest, file: SaidFile) -> FileView:
    ready = file.state == "ready"
    look = file.mime.partition("/")[0] if ready and file.inline else "file"
    words = weight(file.size) if ready else FILE_STATES.get(file.state, "")
    return FileView(
        name=file.name or ("Message vocal" if file.voice else "Sans nom"),
        words=words,
        look=look if look in ("image", "audio", "video") else "file",
        url=file_url(request, file.id) if ready else "",
        is_voice=file.voice,
    )


def _sheet(sheet: Sheet, code: str) -> SheetView:
    icon, yes, change = EFFECTS.get(sheet.kind, ("info", "C’est bien ça", ""))
    amount = f" ({format_money(sheet.amount, code)})" if sheet.amount else ""
    asked = sheet.state == "proposed"
    return SheetView(
        id=sheet.id,
        icon=icon,
        words=f"{sheet.because}{amount}",
        change=change,
        yes=yes if asked else "C’est bien ça",
        is_asked=asked,
        is_done=sheet.state in ("kept", "undone", "refused"),
        is_refused=sheet.state in ("undone", "refused"),
    )


def _requests(read: ReadThread, today: date, zone: str) -> list[Entry]:
    words = dict(REASONS)
    found = []
    for row in read.requests:
        what = "Réclamation" if row.kind == "claim" else "Demande"
        found.append(
            Entry(row.opened_at, icon="list-checks", words=f"{what} R-{row.number} ouverte : {row.title}")
        )
        if row.closed_at:
            end = "gagnée" if row.state == "won" else f"classée, {words.get(row.reason, 'terminée').lower()}"
            found.append(Entry(row.closed_at, icon="check", words=f"{what} R-{row.number} {end}"))
    return found
