"""The library of texts: by family, one form open with its preview on a real customer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaye.actions.change_text import TextRefusal, change_text, checked_text, reset_text
from kaye.actions.engine import engine
from kaye.countries.library import product_library
from kaye.records.queries.scenarios import changed_forms, open_cases_seen
from kaye.rules.titles import TONES, family_title, form_title, text_title
from kaye.rules.variables import PALETTE, VARIABLES, Variable
from kaye.rules.wording import Message, Template
from kaye.web.scenarios.access import is_owner, owners_screen
from kaye.web.scenarios.text_preview import preview_of, shown_for, text_choices
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_MOST_TYPED = 20_000


@dataclass(frozen=True, slots=True)
class FormLink:
    form: str
    word: str
    is_own: bool
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text of the list. `first`: the form that opens; `ways`: « WhatsApp, SMS, e-mail »."""

    message: str
    title: str
    tone: str
    first: str
    ways: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A variable of the palette."""

    name: str
    label: str
    example: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What is wrong, the words before the place and those after it."""

    words: str
    before: str = ""
    after: str = ""


@require_GET
@owners_screen
def library(request: HttpRequest) -> HttpResponse:
    """Every text by family, with its forms; those in the business's own words are marked."""
    own = changed_forms(request.business)  # type: ignore[attr-defined]
    families: dict[str, list[TextRow]] = {}
    for message in product_library().messages.values():
        families.setdefault(family_title(message.kind), []).append(_row(message, own))
    return render(
        request, "scenarios/texts.html", {"families": families.items(), "may_change": is_owner(request)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@owners_screen
def text(request: HttpRequest, message: str, form: str) -> HttpResponse:
    """One form of one text. POST with `do`: preview, insert:<variable>, or save."""
    found = product_library().get(message)
    if found is None or form not in found.forms:
        raise Http404
    if request.method != "POST":
        return _page(request, found, form, None)
    do, _, name = request.POST.get("do", "save").partition(":")
    typed = request.POST.get("text", "")[:_MOST_TYPED].replace("\r\n", "\n")
    if do == "insert" and name in VARIABLES:
        typed = f"{typed.rstrip()} {{{{{name}}}}}"
    if do != "save":
        return _page(request, found, form, typed)
    return _saved(request, found, form, typed)


@require_POST
@owners_screen
def original(request: HttpRequest, message: str, form: str) -> HttpResponse:
    """Back to the product's words."""
    found = product_library().get(message)
    if found is None or form not in found.forms:
        raise Http404
    reset_text(
        business=request.business,  # type: ignore[attr-defined]
        message=message,
        form=form,
        now=request.now,  # type: ignore[attr-defined]
        by=who(request),
    )
    toast(request, "Le texte d’origine est revenu.")
    return HttpResponseRedirect(reverse("scenarios_text", args=[message, form]))


def _saved(request: HttpRequest, message: Message, form: str, typed: str) -> HttpResponse:
    try:
        done = change_text(
            business=request.business,  # type: ignore[attr-defined]
            message=message.id,
            form=form,
            text=typed,
            now=request.now,  # type: ignore[attr-defined]
            by=who(request),
        )
    except TextRefusal as refusal:
        return _page(request, message, form, typed, status=422 if refusal else 200)
    words = "Le texte d’origine est revenu." if done.is_product else "Texte enregistré."
    toast(request, " ".join((words, *done.warnings)))
    return HttpResponseRedirect(reverse("scenarios_text", args=[message.id, form]))


def _page(
    request: HttpRequest, message: Message, form: str, typed: str | None, status: int = 200
) -> HttpResponse:
    business = request.business  # type: ignore[attr-defined]
    ready = engine(business)
    own = ready.library.messages[message.id]
    kept = own.forms[form]
    seen = open_cases_seen(business)
    chosen = request.POST.get("dossier") or request.GET.get("dossier") or ""
    shown = shown_for(business, ready, message, seen.cases, chosen, request.now)  # type: ignore[attr-defined]
    if chosen and request.method != "POST" and (shown is None or str(shown.case_id) != chosen):
        raise Http404
    template, refused, warnings = _read(message.id, form, kept, typed)
    named = _named(message)
    changed = changed_forms_of(ready.library.edited, message.id)
    context = {
        "message": message,
        "form": form,
        "page_title": text_title(message.id),
        "form_title": form_title(form),
        "tone": TONES[message.tone],
        "forms": _forms(message, changed, form),
        "typed": kept.text if typed is None else typed,
        "is_own": (message.id, form) in ready.library.edited,
        "refused": refused,
        "warnings": warnings,
        "preview": preview_of(own, form, template, shown, ready, request.today),  # type: ignore[attr-defined]
        "choices": text_choices(message, seen.cases),
        "case_id": shown.case_id if shown else None,
        "first_chips": _chips((v for v in PALETTE if v.name in named), form),
        "other_chips": _chips((v for v in PALETTE if v.name not in named), form),
        "may_change": is_owner(request),
    }
    return render(request, "scenarios/text.html", context, status=status)


def _read(
    message: str, form: str, kept: Template, typed: str | None
) -> tuple[Template, Refused | None, Sequence[str]]:
    if typed is None:
        return kept, None, ()
    try:
        checked = checked_text(message, form, typed)
    except TextRefusal as refusal:
        return kept, Refused(str(refusal), *refusal.around), ()
    return checked.template, None, checked.warnings


def changed_forms_of(edited: frozenset[tuple[str, str]], message: str) -> frozenset[tuple[str, str]]:
    return frozenset(pair for pair in edited if pair[0] == message)


def _forms(message: Message, own: frozenset[tuple[str, str]], current: str = "") -> tuple[FormLink, ...]:
    return tuple(
        FormLink(form, form_title(form), (message.id, form) in own, form == current) for form in message.forms
    )


def _named(message: Message) -> frozenset[str]:
    names = {n for template in message.forms.values() for n in template.required | template.optional}
    return frozenset(name.removesuffix("_sms") for name in names)


def _row(message: Message, own: frozenset[tuple[str, str]]) -> TextRow:
    bases = [form for form in message.forms if "_" not in form]
    return TextRow(
        message=message.id,
        title=text_title(message.id),
        tone=TONES[message.tone],
        first=next(iter(bases or message.forms)),
        ways=", ".join(form_title(form) for form in bases),
        is_own=any((message.id, form) in own for form in message.forms),
    )


def _chips(variables: Iterable[Variable], form: str) -> list[Chip]:
    """As chips; in their short form for a SMS."""
    found = []
    for variable in variables:
        short = VARIABLES.get(f"{variable.name}_sms") if form.split("_")[0] == "sms" else None
        used = short or variable
        found.append(Chip(used.name, variable.label, used.example))
    return found
