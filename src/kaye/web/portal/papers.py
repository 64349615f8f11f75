"""A paper on the customer's side: its lines, its PDF, and for a quote the ways to answer."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from kaye.actions.accept_quote import SENTENCE
from kaye.actions.decline_quote import REASONS
from kaye.actions.documents.figures import printed_of
from kaye.actions.documents.ground import ground
from kaye.records.calendars import local_day
from kaye.records.files import file_name
from kaye.records.links import url_of
from kaye.records.models import Document, DocumentFile
from kaye.records.queries.documents import file_of
from kaye.records.queries.quotes import at_home, state_on
from kaye.rules.documents.amounts import rate_text
from kaye.rules.documents.document import Document as Printed
from kaye.rules.documents.document import DocumentLine
from kaye.rules.money import currency, format_money
from kaye.web.portal.access import Visit, customer_page
from kaye.web.portal.payments import debt_context, elsewhere
from kaye.web.portal.place import Place, of_document, of_link, show

_INLINE = 'inline; filename="{}"'


@dataclass(frozen=True, slots=True)
class Row:
    """One line as the page shows it; `amount` in minor units, as the prices are written."""

    label: str
    detail: str
    amount: int


@customer_page("document")
def document(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page; a POST here, made by the page of a dead link, asks for a new one and changes nothing else."""
    if request.method == "POST":
        return HttpResponseRedirect(visit.base)
    return document_page(request, of_link(visit))


@customer_page("space")
def in_space(request: HttpRequest, visit: Visit, document: int) -> HttpResponse:
    return document_page(request, of_document(visit, document))


@customer_page("document")
def pdf(request: HttpRequest, visit: Visit) -> HttpResponse:
    return file_answer(of_link(visit).document, "pdf")


@customer_page("space")
def pdf_in_space(request: HttpRequest, visit: Visit, document: int) -> HttpResponse:
    return file_answer(of_document(visit, document).document, "pdf")


@customer_page("payment")
def payment_pdf(request: HttpRequest, visit: Visit) -> HttpResponse:
    return file_answer(of_link(visit).document, "pdf")


@customer_page("document")
def proof(request: HttpRequest, visit: Visit) -> HttpResponse:
    return file_answer(of_link(visit).document, "proof")


def file_answer(document: Document | None, role: str) -> HttpResponse:
    """The exact bytes kept. Raises Http404."""
    kept: DocumentFile | None = file_of(document, role) if document is not None else None
    if kept is None or document is None:
        raise Http404
    answer = HttpResponse(bytes(kept.content), content_type=kept.mime)
    answer["Content-Disposition"] = _INLINE.format(_safe_name(document, role))
    return answer


def document_page(request: HttpRequest, place: Place, *, fault: str = "", status: int = 200) -> HttpResponse:
    """A quote with its answers, or an invoice with its payment."""
    paper = place.document
    if paper is None or paper.printed is None:
        raise Http404
    printed = printed_of(paper)
    kept = file_of(paper, "pdf")
    context: dict[str, object] = {
        "place": place,
        "paper": paper,
        "printed": printed,
        "heading": _heading(printed),
        "rows": [_row(line, printed) for line in printed.lines],
        "totals": _totals(printed),
        "pdf_size": _size(kept),
        "pdf_sha256": kept.sha256 if kept is not None else "",
        "discount": _discount(printed),
        "old_version": _old_version(place),
        "typed": request.POST,
    }
    if place.quote is not None:
        context |= _quote_context(place, paper)
        return show(request, place.visit, "portal/quote.html", context, fault=fault, status=status)
    context |= debt_context(place)
    return elsewhere(show(request, place.visit, "portal/invoice.html", context, fault=fault, status=status))


def _quote_context(place: Place, quote: Document) -> dict[str, object]:
    visit = place.visit
    home = at_home(quote)
    signature = getattr(quote, "signature", None)
    deposit = quote.made_from_it.filter(asked__part__role="deposit", state="issued").first()
    blocked = home.no_payment_before if home and home.no_payment_before else None
    return {
        "state": state_on(quote, visit.today),
        "home": home,
        "signature": signature,
        "signed_on": local_day(visit.business, signature.at) if signature is not None else None,
        "sentence": SENTENCE,
        "needs_code": visit.in_space or ground(visit.business).papers.accept_code,
        "reasons": [(key, word.capitalize()) for key, word in REASONS.items() if key != "no_answer"],
        "later_from": visit.today + timedelta(days=1),
        "payment_blocked_until": blocked if blocked and blocked > visit.today else None,
        "deposit": deposit,
        "deposit_link": _deposit_link(deposit) if deposit is not None else "",
        "will_be_home": bool(quote.asked.get("off_premises")) and quote.customer.is_consumer is not False,
    }


def _deposit_link(deposit: Document) -> str:
    link = deposit.links.filter(kind="document", revoked_at=None).order_by("-pk").first()
    return url_of(link) if link is not None else ""


def _heading(printed: Printed) -> str:
    first = printed.lines[0].label if printed.lines else printed.title
    others = len(printed.lines) - 1
    return f"{first}, et {others} autre{'s' * (others > 1)}" if others > 0 else first


def _row(line: DocumentLine, printed: Printed) -> Row:
    quantity = f"{line.quantity.normalize():f}".replace(".", ",")
    unit = f" {line.unit}" if line.unit else ""
    said = f"{quantity}{unit} × {_price(line, printed)}" if line.quantity != 1 or line.unit else ""
    return Row(line.label, ", ".join(x for x in (said, line.detail) if x), line.amount)


def _price(line: DocumentLine, printed: Printed) -> str:
    """« 690,00 € »; with all its decimals where it has more than the currency."""
    scaled = line.unit_price.scaleb(currency(printed.currency).exponent)
    if scaled == int(scaled):
        return format_money(int(scaled), printed.currency)
    return f"{line.unit_price.normalize():f}".replace(".", ",")


def _totals(printed: Printed) -> list[tuple[str, int]]:
    """(label, minor units) of what stands between the lines and the total."""
    if not any(row.amount for row in printed.totals.rates):
        return []
    rates = [(f"TVA {rate_text(row.vat.rate)}", row.amount) for row in printed.totals.rates if row.amount]
    return [("Total hors taxes", printed.totals.ht), *rates]


def _discount(printed: Printed) -> str:
    if printed.discount.percent is not None:
        return rate_text(printed.discount.percent)
    return format_money(printed.discount.amount, printed.currency) if printed.discount.amount else ""


def _old_version(place: Place) -> bool:
    given = place.visit.link.document
    return given is not None and place.document is not None and given.pk != place.document.pk


def _size(kept: DocumentFile | None) -> str:
    return f"{max(1, round(len(bytes(kept.content)) / 1024))}\u00a0ko" if kept is not None else ""


def _safe_name(document: Document, role: str) -> str:
    name = file_name(document, "application/pdf")
    plain = "".join(each for each in name if each.isascii() and (each.isalnum() or each in "-_."))
    return f"preuve-{plain}" if role == "proof" else plain
