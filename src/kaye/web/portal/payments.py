"""What is owed and how to pay it, on the customer's side (M43). Nothing is paid by opening a page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from kaye.actions.documents.ground import ground
from kaye.actions.offer_providers import offer_providers
from kaye.actions.refusal import Refusal
from kaye.actions.start_provider_payment import start_provider_payment
from kaye.documents.payment import qr_svg, spaced_iban
from kaye.records.models import Allocation, Instalment, ProviderPayment, Receivable
from kaye.records.queries.quotes import no_payment_before
from kaye.records.sums import open_instalments
from kaye.rules.documents.epc import Transfer, fits_epc
from kaye.rules.money import MoneyError, parse_money
from kaye.web.portal.access import Visit, customer_page
from kaye.web.portal.place import Place, of_debt, of_link, show

_ELSEWHERE = {"form-action": ["https:"]}


@customer_page("payment")
def payment(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A POST here comes from the page of a dead link that lives again: it changes nothing."""
    if request.method == "POST":
        return HttpResponseRedirect(visit.base)
    return payment_page(request, of_link(visit))


@customer_page("space")
def in_space(request: HttpRequest, visit: Visit, debt: int) -> HttpResponse:
    return payment_page(request, of_debt(visit, debt))


@customer_page("payment")
def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _code(of_link(visit))


@customer_page("document")
def document_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _code(of_link(visit))


@customer_page("space")
def code_in_space(request: HttpRequest, visit: Visit, debt: int) -> HttpResponse:
    return _code(of_debt(visit, debt))


@customer_page("payment")
@require_POST
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _start(request, of_link(visit))


@customer_page("document")
@require_POST
def document_start(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _start(request, of_link(visit))


@customer_page("space")
@require_POST
def start_in_space(request: HttpRequest, visit: Visit, debt: int) -> HttpResponse:
    return _start(request, of_debt(visit, debt))


def payment_page(request: HttpRequest, place: Place, *, fault: str = "", status: int = 200) -> HttpResponse:
    """What is owed, the means of payment, what was already received."""
    if place.receivable is None:
        raise Http404
    context: dict[str, object] = {"place": place, "typed": request.POST, **debt_context(place)}
    return elsewhere(show(request, place.visit, "portal/payment.html", context, fault=fault, status=status))


def elsewhere(answer: HttpResponse) -> HttpResponse:
    """A page whose button may lead to the page of a payment provider."""
    answer._csp_update = _ELSEWHERE  # type: ignore[attr-defined]
    return answer


def debt_context(place: Place) -> dict[str, object]:
    """The part of a page that is about paying; empty without a debt."""
    receivable, visit = place.receivable, place.visit
    if receivable is None:
        return {"debt": None}
    live = list(
        Instalment.objects.filter(receivable=receivable, replaced_at=None).order_by("due_on", "number")
    )
    balance = 0 if receivable.cancelled_at else sum(each.amount - each.paid for each in live)
    next_due = next((each.due_on for each in live if each.paid < each.amount and each.due_on), None)
    papers = ground(visit.business).papers
    iban = papers.text("iban")
    blocked = no_payment_before(visit.customer, visit.today) if balance else None
    return {
        "debt": receivable,
        "ref": receivable.reference or receivable.label,
        "total": sum(each.amount for each in live),
        "balance": balance,
        "instalments": live if len(live) > 1 else [],
        "due_on": next_due,
        "is_late": bool(balance and next_due and next_due < visit.today),
        "means": visit.business.payment_means,
        "iban": spaced_iban(iban) if iban and visit.code == "EUR" else "",
        "owner_link": visit.business.payment_link,
        "has_code": not blocked and _transfer(place, balance) is not None,
        "offers": () if blocked or not balance else offer_providers(visit.business, balance),
        "partial": papers.allow_partial,
        "payment_blocked_until": blocked,
        "received": _received(receivable),
        "pending_online": ProviderPayment.objects.filter(receivables=receivable, state="pending").exists(),
    }


def _received(receivable: Receivable) -> list[Allocation]:
    rows = Allocation.objects.filter(instalment__receivable=receivable, amount__gt=0)
    return list(rows.select_related("payment").order_by("payment__received_on", "id"))


def _transfer(place: Place, balance: int) -> Transfer | None:
    """What the QR code asks, where it fits (M43)."""
    visit, papers = place.visit, ground(place.visit.business).papers
    iban = papers.text("iban")
    if place.receivable is None or not fits_epc(balance, visit.code, iban):
        return None
    name = papers.text("legal_name") or visit.business.name
    return Transfer(name, iban, balance, place.receivable.reference or place.receivable.label)


def _code(place: Place) -> HttpResponse:
    if place.receivable is None:
        raise Http404
    rows = open_instalments(place.visit.business).filter(receivable=place.receivable)
    transfer = _transfer(place, sum(each.amount - each.paid for each in rows))
    drawn = qr_svg(transfer) if transfer is not None else ""
    if not drawn or no_payment_before(place.visit.customer, place.visit.today):
        raise Http404
    return HttpResponse(drawn, content_type="image/svg+xml")


def _start(request: HttpRequest, place: Place) -> HttpResponse:
    """Open the payment at the provider, then its own page; on the phone of the payer, back to ours."""
    if place.receivable is None:
        raise Http404
    visit = place.visit
    rows = open_instalments(visit.business).filter(receivable=place.receivable)
    try:
        written = request.POST.get("montant", "").strip()
        amount = parse_money(written, visit.code) if written else sum(e.amount - e.paid for e in rows)
        opened = start_provider_payment(
            business=visit.business,
            customer=visit.customer,
            receivables=[place.receivable],
            amount=amount,
            provider=request.POST.get("moyen", "")[:40],
            return_url=f"{settings.BASE_URL.rstrip('/')}{place.base}?fait=paiement",
            now=visit.now,
            phone=request.POST.get("telephone", "").strip()[:32],
            email=request.POST.get("courriel", "").strip()[:200],
        )
    except (Refusal, MoneyError) as no:
        return payment_page(request, place, fault=str(no), status=422)
    return HttpResponseRedirect(opened.url or f"{place.base}?fait=paiement")
