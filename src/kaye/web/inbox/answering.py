"""The answer of a person: what is typed, when it leaves, who else is writing."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kaye.actions.inbox.canned import template_values
from kaye.actions.inbox.note import note
from kaye.actions.inbox.reply import CAUSES, Doubts, Replied, When, cancel_reply, moved_text, reply
from kaye.actions.inbox.seen import seen as mark_seen
from kaye.actions.inbox.take_upload import take_upload
from kaye.actions.inbox.writing import stop_writing
from kaye.actions.inbox.writing import writing as say_writing
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.calendars import calendar_of
from kaye.records.models import ChannelTemplate, Customer, OutgoingMessage, Thread, Upload
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import customer_or_404
from kaye.web.inbox.page import context_of, instant_of
from kaye.web.inbox.words import person_word, until_words
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_MOST_FILES = 10


@shop_page
@require_POST
def answer(request: ShopRequest, pk: int) -> HttpResponse:
    """POST text, channel, files, subject; act=later with send_at and unless. What is odd is asked once (D2)."""
    customer = customer_or_404(request.business, pk)
    text, kept = request.POST.get("text", ""), list(_kept(request))
    if request.POST.get("act") == "preview":
        return render(
            request, "inbox/thread.html", context_of(request, customer, draft=text) | {"uploads": kept}
        )
    try:
        kept += _taken(request, len(kept))
        template = _template(request)
        values = tuple(request.POST.getlist("place")[:50])
        if template and not values:
            values = template_values(template, customer, person_word(who(request)))
        replied = _answered(
            request,
            business=request.business,
            customer=customer,
            text=text,
            now=request.now,
            channel_name=request.POST.get("channel", ""),
            member=request.member,
            by=who(request),
            client_id=request.POST.get("client", "")[:80],
            subject=request.POST.get("subject", ""),
            uploads=kept,
            later=_later(request),
            template=template,
            template_values=values,
            read_at=instant_of(request.POST.get("read_at", "")),
        )
    except Doubts as doubts:
        return _again(request, customer, text, kept, warnings=doubts.warnings, mark=doubts.mark)
    except Refusal as refused:
        return _again(request, customer, text, kept, problem=str(refused))
    if thread := Thread.objects.filter(customer=customer).first():
        stop_writing(thread=thread, member=request.member)
        mark_seen(thread=thread, member=request.member, at=request.now)
    _tell(request, replied)
    return redirect(f"{reverse('inbox_thread', args=[pk])}#m{replied.said.pk}")


def _answered(request: ShopRequest, **asked: Any) -> Replied:
    """What was odd leaves once the person said yes to these very words: another oddity is asked about again."""
    try:
        return reply(**asked)
    except Doubts as doubts:
        if request.POST.get("sure") != doubts.mark:
            raise
        return reply(**asked, confirmed=True)


@shop_page
@require_POST
def cancel(request: ShopRequest, outgoing: int) -> HttpResponse:
    """« Annuler »: what has not left yet stays here."""
    row = OutgoingMessage.objects.filter(business=request.business, pk=outgoing).first()
    if row is None or row.customer_id is None:
        raise Http404
    try:
        cancel_reply(business=request.business, message=row, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, "Ce message ne partira pas.")
    return redirect("inbox_thread", row.customer_id)


@shop_page
@require_POST
def between(request: ShopRequest, pk: int) -> HttpResponse:
    """A note that the customer never sees."""
    customer = customer_or_404(request.business, pk)
    try:
        note(
            business=request.business,
            customer=customer,
            text=request.POST.get("text", ""),
            now=request.now,
            by=who(request),
        )
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, "Noté, entre vous.")
    return redirect("inbox_thread", pk)


@shop_page
@require_POST
def writing(request: ShopRequest, pk: int) -> HttpResponse:
    """The composer is in use: the others see it for a minute."""
    customer = customer_or_404(request.business, pk)
    if thread := Thread.objects.filter(customer=customer).first():
        say_writing(thread=thread, member=request.member, now=request.now)
    return HttpResponse(status=204)


@shop_page
@require_POST
def seen(request: ShopRequest, pk: int) -> HttpResponse:
    """What is on the screen was read; without script, an answer or the list says so."""
    customer = customer_or_404(request.business, pk)
    if thread := Thread.objects.filter(customer=customer).first():
        mark_seen(thread=thread, member=request.member, at=request.now)
    return HttpResponse(status=204)


def _kept(request: ShopRequest) -> list[Upload]:
    """Files sent with a first try, still waiting for their answer."""
    ids = [each for each in request.POST.getlist("upload") if each.isdecimal() and len(each) < 19]
    rows = Upload.objects.filter(business=request.business, member=request.member, outgoing=None, pk__in=ids)
    return list(rows.order_by("pk")[:_MOST_FILES])


def _taken(request: ShopRequest, already: int) -> list[Upload]:
    files = request.FILES.getlist("files")
    if len(files) + already > _MOST_FILES:
        raise Refusal(f"Au plus {_MOST_FILES} fichiers à la fois.")
    return [
        take_upload(
            business=request.business,
            member=request.member,
            name=file.name or "",
            content=file.read(),
            said=file.content_type or "",
            now=request.now,
        )
        for file in files
    ]


def _template(request: ShopRequest) -> ChannelTemplate | None:
    """The approved text chosen, of the channel chosen."""
    wanted = next((each for each in request.POST.getlist("template") if each.isdecimal()), "")
    if not wanted or len(wanted) > 18:
        return None
    rows = ChannelTemplate.objects.filter(business=request.business, pk=int(wanted), state="approved")
    return rows.filter(account__channel=request.POST.get("channel", "")).first()


def _later(request: ShopRequest) -> When | None:
    """The instant typed, on the clock of the shop."""
    if request.POST.get("act") != "later":
        return None
    try:
        local = datetime.fromisoformat(request.POST.get("send_at", ""))
    except ValueError:
        raise Refusal("Choisissez le jour et l’heure de l’envoi.") from None
    zone = ZoneInfo(calendar_of(request.business).zone)
    causes = CAUSES if request.POST.get("unless") else ("stop",)
    return When(send_at=local if local.tzinfo else local.replace(tzinfo=zone), cancel_if=causes)


def _again(
    request: ShopRequest,
    customer: Customer,
    text: str,
    kept: list[Upload],
    problem: str = "",
    warnings: tuple[str, ...] = (),
    mark: str = "",
) -> HttpResponse:
    context = context_of(request, customer, draft=text, problem=problem, warnings=warnings)
    return render(request, "inbox/thread.html", context | {"uploads": kept, "mark": mark}, status=422)


def _tell(request: ShopRequest, replied: Replied) -> None:
    if replied.again:
        return
    row, label = replied.message, channel(replied.message.channel).label
    undo = reverse("inbox_cancel", args=[row.pk])
    if replied.link:
        toast(request, f"Votre texte est prêt : ouvrez {label} pour l’envoyer.")
    elif moved := moved_text(replied):
        toast(request, f"Il est tard chez lui : {moved}.", undo)
    elif row.due_at > request.now:
        when = until_words(row.due_at, request.today, calendar_of(request.business).zone)
        toast(request, f"Partira {when}.", undo)
    else:
        toast(request, f"Votre réponse part par {label}.", undo)
