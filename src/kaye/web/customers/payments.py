"""Write money received, take back a payment written by mistake."""

from collections.abc import Sequence
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render

from kaye.actions.own_payment import reversal_right
from kaye.actions.record_payment import PaymentResult, record_payment
from kaye.actions.refusal import Refusal
from kaye.actions.reverse_payment import reverse_payment
from kaye.actions.undo import undo_token
from kaye.records.calendars import currency_of
from kaye.records.models import Payment
from kaye.records.queries.money import Debt, open_debts
from kaye.rules.money import format_money
from kaye.rules.rights import may
from kaye.web.access import ShopRequest, shop_page
from kaye.web.customers.forms import PaymentForm
from kaye.web.customers.found import back_to, customer_or_404, return_url
from kaye.web.customers.undoing import undo_url
from kaye.web.screen import posted, who
from kaye.web.sell.draft import figures
from kaye.web.shell.toasts import toast


@shop_page
def pay(request: ShopRequest, pk: int) -> HttpResponse:
    business = request.business
    customer = customer_or_404(business, pk)
    code = currency_of(business).code
    debts = open_debts(business, [customer.pk])
    choices = [
        (str(d.receivable), f"{d.reference or d.label} : {format_money(d.balance, code)}") for d in debts
    ]
    initial = {"received_on": request.today, "client_id": uuid4().hex, **_meant(request, debts, code)}
    form = PaymentForm(code, choices, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            result = record_payment(
                business=business,
                customer=customer,
                amount=said["amount"],
                received_on=said["received_on"],
                now=request.now,
                method=said["method"],
                debts=[int(said["debt"])] if said["debt"] else (),
                client_id=said["client_id"] or None,
                by=who(request),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _said(result, code), undo_url(undo_token(result.payment)))
            return back_to(request, customer.pk)
    context = {
        "form": form,
        "customer": customer,
        "code": code,
        "debts": debts,
        "retour": return_url(request),
    }
    return render(request, "customers/pay.html", context, status=422 if form.errors else 200)


@shop_page
def reverse(request: ShopRequest, pk: int, payment: int) -> HttpResponse:
    """GET asks why, POST reason=… writes the reverse entry."""
    business = request.business
    customer = customer_or_404(business, pk)
    row = Payment.objects.filter(business=business, customer=customer, pk=payment).first()
    if row is None:
        raise Http404
    problem = ""
    allowed = may(request.member.role, reversal_right(business, row, who(request), request.now))
    if request.method == "POST" and not allowed:
        raise PermissionDenied
    if request.method == "POST":
        try:
            reverse_payment(
                business=business,
                payment=row,
                reason=request.POST.get("reason", "").replace("\x00", ""),
                now=request.now,
                by=who(request),
            )
        except Refusal as refusal:
            problem = str(refusal)
        else:
            toast(request, "Paiement annulé. La dette reprend ses dates.")
            return back_to(request, customer.pk)
    context = {
        "payment": row,
        "allowed": allowed,
        "customer": customer,
        "code": currency_of(business).code,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "customers/payment.html", context, status=422 if problem else 200)


def _meant(request: ShopRequest, debts: Sequence[Debt], code: str) -> dict[str, str]:
    """?dette=: the one that its paper asks to be paid, with what is left of it."""
    wanted = request.GET.get("dette", "")
    left = sum(each.balance for each in debts if str(each.receivable) == wanted)
    return {"debt": wanted, "amount": figures(left, code)} if left else {}


def _said(result: PaymentResult, code: str) -> str:
    got = format_money(result.payment.amount, code)
    if result.payment.state == "pending":
        return f"Chèque de {got} noté : il comptera une fois encaissé."
    if result.balance:
        return f"{got} reçus, reste {format_money(result.balance, code)}."
    if result.credit:
        return f"{got} reçus, tout est payé, {format_money(result.credit, code)} d’avance."
    return f"{got} reçus, tout est payé."
