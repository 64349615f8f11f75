"""The JSON of `kaye inbox` and `kaye thread` (C60). Others build on it: it does not change."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kaye.actions import shapes
from kaye.actions.inbox.read_inbox import Inbox, ListedThread, OpenRequest
from kaye.actions.inbox.read_thread import ReadThread, Said, SaidFile
from kaye.records.calendars import currency_of
from kaye.records.models import Request


def inbox_shape(inbox: Inbox, at: datetime) -> dict[str, Any]:
    return {
        "at": shapes.stamp(at),
        "counts": dict(inbox.counts),
        "threads": [_listed(row) for row in inbox.rows],
    }


def thread_shape(read: ReadThread) -> dict[str, Any]:
    customer, code = read.customer, currency_of(read.customer.business).code
    return {
        "customer": {
            "id": customer.pk,
            "name": customer.name,
            "points": [
                {
                    "kind": point.kind,
                    "value": point.value,
                    "verified": point.verified_at is not None,
                    "former": point.former_at is not None,
                }
                for point in read.points
            ],
        },
        "state": read.thread.state if read.thread else None,
        "assigned_to": _assigned(read),
        "snoozed_until": _stamp(read.thread.snoozed_until if read.thread else None),
        "related": [{"id": pk, "name": name} for pk, name in read.related],
        "proposals": [*_matches(read), *_effects(read, code)],
        "requests": [_request(each) for each in read.requests],
        "holds": list(_holds(read)),
        "notes": [
            {"id": note.pk, "text": note.text, "by": note.by, "at": shapes.stamp(note.at)}
            for note in read.notes
        ],
        "messages": [_message(each) for each in read.messages],
    }


def _holds(read: ReadThread) -> Iterable[dict[str, Any]]:
    """A hold that a message made says what was understood, and until when: the day a promise is looked at (C43)."""
    sheets = {sheet.hold: sheet for message in read.messages for sheet in message.sheets if sheet.hold}
    for hold in read.holds:
        sheet = sheets.get(hold.pk)
        until = sheet.until if sheet is not None and sheet.until is not None else hold.until
        because = sheet.because if sheet is not None else hold.words
        yield {"kind": hold.kind, "until": until.isoformat(), "because": because or None}


def _listed(row: ListedThread) -> dict[str, Any]:
    return {
        "customer": {"id": row.customer_id, "name": row.name},
        "state": row.state,
        "channel": row.channel or None,
        "assigned_to": row.assigned_to or None,
        "unread": row.unread,
        "last": {"direction": row.direction or None, "text": row.text, "at": shapes.stamp(row.at)},
        "request": _open(row.request) if row.request else None,
        "window_until": _stamp(row.window_until),
    }


def _open(request: OpenRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "kind": request.kind,
        "state": request.state,
        "due_at": _stamp(request.due_at),
        "late": request.late,
    }


def _request(row: Request) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": row.state,
        "title": row.title,
        "source": row.source,
        "opened_at": shapes.stamp(row.opened_at),
        "due_at": _stamp(row.due_at),
        "answered_at": _stamp(row.answered_at),
        "next_on": row.next_on.isoformat() if row.next_on else None,
        "reason": row.reason or None,
    }


def _matches(read: ReadThread) -> Iterable[dict[str, Any]]:
    for each in read.proposals:
        yield {
            "kind": "match",
            "id": each.id,
            "customer": {"id": each.customer_id, "name": each.name},
            "because": each.because,
        }


def _effects(read: ReadThread, code: str) -> Iterable[dict[str, Any]]:
    for message in read.messages:
        for sheet in message.sheets:
            if sheet.state == "proposed":
                yield {
                    "kind": "effect",
                    "id": sheet.id,
                    "effect": sheet.kind,
                    "message": message.id,
                    "until": sheet.until.isoformat() if sheet.until else None,
                    "amount": shapes.money(sheet.amount, code),
                    "because": sheet.because,
                }


def _message(said: Said) -> dict[str, Any]:
    return {
        "id": said.id if said.id is not None else f"o{said.outgoing}",
        "external_id": said.external_id or None,
        "channel": said.channel,
        "direction": said.direction,
        "origin": said.origin,
        "kind": said.form,
        "at": shapes.stamp(said.at),
        "subject": said.subject,
        "text": said.text,
        "quoted": said.quoted,
        "html": said.html,
        "state": said.state,
        "verdict": said.verdict or None,
        "auto": said.auto,
        "truncated": said.truncated,
        "edited": said.edited_at is not None,
        "deleted": said.deleted_at is not None,
        "reply_to": said.reply_to or None,
        "reactions": [{"from": point, "emoji": emoji} for point, emoji in sorted(said.reactions.items())],
        "intents": list(said.intents),
        "attachments": [_file(each) for each in said.files],
    }


def _file(said: SaidFile) -> dict[str, Any]:
    return {"name": said.name, "mime": said.mime, "size": said.size, "state": said.state}


def _assigned(read: ReadThread) -> str | None:
    member = read.thread.assigned_to if read.thread else None
    return member.user.email if member else None


def _stamp(at: datetime | None) -> str | None:
    return shapes.stamp(at) if at else None
