"""The editor of a quote or an invoice: typed on a phone, added up by the server, kept as a draft."""

from collections.abc import Callable
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaye.actions.change_draft import StaleDraft
from kaye.actions.documents.ground import DocumentRefusal, ground, is_firm
from kaye.actions.documents.parts import asked_of
from kaye.actions.refusal import Refusal
from kaye.actions.write_draft import NewBuyer, write_draft
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Customer, Product
from kaye.records.queries.counter import suggest_customers, suggest_products
from kaye.rules.people import PhoneError, name_error, parse_phone
from kaye.web.access import ShopRequest, shop_page
from kaye.web.documents.draft import (
    WORDS,
    Paper,
    empty_paper,
    paper_of,
    read_paper,
    with_line,
    without_line,
)
from kaye.web.documents.found import document_or_404
from kaye.web.documents.offers import is_editable
from kaye.web.documents.sheet import catalogue_price, customer_of, document_of, make_sheet, sums_of
from kaye.web.screen import is_fragment, may_act, who
from kaye.web.sell.draft import whole
from kaye.web.shell.toasts import toast


class _Problems(ValueError):
    """What to correct, by place of the form."""

    def __init__(self, by_field: dict[str, str]) -> None:
        super().__init__()
        self.by_field = by_field


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ShopRequest, kind: str) -> HttpResponse:
    """GET: an empty one (?client=12). POST: the draft is kept, then read again on its page."""
    if kind not in WORDS:
        raise Http404
    if request.method == "POST":
        return _keep(request, replace(read_paper(request.POST, WORDS[kind]), document_id=None))
    paper = empty_paper(WORDS[kind], whole(request.GET.get("client", "")))
    paper = _priced_for(customer_of(request.business, paper), paper)
    return _page(request, paper)


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ShopRequest, pk: int) -> HttpResponse:
    """A kept draft; what is no draft any more goes to its page."""
    document = document_or_404(request.business, pk)
    if not is_editable(document):
        toast(request, "Ce document ne se modifie pas ici.")
        return redirect("documents_page", pk)
    if request.method == "POST":
        return _keep(request, replace(read_paper(request.POST, document.kind), document_id=pk))
    return _page(request, paper_of(document))


@shop_page
@require_POST
def sheet(request: ShopRequest) -> HttpResponse:
    """The same form, one step further: a line more, another customer. Writes nothing."""
    paper, moved = read_paper(request.POST), ""
    for name, change in _CHANGES.items():
        if name in request.POST:
            paper, moved = change(request, paper, request.POST[name]), name
    return _page(request, paper, moved=moved)


@shop_page
@require_POST
def sums(request: ShopRequest) -> HttpResponse:
    """The totals of what is typed."""
    paper, business = read_paper(request.POST), request.business
    found = sums_of(ground(business), paper, customer_of(business, paper), document_of(business, paper))
    context = {"sums": found, "code": currency_of(business).code}
    return render(request, "documents/sums.html", context)


@shop_page
@require_GET
def customers(request: ShopRequest) -> HttpResponse:
    """Who is meant, while the name is typed."""
    text = request.GET.get("who", "").strip()[:120]
    found = suggest_customers(request.business, text) if text else []
    return render(request, "documents/customers.html", {"found": found, "text": text, "code": _code(request)})


@shop_page
@require_GET
def articles(request: ShopRequest) -> HttpResponse:
    """What is meant, while the article is typed."""
    text = request.GET.get("article", "").strip()[:160]
    found = suggest_products(request.business, text) if text else []
    return render(request, "documents/articles.html", {"found": found, "text": text, "code": _code(request)})


