"""What a person or a message added since an import: those debts and sales stay when it is undone."""

from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from kaye.actions.importing.directory import pieces
from kaye.records.calendars import local_day
from kaye.records.models import (
    Allocation,
    Case,
    Customer,
    Document,
    Event,
    Hold,
    ImportBatch,
    Instalment,
    MessageStep,
    Payment,
    Product,
    Receivable,
    Reduction,
    Sale,
    SaleLine,
    StepDone,
)

_LEFT = ("sent", "leased", "handing", "uncertain", "failed")  # states of a message that left, or may have
_PAID, _SENT, _DONE = (
    "un paiement a été noté depuis",
    "un message est parti depuis",
    "elle a été suivie depuis",
)
_HELD, _PLAN, _CANCELLED = (
    "une attente a été notée depuis",
    "un échéancier a été fait depuis",
    "annulée depuis",
)
_INVOICED, _LOWERED, _RECOVERED = (
    "une facture a été faite depuis",
    "elle a été réduite depuis",
    "des frais ou une mise en demeure ont été notés depuis",
)
_DELIVERED, _REVERSED = "livrée depuis", "son paiement a été annulé depuis"


class Dependents:
    """`sales`, `receivables`: id -> why it stays, in French."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self.sales: dict[int, str] = {}
        self.receivables: dict[int, str] = {}
        self._look_at_money()
        self._look_at_sales()
        self._look_at_papers()
        for some_type, of_case in (
            ("instalment", self._receivables_of),
            ("sale", self._sales_of),
            ("line", self._sales_of_lines),
        ):
            self._look_at_cases(some_type, of_case)
        self._join()

    def _look_at_money(self) -> None:
        mine = Q(payment__batch=self._batch)
        foreign = Allocation.objects.filter(instalment__receivable__batch=self._batch).exclude(mine)
        self._keep_debts(foreign.values_list("instalment__receivable_id", flat=True), _PAID)
        reversed_ones = Allocation.objects.filter(
            instalment__receivable__batch=self._batch, payment__reversed_by__isnull=False
        )
        self._keep_debts(reversed_ones.values_list("instalment__receivable_id", flat=True), _REVERSED)
        replaced = Instalment.objects.filter(receivable__batch=self._batch).exclude(replaced_at=None)
        self._keep_debts(replaced.values_list("receivable_id", flat=True), _PLAN)
        cancelled = Receivable.objects.filter(batch=self._batch).exclude(cancelled_at=None)
        self._keep_debts(cancelled.values_list("pk", flat=True), _CANCELLED)

    def _look_at_sales(self) -> None:
        sales = Sale.objects.filter(batch=self._batch)
        paid = Payment.objects.filter(sale__batch=self._batch).exclude(batch=self._batch)
        self._keep_sales(paid.values_list("sale_id", flat=True), _PAID)
        self._keep_sales(sales.exclude(cancelled_at=None).values_list("pk", flat=True), _CANCELLED)
        imported_on = local_day(self._batch.business, self._batch.created_at)
        delivered = sales.filter(kind="order", delivered_on__gte=imported_on)
        self._keep_sales(delivered.values_list("pk", flat=True), _DELIVERED)

    def _look_at_papers(self) -> None:
        """What a person wrote on these debts and sales: they are PROTECTed, and stay."""
        mine = Receivable.objects.filter(batch=self._batch)
        self._keep_debts(mine.filter(document__isnull=False).values_list("pk", flat=True), _INVOICED)
        lowered = Reduction.objects.filter(instalment__receivable__batch=self._batch)
        self._keep_debts(lowered.values_list("instalment__receivable_id", flat=True), _LOWERED)
        claimed = Q(fees__isnull=False) | Q(notices__isnull=False) | Q(hand_offs__isnull=False)
        chased = mine.filter(claimed | Q(provider_payments__isnull=False)).distinct()
        self._keep_debts(chased.values_list("pk", flat=True), _RECOVERED)
        papers = Document.objects.filter(sale__batch=self._batch)
        self._keep_sales(papers.values_list("sale_id", flat=True), _INVOICED)

    def _look_at_cases(self, subject_type: str, keep: Callable[[list[int], str], None]) -> None:
        cases = Case.objects.filter(batch=self._batch, subject_type=subject_type)
        for rows, why in (
            (MessageStep.objects.filter(case__in=cases, message__state__in=_LEFT), _SENT),
            (StepDone.objects.filter(case__in=cases).exclude(outcome="skipped"), _DONE),
            (Hold.objects.filter(case__in=cases), _HELD),
        ):
            ids = set(rows.values_list("case__subject_id", flat=True))
            for some in pieces(ids):
                keep(some, why)

    def _receivables_of(self, instalments: list[int], why: str) -> None:
        rows = Instalment.objects.filter(pk__in=instalments)
        self._keep_debts(rows.values_list("receivable_id", flat=True), why)

    def _sales_of(self, sales: list[int], why: str) -> None:
        self._keep_sales(sales, why)

    def _sales_of_lines(self, lines: list[int], why: str) -> None:
        self._keep_sales(SaleLine.objects.filter(pk__in=lines).values_list("sale_id", flat=True), why)

    def _keep_debts(self, ids: Iterable[int], why: str) -> None:
        for pk in ids:
            self.receivables.setdefault(pk, why)

    def _keep_sales(self, ids: Iterable[int], why: str) -> None:
        for pk in ids:
            self.sales.setdefault(pk, why)

    def _join(self) -> None:
        """A sale and its debt stay together."""
        for some in pieces(list(self.receivables)):
            pairs = Receivable.objects.filter(pk__in=some).exclude(sale=None).values_list("pk", "sale_id")
            for pk, sale in pairs:
                self.sales.setdefault(sale, self.receivables[pk])
        for some in pieces(list(self.sales)):
            pairs = Receivable.objects.filter(sale_id__in=some, batch=self._batch).values_list(
                "pk", "sale_id"
            )
            for pk, sale in pairs:
                self.receivables.setdefault(pk, self.sales[sale])


def untouched_payments(batch: ImportBatch, kept: Dependents) -> set[int]:
    """Payments of the import that go with it: not those that settle something that stays, nor those reversed."""
    mine = Payment.objects.filter(batch=batch)
    ids = set(mine.filter(reversed_by=None).values_list("pk", flat=True))
    for some in pieces(list(kept.receivables)):
        settle = Allocation.objects.filter(instalment__receivable_id__in=some, payment__batch=batch)
        ids -= set(settle.values_list("payment_id", flat=True))
    for some in pieces(list(kept.sales)):
        ids -= set(mine.filter(sale_id__in=some, sale__batch=batch).values_list("pk", flat=True))
    return ids


def unused_customers(batch: ImportBatch, since: int) -> QuerySet[Customer]:
    """Customers made by the import, that nothing points to and nobody changed after the event `since`."""
    later = Event.objects.filter(customer=OuterRef("pk"), pk__gt=since)
    return Customer.objects.filter(
        ~Exists(later),
        batch=batch,
        sales=None,
        receivables=None,
        payments=None,
        cases=None,
        messages=None,
        holds=None,
        opt_outs=None,
        documents=None,
        plans=None,
        subscriptions=None,
        provider_payments=None,
    )


def unused_products(batch: ImportBatch, since: int) -> QuerySet[Product]:
    """Articles made by the import, in no sale, and not counted after the event `since`."""
    later = Event.objects.filter(business_id=batch.business_id, kind="stock_counted", pk__gt=since)
    counted = {payload.get("product") for payload in later.values_list("payload", flat=True)}
    return Product.objects.filter(batch=batch, lines=None).exclude(pk__in=counted - {None})
