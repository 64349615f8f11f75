"""The formal notice and the collection agency, tap by tap: the owner's only."""

from datetime import date

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from kaye.actions.create_notice import create_notice
from kaye.actions.hand_off import hand_off
from kaye.actions.refusal import Refusal
from kaye.actions.send_notice import cancel_notice, receive_notice, send_notice
from kaye.actions.take_back import take_back
from kaye.records.models import Business, FormalNotice, HandOff
from kaye.web.access import ShopRequest, owner_page
from kaye.web.customers.found import customer_or_404
from kaye.web.recovery.file import back, download, show
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_PDF = "application/pdf"


@owner_page
@require_POST
def draft(request: ShopRequest, pk: int) -> HttpResponse:
    """Prepare the letter about all that is late."""
    customer = customer_or_404(request.business, pk)
    try:
        create_notice(business=request.business, customer=customer, now=request.now, by=who(request))
    except Refusal as refusal:
        return show(request, customer, str(refusal), "lettre")
    toast(request, "La lettre est prête. Rien n’est parti.")
    return back(customer)


@owner_page
@require_POST
def notice(request: ShopRequest, pk: int, notice: int) -> HttpResponse:
    """POST act=sent|received with a day, or act=cancel."""
    business, customer = request.business, customer_or_404(request.business, pk)
    row, act = _notice(business, pk, notice), request.POST.get("act")
    try:
        if act == "sent":
            sent = send_notice(
                business=business,
                notice=row,
                sent_on=_day(request),
                registered_number=request.POST.get("number", ""),
                now=request.now,
                by=who(request),
            )
            said = f"Envoi noté. Délai jusqu’au {sent.deadline_on:%d/%m/%Y}."
        elif act == "received":
            receive_notice(
                business=business, notice=row, received_on=_day(request), now=request.now, by=who(request)
            )
            said = "Réception notée."
        else:
            cancel_notice(business=business, notice=row, now=request.now, by=who(request))
            said = "Lettre annulée. Les relances reprennent."
    except Refusal as refusal:
        return show(request, customer, str(refusal), f"lettre-{notice}")
    toast(request, said)
    return back(customer)


@owner_page
@require_GET
def letter(request: ShopRequest, pk: int, notice: int) -> HttpResponse:
    row = _notice(request.business, pk, notice)
    return download(bytes(row.content), _PDF, f"mise-en-demeure-{row.pk}.pdf", inline=True)


@owner_page
@require_POST
def give(request: ShopRequest, pk: int) -> HttpResponse:
    """Give all that is late to an agency."""
    customer = customer_or_404(request.business, pk)
    try:
        hand_off(
            business=request.business,
            customer=customer,
            agency=request.POST.get("agency", ""),
            mandate=request.POST.get("mandate", ""),
            now=request.now,
            by=who(request),
        )
    except Refusal as refusal:
        return show(request, customer, str(refusal), "cabinet")
    toast(request, "Dossier confié. Plus rien ne part pour ces dettes.")
    return back(customer)


@owner_page
@require_POST
def take(request: ShopRequest, pk: int, file: int) -> HttpResponse:
    """Take it back, with its reason."""
    customer, row = customer_or_404(request.business, pk), _file(request.business, pk, file)
    try:
        take_back(
            business=request.business,
            hand_off=row,
            reason=request.POST.get("reason", ""),
            now=request.now,
            by=who(request),
        )
    except Refusal as refusal:
        return show(request, customer, str(refusal), f"cabinet-{file}")
    toast(request, "Dossier repris. Les relances vous sont proposées.")
    return back(customer)


@owner_page
@require_GET
def brief(request: ShopRequest, pk: int, file: int) -> HttpResponse:
    row = _file(request.business, pk, file)
    return download(bytes(row.content), _PDF, f"dossier-recouvrement-{row.pk}.pdf", inline=True)


def _notice(business: Business, customer: int, pk: int) -> FormalNotice:
    row = FormalNotice.objects.filter(business=business, customer=customer, pk=pk).first()
    if row is None:
        raise Http404
    return row


def _file(business: Business, customer: int, pk: int) -> HandOff:
    row = HandOff.objects.filter(business=business, customer=customer, pk=pk).first()
    if row is None:
        raise Http404
    return row


def _day(request: ShopRequest) -> date:
    """The day typed; today when none was. Raises Refusal."""
    text = request.POST.get("on", "")
    try:
        return date.fromisoformat(text) if text else request.today
    except ValueError:
        raise Refusal("Ce jour n’existe pas : choisissez-le dans le calendrier.") from None
