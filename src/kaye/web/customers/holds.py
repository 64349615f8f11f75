"""Wait because somebody said why; stop waiting; take back what was done."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kaye.actions.hold import lift_hold, place_hold
from kaye.actions.refusal import Refusal
from kaye.actions.undo import undo, undo_token
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Case, Customer, Hold
from kaye.rules.calendar import Calendar
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.forms import HoldForm
from kaye.web.customers.found import back_to, customer_or_404, return_url
from kaye.web.customers.undoing import undo_url
from kaye.web.dates import day_text
from kaye.web.screen import posted, who
from kaye.web.shell.toasts import toast

_AT_ONCE = {
    "paid": "Relances en pause : vérifiez que l’argent est arrivé.",
    "dispute": "Les relances sont arrêtées.",
    "unreachable": "On essaiera autrement.",
}
_WITH_DAY = {
    "promise": ("Promet de payer", "Quel jour ?", "Promesse notée pour"),
    "pause": ("Attendre jusqu’au…", "Jusqu’à quel jour ?", "En pause jusqu’au"),
    "moved": ("Déplacer cette relance", "À quel jour ?", "Relance déplacée au"),
}
_FRIDAY, _MONDAY = 4, 0


@dataclass(frozen=True, slots=True)
class DayChip:
    """A day offered in one tap."""

    value: str
    word: str


@shop_page
def place(request: ShopRequest, pk: int, kind: str) -> HttpResponse:
    """POST at once for paid, dispute, unreachable; a page with the day for promise, pause, moved."""
    business = request.business
    customer = customer_or_404(business, pk)
    if kind not in _AT_ONCE and kind not in _WITH_DAY:
        raise Http404
    case = _case(request, customer)
    form = HoldForm(currency_of(business).code, posted(request))
    problem = ""
    if request.method == "POST" and (kind in _AT_ONCE or form.is_valid()):
        said = form.cleaned_data if kind in _WITH_DAY else {}
        try:
            hold = place_hold(
                business=business,
                customer=customer,
                kind=kind,
                now=request.now,
                until=said.get("until"),
                amount=said.get("amount") if kind == "promise" else None,
                case=case if kind == "moved" else None,
                words=said.get("words", ""),
                by=who(request),
            )
        except Refusal as refusal:
            problem = str(refusal)
        else:
            toast(request, _said(hold, kind, said.get("until"), request), undo_url(undo_token(hold)))
            return back_to(request, customer.pk)
    return _page(request, customer, kind, form, problem)


@shop_page
@require_POST
def lift(request: ShopRequest, pk: int, hold: int) -> HttpResponse:
    """Follow up again from now on."""
    business = request.business
    customer = customer_or_404(business, pk)
    row = Hold.objects.filter(business=business, customer=customer, pk=hold).first()
    if row is None:
        raise Http404
    try:
        lift_hold(business=business, hold=row, now=request.now, because="levée par vous", by=who(request))
        toast(request, "Les relances reprennent.")
    except Refusal as refusal:
        toast(request, str(refusal))
    return back_to(request, customer.pk)


@shop_page
@require_POST
def take_back(request: ShopRequest, event: int) -> HttpResponse:
    """« Annuler » of a toast."""
    try:
        said = undo(business=request.business, event_id=event, now=request.now, by=who(request))
    except Refusal as refusal:
        said = str(refusal)
    toast(request, said)
    return HttpResponseRedirect(return_url(request) or _came_from(request))


def _came_from(request: ShopRequest) -> str:
    referer = request.headers.get("Referer", "")
    return referer if url_has_allowed_host_and_scheme(referer, {request.get_host()}) else "/"


def _case(request: ShopRequest, customer: Customer) -> Case | None:
    """The follow-up named in the address, one of this customer; None without one."""
    wanted = request.POST.get("relance") or request.GET.get("relance") or ""
    if not wanted:
        return None
    found = (
        Case.objects.filter(customer=customer, pk=wanted).first()
        if wanted.isdecimal() and len(wanted) < 19
        else None
    )
    if found is None:
        raise Http404
    return found


def _page(request: ShopRequest, customer: Customer, kind: str, form: HoldForm, problem: str) -> HttpResponse:
    business, today = request.business, request.today
    title, question, _ = _WITH_DAY.get(kind, (_AT_ONCE.get(kind, ""), "", ""))
    if not problem and form.is_bound and kind in _WITH_DAY:
        problem = next((str(e) for e in form.non_field_errors()), "")
    calendar = calendar_of(business, customer.country)
    context = {
        "customer": customer,
        "kind": kind,
        "title": title,
        "question": question,
        "form": form,
        "problem": problem,
        "chips": _chips(calendar, today),
        "chosen": form["day"].value() or "",
        "last": (today + timedelta(days=366)).isoformat(),
        "first": today.isoformat(),
        "relance": request.POST.get("relance") or request.GET.get("relance") or "",
        "retour": return_url(request),
        "code": currency_of(business).code,
        "at_once": kind in _AT_ONCE,
    }
    return render(request, "customers/hold.html", context, status=422 if problem or form.errors else 200)


def _chips(calendar: Calendar, today: date) -> list[DayChip]:
    """Tomorrow, Friday, Monday, the end of the month: the days people say, each once."""
    tomorrow = today + timedelta(days=1)
    month_end = (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    wanted = [
        ("Demain", calendar.next_working(tomorrow)),
        ("", _next(today, _FRIDAY)),
        ("", _next(today, _MONDAY)),
        ("Fin du mois", calendar.previous_working(month_end)),
    ]
    chips: dict[date, str] = {}
    for word, day in wanted:
        if day > today and day not in chips:
            said = day_text(day, today)
            shown = word and (word != "Demain" or day == tomorrow)
            chips[day] = f"{word}, {said}" if shown else said
    return [DayChip(day.isoformat(), word) for day, word in sorted(chips.items())]


def _next(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _said(hold: Hold, kind: str, until: date | None, request: ShopRequest) -> str:
    if until is None:
        return _AT_ONCE[kind]
    return f"{_WITH_DAY[kind][2]} {day_text(until, request.today, 'long')}."