def _keep(request: ShopRequest, paper: Paper) -> HttpResponse:
    """Written, or each refusal under its field; what was typed is never lost."""
    business = request.business
    document = document_of(business, paper)
    try:
        kept = write_draft(
            business=business,
            kind=paper.kind,
            customer=_buyer(business, paper),
            asked=paper.asked(asked_of(document) if document else {}),
            now=request.now,
            document=document,
            revision=paper.revision,
            client_id=paper.client_id if document is None else None,
            by=who(request),
        )
    except _Problems as found:
        return _page(request, paper, found.by_field)
    except DocumentRefusal as refused:
        return _page(request, paper, {refused.path: str(refused)})
    except StaleDraft as stale:
        return _page(request, paper, {"stale": str(stale)})
    except Refusal as refused:
        return _page(request, paper, {_place(paper): str(refused)})
    return redirect("documents_page", kept.pk)


def _place(paper: Paper) -> str:
    return "new_name" if paper.is_new else "paper"


def _buyer(business: Business, paper: Paper) -> Customer | NewBuyer:
    if paper.is_new:
        problems = {}
        if fault := name_error(paper.new_name):
            problems["new_name"] = fault
        if paper.new_phone:
            try:
                parse_phone(paper.new_phone, business.country)
            except PhoneError as unreadable:
                problems["new_phone"] = str(unreadable)
        if problems:
            raise _Problems(problems)
        return NewBuyer(paper.new_name, paper.new_phone, paper.new_email, paper.new_firm)
    customer = customer_of(business, paper)
    if customer is None:
        said = f"Touchez « {paper.who} » dans la liste, ou ajoutez ce client." if paper.who else ""
        raise _Problems({"customer": said or "Choisissez le client."})
    return customer


def _page(
    request: ShopRequest, paper: Paper, problems: dict[str, str] | None = None, moved: str = ""
) -> HttpResponse:
    """The whole page, or only the form when HTMX asks; 422 when something must be corrected."""
    found = make_sheet(request.business, paper, problems)
    url = (
        reverse("documents_edit", args=[found.document.pk])
        if found.document is not None
        else reverse("documents_new", args=["devis" if found.is_quote else "facture"])
    )
    context: dict[str, object] = {
        "sheet": found,
        "sums": found.sums,
        "paper": paper,
        "texts": paper.texts,
        "problems": problems or {},
        "code": found.code,
        "form_url": url,
        "may_act": may_act(request),
        "moved": moved,
    }
    if problems and "stale" in problems and found.document is not None:
        other = paper_of(found.document)
        context["other"] = make_sheet(request.business, other)
    status = 422 if problems else 200
    template = "documents/form.html" if is_fragment(request) else "documents/editor.html"
    return render(request, template, context, status=status)


def _code(request: ShopRequest) -> str:
    return currency_of(request.business).code


def _priced_for(customer: Customer | None, paper: Paper) -> Paper:
    """Professionals read prices without VAT, the others with it; prices already typed are left alone."""
    if customer is None or any(line.unit_price for line in paper.lines):
        return paper
    return replace(paper, prices="ht" if is_firm(customer) else "ttc")


def _add(request: ShopRequest, paper: Paper, value: str) -> Paper:
    product = Product.objects.filter(business=request.business, pk=whole(value) or 0).first()
    if product is None:
        return paper
    return with_line(paper, product.name, catalogue_price(ground(request.business), product, paper.prices))


def _choose(request: ShopRequest, paper: Paper, value: str) -> Paper:
    chosen = replace(paper, customer_id=whole(value), who="", is_new=False)
    return _priced_for(customer_of(request.business, chosen), chosen)


def _take_over(request: ShopRequest, paper: Paper, value: str) -> Paper:
    """After a draft was changed by somebody else: mine is kept, over the one that was just shown."""
    return replace(paper, revision=whole(value))


_CHANGES: dict[str, Callable[[ShopRequest, Paper, str], Paper]] = {
    "add": _add,
    "add_free": lambda request, paper, value: with_line(paper, paper.article),
    "remove": lambda request, paper, value: without_line(paper, value),
    "choose": _choose,
    "new": lambda request, paper, value: replace(
        paper, customer_id=None, is_new=True, new_name=paper.new_name or paper.who
    ),
    "change": lambda request, paper, value: replace(paper, customer_id=None, is_new=False),
    "mine": _take_over,
}
