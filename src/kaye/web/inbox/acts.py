"""What is decided about a conversation: its sheets, its requests, its tasks, who it is."""

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.find_customer import find_customer
from kaye.actions.inbox.merge import merge
from kaye.actions.inbox.proposals import refuse_proposal
from kaye.actions.inbox.requests import close_request, open_request, qualify
from kaye.actions.inbox.tasks import done
from kaye.actions.inbox.understood import keep as keep_sheet
from kaye.actions.inbox.understood import undo as undo_sheet
from kaye.actions.inbox.unmerge import unmerge
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Customer, MatchProposal, Merge, Request, Task, Understood
from kaye.rules.money import MoneyError, parse_money
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import customer_or_404, return_url
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_SOURCES = (
    ("hand", "Rencontre, réunion"),
    ("phone", "Téléphone"),
    ("introduction", "Quelqu’un nous a présentés"),
    ("shop", "Passage en boutique"),
)


@shop_page
@require_POST
def understood(request: ShopRequest, sheet: int) -> HttpResponse:
    """POST answer: yes keeps it, no undoes it and puts the plan back."""
    row = Understood.objects.filter(business=request.business, pk=sheet).select_related("message").first()
    if row is None:
        raise Http404
    said_yes = request.POST.get("answer") == "yes"
    act = keep_sheet if said_yes else undo_sheet
    try:
        act(business=request.business, understood=row, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
    else:
        again = "" if not said_yes else reverse("inbox_understood", args=[sheet])
        toast(request, "C’est noté." if said_yes else "Annulé : tout est comme avant.", again)
    return redirect(f"{reverse('inbox_thread', args=[row.message.customer_id])}#m{row.message_id}")


@shop_page
@require_POST
def match(request: ShopRequest, proposal: int) -> HttpResponse:
    """POST answer: same joins the other card to `keep`; other: not the same person, and it is not asked again."""
    rows = MatchProposal.objects.filter(business=request.business, pk=proposal).select_related("one", "other")
    row = rows.first()
    if row is None:
        raise Http404
    keep, other = row.one, row.other
    if request.POST.get("keep") == str(row.other_id):
        keep, other = other, keep
    try:
        if request.POST.get("answer") == "same":
            merged = merge(
                business=request.business, keep=keep, other=other, now=request.now, by=who(request)
            )
            said = f"{other.name} a rejoint {keep.name}."
            toast(request, said, reverse("inbox_unmerge", args=[merged.pk]))
        else:
            refuse_proposal(business=request.business, proposal=row, now=request.now, by=who(request))
            toast(request, "Deux personnes différentes : ce ne sera plus demandé.")
    except Refusal as refused:
        toast(request, str(refused))
    return redirect("inbox_thread", keep.pk)


@shop_page
@require_POST
def part(request: ShopRequest, merge_pk: int) -> HttpResponse:
    """The two cards are two again."""
    row = Merge.objects.filter(business=request.business, pk=merge_pk).first()
    if row is None:
        raise Http404
    try:
        unmerge(business=request.business, row=row, now=request.now, by=who(request))
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, "Les deux fiches sont de nouveau séparées.")
    return redirect("inbox_thread", row.kept_id)


@shop_page
@require_POST
def task(request: ShopRequest, task: int) -> HttpResponse:
    """POST outcome: done, agreed, refused, not_reached, later."""
    row = (
        Task.objects.filter(business=request.business, pk=task).select_related("customer", "business").first()
    )
    if row is None or (row.owner_only and request.member.role != "owner"):
        raise Http404
    try:
        done(row, request.POST.get("outcome", "done"), request.now, who(request))
    except Refusal as refused:
        toast(request, str(refused))
    else:
        toast(request, "C’est fait." if row.done_at else "On vous le redemandera demain.")
    return HttpResponseRedirect(return_url(request) or reverse("today"))


@shop_page
@require_POST
def change_request(request: ShopRequest, request_pk: int) -> HttpResponse:
    """POST act: qualify (title, next_on), won, lost (reason)."""
    row = Request.objects.filter(business=request.business, pk=request_pk).first()
    if row is None:
        raise Http404
    act, business, now, by = request.POST.get("act", ""), request.business, request.now, who(request)
    try:
        if act == "qualify":
            title = request.POST.get("title", "")
            qualify(business=business, request=row, now=now, title=title, next_on=_day(request), by=by)
            toast(request, "Demande précisée.")
        else:
            reason = "won" if act == "won" else request.POST.get("reason", "")
            close_request(business=business, request=row, reason=reason, now=now, by=by)
            toast(request, "Demande gagnée." if reason == "won" else "Demande classée.")
    except Refusal as refused:
        toast(request, str(refused))
    return _back(request, row.customer_id)


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_request(request: ShopRequest) -> HttpResponse:
    """A need heard elsewhere: an introduction, a meeting, a promise to call back (D3). GET ?client= who."""
    known = request.POST.get("client") or request.GET.get("client", "")
    customer = (
        customer_or_404(request.business, int(known)) if known.isdecimal() and len(known) < 19 else None
    )
    problem = ""
    if request.method == "POST":
        try:
            customer = customer or find_customer(business=request.business, text=request.POST.get("who", ""))
            return _opened(request, customer)
        except (Refusal, MoneyError) as refused:
            problem = str(refused)
    context = {"customer": customer, "problem": problem, "sources": _SOURCES, "said": request.POST}
    return render(request, "inbox/request.html", context, status=422 if problem else 200)


def _opened(request: ShopRequest, customer: Customer) -> HttpResponse:
    amount = request.POST.get("amount", "").strip()
    source = request.POST.get("source", "hand")
    title = request.POST.get("title", "").strip()
    if not title:
        raise Refusal("Dites en quelques mots ce qu’il veut.")
    row = open_request(
        business=request.business,
        customer=customer,
        now=request.now,
        title=title,
        amount=parse_money(amount, currency_of(request.business).code) if amount else 0,
        next_on=_day(request),
        source=source if source in dict(_SOURCES) else "hand",
        by=who(request),
    )
    toast(request, f"Demande R-{row.number} notée.")
    return redirect("inbox_thread", customer.pk)


def _day(request: ShopRequest) -> date | None:
    """Raises Refusal for what is no day."""
    text = request.POST.get("next_on", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal("La prochaine date s’écrit comme 2026-05-22.") from None


def _back(request: ShopRequest, customer: int) -> HttpResponse:
    return HttpResponseRedirect(return_url(request) or reverse("inbox_thread", args=[customer]))
