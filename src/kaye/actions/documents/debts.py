"""The debt of an issued invoice: its own, or the one that the sale had already made (M21)."""

from datetime import date, datetime, timedelta

from django.db.models import Sum

from kaye.actions.documents.figures import Figures
from kaye.actions.record_sale import CREDIT_DAYS
from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of
from kaye.records.models import Allocation, Document, Instalment, Receivable, Sale
from kaye.rules.french import shorten
from kaye.rules.money import format_money

_LABEL = 300


def debt_of_sale(sale: Sale | None) -> Receivable | None:
    """The living debt that a sale of the notebook made."""
    if sale is None:
        return None
    return Receivable.objects.filter(sale=sale, cancelled_at=None).first()


def paid_on(debt: Receivable) -> int:
    """What was received for this debt."""
    return Allocation.objects.filter(instalment__receivable=debt).aggregate(total=Sum("amount"))["total"] or 0


def make_debt(
    document: Document, found: Figures, number: str, due_on: date, now: datetime
) -> list[Instalment]:
    """The debt of this invoice, in the caller's transaction; answers the instalments to follow. Raises Refusal."""
    if found.due == 0:
        return []
    known = debt_of_sale(document.sale)
    if known is not None:
        return _turn(known, document, found, number, due_on)
    receivable = Receivable.objects.create(
        business=document.business,
        customer=document.customer,
        sale=document.sale,
        origin="invoice",
        reference=number,
        label=label_of(found),
        issued_on=document.issued_on or due_on,
        total=found.due,
        created_at=now,
    )
    document.receivable = receivable
    instalment = Instalment.objects.create(
        business=document.business,
        receivable=receivable,
        customer=document.customer,
        due_on=due_on,
        amount=found.due,
    )
    return [instalment]


def label_of(found: Figures) -> str:
    """« 2 Huile 5 L, Chargeur »."""
    said = (
        f"{line.quantity.normalize():f} {line.label}" if line.quantity != 1 else line.label
        for line in found.lines
    )
    return shorten(", ".join(said), _LABEL)


def _turn(
    debt: Receivable, document: Document, found: Figures, number: str, due_on: date
) -> list[Instalment]:
    """The debt of the notebook becomes the invoice's: nothing is owed twice, its case goes on."""
    if debt.reference:
        raise Refusal(f"Cette vente est déjà facturée : {debt.reference}.")
    live = list(debt.instalments.filter(replaced_at=None).select_related("receivable"))
    if debt.total != found.due:
        code = currency_of(document.business).code
        raise Refusal(
            f"Cette vente doit {format_money(debt.total, code)} et la facture {format_money(found.due, code)} :"
            " corrigez la vente, ou facturez ses lignes telles quelles."
        )
    debt.origin, debt.reference, debt.issued_on = "invoice", number, document.issued_on or debt.issued_on
    debt.save(update_fields=["origin", "reference", "issued_on"])
    document.receivable = debt
    for each in live:
        if not _is_agreed(each, document.sale):
            each.due_on = due_on
            each.save(update_fields=["due_on"])
    return live


def _is_agreed(instalment: Instalment, sale: Sale | None) -> bool:
    """A date of next payment agreed in the notebook, or by a plan, is kept; the default one is not (M21)."""
    if instalment.plan_id is not None:
        return True
    if sale is None or instalment.due_on is None:
        return False
    usual = sale.promised_on if sale.kind == "order" else sale.sold_on + timedelta(days=CREDIT_DAYS)
    return sale.kind != "cash" and instalment.due_on != usual
