"""One customer: what is owed, what is planned and why, what happened, how to reach them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kaye.actions.lines import Line
from kaye.actions.preview import preview
from kaye.actions.write_off import lost_parts
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Business, ContactPoint, Customer, Hold, Payment, Plan
from kaye.records.queries.customers_list import sharing_points
from kaye.records.queries.history import history
from kaye.records.queries.money import Debt, credit_of, open_debts
from kaye.rules.phones import phone_text
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.found import customer_or_404
from kaye.web.customers.story import lived, told_by_day
from kaye.web.customers.words import HOLD_WORDS, late_words, planned_word
from kaye.web.screen import is_fragment, may_act
from kaye.web.shell.cards import Action, Choice, hold_choices

_DAYS = 45  # how far « ce qui est prévu » looks
_MOST = 8  # lines planned that are shown
_ENDED_ELSEWHERE = frozenset(
    {"letter", "notice", "handed_off", "tell_agency", "lapse"}
)  # by the letter, its deadline, a reason


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of « Ce qui est prévu »."""

    on: date
    title: str
    because: str
    state: str = "planned"
    amount_minor: int | None = None
    chip_icon: str = ""
    chip_word: str = ""
    end_url: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt of the customer. `late`: days past the due date."""

    title: str
    dated: date
    due_on: date | None
    paid: int
    balance: int
    late: int


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan that still owes: (day, amount, what is left of it)."""

    pk: int
    total: int
    dates: tuple[tuple[date | None, int, int], ...]


@dataclass(frozen=True, slots=True)
class Point:
    id: int
    kind: str
    text: str
    state: str
    because: str


@shop_page
def page(request: ShopRequest, pk: int) -> HttpResponse:
    business, now, today = request.business, request.now, request.today
    customer = customer_or_404(business, pk)
    code, zone = currency_of(business).code, calendar_of(business).zone
    points = list(ContactPoint.objects.filter(customer=customer).order_by("id"))
    debts = [_owed(debt, today) for debt in open_debts(business, [customer.pk])]
    lines = list(preview(business, now, _DAYS, customer_ids=[customer.pk]))
    late = max((debt.late for debt in debts), default=0)
    told = history(customer)
    holds = list(Hold.objects.filter(customer=customer, lifted_at=None, until__gte=today).order_by("id"))
    context = {
        "customer": customer,
        "code": code,
        "zone": zone,
        "late": late,
        "late_word": late_words(late) if late else "",
        "credit": credit_of(customer),
        "debts": debts,
        "planned": [*(_held(hold) for hold in holds), *_planned(lines)],
        "story": told_by_day(lived(each, zone) for each in told.rows),
        "before": told.before,
        "points": [_point(point, business) for point in points],
        "shared": sharing_points(business, customer, [point.value for point in points]),
        **_account(customer),
        "actions": _actions(customer, points) if may_act(request) else (),
        "choices": _choices(customer),
    }
    return render(request, "customers/page.html", context)


def _account(customer: Customer) -> dict[str, object]:
    """Cheques that wait, what is given up, plans kept."""
    plans = []
    for plan in Plan.objects.filter(customer=customer, state="kept").order_by("id"):
        rows = plan.instalments.filter(replaced_at=None).order_by("due_on", "number", "id")
        due: dict[date | None, list[int]] = {}
        for row in rows:
            found = due.setdefault(row.due_on, [0, 0])
            found[0] += row.amount
            found[1] += row.amount - row.paid
        if any(left for _, left in due.values()):
            plans.append(
                KeptPlan(plan.pk, plan.total, tuple((on, each[0], each[1]) for on, each in due.items()))
            )
    return {
        "cheques": Payment.objects.filter(customer=customer, state="pending").order_by("id"),
        "losses": lost_parts(customer),
        "plans": plans,
    }


@shop_page
def older(request: ShopRequest, pk: int) -> HttpResponse:
    """GET ?avant= cursor: what is older; the page without script, the rows with it."""
    business = request.business
    customer = customer_or_404(business, pk)
    told = history(customer, request.GET.get("avant", ""), 30)
    zone = calendar_of(business).zone
    story = told_by_day(lived(each, zone) for each in told.rows)
    context = {
        "customer": customer,
        "code": currency_of(business).code,
        "zone": zone,
        "story": story,
        "before": told.before,
    }
    template = "customers/story.html" if is_fragment(request) else "customers/history.html"
    return render(request, template, context)


def _owed(debt: Debt, today: date) -> Owed:
    late = (today - debt.due_on).days if debt.due_on and debt.due_on < today else 0
    return Owed(debt.reference or debt.label, debt.issued_on, debt.due_on, debt.paid, debt.balance, late)


def _held(hold: Hold) -> Planned:
    drawing, word, because = HOLD_WORDS.get(hold.kind, ("pause", "En attente", ""))
    promised = hold.kind == "promise"
    return Planned(
        on=hold.promised_on or hold.until,
        title="Promet de payer" if promised else word,
        because=f"c’est ce qui a été dit. {because}" if not hold.words else f"« {hold.words} »",
        state="now",
        amount_minor=(hold.amount or hold.owed_then) if promised else None,
        chip_icon=drawing if promised else "",
        chip_word=word if promised else "",
        end_url=""
        if hold.kind in _ENDED_ELSEWHERE
        else reverse("customers_hold_end", args=[hold.customer_id, hold.pk]),
    )


def _planned(lines: list[Line]) -> list[Planned]:
    return [
        Planned(on=each.day, title=planned_word(each.item), because=each.item.because)
        for each in lines[:_MOST]
    ]


def _point(point: ContactPoint, business: Business) -> Point:
    text = phone_text(point.value, business.country) if point.kind == "phone" else point.value
    return Point(point.pk, point.kind, text, point.state, point.because)


def _choices(customer: Customer) -> tuple[Choice, ...]:
    kinds = ("promise", "paid", "dispute", "unreachable", "pause")
    return hold_choices({kind: reverse("customers_hold", args=[customer.pk, kind]) for kind in kinds})


def _actions(customer: Customer, points: list[ContactPoint]) -> tuple[Action, ...]:
    actions = [
        Action("Encaisser", "banknote", reverse("customers_pay", args=[customer.pk]), look="primary"),
    ]
    write = f"{reverse('inbox_thread', args=[customer.pk])}#repondre"
    actions.append(Action("Écrire", "message-square-text", write, look="go-soft"))
    phone = next((p.value for p in points if p.kind == "phone" and p.state == "ok"), "")
    if phone:
        actions.append(Action("Appeler", "phone", f"tel:{phone}"))
    actions.append(Action("Noter", "message-square-quote", drawer="volet"))
    return tuple(actions)
