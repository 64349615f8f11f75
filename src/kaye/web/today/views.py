"""The morning page, the list of all that waits, one follow-up alone."""

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render

from kaye.actions.engine import engine
from kaye.actions.find_item import find_item, split_id
from kaye.actions.lines import Line
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Case
from kaye.records.queries.morning import coming
from kaye.records.queries.online import count_questions
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.words import KIND_WORDS, kind_icon
from kaye.web.inbox.pressing import pressing_of
from kaye.web.screen import is_fragment, may_act
from kaye.web.today.cards import check_of
from kaye.web.today.kept_acts import kept_acts
from kaye.web.today.morning import one_card, read_morning


@shop_page
def morning(request: ShopRequest) -> HttpResponse:
    """GET ?encore=1: the next ones, once this morning's number is reached."""
    return show_morning(request)


def show_morning(request: ShopRequest, focus: bool = False) -> HttpResponse:
    """The page, or its content alone when HTMX asks. `focus`: the first card takes it after a swap."""
    page = read_morning(request, bool(request.GET.get("encore")))
    request.waiting = {"today": len(page.cards)}  # type: ignore[attr-defined]
    is_owner = request.member.role == "owner"
    context = {
        "page": page,
        "can_act": may_act(request),
        "focus": focus,
        "kept_acts": kept_acts(request.business),
        **pressing_of(request),
        "online": count_questions(request.business) if is_owner else 0,
    }
    fragment = focus and is_fragment(request)
    answer = render(request, "today/day.html" if fragment else "today/page.html", context)
    if fragment:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#jour", "outerHTML"
    return answer


@shop_page
def rest(request: ShopRequest) -> HttpResponse:
    """Everything open, by date: nothing is forgotten. GET ?apres= cursor."""
    found = coming(request.business, request.GET.get("apres", ""))
    days = [(day, list(rows)) for day, rows in groupby(found.rows, key=lambda row: row.due_on)]
    context = {
        "days": [(day, [(row, _word(row.kind), kind_icon(row.kind)) for row in rows]) for day, rows in days],
        "after": found.after,
        "first": not request.GET.get("apres"),
    }
    return render(request, "today/rest.html", context)


@shop_page
def one(request: ShopRequest, item: str) -> HttpResponse:
    """One follow-up as it stands now; when it is no longer to do, says so."""
    try:
        line = line_of(request.business, item, request)
    except Refusal:
        return render(request, "today/gone.html", status=410)
    back = request.path
    if line.item.action == "check":
        check = check_of(line, currency_of(request.business).code, None, back)
        context: dict[str, object] = {"check": check, "name": check.name, "url": check.customer_url}
    elif line.item.action == "internal":
        return render(request, "today/gone.html", status=410)
    else:
        card = one_card(request, line, back)
        context = {"card": card, "name": card.name, "url": card.customer_url}
    return render(request, "today/one.html", context | {"can_act": may_act(request), "retour": back})


def line_of(business: Business, item: str, request: ShopRequest) -> Line:
    """Raises Http404 for what is not of this business, Refusal for what is no longer to do."""
    check_own(business, item)
    return find_item(engine(business), item, request.now)


def check_own(business: Business, item: str) -> None:
    """Raises Http404 unless the follow-up is one of this business."""
    try:
        case, _ = split_id(item)
    except Refusal:
        raise Http404 from None
    if not Case.objects.filter(business=business, pk=case).exists():
        raise Http404


def _word(kind: str) -> str:
    return KIND_WORDS.get(kind, "suivi").capitalize()
