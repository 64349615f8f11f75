"""Attachments: kept at once when they came along, fetched by the worker when they wait elsewhere (C19, C20)."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.inbox.channel_account import account_settings
from kaye.actions.outbound import http_client
from kaye.actions.send_due import Stopping, never
from kaye.channels.registry import channel
from kaye.records.models import Business, FileContent, InboxMessage, MessageFile
from kaye.rules.attachments import judge, largest
from kaye.rules.ports.http import Http, Trouble
from kaye.rules.ports.inbound import IncomingFile

_LOG = logging.getLogger("kaye.inbox")
MOST_FILES = 20
_WAITS = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=18),
)  # 5 tries in 24 h
_AT_ONCE = 50  # fetched in one turn
_HEAVIEST = (
    26 * 1024 * 1024
)  # bytes: a little over the largest that is kept, which each channel checks itself
_LONGEST = 120.0  # seconds for one file


def keep_files(message: InboxMessage, files: Iterable[IncomingFile], now: datetime) -> None:
    """One row each; the message never waits for them. In the caller's transaction."""
    for rank, file in enumerate(files):
        row = MessageFile(
            business=message.business,
            message=message,
            name=_name(file.name),
            mime=file.mime[:120],
            size=file.size
            if file.size is not None
            else len(file.content)
            if file.content is not None
            else None,
            ref=file.ref[:2000],
            content_id=file.content_id[:200],
            voice=file.voice,
        )
        if rank >= MOST_FILES:
            row.state, row.because = "too_big", f"au-delà de {MOST_FILES} pièces jointes"
        elif file.content is None and (row.size or 0) > largest(file.mime):
            row.state, row.because = "too_big", "trop lourde pour être gardée"
        elif file.content is None:
            row.next_at = now
        row.save()
        if file.content is not None and row.state == "pending":
            _keep(row, file.content, file.mime)


def fetch_files(*, business: Business, now: datetime, stopping: Stopping = never) -> int:
    """Bring those whose time has come; answers how many were tried. Never inside a transaction."""
    due = MessageFile.objects.filter(business=business, next_at__lte=now)
    if not due.exists():
        return 0
    rows = list(due.select_related("message__account").order_by("next_at", "id")[:_AT_ONCE])
    way: Http | None = None
    tried = 0
    for row in rows:
        if stopping():
            break
        way = way or http_client(most=_HEAVIEST, deadline=_LONGEST)
        _fetch(row, way, now)
        tried += 1
    return tried


def _fetch(row: MessageFile, way: Http, now: datetime) -> None:
    account = row.message.account
    inbound = channel(account.channel).inbound if account is not None else None
    if account is None or inbound is None or inbound.fetch is None:
        _give_up(row, "elle n'est plus accessible")
        return
    asked = IncomingFile(name=row.name, mime=row.mime, size=row.size, ref=row.ref, voice=row.voice)
    try:
        content, mime = inbound.fetch(account_settings(account), way, asked, largest(row.mime))
    except Trouble as trouble:
        _LOG.info("pièce jointe %d : %s", row.pk, trouble.reason_fr)
        if trouble.permanent or row.attempts + 1 > len(_WAITS):
            _give_up(row, trouble.reason_fr)
            return
        row.next_at = now + _WAITS[row.attempts]
        row.attempts += 1
        row.because = trouble.reason_fr[:200]
        row.save(update_fields=["next_at", "attempts", "because"])
        return
    with transaction.atomic():
        _keep(row, content, mime)


def _keep(row: MessageFile, content: bytes, mime: str) -> None:
    """Judged by its bytes; kept unless it is dangerous or too heavy."""
    verdict = judge(content, row.name, mime or row.mime)
    row.next_at, row.size, row.mime = None, len(content), verdict.mime[:120]
    row.inline, row.state, row.because = verdict.inline, verdict.state, verdict.because[:200]
    row.save()
    if verdict.state == "ready":
        FileContent.objects.update_or_create(
            file=row, defaults={"business_id": row.business_id, "content": content}
        )


def _give_up(row: MessageFile, why: str) -> None:
    row.state, row.because, row.next_at = "failed", why[:200], None
    row.save(update_fields=["state", "because", "next_at"])


def _name(given: str) -> str:
    """What was sent, as a name and never a path: for showing and for « enregistrer sous »."""
    last = given.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(". ")
    if len(shown) <= 160:
        return shown
    stem, dot, end = shown.rpartition(".")
    return f"{stem[: 150 - len(end)]}.{end}" if dot and len(end) <= 10 else shown[:160]
