"""What is late with one customer, and everything that may still be done about it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kaye.actions.claim_fees import claim_fees
from kaye.actions.compute_fees import compute_fees, due_day
from kaye.actions.make_proof_file import make_proof_file
from kaye.actions.refusal import Refusal
from kaye.actions.time_bars import MAY_INTERRUPT, lapses
from kaye.actions.waive_fees import waive_fees
from kaye.records.calendars import currency_of
from kaye.records.models import Business, Customer, FormalNotice, HandOff, Receivable
from kaye.records.queries.fees import FeeSums, fees_of_debt
from kaye.records.queries.money import open_debts
from kaye.rules.documents.late_fees import Fees, Status
from kaye.web.access import ShopRequest, owner_page, shop_page
from kaye.web.customers.found import customer_or_404
from kaye.web.screen import who
from kaye.web.shell.toasts import toast


@dataclass(frozen=True, slots=True)
class Late:
    """A late debt, with what lateness adds."""

    id: int
    name: str
    due_on: date
    days: int
    balance: int
    fees: Fees
    ledger: FeeSums

    @property
    def new(self) -> int:
        """What could be asked and was not yet."""
        return max((self.fees.total or 0) - self.ledger.claimed - self.ledger.waived, 0)


@shop_page
def page(request: ShopRequest, pk: int) -> HttpResponse:
    return show(request, customer_or_404(request.business, pk))


def show(request: ShopRequest, customer: Customer, problem: str = "", about: str = "") -> HttpResponse:
    """The page; `problem`: why nothing was done, `about`: the part of the page that it concerns."""
    business, today = request.business, request.today
    bars = lapses(business, customer)
    notices = list(FormalNotice.objects.filter(customer=customer).exclude(state="cancelled").order_by("-pk"))
    files = list(HandOff.objects.filter(customer=customer).order_by("-pk"))
    context = {
        "customer": customer,
        "code": currency_of(business).code,
        "late": _late(business, customer, today),
        "lapses": bars,
        "near": [each for each in bars if each.is_near(today)],
        "may_interrupt": MAY_INTERRUPT,
        "notices": notices,
        "has_draft": any(each.state == "drafted" for each in notices),
        "files": files,
        "is_given": any(each.taken_back_at is None for each in files),
        "problem": problem,
        "about": about,
        "is_owner": request.member.role == "owner",
        "computed": Status.COMPUTED,
    }
    return render(request, "recovery/file.html", context, status=422 if problem else 200)


@owner_page
@require_POST
def fees(request: ShopRequest, pk: int, debt: int) -> HttpResponse:
    """POST act=claim freezes the figure; act=waive with its reason gives it up."""
    customer = customer_or_404(request.business, pk)
    row = Receivable.objects.filter(business=request.business, customer=customer, pk=debt).first()
    if row is None:
        raise Http404
    business, now, by = request.business, request.now, who(request)
    try:
        if request.POST.get("act") == "waive":
            reason = request.POST.get("reason", "")
            waive_fees(business=business, receivable=row, reason=reason, on=request.today, now=now, by=by)
            said = "Frais abandonnés."
        else:
            claim_fees(business=business, receivable=row, on=request.today, now=now, by=by)
            said = "Frais demandés : le chiffre ne bouge plus."
    except Refusal as refusal:
        return show(request, customer, str(refusal), f"frais-{debt}")
    toast(request, said)
    return back(customer)


@owner_page
@require_POST
def proof(request: ShopRequest, pk: int) -> HttpResponse:
    """The archive of the proof file, to download."""
    customer = customer_or_404(request.business, pk)
    made = make_proof_file(business=request.business, customer=customer, now=request.now, by=who(request))
    return download(made.zip, "application/zip", f"dossier-{customer.pk}-{request.today.isoformat()}.zip")


def back(customer: Customer) -> HttpResponse:
    return HttpResponseRedirect(reverse("customers_recovery", args=[customer.pk]))


def download(content: bytes, mime: str, name: str, inline: bool = False) -> HttpResponse:
    """The bytes as they are, never kept by the browser's cache."""
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _late(business: Business, customer: Customer, today: date) -> list[Late]:
    balances: dict[int, int] = {}
    for each in open_debts(business, [customer.pk]):
        balances[each.receivable] = balances.get(each.receivable, 0) + each.balance
    found = []
    for row in Receivable.objects.filter(pk__in=balances).order_by("issued_on", "pk"):
        due_on = due_day(row)
        if due_on is None or due_on >= today:
            continue
        computed = compute_fees(business=business, receivable=row, on=today)
        found.append(
            Late(
                id=row.pk,
                name=row.reference or row.label,
                due_on=due_on,
                days=(today - due_on) // timedelta(days=1),
                balance=balances[row.pk],
                fees=computed,
                ledger=fees_of_debt(row),
            )
        )
    return found
