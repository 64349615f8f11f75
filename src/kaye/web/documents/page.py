"""The page of a paper: what it says, where it stands, what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kaye.actions.decline_quote import REASONS
from kaye.actions.documents.answer import CERTIFIED, answer, settled_of, state
from kaye.actions.documents.figures import printed_of
from kaye.actions.documents.ground import ground
from kaye.actions.export_invoice import export_invoice
from kaye.actions.refusal import Refusal
from kaye.documents.profile import electronic_profile
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Allocation, Document, DocumentFile, Link, OutgoingMessage
from kaye.records.queries.documents import INVOICES
from kaye.records.queries.quotes import state_on
from kaye.rules.rights import may
from kaye.web.access import ShopRequest, shop_page
from kaye.web.documents.found import document_or_404
from kaye.web.documents.offers import Offer, is_editable, offers
from kaye.web.documents.words import Chip, chip_of, icon_of, name_of
from kaye.web.screen import may_act
from kaye.web.shell.cards import Action
from kaye.web.shell.toasts import toast
from kaye.web.today.outgoing import proposed_of

_FILES = {
    "pdf": ("PDF", "file-text"),
    CERTIFIED: ("PDF certifié FNE", "badge-check"),
    "facturx": ("Factur-X", "file-spreadsheet"),
    "ubl": ("UBL", "file-spreadsheet"),
    "proof": ("Preuve de signature", "shield-check"),
    "photo": ("Photo de la signature", "camera"),
}
_ENDINGS = {
    "application/pdf": "pdf",
    "application/xml": "xml",
    "image/jpeg": "jpg",
    "image/png": "png",
}
_MADE = ("facturx", "ubl")  # made on demand, then kept
_AGAIN = "Renvoyer"
_LATEST = 60  # messages looked at
PLATFORM = {
    "to_transmit": "À transmettre",
    "transmitted": "Transmise",
    "received": "Reçue par le client",
    "refused": "Refusée",
    "cashed": "Encaissée",
}


@dataclass(frozen=True, slots=True)
class File:
    form: str
    word: str
    icon: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Relative:
    """Another paper that this one comes from, or made."""

    pk: int
    title: str
    icon: str
    chip: Chip
    amount: int


@dataclass(frozen=True, slots=True)
class Left:
    """A message that carried it. `word`: where it stands."""

    word: str
    icon: str
    address: str
    at: datetime | None


@shop_page
@require_GET
def page(request: ShopRequest, pk: int) -> HttpResponse:
    document = document_or_404(request.business, pk)
    business, today = request.business, request.today
    code = currency_of(business).code
    settled = settled_of(document)
    now_state = state_on(document, today) if document.kind == "quote" else state(document, settled)
    land = ground(business)
    found = offers(document, now_state, settled.credited, land, request.member.role)
    try:
        said, problem = answer(document), ""
    except Refusal as refused:  # a draft whose customer or rates changed since
        said, problem = None, str(refused)
    due = said["due_on"] if said else None
    late = bool(settled.balance and due and due < today.isoformat() and document.state == "issued")
    messages = _messages(document)
    proposed = [
        each for row in messages if row.state == "proposed" and (each := proposed_of(row, request.now))
    ]
    actions = _actions(request, document, found, settled.balance, bool(proposed))
    first = {each.url for each in actions} | ({_url(document, "envoyer")} if proposed else set())
    context = {
        "document": document,
        "title": name_of(document),
        "said": said,
        "problem": problem,
        "chip": chip_of(document, now_state, late, today),
        "settled": settled,
        "is_late": late,
        "due_on": document.due_on if due is None else type(today).fromisoformat(due),
        "code": code,
        "zone": calendar_of(business).zone,
        "may_act": may_act(request),
        "actions": actions,
        "offers": [each for each in found if _url(document, each.name) not in first],
        "discount": _discount(said) if said else 0,
        "can_edit": may(request.member.role, "drafts") and is_editable(document),
        "files": _files(document),
        "payments": _payments(document),
        "relatives": _relatives(document, request),
        "sendings": [_sending(row) for row in messages if row.state != "proposed"][:6],
        "proposed": proposed,
        "opened": _opened(document),
        "platform": PLATFORM.get(document.platform_status, ""),
        "signature": getattr(document, "signature", None),
        "reason": REASONS.get(document.reason, ""),
    }
    return render(request, "documents/page.html", context)


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: ShopRequest, pk: int, form: str) -> HttpResponse:
    """GET gives the kept bytes (of a draft, how it would look). POST makes the electronic invoice, once."""
    document = document_or_404(request.business, pk)
    if form not in _FILES:
        raise Http404
    if request.method == "POST":
        return _make(request, document, form)
    if form == "pdf":
        try:
            made = export_invoice(business=request.business, document=document, form="pdf", now=request.now)
        except Refusal as refused:
            toast(request, str(refused))
            return HttpResponseRedirect(_page_url(document))
        return _answer(document, made.content, made.mime, form)
    kept = DocumentFile.objects.filter(document=document, role=form).first()
    if kept is None:
        raise Http404
    return _answer(document, bytes(kept.content), kept.mime, form)


def _make(request: ShopRequest, document: Document, form: str) -> HttpResponse:
    if form not in _MADE:
        raise Http404
    try:
        export_invoice(business=request.business, document=document, form=form, now=request.now)
    except Refusal as refused:
        toast(request, str(refused))
        return HttpResponseRedirect(_page_url(document))
    return HttpResponseRedirect(reverse("documents_file", args=[document.pk, form]))


def _answer(document: Document, content: bytes, mime: str, form: str) -> HttpResponse:
    name = f"{document.number or 'brouillon'}{'' if form == 'pdf' else f'-{form}'}".replace("/", "-")
    answered = HttpResponse(content, content_type=mime)
    answered["Content-Disposition"] = f'inline; filename="{name}.{_ENDINGS.get(mime, "bin")}"'
    answered["Cache-Control"] = "private, no-store"
    return answered


def _page_url(document: Document) -> str:
    return reverse("documents_page", args=[document.pk])


def _url(document: Document, name: str) -> str:
    return reverse("documents_act", args=[document.pk, name])


def _actions(
    request: ShopRequest, document: Document, found: Sequence[Offer], balance: int, proposed: bool
) -> list[Action]:
    """The one clear next thing, and one beside it."""
    by_name = {each.name: each for each in found}
    pay = Action("Encaisser", "banknote", url=_pay_url(document))
    wanted: list[Action] = []
    if document.state == "issued" and document.kind in (*INVOICES, "credit_note"):
        sends = "envoyer" in by_name and not proposed
        if sends and document.sent_at is None:
            wanted.append(Action("Envoyer", "send", _url(document, "envoyer"), posts=True))
        if balance and may(request.member.role, "payments"):
            wanted.append(pay)
        if sends and document.sent_at is not None:
            wanted.append(Action(_AGAIN, "send", _url(document, "envoyer"), posts=True))
    else:
        order = ("envoyer", "emettre-envoyer", "facturer", "livrer", "accepter", "prolonger", "version")
        wanted += [
            Action(by_name[name].word, by_name[name].icon, _url(document, name), posts=by_name[name].at_once)
            for name in order
            if name in by_name
        ][:2]
    return [
        Action(
            each.word,
            each.icon,
            each.url,
            posts=each.posts,
            look="primary" if rank == 0 and each.word != _AGAIN else "line",
        )
        for rank, each in enumerate(wanted[:2])
    ]


def _discount(said: dict[str, Any]) -> int:
    """What the discount of the whole paper takes off its lines, without VAT."""
    return sum(line["net"]["minor"] for line in said["lines"]) - int(said["totals"]["ht"]["minor"])


def _pay_url(document: Document) -> str:
    start = reverse("customers_pay", args=[document.customer_id])
    return f"{start}?{urlencode({'retour': _page_url(document), 'dette': document.receivable_id or ''})}"


def _files(document: Document) -> list[File]:
    """What can be opened; what can be made on demand."""
    kept = set(DocumentFile.objects.filter(document=document).values_list("role", flat=True))
    found = [File("pdf", "Voir le PDF" if document.number else "Aperçu du PDF", "file-text", True)]
    found += [File(role, *_FILES[role], kept=True) for role in _FILES if role in kept and role != "pdf"]
    if document.printed and document.state == "issued":
        form = electronic_profile(printed_of(document))
        if form in _MADE and form not in kept:
            found.append(File(form, *_FILES[form], kept=False))
    return found


def _payments(document: Document) -> list[Allocation]:
    if document.receivable_id is None:
        return []
    rows = Allocation.objects.filter(instalment__receivable=document.receivable_id)
    return list(rows.select_related("payment").order_by("-pk")[:20])


def _relatives(document: Document, request: ShopRequest) -> list[Relative]:
    near = Q(source=document) | Q(original=document) | Q(replaces=document)
    before = [document.source_id, document.original_id, document.replaces_id]
    near |= Q(pk__in=[each for each in before if each])
    if document.source_id:
        near |= Q(source=document.source_id)
    rows = Document.objects.filter(near, business=request.business).exclude(pk=document.pk)
    return [
        Relative(
            each.pk,
            name_of(each),
            icon_of(each),
            chip_of(each, "issued" if each.state == "issued" else each.state, False, request.today),
            each.ttc,
        )
        for each in rows.order_by("pk")[:30]
    ]


def _messages(document: Document) -> list[OutgoingMessage]:
    """Those that carry its bytes, the newest first."""
    if document.state == "draft":
        return []
    ids = {str(pk) for pk in DocumentFile.objects.filter(document=document).values_list("pk", flat=True)}
    rows = OutgoingMessage.objects.filter(customer_id=document.customer_id).exclude(files="")
    return [
        row
        for row in rows.select_related("customer").order_by("-pk")[:_LATEST]
        if ids.intersection(row.files.split(","))
    ]


def _sending(row: OutgoingMessage) -> Left:
    word = {
        "sent": "Envoyé",
        "cancelled": "Pas envoyé",
        "failed": "Pas parti",
        "uncertain": "Peut-être parti",
    }.get(row.state, "Part tout seul")
    return Left(word, f"channel:{row.channel}", row.address, row.sent_at or row.due_at)


def _opened(document: Document) -> Link | None:
    """Its page, once the customer has looked at it."""
    return (
        Link.objects.filter(document=document, opened_at__isnull=False).order_by("-opened_at").first()
        if document.state != "draft"
        else None
    )
