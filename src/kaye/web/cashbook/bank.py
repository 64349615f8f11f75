"""The bank's statement: each sum with what it seems to pay; one tap books it (M44)."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kaye.actions.bank.book_line import book_line, book_sure_lines, ignore_line
from kaye.actions.bank.propose import propose_kept
from kaye.actions.bank.take_statement import names_of, take_statement
from kaye.actions.find_customer import find_customer
from kaye.actions.refusal import Refusal
from kaye.imports.bank.statement import MAX_BYTES
from kaye.records.calendars import currency_of
from kaye.records.models import BankLine, Business, Customer, Payment, Receivable
from kaye.rules.documents.matching import Level, Match
from kaye.rules.money import format_money
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.undoing import undo_url
from kaye.web.screen import may_act, who
from kaye.web.shell.toasts import toast

_SHOWN = 100
_LEVELS = {
    Level.SURE: ("paid", "check", "Sûr"),
    Level.PROBABLE: ("todo", "highlighter", "Probable"),
    Level.POSSIBLE: ("check", "circle-question-mark", "Possible"),
    Level.ALREADY: ("paid", "check-check", "Déjà noté"),
    Level.NONE: ("check", "circle-question-mark", "À qui ?"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the statement: the customer and the debts that it seems to pay, and why."""

    row: BankLine
    level: str
    chip: str
    icon: str
    word: str
    customer: str
    refs: str
    because: str


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: ShopRequest) -> HttpResponse:
    """GET shows what waits; POST brings a statement in."""
    if request.method != "POST":
        return _page(request)
    upload = request.FILES.get("fichier")
    if upload is None:
        return _page(request, "Choisissez le relevé : CSV, OFX ou CAMT.053.")
    if (upload.size or 0) > MAX_BYTES:
        return _page(request, "Ce fichier dépasse 10 Mo : choisissez une période plus courte.")
    try:
        taken = take_statement(
            business=request.business,
            account=request.POST.get("account", "").replace("\x00", ""),
            data=upload.read(),
            filename=upload.name or "relevé",
            now=request.now,
            by=who(request),
        )
    except Refusal as refusal:
        return _page(request, str(refusal))
    count = taken.answer.accepted
    said = (
        "Rien de nouveau."
        if not count
        else "Une somme nouvelle."
        if count == 1
        else f"{count} sommes nouvelles."
    )
    toast(request, said)
    return redirect("cashbook_bank")


@shop_page
@require_POST
def sure(request: ShopRequest) -> HttpResponse:
    """All the sure ones, in one tap."""
    try:
        booked = book_sure_lines(
            business=request.business, lines=_waiting(request.business), now=request.now, by=who(request)
        )
    except Refusal as refusal:
        toast(request, str(refusal))
        return _back()
    if booked:
        said = f"{len(booked)} paiements notés." if len(booked) > 1 else "Un paiement noté."
        toast(request, said, undo_url(booked[0].event))
    else:
        toast(request, "Aucune somme sûre n’attend.")
    return _back()


@shop_page
@require_POST
def book(request: ShopRequest, line: int) -> HttpResponse:
    """As proposed, or for the customer typed (POST customer=…), the oldest debt first."""
    row = _line_or_404(request.business, line)
    typed = request.POST.get("customer", "").strip()
    try:
        found = find_customer(business=request.business, text=typed) if typed else None
        booked = book_line(
            business=request.business, line=row, customer=found, now=request.now, by=who(request)
        )
    except Refusal as refusal:
        toast(request, str(refusal))
        return _back()
    got = format_money(row.amount, currency_of(request.business).code)
    name = f" de {booked.payment.customer.name}" if booked.payment.customer else ""
    said = f"{got}{name} : déjà noté, relié." if booked.linked else f"{got}{name} notés."
    toast(request, said, undo_url(booked.event))
    return _back()


@shop_page
@require_POST
def ignore(request: ShopRequest, line: int) -> HttpResponse:
    """This sum pays no debt."""
    row = _line_or_404(request.business, line)
    try:
        event = ignore_line(business=request.business, line=row, now=request.now, by=who(request))
    except Refusal as refusal:
        toast(request, str(refusal))
    else:
        toast(request, "Mise de côté.", undo_url(event))
    return _back()


def _page(request: ShopRequest, problem: str = "") -> HttpResponse:
    waiting = _waiting(request.business)
    shown = _shown(request.business, waiting[:_SHOWN])
    names = Customer.objects.filter(business=request.business).order_by("name").values_list("name", flat=True)
    last = BankLine.objects.filter(business=request.business).order_by("-id").first()
    context = {
        "lines": shown,
        "sure_count": sum(each.level == Level.SURE for each in shown),
        "more": max(0, len(waiting) - _SHOWN),
        "names": names[:500],
        "account": request.POST.get("account") or (last.account if last else ""),
        "problem": problem,
        "code": currency_of(request.business).code,
        "may_act": may_act(request),
    }
    return render(request, "cashbook/bank.html", context, status=422 if problem else 200)


def _shown(business: Business, rows: list[BankLine]) -> list[Shown]:
    matches = propose_kept(business, rows)
    named, owners = names_of(matches.values()), _owners(matches)
    found = []
    for row in rows:
        match = matches[row.pk]
        chip, icon, word = _LEVELS[match.level]
        refs = ", ".join(named.get(ref, "") for ref in match.refs) if match.level != Level.ALREADY else ""
        found.append(
            Shown(row, match.level.value, chip, icon, word, owners.get(row.pk, ""), refs, match.because)
        )
    return found


def _owners(matches: dict[int, Match]) -> dict[int, str]:
    """Line -> whose debts, or whose payment, it is brought near to."""
    debts = {int(ref) for m in matches.values() if m.level != Level.ALREADY for ref in m.refs}
    paid = {int(ref) for m in matches.values() if m.level == Level.ALREADY for ref in m.refs}
    of_debt = dict(Receivable.objects.filter(pk__in=debts).values_list("pk", "customer__name"))
    of_payment = dict(Payment.objects.filter(pk__in=paid).values_list("pk", "customer__name"))
    found = {}
    for pk, match in matches.items():
        names = of_payment if match.level == Level.ALREADY else of_debt
        found[pk] = ", ".join(dict.fromkeys(names.get(int(ref)) or "" for ref in match.refs))
    return found


def _waiting(business: Business) -> list[BankLine]:
    rows = BankLine.objects.filter(business=business, payment=None, ignored_at=None)
    return list(rows.order_by("-on", "-id"))


def _line_or_404(business: Business, pk: int) -> BankLine:
    found = BankLine.objects.filter(business=business, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("cashbook_bank"))
