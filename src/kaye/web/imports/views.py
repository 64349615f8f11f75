"""Choose a file, see what it holds, correct it, give it up."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.correct_import import correct_import
from kaye.actions.drop_import import drop_import
from kaye.actions.importing.answer import ImportView, LineView
from kaye.actions.read_import import read_import, view_import
from kaye.actions.refusal import Refusal
from kaye.imports.kinds import importers
from kaye.imports.rows import MAX_BYTES
from kaye.records.calendars import currency_of
from kaye.records.models import ImportBatch
from kaye.web.access import ShopRequest, shop_page
from kaye.web.imports.forms import accepted_lines, typed_corrections
from kaye.web.imports.found import batch_of, latest_batches
from kaye.web.imports.words import batch_line, counts_of, kind_label, lines_text
from kaye.web.screen import may_act, who
from kaye.web.shell.toasts import toast

_FEW = 20  # lines of each state on the whole view
_STATES = (("refused", "Refusées"), ("changed", "Changées"), ("new", "Nouvelles"), ("same", "Déjà là"))
_TOO_BIG = "Ce fichier dépasse 25 Mo. Gardez seulement les lignes utiles, puis réessayez."


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one state: how many in the file, and those shown."""

    state: str
    word: str
    total: int
    lines: tuple[LineView, ...]


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: ShopRequest) -> HttpResponse:
    """The file to choose, and the imports made so far."""
    if request.method != "POST":
        return _choose(request)
    upload = request.FILES.get("fichier")
    if upload is None:
        return _choose(request, "Choisissez un fichier : Excel (.xlsx) ou CSV.")
    if (upload.size or 0) > MAX_BYTES:
        return _choose(request, _TOO_BIG)
    try:
        view = read_import(
            business=request.business,
            kind=request.POST.get("kind") or None,
            data=upload.read(),
            filename=upload.name or "fichier",
            now=request.now,
            by=who(request),
            shown=0,
        )
    except Refusal as refused:
        return _choose(request, str(refused))
    assert view.batch is not None
    return redirect("imports_columns" if view.trouble else "imports_batch", view.batch.pk)


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: ShopRequest, pk: int) -> HttpResponse:
    """A file read: what would enter, refused lines first. Once written: what entered."""
    found = batch_of(request.business, pk)
    if found.state != "read":
        return render(request, "imports/result.html", _result(request, found))
    if request.method == "POST":
        return _correct(request, found)
    try:
        view = view_import(business=request.business, batch=found, now=request.now)
    except Refusal as refused:
        return _choose(request, str(refused))
    if view.trouble:
        return redirect("imports_columns", pk)
    return render(request, "imports/preview.html", _preview(request, view))


@shop_page
@require_POST
def drop(request: ShopRequest, pk: int) -> HttpResponse:
    found = batch_of(request.business, pk)
    try:
        drop_import(business=request.business, batch=found)
    except Refusal as refused:
        toast(request, str(refused))
        return redirect("imports_batch", pk)
    toast(request, f"{found.filename} n’a pas été importé.")
    return redirect("imports")


def _choose(request: ShopRequest, problem: str = "") -> HttpResponse:
    context = {
        "kinds": [(kind, importer.LABEL) for kind, importer in importers().items()],
        "chosen": request.POST.get("kind", ""),
        "problem": problem,
        "batches": [batch_line(each) for each in latest_batches(request.business)],
        "may_act": may_act(request),
    }
    return render(request, "imports/imports.html", context, status=422 if problem else 200)


def _correct(request: ShopRequest, found: ImportBatch) -> HttpResponse:
    corrections = tuple(typed_corrections(request.POST))
    lines = accepted_lines(request.POST)
    try:
        correct_import(business=request.business, batch=found, corrections=corrections, accept_lines=lines)
    except Refusal as refused:
        toast(request, str(refused))
    return redirect("imports_batch", found.pk)


def _preview(request: ShopRequest, view: ImportView) -> dict[str, object]:
    answer = view.answer
    totals = {
        "refused": answer.refused_count,
        "changed": view.changed_lines,
        "new": answer.accepted - view.changed_lines,
        "same": answer.unchanged,
    }
    by_state: dict[str, list[LineView]] = {}
    for line in view.lines:
        by_state.setdefault(line.state, []).append(line)
    wanted = request.GET.get("voir", "")
    groups = [
        Group(state, word, totals[state], _some(by_state.get(state, []), state, wanted))
        for state, word in _STATES
        if totals[state]
    ]
    return {
        "view": view,
        "batch": view.batch,
        "kind": kind_label(view.kind),
        "groups": groups,
        "shown": [group for group in groups if wanted in ("", group.state)],
        "wanted": wanted,
        "all": sum(totals.values()),
        "counts": [count for count in counts_of(answer.created) if count.icon != "banknote"],
        "debts": answer.created["receivables"],
        "button": f"Importer {lines_text(answer.accepted)}",
        "recognised": [
            view.columns.label(choice.field)
            for choice in sorted(view.columns.choices, key=lambda c: c.column)
        ],
        "code": currency_of(request.business).code,
        "may_act": may_act(request),
    }


def _some(lines: list[LineView], state: str, wanted: str) -> tuple[LineView, ...]:
    return tuple(lines if wanted == state or state == "refused" else lines[:_FEW])


def _result(request: ShopRequest, found: ImportBatch) -> dict[str, object]:
    return {
        "batch": found,
        "line": batch_line(found),
        "rows": found.answer.get("rows", {}),
        "changed": counts_of(found.answer.get("changed", {})),
        "refused": found.answer.get("refused", ())[:_FEW],
        "warnings": found.answer.get("warnings", ())[:_FEW],
        "kept": found.answer.get("undone", {}).get("kept", ()),
        "may_act": may_act(request),
    }
