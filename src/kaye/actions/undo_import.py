"""Take an import back: what nothing depends on disappears, the rest stays and is named.

Rows that nobody touched since are the file's mistake, not facts of the business: they are deleted, so that
the corrected file can come in again. The journal keeps what they were, and a money event says that they were
taken back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from kaye.actions.bank.take_statement import KIND as STATEMENT
from kaye.actions.close_cases import reopen_payments
from kaye.actions.importing.answer import Kept, UndoAnswer
from kaye.actions.importing.debts import CREDIT_NOTE
from kaye.actions.importing.dependents import (
    Dependents,
    untouched_payments,
    unused_customers,
    unused_products,
)
from kaye.actions.importing.directory import pieces
from kaye.actions.importing.restore import restore
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan, replan_house
from kaye.actions.watch_stock import watch_stock
from kaye.records.journal import NewEvent, append_many
from kaye.records.locks import lock
from kaye.records.models import (
    Allocation,
    Business,
    Case,
    Consent,
    ContactPoint,
    Customer,
    CustomerTag,
    Event,
    ImportBatch,
    ImportedRow,
    Instalment,
    OptOut,
    OutgoingMessage,
    Payment,
    Product,
    Receivable,
    Sale,
    SaleLine,
    Tag,
)
from kaye.records.search import keep_customer_keys, search_text
from kaye.records.sums import recount

_WAITING = ("proposed", "due", "cancelled")  # messages that never left


def undo_import(*, business: Business, batch: ImportBatch, now: datetime, by: str = "") -> UndoAnswer:
    """One transaction. Raises Refusal unless the import was done and not undone yet."""
    with transaction.atomic():
        lock(business)
        batch.refresh_from_db()
        if batch.state != "done":
            raise Refusal("Cet import n'est pas en place : il n'y a rien à annuler.")
        if batch.kind == STATEMENT:
            raise Refusal("Un relevé de banque n'écrit rien seul : annulez les paiements notés depuis.")
        answer = _Undoing(business, batch, now, by).run()
        batch.state, batch.undone_at = "undone", now
        batch.answer = {**batch.answer, "undone": answer.as_json()}
        batch.save(update_fields=["state", "undone_at", "answer"])
    return answer


class _Undoing:
    def __init__(self, business: Business, batch: ImportBatch, now: datetime, by: str) -> None:
        self.business, self.batch, self.now, self.by = business, batch, now, by
        self.removed: Counter[str] = Counter()
        self.customers: set[int] = set()
        self.products: set[int] = set()
        self.events: list[NewEvent] = []
        done = Event.objects.filter(business=business, kind="import_done", payload__batch=batch.pk)
        self.since = done.order_by("-pk").values_list("pk", flat=True).first() or 0

    def run(self) -> UndoAnswer:
        batch = self.batch
        self.customers |= set(
            Customer.objects.filter(
                Q(receivables__batch=batch) | Q(payments__batch=batch) | Q(sales__batch=batch)
            ).values_list("pk", flat=True)
        )
        kept = Dependents(batch)
        freed = self._payments(untouched_payments(batch, kept))
        debts = (
            set(Receivable.objects.filter(batch=batch).values_list("pk", flat=True)) - kept.receivables.keys()
        )
        self._debts(debts)
        self._sales(set(Sale.objects.filter(batch=batch).values_list("pk", flat=True)) - kept.sales.keys())
        restored, changed, touched = restore(batch.answer.get("before", ()))
        self.customers |= touched.get("customer", set())
        self.products |= touched.get("product", set())
        self._settle(freed)
        self._unsay()
        self._people()
        self._articles()
        self._write_events()
        names = [*self._named(kept), *changed]
        return UndoAnswer(batch.pk, dict(self.removed), restored, tuple(names))

    def _payments(self, ids: set[int]) -> set[int]:
        """Returns the instalments that owe again."""
        freed: set[int] = set()
        for some in pieces(sorted(ids)):
            allocations = Allocation.objects.filter(payment_id__in=some)
            freed |= set(allocations.values_list("instalment_id", flat=True))
            said = list(Payment.objects.filter(pk__in=some).values_list("pk", "amount", "reason"))
            self._say(
                payments=[[pk, amount] for pk, amount, reason in said if reason != CREDIT_NOTE],
                credit_notes=[[pk, amount] for pk, amount, reason in said if reason == CREDIT_NOTE],
            )
            allocations.delete()
            self._forget(Payment.objects.filter(pk__in=some), "payments", ("invoices",))
        return freed

    def _debts(self, ids: set[int]) -> None:
        for some in pieces(sorted(ids)):
            instalments = Instalment.objects.filter(receivable_id__in=some)
            self._cases("instalment", instalments.values_list("pk", flat=True))
            rows = Receivable.objects.filter(pk__in=some)
            self._say(receivables=[list(each) for each in rows.values_list("pk", "total")])
            self._forget(rows, "receivables", ("invoices",))

    def _sales(self, ids: set[int]) -> None:
        for some in pieces(sorted(ids)):
            lines = SaleLine.objects.filter(sale_id__in=some)
            self._give_back(lines)
            self._cases("sale", some)
            self._cases("line", lines.values_list("pk", flat=True))
            rows = Sale.objects.filter(pk__in=some)
            self._say(sales=[list(each) for each in rows.values_list("pk", "total")])
            self._forget(rows, "sales", ("sales",))

    def _give_back(self, lines: Any) -> None:
        """Goods that the import took off the shelf; a count made since has already seen them."""
        self.products |= set(lines.exclude(product=None).values_list("product_id", flat=True))
        left = lines.filter(took_stock=True).exclude(sale__kind="order", sale__delivered_on=None)
        taken = left.filter(Q(product__counted_on=None) | Q(sold_on__gt=F("product__counted_on")))
        for product, quantity in taken.order_by().values_list("product_id").annotate(total=Sum("quantity")):
            Product.objects.filter(pk=product, stock__isnull=False).update(stock=F("stock") + quantity)

    def _cases(self, subject_type: str, subject_ids: Iterable[int]) -> None:
        """The follow-ups go, with the messages that wait for them."""
        for some in pieces(subject_ids):
            cases = Case.objects.filter(
                business=self.business, subject_type=subject_type, subject_id__in=some
            )
            messages = OutgoingMessage.objects.filter(steps__case__in=cases, state__in=_WAITING)
            OutgoingMessage.objects.filter(pk__in=set(messages.values_list("pk", flat=True))).delete()
            cases.delete()

    def _forget(self, rows: Any, thing: str, kinds: tuple[str, ...]) -> None:
        """Delete them, and the rows of the file that made them: the file may come in again."""
        ids = list(rows.values_list("pk", flat=True))
        imported = ImportedRow.objects.filter(batch=self.batch, kind__in=kinds, object_id__in=ids)
        if thing == "payments":
            imported = imported.filter(content__startswith="avoir:")
        else:
            imported = imported.exclude(content__startswith="avoir:")
        imported.delete()
        rows.delete()
        self.removed[thing] += len(ids)

    def _settle(self, freed: set[int]) -> None:
        for some in pieces(sorted(self.customers)):
            recount(self.business, some)
        for some in pieces(sorted(freed)):
            owing = Instalment.objects.filter(
                pk__in=some, paid__lt=F("amount"), replaced_at=None, receivable__cancelled_at=None
            )
            reopen_payments(
                business=self.business, instalments=list(owing.select_related("receivable")), now=self.now
            )

    def _people(self) -> None:
        for some in pieces(self.batch.answer.get("points", ())):
            self._unlearn(ContactPoint.objects.filter(pk__in=some))
        for some in pieces(list(unused_customers(self.batch, self.since).values_list("pk", flat=True))):
            ImportedRow.objects.filter(batch=self.batch, kind="customers", object_id__in=some).delete()
            Customer.objects.filter(pk__in=some).delete()
            self.removed["customers"] += len(some)
            self.customers -= set(some)
        replan(business=self.business, customer_ids=self.customers, now=self.now)

    def _unsay(self) -> None:
        """Words put on people, and what the file said that they agreed to or refused."""
        made = self.batch.answer.get("made", {})
        for some in pieces(made.get("tags", ())):
            rows = CustomerTag.objects.filter(pk__in=some)
            tags = set(rows.values_list("tag_id", flat=True))
            rows.delete()
            used = CustomerTag.objects.filter(tag__in=tags).values("tag")
            Tag.objects.filter(pk__in=tags).exclude(pk__in=used).delete()
        for model, name in ((OptOut, "opt_outs"), (Consent, "consents")):
            for some in pieces(made.get(name, ())):
                said = model.objects.filter(pk__in=some)
                self.customers |= set(said.values_list("customer_id", flat=True))
                said.delete()

    def _unlearn(self, points: QuerySet[ContactPoint]) -> None:
        """Phones and e-mails that the file taught about customers who were there before."""
        customers = list(Customer.objects.filter(points__in=points).distinct())
        points.delete()
        values: dict[int, list[tuple[str, str]]] = defaultdict(list)
        left = ContactPoint.objects.filter(customer__in=customers, state="ok")
        for pk, kind, value in left.values_list("customer_id", "kind", "value"):
            values[pk].append((kind, value))
        for row in customers:
            phones = [value for kind, value in values[row.pk] if kind == "phone"]
            emails = [value for kind, value in values[row.pk] if kind == "email"]
            row.search = search_text((row.first_name, row.last_name, row.company), phones, emails)
        Customer.objects.bulk_update(customers, ["search"], batch_size=200)
        keep_customer_keys(self.business, customers)

    def _articles(self) -> None:
        for some in pieces(list(unused_products(self.batch, self.since).values_list("pk", flat=True))):
            self._cases("product", some)
            ImportedRow.objects.filter(batch=self.batch, kind="stock", object_id__in=some).delete()
            Product.objects.filter(pk__in=some).delete()
            self.removed["products"] += len(some)
            self.products -= set(some)
        for some in pieces(sorted(self.products)):
            recount(self.business, (), some)
            watch_stock(business=self.business, product_ids=some, now=self.now)
        replan_house(business=self.business, now=self.now)

    def _say(self, **said: list[list[int]]) -> None:
        payload = {"batch": self.batch.pk, **said}
        self.events.append(NewEvent("import_undone", self.now, payload, None, self.by, money=True))

    def _write_events(self) -> None:
        counts = {"batch": self.batch.pk, "removed": dict(self.removed)}
        self.events.append(NewEvent("import_undone", self.now, counts, None, self.by, money=True))
        append_many(business=self.business, events=self.events)

    def _named(self, kept: Dependents) -> list[Kept]:
        lines = dict(ImportedRow.objects.filter(batch=self.batch).values_list("object_id", "line"))
        found = []
        for some in pieces(sorted(kept.sales)):
            for sale in Sale.objects.filter(pk__in=some).select_related("customer"):
                who = sale.customer.name if sale.customer else "sans client"
                found.append(Kept(lines.get(sale.pk, 0), f"vente {sale.number}, {who}", kept.sales[sale.pk]))
        for some in pieces(sorted(kept.receivables)):
            debts = Receivable.objects.filter(pk__in=some, sale=None).select_related("customer")
            for debt in debts:
                what = f"{debt.reference or debt.label}, {debt.customer.name}"
                found.append(Kept(lines.get(debt.pk, 0), what, kept.receivables[debt.pk]))
        return found
