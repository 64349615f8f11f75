"""Where each thing stands in the file: what was recognised, corrected by the person."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kaye.actions.correct_import import correct_import
from kaye.actions.importing.source import Source
from kaye.actions.read_import import source_of
from kaye.actions.refusal import Refusal
from kaye.imports.kinds import importers
from kaye.imports.rows import cell_text
from kaye.rules.french import shorten
from kaye.web.access import ShopRequest, shop_page
from kaye.web.imports.forms import chosen_columns
from kaye.web.imports.found import batch_of
from kaye.web.screen import may_act
from kaye.web.shell.toasts import toast

_SAMPLES = 3
_LONGEST = 36  # characters that a phone shows in a list


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the kind, the column it is read from (None: nowhere) and why."""

    name: str
    label: str
    is_needed: bool
    column: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file as the person sees it: its header, and what it holds."""

    number: int
    words: str


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: ShopRequest, pk: int) -> HttpResponse:
    batch = batch_of(request.business, pk)
    if batch.state != "read":
        return redirect("imports_batch", pk)
    try:
        source = source_of(request.business, batch, request.now)
        if request.method == "POST":
            kind = request.POST.get("kind") or batch.kind
            same = kind == batch.kind
            chosen = chosen_columns(request.POST, source.columns) if same else None
            correct_import(business=request.business, batch=batch, kind=kind, columns=chosen)
            return redirect("imports_batch", pk)
    except Refusal as refused:
        toast(request, str(refused))
        return redirect("imports")
    context = {
        "batch": batch,
        "source": source,
        "choices": _choices(source),
        "columns": _columns(source),
        "missing": source.columns.missing,
        "kinds": [(kind, importer.LABEL) for kind, importer in importers().items()],
        "may_act": may_act(request),
    }
    return render(request, "imports/columns.html", context)


def _choices(source: Source) -> list[Choice]:
    found = {choice.field: choice for choice in source.columns.choices}
    return [
        Choice(
            name=field.name,
            label=field.label,
            is_needed=field.required or bool(field.group),
            column=found[field.name].column if field.name in found else None,
            why=found[field.name].why if field.name in found else "",
        )
        for field in source.columns.fields
    ]


def _columns(source: Source) -> list[Column]:
    """Header and first cells: « Tél. : 677123457, 699001122 »."""
    header = source.columns.header
    held: dict[int, list[str]] = {number: [] for number in range(len(header))}
    for row in source.table.rows():
        if row.line <= source.columns.header_line:
            continue
        for number, cell in enumerate(row.cells):
            texts = held.setdefault(number, [])
            if len(texts) < _SAMPLES and (text := cell_text(cell).strip()):
                texts.append(text[:30])
        if row.line > source.columns.header_line + 20:
            break
    return [
        Column(number, shorten(f"{_title(header, number)} : {', '.join(texts) or 'vide'}", _LONGEST))
        for number, texts in sorted(held.items())
    ]


def _title(header: tuple[str, ...], number: int) -> str:
    title = " ".join(header[number].split())[:40] if number < len(header) else ""
    return title or f"colonne {number + 1}"
