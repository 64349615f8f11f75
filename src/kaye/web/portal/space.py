"""The customer's own space: where they stand, their papers, what they prefer to receive."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from kaye.actions.ask_code import ask_code, check_code
from kaye.actions.change_customer import change_customer
from kaye.actions.print_statement import LINE_WORDS, METHOD_WORDS, print_statement
from kaye.actions.record_customer import Identity
from kaye.actions.refusal import Refusal
from kaye.actions.stop import lift_stop, stop
from kaye.records.models import Document, OptOut
from kaye.records.queries.money import credit_of, open_debts
from kaye.records.queries.statement import statement
from kaye.web.portal.access import Visit, customer_page
from kaye.web.portal.place import show

_MOST = 100  # papers and lines of the account shown
_SHOWN = ("sent", "accepted", "issued", "open", "done", "declined", "expired")
_KINDS = ("quote", "invoice", "deposit", "final", "receipt", "credit_note")
BY = "le client, dans son espace"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the statement: `amount` in minor units, negative when it lowers what is owed."""

    on: date
    title: str
    amount: int
    balance: int


@customer_page("space")
def space(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(visit.base)
    return space_page(request, visit)


@customer_page("space")
def statement_file(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The whole account, as a PDF."""
    content = print_statement(business=visit.business, customer=visit.customer, now=visit.now)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="releve.pdf"'
    return answer


@customer_page("space")
@require_POST
def preferences(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is ticked is wanted; nothing ticked, nothing is sent any more but what the law asks."""
    wanted = {
        "marketing": request.POST.get("offres") == "oui",
        "all": request.POST.get("messages") == "oui",
    }
    for purpose, wants in wanted.items():
        known = OptOut.objects.filter(
            customer=visit.customer, purpose=purpose, point=None, lifted_at=None
        ).first()
        if wants and known is not None:
            lift_stop(business=visit.business, opt_out=known, now=visit.now, how="page", by=BY)
        elif not wants and known is None:
            stop(
                business=visit.business,
                customer=visit.customer,
                now=visit.now,
                purpose=purpose,
                words="depuis son espace",
                how="page",
                by=BY,
            )
    return HttpResponseRedirect(f"{visit.base}?fait=preferences")


@customer_page("space")
@require_POST
def code(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        ask_code(business=visit.business, link=visit.link, now=visit.now)
    except Refusal as no:
        return space_page(request, visit, fault=str(no), status=422)
    return HttpResponseRedirect(f"{visit.base}?fait=code#adresse")


@customer_page("space")
@require_POST
def address(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new postal address, with the code that was sent (M40)."""
    try:
        check_code(business=visit.business, link=visit.link, code=request.POST.get("code", ""), now=visit.now)
        change_customer(
            business=visit.business,
            customer=visit.customer,
            now=visit.now,
            address=" ".join(request.POST.get("adresse", "").split())[:300],
            identity=Identity(
                siren=visit.customer.siren,
                vat_number=visit.customer.vat_number,
                postcode=" ".join(request.POST.get("code_postal", "").split())[:12],
                city=" ".join(request.POST.get("ville", "").split())[:120],
            ),
            by=BY,
        )
    except Refusal as no:
        return space_page(request, visit, fault=str(no), status=422)
    return HttpResponseRedirect(f"{visit.base}?fait=adresse")


def space_page(request: HttpRequest, visit: Visit, *, fault: str = "", status: int = 200) -> HttpResponse:
    customer = visit.customer
    debts = open_debts(visit.business, [customer.pk])
    stopped = set(
        OptOut.objects.filter(customer=customer, point=None, lifted_at=None).values_list("purpose", flat=True)
    )
    papers = Document.objects.filter(customer=customer, kind__in=_KINDS, state__in=_SHOWN)
    context: dict[str, object] = {
        "customer": customer,
        "debts": debts,
        "balance": sum(each.balance for each in debts),
        "credit": credit_of(customer),
        "late": sum(each.balance for each in debts if each.due_on and each.due_on < visit.today),
        "papers": list(papers.order_by("-issued_on", "-id")[:_MOST]),
        "account": _account(visit),
        "wants_offers": "marketing" not in stopped and "all" not in stopped,
        "wants_messages": "all" not in stopped,
    }
    return show(request, visit, "portal/space.html", context, fault=fault, status=status)


def _account(visit: Visit) -> list[Row]:
    """The last lines of the account, the latest first."""
    found = statement(visit.business, visit.customer, visit.today, end=visit.today).lines[-_MOST:]
    return [
        Row(
            line.on,
            f"{LINE_WORDS.get(line.kind, line.kind)}, {METHOD_WORDS.get(line.ref, line.ref)}".rstrip(", "),
            line.debit - line.credit,
            line.balance,
        )
        for line in reversed(found)
    ]
