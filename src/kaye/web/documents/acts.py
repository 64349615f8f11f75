"""What is done with a paper from its page: GET asks what is needed, POST does it."""

from collections.abc import Callable
from decimal import Decimal

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.accept_quote import Consent, accept_quote
from kaye.actions.certify_invoice import certify_invoice
from kaye.actions.change_platform import change_platform
from kaye.actions.credit_invoice import credit_invoice
from kaye.actions.decline_quote import cancel_quote, decline_quote
from kaye.actions.delete_draft import delete_draft
from kaye.actions.deliver_papers import deliver_papers, left_to_deliver
from kaye.actions.documents.answer import settled_of, state
from kaye.actions.documents.figures import printed_of
from kaye.actions.documents.ground import ground
from kaye.actions.documents.parts import Part, Role, asked_of
from kaye.actions.duplicate_document import duplicate_document
from kaye.actions.extend_quote import extend_quote
from kaye.actions.invoice_from import delivered_quantities, invoice_from, invoice_sale
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.new_quote_version import new_quote_version
from kaye.actions.note_document import note_document
from kaye.actions.refusal import Refusal
from kaye.actions.send_document import send_document
from kaye.actions.send_message import Sending
from kaye.actions.send_quote import send_quote
from kaye.records.calendars import currency_of
from kaye.records.models import Document, Sale
from kaye.records.queries.quotes import state_on
from kaye.rules.french import day_text
from kaye.rules.money import MoneyError, parse_money
from kaye.rules.rights import may
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.undoing import undo_url
from kaye.web.documents.act_forms import (
    AcceptForm,
    CreditForm,
    DeclineForm,
    DeliverForm,
    ExtendForm,
    FneForm,
    InvoiceForm,
    NoteForm,
    PlatformForm,
)
from kaye.web.documents.found import document_or_404
from kaye.web.documents.offers import BY_NAME, offers
from kaye.web.documents.words import name_of
from kaye.web.screen import posted, who
from kaye.web.shell.toasts import toast

# The form filled, or nothing; the answer of the act: where to go then.
Run = Callable[[ShopRequest, Document, forms.Form], HttpResponse | None]
_BUTTONS = {
    "retirer": "Retirer ce devis",
    "supprimer": "Supprimer ce brouillon",
    "facturer": "Préparer la facture",
    "avoir": "Émettre l’avoir",
    "livrer": "Noter la livraison",
    "accepter": "Noter l’accord",
    "refuser": "Noter le refus",
}

_NEED_IDENTITY = ("emettre", "emettre-envoyer", "avoir")


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ShopRequest, pk: int, act: str) -> HttpResponse:
    """One act of `offers.ALL`; refused to who may not, whatever the page showed."""
    document = document_or_404(request.business, pk)
    if act not in BY_NAME:
        raise Http404
    if not may(request.member.role, BY_NAME[act].right):
        raise PermissionDenied
    if request.method != "POST" and act not in _offered(request, document):
        toast(request, f"{name_of(document)} : ce n’est pas possible dans cet état.")
        return redirect("documents_page", pk)
    form = None
    try:
        form = _form(request, document, act)
        if request.method == "POST" and form.is_valid():
            done = _RUN[act](request, document, form)
            if done is not None:
                return done
    except Refusal as refused:
        if form is None:
            toast(request, str(refused))
            return redirect("documents_page", pk)
        form.add_error(None, str(refused))
    context = {
        "document": document,
        "code": currency_of(request.business).code,
        "title": name_of(document),
        "offer": BY_NAME[act],
        "form": form,
        "word": _BUTTONS.get(act, "Enregistrer" if form.fields else BY_NAME[act].word),
        "is_file": act == "accepter",
        "settings": bool(form.errors) and act in _NEED_IDENTITY and may(request.member.role, "settings"),
        "lines": form.line_fields() if hasattr(form, "line_fields") else (),
        "typed_fields": form.other_fields() if hasattr(form, "other_fields") else list(form),
    }
    return render(request, "documents/act.html", context, status=422 if form.errors else 200)


