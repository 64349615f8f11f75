"""Where a conversation goes: later, to somebody, away; one or several at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kaye.actions.inbox.accept import accept
from kaye.actions.inbox.assign import assign
from kaye.actions.inbox.close_thread import close_thread
from kaye.actions.inbox.log_call import log_call
from kaye.actions.inbox.seen import seen, unseen
from kaye.actions.inbox.snooze import snooze, wake
from kaye.actions.refusal import Refusal
from kaye.records.calendars import calendar_of
from kaye.records.models import Customer, InboxMessage, Member, Thread
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import customer_or_404, return_url
from kaye.web.inbox.page import instant_of
from kaye.web.inbox.words import person_word, until_words
from kaye.web.screen import who
from kaye.web.shell.toasts import toast

_MOST = 100  # at once


@shop_page
@require_POST
def later(request: ShopRequest, pk: int) -> HttpResponse:
    """POST until: an instant, « reply » until they write, « now » to take it up again."""
    customer, until = customer_or_404(request.business, pk), request.POST.get("until", "")

    def act() -> str:
        if until == "now":
            thread = Thread.objects.filter(customer=customer).first()
            if thread is not None:
                wake(business=request.business, thread=thread, now=request.now, by=who(request))
            return "Reprise."
        at = None if until == "reply" else instant_of(until)
        snooze(
            business=request.business, customer=customer, now=request.now, until=at, until_reply=until == "reply",
            by=who(request),
        )  # fmt: skip
        when = until_words(at, request.today, calendar_of(request.business).zone) if at else "sa réponse"
        return f"{customer.name} : mise de côté jusqu’à {when}."

    return _done(request, act, reverse("inbox"))


@shop_page
@require_POST
def hand_over(request: ShopRequest, pk: int) -> HttpResponse:
    """POST member, empty for nobody in particular."""
    customer = customer_or_404(request.business, pk)

    def act() -> str:
        member = _member(request)
        assign(business=request.business, customer=customer, member=member, now=request.now, by=who(request))
        return f"{person_word(member.user.email)} s’en occupe." if member else "Elle est à tout le monde."

    return _done(request, act, reverse("inbox_thread", args=[pk]))


@shop_page
@require_POST
def close(request: ShopRequest, pk: int) -> HttpResponse:
    """POST reason, where a request is open."""
    customer = customer_or_404(request.business, pk)

    def act() -> str:
        _close(request, customer, request.POST.get("reason", ""))
        return f"{customer.name} : classée. Elle revient toute seule à son prochain message."

    return _done(request, act, reverse("inbox"))


@shop_page
@require_POST
def call(request: ShopRequest, pk: int) -> HttpResponse:
    """POST outcome: answered or not_reached; note."""
    customer = customer_or_404(request.business, pk)

    def act() -> str:
        outcome = request.POST.get("outcome", "")
        log_call(
            business=request.business, customer=customer, outcome=outcome, now=request.now,
            text=request.POST.get("note", "")[:500], member=request.member, by=who(request),
        )  # fmt: skip
        return (
            "Appel noté." if outcome == "answered" else "Appel sans réponse noté : le cahier le redemandera."
        )

    return _done(request, act, reverse("inbox_thread", args=[pk]))


@shop_page
@require_POST
def unread(request: ShopRequest, pk: int) -> HttpResponse:
    """As if it had not been opened."""
    customer = customer_or_404(request.business, pk)
    for thread in Thread.objects.filter(customer=customer):
        unseen(thread=thread, member=request.member)
    toast(request, f"{customer.name} : non lue.")
    return redirect("inbox")


@shop_page
@require_POST
def verdict(request: ShopRequest, said: int) -> HttpResponse:
    """POST verdict: good, it is heard as any other; bad, the conversation goes away with it."""
    rows = InboxMessage.objects.filter(business=request.business, pk=said).select_related(
        "customer", "thread", "business"
    )
    message = rows.first()
    if message is None:
        raise Http404

    def act() -> str:
        if request.POST.get("verdict") == "good":
            accept(message, request.now, who(request))
            return "Le message est pris en compte."
        _close(request, message.customer, "pas_une_demande")
        return "Écartée : elle n’a sonné pour personne."

    return _done(request, act, reverse("inbox_thread", args=[message.customer_id]))


@shop_page
@require_POST
def bulk(request: ShopRequest) -> HttpResponse:
    """POST thread (customers), act: seen, close, tomorrow, assign with member. One that cannot is said."""
    ids = [each for each in request.POST.getlist("thread") if each.isdecimal() and len(each) < 19][:_MOST]
    customers = list(Customer.objects.filter(business=request.business, pk__in=ids).select_related("thread"))
    act = _BULK.get(request.POST.get("act", ""))
    back = return_url(request) or reverse("inbox")
    if act is None or not customers:
        toast(request, "Cochez d’abord des conversations.")
        return HttpResponseRedirect(back)
    refused = []
    for customer in customers:
        try:
            act(request, customer)
        except Refusal as reason:
            refused.append(f"{customer.name} : {reason}")
    count = len(customers) - len(refused)
    said = f"{count} conversation{'s' if count > 1 else ''} : c’est fait."
    toast(request, " ".join([said, *refused[:3]]) if count else " ".join(refused[:3]))
    return HttpResponseRedirect(back)


def _bulk_seen(request: ShopRequest, customer: Customer) -> None:
    seen(thread=customer.thread, member=request.member, at=request.now)


def _bulk_close(request: ShopRequest, customer: Customer) -> None:
    _close(request, customer, "")


def _bulk_tomorrow(request: ShopRequest, customer: Customer) -> None:
    local = request.now.astimezone(ZoneInfo(calendar_of(request.business).zone))
    until: datetime = local.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    snooze(business=request.business, customer=customer, now=request.now, until=until, by=who(request))


def _bulk_assign(request: ShopRequest, customer: Customer) -> None:
    assign(
        business=request.business,
        customer=customer,
        member=_member(request),
        now=request.now,
        by=who(request),
    )


_BULK: dict[str, Callable[[ShopRequest, Customer], None]] = {
    "seen": _bulk_seen,
    "close": _bulk_close,
    "tomorrow": _bulk_tomorrow,
    "assign": _bulk_assign,
}


def _close(request: ShopRequest, customer: Customer, reason: str) -> None:
    close_thread(
        business=request.business, customer=customer, now=request.now, reason=reason, by=who(request)
    )


def _member(request: ShopRequest) -> Member | None:
    """Raises Refusal for somebody who doesn't work here."""
    wanted = request.POST.get("member", "")
    if not wanted:
        return None
    rows = Member.objects.filter(business=request.business).select_related("user")
    found = rows.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if found is None:
        raise Refusal("Choisissez quelqu’un de l’équipe.")
    return found


def _done(request: ShopRequest, act: Callable[[], str], where: str) -> HttpResponse:
    """What was done, or why not, then the page."""
    try:
        toast(request, act())
    except Refusal as refused:
        toast(request, str(refused))
    return HttpResponseRedirect(return_url(request) or where)
