"""Write a file that was seen, or take it back."""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST
from django_scopes import scope

from kaye.actions.approve_import import approval_steps, approve_import
from kaye.actions.correct_import import correct_import
from kaye.actions.importing.answer import ImportAnswer, UndoAnswer
from kaye.actions.refusal import Refusal
from kaye.actions.undo_import import undo_import
from kaye.records.models import Business, ImportBatch
from kaye.web.access import ShopRequest, shop_page
from kaye.web.imports.forms import typed_corrections
from kaye.web.imports.found import batch_of
from kaye.web.imports.words import lines_text
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_AT_ONCE = 60_000  # bytes: a file past it (about a thousand lines) says how far it is while it is written


@shop_page
@require_POST
def write(request: ShopRequest, pk: int) -> HttpResponse:
    """Everything or nothing. A cell just corrected is looked at again first."""
    batch = batch_of(request.business, pk)
    corrections = tuple(typed_corrections(request.POST))
    try:
        if corrections:
            correct_import(business=request.business, batch=batch, corrections=corrections)
            toast(request, "Correction prise en compte : regardez encore une fois, puis importez.")
            return redirect("imports_batch", pk)
        if len(batch.raw) > _AT_ONCE:
            return cast(HttpResponse, _stream(request, batch))
        answer = approve_import(business=request.business, batch=batch, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
        return redirect("imports_batch", pk)
    toast(request, _said(answer), reverse("imports_undo", args=[pk]))
    return redirect("imports_batch", pk)


@shop_page
@require_POST
def undo(request: ShopRequest, pk: int) -> HttpResponse:
    batch = batch_of(request.business, pk)
    try:
        answer = undo_import(business=request.business, batch=batch, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
        return redirect("imports")
    toast(request, _undone(answer))
    return redirect("imports_batch" if answer.kept else "imports", *([pk] if answer.kept else []))


def _stream(request: ShopRequest, batch: ImportBatch) -> StreamingHttpResponse:
    """A page that grows while the lines are written. Left before its end, nothing is written."""
    page = render_to_string("imports/writing.html", {"batch": batch}, request)
    head, _, tail = page.partition("<!--progress-->")
    return StreamingHttpResponse(
        _progress(request.business, batch, request.now, who(request), head, tail),
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"},
    )


def _progress(
    business: Business, batch: ImportBatch, now: datetime, by: str, head: str, tail: str
) -> Iterator[str]:
    yield head
    # The middleware has closed its scope by the time a stream is read.
    with scope(business=business):
        steps = approval_steps(business=business, batch=batch, now=now, by=by)
        try:
            while True:
                yield format_html("<li>{} écrites</li>\n", lines_text(next(steps)))
        except StopIteration as end:
            yield _link(batch.pk, _said(end.value))
        except Refusal as refused:
            yield _link(batch.pk, str(refused))
    yield tail


def _link(pk: int, words: str) -> str:
    """The way on: by itself, and by hand."""
    url = reverse("imports_batch", args=[pk])
    return format_html(
        '</ol><p class="font-semibold">{}</p><p class="mt-3"><a class="btn btn-primary" href="{}">'
        'Voir le résultat</a></p><meta http-equiv="refresh" content="1;url={}">',
        words,
        url,
        url,
    )


def _said(answer: ImportAnswer) -> str:
    if not answer.accepted:
        return "Rien de nouveau : tout était déjà là."
    return f"{lines_text(answer.accepted)} importée{'s' if answer.accepted > 1 else ''}."


def _undone(answer: UndoAnswer) -> str:
    if answer.kept:
        count = len(answer.kept)
        return (
            f"Import annulé, sauf {lines_text(count)} que vous avez suivie{'s' if count > 1 else ''} depuis."
        )
    return "Import annulé : tout est comme avant."