@shop_page
@require_POST
def from_sale(request: ShopRequest, sale: int) -> HttpResponse:
    """« Facturer » of a sale or an order of the notebook: a draft with its lines."""
    row = Sale.objects.filter(business=request.business, pk=sale).select_related("customer").first()
    if row is None:
        raise Http404
    known = (
        Document.objects.filter(business=request.business, sale=row, kind="invoice").order_by("-pk").first()
    )
    if known is not None:
        return redirect("documents_page", known.pk)
    try:
        made = invoice_sale(business=request.business, sale=row, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
        return redirect("documents")
    return redirect("documents_page", made.pk)


def _form(request: ShopRequest, document: Document, act: str) -> forms.Form:
    data, business = posted(request), request.business
    match act:
        case "accepter":
            files = request.FILES if request.method == "POST" else None
            return AcceptForm(data, files)
        case "refuser":
            return DeclineForm(data)
        case "prolonger":
            return ExtendForm(data, request.today, ground(business).papers.valid_days)
        case "facturer":
            return InvoiceForm(data, document)
        case "livrer":
            return DeliverForm(data, request.today, _left(document))
        case "avoir":
            return CreditForm(data, _printed_lines(document))
        case "fne":
            return FneForm(data)
        case "plateforme":
            known = {"status": document.platform_status, "number": document.platform_number}
            return PlatformForm(data, initial=known)
        case "note":
            return NoteForm(data, initial={"note": document.note})
    return forms.Form(data if data is not None else None)


def _offered(request: ShopRequest, document: Document) -> set[str]:
    """What the page of this paper offers now."""
    settled = settled_of(document)
    now_state = state_on(document, request.today) if document.kind == "quote" else state(document, settled)
    land = ground(request.business)
    return {each.name for each in offers(document, now_state, settled.credited, land, request.member.role)}


def _left(order: Document) -> list[tuple[int, str, str]]:
    if order.kind != "order":
        raise Refusal("Ce document n'est pas une commande : il n'y a rien à livrer.")
    lines = asked_of(order).get("lines", ())
    left = left_to_deliver(order)
    return [
        (n, str(lines[n - 1].get("label", "")), f"{float(quantity):g}".replace(".", ","))
        for n, quantity in left.items()
    ]


def _printed_lines(invoice: Document) -> list[tuple[int, str, str]]:
    if not invoice.printed:
        raise Refusal("Un avoir corrige une facture émise : choisissez-en une.")
    return [(n, line.label, "") for n, line in enumerate(printed_of(invoice).lines, 1)]


def _back(document: Document) -> HttpResponse:
    return redirect("documents_page", document.pk)


def _said(request: ShopRequest, sending: Sending, what: str) -> None:
    """How it leaves: by itself, by one tap, or not at all."""
    if sending.message is None:
        toast(request, f"{what}. Rien ne part : {sending.because}.")
    elif sending.message.state == "proposed":
        toast(request, f"{what}. Un geste et le message part.")
    else:
        toast(request, f"{what}. Le message part tout seul.")


def _send(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    business, by = request.business, who(request)
    if document.kind == "quote":
        sent = send_quote(business=business, document=document, now=request.now, by=by)
        _said(request, sent.sending, f"{name_of(sent.quote)} prêt")
        return _back(document)
    sending = send_document(business=business, document=document, now=request.now, by=by)
    _said(request, sending, f"{name_of(document)} : c’est prêt")
    return _back(document)


def _issue(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    made = issue_invoice(business=request.business, document=document, now=request.now, by=who(request))
    toast(request, f"{name_of(made)} : émise.")
    return _back(document)


def _issue_and_send(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    """Issued even when nothing can leave: the page then says why."""
    made = issue_invoice(business=request.business, document=document, now=request.now, by=who(request))
    try:
        sending = send_document(business=request.business, document=made, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, f"{name_of(made)} : émise. {refused}")
    else:
        _said(request, sending, f"{name_of(made)} : émise")
    return _back(document)


def _copy(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    made = duplicate_document(business=request.business, document=document, now=request.now, by=who(request))
    toast(request, "Copié : changez ce qu’il faut.")
    return redirect("documents_edit", made.pk)


def _version(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    known = Document.objects.filter(business=request.business, replaces=document, state="draft").first()
    made = known or new_quote_version(
        business=request.business, quote=document, now=request.now, by=who(request)
    )
    return redirect("documents_edit", made.pk)


def _extend(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    until = form.cleaned_data["until"]
    extend_quote(business=request.business, quote=document, now=request.now, until=until, by=who(request))
    toast(request, f"Valable jusqu’au {day_text(until, request.today)}.")
    return _back(document)


def _accept(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    photo = form.cleaned_data.get("photo")
    consent = Consent(
        name=form.cleaned_data["name"],
        method="paper",
        by="owner",
        photo=photo.read() if photo else b"",
    )
    done = accept_quote(
        business=request.business, quote=document, consent=consent, now=request.now, by=who(request)
    )
    order = f" La commande {done.order.number} est prête." if done.order is not None else ""
    toast(request, f"Devis accepté.{order}")
    return _back(document)


def _decline(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    said = form.cleaned_data
    decline_quote(
        business=request.business,
        quote=document,
        reason=said["reason"],
        text=said["text"],
        now=request.now,
        by=who(request),
    )
    toast(request, "Noté : il n’est plus relancé.")
    return _back(document)


def _cancel(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    cancel_quote(business=request.business, quote=document, now=request.now, by=who(request))
    toast(request, "Devis retiré.")
    return _back(document)


def _invoice(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse | None:
    assert isinstance(form, InvoiceForm)
    part = form.wanted()
    if form.errors:
        return None
    if part is None:
        part = Part(Role.QUANTITIES, quantities=delivered_quantities(document))
    made = invoice_from(
        business=request.business, source=document, now=request.now, part=part, by=who(request)
    )
    toast(request, "Relisez, puis émettez.")
    return _back(made)


def _deliver(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse | None:
    assert isinstance(form, DeliverForm)
    quantities: dict[int, Decimal] = form.quantities()
    if form.errors:
        return None
    note = deliver_papers(
        business=request.business,
        order=document,
        delivered_on=form.cleaned_data["delivered_on"],
        now=request.now,
        quantities=quantities,
        by=who(request),
    )
    toast(request, f"{name_of(note)} : c’est noté.")
    return _back(document)


def _credit(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse | None:
    assert isinstance(form, CreditForm)
    said, amount, quantities = form.cleaned_data, None, None
    if said["part"] == "amount":
        try:
            amount = parse_money(said["amount"], currency_of(request.business).code)
        except MoneyError as fault:
            form.add_error("amount", str(fault))
    if said["part"] == "lines":
        quantities = form.quantities()
        if not quantities and not form.errors:
            form.add_error("part", "Écrivez au moins une quantité.")
    if form.errors:
        return None
    note = credit_invoice(
        business=request.business,
        invoice=document,
        reason=said["reason"],
        amount=amount,
        quantities=quantities,
        spread=amount is not None,
        now=request.now,
        by=who(request),
    )
    toast(request, f"{name_of(note)} : émis.")
    return _back(note)


def _certify(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    number = form.cleaned_data["number"]
    certify_invoice(
        business=request.business, document=document, fne_number=number, now=request.now, by=who(request)
    )
    toast(request, "Numéro FNE noté : le PDF certifié est prêt.")
    return _back(document)


def _platform(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    said = form.cleaned_data
    change_platform(
        business=request.business,
        document=document,
        status=said["status"],
        number=said["number"],
        now=request.now,
        by=who(request),
    )
    toast(request, "C’est noté.")
    return _back(document)


def _note(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    note = form.cleaned_data["note"]
    note_document(business=request.business, document=document, note=note, now=request.now, by=who(request))
    toast(request, "Note gardée.")
    return _back(document)


def _delete(request: ShopRequest, document: Document, form: forms.Form) -> HttpResponse:
    event = delete_draft(business=request.business, document=document, now=request.now, by=who(request))
    toast(request, "Brouillon supprimé.", undo_url(event.pk))
    return redirect("documents")


_RUN: dict[str, Run] = {
    "envoyer": _send,
    "emettre-envoyer": _issue_and_send,
    "emettre": _issue,
    "facturer": _invoice,
    "livrer": _deliver,
    "accepter": _accept,
    "refuser": _decline,
    "prolonger": _extend,
    "version": _version,
    "copier": _copy,
    "avoir": _credit,
    "fne": _certify,
    "plateforme": _platform,
    "note": _note,
    "retirer": _cancel,
    "supprimer": _delete,
}
