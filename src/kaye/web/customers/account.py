"""A customer's money beyond paying: cheques, advances, refunds, losses."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kaye.actions.apply_credit import apply_credit
from kaye.actions.bounce_cheque import bounce_cheque
from kaye.actions.clear_cheque import clear_cheque
from kaye.actions.refund import refund
from kaye.actions.refusal import Refusal
from kaye.actions.undo import undo_token
from kaye.actions.write_off import take_back_write_off, write_off
from kaye.records.calendars import currency_of
from kaye.records.models import Payment, Reduction
from kaye.records.queries.money import credit_of, open_debts
from kaye.rules.money import format_money
from kaye.web.access import ShopRequest, owner_page, shop_page
from kaye.web.customers.forms import LossForm, RefundForm
from kaye.web.customers.found import back_to, customer_or_404
from kaye.web.customers.undoing import undo_url
from kaye.web.screen import posted, who
from kaye.web.shell.toasts import toast


@shop_page
@require_POST
def cheque(request: ShopRequest, pk: int, payment: int) -> HttpResponse:
    """POST outcome=cleared|bounced."""
    customer = customer_or_404(request.business, pk)
    row = Payment.objects.filter(business=request.business, customer=customer, pk=payment).first()
    if row is None:
        raise Http404
    asked = {"business": request.business, "payment": row, "now": request.now, "by": who(request)}
    try:
        if request.POST.get("outcome") == "cleared":
            result = clear_cheque(**asked)  # type: ignore[arg-type]
            left = format_money(result.balance, currency_of(request.business).code)
            toast(
                request,
                f"Chèque encaissé, reste {left}." if result.balance else "Chèque encaissé, tout est payé.",
            )
        else:
            bounce_cheque(**asked)  # type: ignore[arg-type]
            toast(request, "Chèque impayé : la dette reprend ses dates.")
    except Refusal as refusal:
        toast(request, str(refusal))
    return back_to(request, customer.pk)


@shop_page
@require_POST
def use_credit(request: ShopRequest, pk: int) -> HttpResponse:
    """The advance settles the oldest debts."""
    customer = customer_or_404(request.business, pk)
    try:
        done = apply_credit(business=request.business, customer=customer, now=request.now, by=who(request))
    except Refusal as refusal:
        toast(request, str(refusal))
    else:
        used = format_money(done.amount, currency_of(request.business).code)
        toast(request, f"{used} d’avance utilisés.", undo_url(done.event))
    return back_to(request, customer.pk)


@owner_page
def give_back(request: ShopRequest, pk: int) -> HttpResponse:
    """GET asks how much, POST writes the refund; owners only (M28)."""
    customer = customer_or_404(request.business, pk)
    code = currency_of(request.business).code
    credit = credit_of(customer)
    form = RefundForm(code, posted(request), initial={"amount": _typed(credit, code)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            result = refund(
                business=request.business,
                customer=customer,
                amount=said["amount"],
                now=request.now,
                method=said["method"],
                reason=said["reason"],
                by=who(request),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(
                request,
                f"{format_money(said['amount'], code)} rendus.",
                undo_url(undo_token(result.payment)),
            )
            return back_to(request, customer.pk)
    context = {"form": form, "customer": customer, "code": code, "credit": credit}
    return render(request, "customers/refund.html", context, status=422 if form.errors else 200)


@owner_page
def lose(request: ShopRequest, pk: int) -> HttpResponse:
    """GET asks which debt and why, POST gives it up; owners only (M28)."""
    customer = customer_or_404(request.business, pk)
    code = currency_of(request.business).code
    debts: dict[str, str] = {}
    for debt in open_debts(request.business, [customer.pk]):
        debts.setdefault(str(debt.receivable), debt.reference or debt.label)
    form = LossForm(code, list(debts.items()), posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            done = write_off(
                business=request.business,
                customer=customer,
                amount=said["amount"],
                debts=[f"#{said['debt']}"],
                reason=said["reason"],
                now=request.now,
                by=who(request),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, f"{format_money(done.amount, code)} abandonnés.", undo_url(done.event))
            return back_to(request, customer.pk)
    context = {"form": form, "customer": customer, "code": code, "debts": debts}
    return render(request, "customers/loss.html", context, status=422 if form.errors else 200)


@shop_page
@require_POST
def find_again(request: ShopRequest, pk: int, loss: int) -> HttpResponse:
    """A loss taken back: the debt is owed again; owners only."""
    customer = customer_or_404(request.business, pk)
    if not Reduction.objects.filter(business=request.business, customer=customer, pk=loss).exists():
        raise Http404
    if request.member.role != "owner":
        raise PermissionDenied
    try:
        take_back_write_off(
            business=request.business,
            customer=customer,
            write_off_id=loss,
            reason="repris par le propriétaire",
            now=request.now,
            by=who(request),
        )
    except Refusal as refusal:
        toast(request, str(refusal))
    else:
        toast(request, "La dette est de nouveau due, avec ses dates.")
    return back_to(request, customer.pk)


def _typed(minor: int, code: str) -> str:
    """An amount as a person would type it."""
    return format_money(minor, code).rsplit("\u00a0", 1)[0].replace("\u202f", " ") if minor > 0 else ""
