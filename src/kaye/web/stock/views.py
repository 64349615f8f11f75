"""« Stock »: the list, one article, a new one, what arrives."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaye.actions.count_stock import count_stock
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Product
from kaye.records.queries.shelf import latest_lines, low_products, products_by_name
from kaye.rules.people import search_key
from kaye.web.access import ShopRequest, shop_page
from kaye.web.screen import may_act, who
from kaye.web.sell.draft import whole
from kaye.web.shell.toasts import toast
from kaye.web.stock.forms import ArticleForm, Written

_PAGE = 50


@shop_page
@require_GET
def stock(request: ShopRequest) -> HttpResponse:
    """Low articles first, then by name; ?q= looks for words, ?apres= goes on."""
    text = request.GET.get("q", "").strip()[:160]
    after = _after(request)
    rows = products_by_name(request.business, text, after, _PAGE + 1)
    shown, last = rows[:_PAGE], rows[_PAGE - 1] if len(rows) > _PAGE else None
    following = {"q": text, "apres": last.search, "num": last.pk} if last else {}
    context = {
        "low": [] if text or after else low_products(request.business),
        "products": shown,
        "text": text,
        "next": urlencode(following),
        "code": currency_of(request.business).code,
        "may_act": may_act(request),
    }
    return render(request, "stock/stock.html", context)


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ShopRequest) -> HttpResponse:
    """A new article; a name already on the shelf leads to its page."""
    form = ArticleForm(request.POST or None, code=currency_of(request.business).code)
    if request.method != "POST":
        form = ArticleForm(code=form.code)
        form.initial["name"] = request.GET.get("nom", "")[:160]
        return _form_page(request, form)
    if not form.is_valid():
        return _form_page(request, form)
    name = form.cleaned_data["name"]
    known = Product.objects.filter(business=request.business, search=search_key(name)[:200]).first()
    if known is not None:
        form.add_error("name", f"« {known.name} » est déjà dans le stock : changez-le sur sa page.")
        return _form_page(request, form, known)
    try:
        _write(request, form.written(), name=name)
    except Refusal as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form)
    toast(request, f"« {name} » est dans le stock.")
    return redirect("stock")


@shop_page
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: ShopRequest, pk: int) -> HttpResponse:
    """One article: what is known, changed in place, and who took it lately."""
    product = _product(request.business, pk)
    code = currency_of(request.business).code
    form = ArticleForm(request.POST if request.method == "POST" else None, code=code, product=product)
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, form.written(product), product=product, forget=form.emptied())
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            toast(request, f"« {product.name} » est à jour.")
            return redirect("stock_article", pk)
    return _article_page(request, product, form)


@shop_page
@require_POST
def arrival(request: ShopRequest, pk: int) -> HttpResponse:
    """Pieces that arrive are added to the stock."""
    product = _product(request.business, pk)
    pieces = whole(request.POST.get("pieces", "").strip())
    if not pieces:
        form = ArticleForm(code=currency_of(request.business).code, product=product)
        return _article_page(request, product, form, "Écrivez combien de pièces arrivent, par exemple 12.")
    try:
        changed = count_stock(
            business=request.business, now=request.now, product=product, add=pieces, by=who(request)
        )
    except Refusal as refused:
        form = ArticleForm(code=currency_of(request.business).code, product=product)
        return _article_page(request, product, form, str(refused))
    toast(request, f"{pieces} de plus : {changed.stock} en stock.")
    return redirect("stock_article", pk)


def _write(
    request: ShopRequest,
    written: Written,
    *,
    product: Product | None = None,
    name: str = "",
    forget: Sequence[str] = (),
) -> None:
    """Raises Refusal."""
    count_stock(
        business=request.business,
        now=request.now,
        product=product,
        name=name,
        price=written.price,
        stock=written.stock,
        threshold=written.threshold,
        lifetime_days=written.lifetime_days,
        forget=forget,
        by=who(request),
    )


def _product(business: Business, pk: int) -> Product:
    found = Product.objects.filter(business=business, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _after(request: ShopRequest) -> tuple[str, int] | None:
    number = whole(request.GET.get("num", ""))
    return None if number is None else (request.GET.get("apres", ""), number)


def _form_page(request: ShopRequest, form: ArticleForm, known: Product | None = None) -> HttpResponse:
    context = {"form": form, "known": known, "may_act": may_act(request)}
    return render(request, "stock/new.html", context, status=422 if form.errors else 200)


def _article_page(
    request: ShopRequest, product: Product, form: ArticleForm, arrival_problem: str = ""
) -> HttpResponse:
    context = {
        "product": product,
        "form": form,
        "lines": latest_lines(product),
        "code": form.code,
        "may_act": may_act(request),
        "arrival_problem": arrival_problem,
    }
    return render(
        request, "stock/article.html", context, status=422 if form.errors or arrival_problem else 200
    )
