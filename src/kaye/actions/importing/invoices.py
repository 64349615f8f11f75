"""Invoices made elsewhere, with what was paid on them; credit notes lower what their customer owes (R20)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import F

from kaye.actions.importing.answer import Change
from kaye.actions.importing.debts import (
    CREDIT_NOTE,
    Debt,
    live_instalments,
    payment_of,
    payment_said,
    write_debts,
    write_growth,
)
from kaye.actions.importing.directory import pieces
from kaye.actions.importing.run import Before, Planned, Run
from kaye.actions.open_cases import IMPORT, open_cases
from kaye.imports.outcomes import Accepted, InvoiceRow
from kaye.imports.reading import digest
from kaye.records.models import Allocation, ImportedRow, Instalment, Payment, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.french import day_text
from kaye.rules.money import format_money
from kaye.rules.people import display_name, name_key

KIND = "invoices"
TERM_DAYS = 30  # when the file gives no due date
_CREDIT = "avoir"


class Invoices:
    def __init__(self, run: Run) -> None:
        self._run = run
        self._instalments: dict[int, list[Instalment]] = {}
        self._credits: list[Payment] = []

    def plan(self, rows: Sequence[Accepted], known: dict[str, ImportedRow]) -> list[Planned]:
        invoices = [row for row in rows if isinstance(row, InvoiceRow)]
        before = self._read(invoices, known)
        self._run.directory.prepare(
            (row.customer for row in invoices), (debt.customer_id for debt in before.values())
        )
        return [self._one(row, known.get(row.key), before.get(row.number)) for row in invoices]

    def write(self, plans: Sequence[Planned]) -> None:
        new = [plan for plan in plans if plan.state == "new"]
        changed = [plan for plan in plans if plan.state == "changed"]
        self._write_new([plan for plan in new if not _row(plan).is_credit_note])
        self._write_credits([plan for plan in new if _row(plan).is_credit_note])
        self._write_changed(changed)
        self._run.write_rows(KIND, (*new, *changed))

    def finish(self) -> None:
        """Credit notes settle what their customers owe, whatever the order of the lines."""
        allocations: list[Allocation] = []
        by_customer: dict[int, list[Payment]] = {}
        for payment in self._credits:
            if payment.customer_id is not None:
                by_customer.setdefault(payment.customer_id, []).append(payment)
        for some in pieces(by_customer):
            owing = open_instalments(self._run.business).filter(customer_id__in=some)
            oldest = (F("due_on").asc(nulls_last=True), "receivable__reference", "pk")
            owed: dict[int, list[Instalment]] = {}
            for instalment in owing.order_by(*oldest):
                owed.setdefault(instalment.customer_id, []).append(instalment)
            for customer_id in some:
                allocations += self._settle(by_customer[customer_id], owed.get(customer_id, []))
        Allocation.objects.bulk_create(allocations)
        self._run.write_events()

    # What a line will do.

    def _read(self, rows: Sequence[InvoiceRow], known: dict[str, ImportedRow]) -> dict[str, Receivable]:
        """Debts of these numbers, brought in or typed."""
        found: dict[str, Receivable] = {}
        for some in pieces(row.number for row in rows):
            debts = Receivable.objects.filter(business=self._run.business, reference__in=some)
            found.update({debt.reference: debt for debt in debts})
        moved = [debt.pk for number, debt in found.items() if number in known]
        self._instalments = live_instalments(moved)
        return found

    def _one(self, row: InvoiceRow, known: ImportedRow | None, debt: Receivable | None) -> Planned:
        title = ", ".join(part for part in (row.number, row.customer.name, row.subject) if part)
        plan = Planned(row, title, _content(row), known)
        plan.warnings += row.warnings
        if known is not None and known.content == plan.content:
            plan.state = "same"
        elif known is not None and (row.is_credit_note or known.content.startswith(_CREDIT)):
            _refuse(plan, f"N° facture : « {row.number} » est déjà noté avec d'autres chiffres")
        elif debt is not None:
            self._plan_known(plan, row, debt)
        elif known is not None:
            plan.state = "same"
            plan.warnings.append("cette facture a été retirée depuis le premier import : elle le reste")
        else:
            self._plan_new(plan, row)
        return plan

    def _plan_new(self, plan: Planned, row: InvoiceRow) -> None:
        run, code = self._run, self._run.currency
        run.name(plan, row.customer)
        if row.is_credit_note:
            run.created["payments"] += 1
            plan.text = f"avoir de {format_money(row.total, code)}, ôté de ce que ce client doit"
            return
        run.created["invoices"] += 1
        if row.paid:
            run.created["payments"] += 1
        left = row.total - row.paid
        issued = day_text(row.issued_on, run.today)
        if left <= 0:
            plan.text = f"{issued} · {format_money(row.total, code)} payés"
            return
        run.created["receivables"] += 1
        run.owed += left
        how = "" if row.due_on else f" ({TERM_DAYS} jours après)"
        plan.text = (
            f"{issued} · reste {format_money(left, code)} à payer le {day_text(_due_on(row), run.today)}{how}"
        )

    def _plan_known(self, plan: Planned, row: InvoiceRow, debt: Receivable) -> None:
        run = self._run
        slot = plan.slot = run.directory.by_id(debt.customer_id)
        if slot.key != name_key(display_name(row.customer.person)):
            _refuse(plan, f"N° facture : « {row.number} » est déjà au nom de {slot.name}")
            return
        if plan.known is None:
            if debt.total == row.total and debt.cancelled_at is None:
                plan.state = "same"
            else:
                _refuse(plan, f"N° facture : « {row.number} » est déjà notée, avec un autre montant")
            return
        plan.state, plan.object = "changed", debt
        run.taught(plan, run.directory.learn(slot, row.customer))
        self._plan_amounts(plan, row, debt)
        if not plan.changes and plan.state == "changed":
            plan.state = "same"
        elif plan.state == "changed":
            run.changed["invoices"] += 1

    def _plan_amounts(self, plan: Planned, row: InvoiceRow, debt: Receivable) -> None:
        run, code = self._run, self._run.currency
        instalment = self._own(debt)
        if row.total != debt.total:
            if instalment is None or row.total < instalment.paid:
                _refuse(
                    plan,
                    f"Montant : {format_money(row.total, code)} est écrit, mais {format_money(debt.total, code)} "
                    "est noté et déjà payé ou partagé en tranches",
                )
                return
            plan.changes.append(
                Change("Montant", format_money(debt.total, code), format_money(row.total, code))
            )
        if instalment is not None and row.due_on and row.due_on != instalment.due_on:
            old = day_text(instalment.due_on, run.today) if instalment.due_on else ""
            plan.changes.append(Change("Échéance", old, day_text(row.due_on, run.today)))
        if growth := self._growth(plan, row, debt):
            then = _paid_then(plan.known)
            plan.changes.append(Change("Déjà payé", format_money(then, code), format_money(row.paid, code)))
            plan.text = f"un paiement de {format_money(growth, code)} sera noté aujourd'hui"
            run.created["payments"] += 1
        elif row.paid != _paid_then(plan.known):
            plan.warnings.append("le montant payé du fichier ne défait pas les paiements déjà notés")

    def _own(self, debt: Receivable) -> Instalment | None:
        """The only instalment of this debt; None once a plan or a cancellation took its place."""
        rows = self._instalments.get(debt.pk, [])
        whole = len(rows) == 1 and rows[0].amount == debt.total and debt.cancelled_at is None
        return rows[0] if whole else None

    def _growth(self, plan: Planned, row: InvoiceRow, debt: Receivable) -> int:
        instalment = self._own(debt)
        if instalment is None:
            return 0
        return max(0, min(row.paid - _paid_then(plan.known), row.paid - instalment.paid))

    # Writing.

    def _write_new(self, plans: Sequence[Planned]) -> None:
        run = self._run
        debts = [_debt(plan) for plan in plans]
        instalments = write_debts(run, debts)
        open_cases(
            business=run.business, now=run.now, instalments=instalments, batch=run.batch, because=IMPORT
        )
        for plan, debt in zip(plans, debts, strict=True):
            plan.object = debt.receivable
            run.customers.add(debt.customer_id)
            run.say(
                "debt_added",
                {
                    "receivable": debt.receivable.pk if debt.receivable else None,
                    "customer": debt.customer_id,
                    "origin": debt.origin,
                    "reference": debt.reference,
                    "total": debt.total,
                    "due_on": debt.due_on.isoformat() if debt.due_on else None,
                    "payment": debt.payment.pk if debt.payment else None,
                    "method": debt.payment.method if debt.payment else "",
                    "received": debt.received,
                },
                debt.customer_id,
            )

    def _write_credits(self, plans: Sequence[Planned]) -> None:
        payments = []
        for plan in plans:
            row = _row(plan)
            assert plan.slot is not None and plan.slot.id is not None
            payment = payment_of(
                self._run,
                plan.slot.id,
                row.total,
                row.issued_on,
                method="other",
                reference=row.number[:80],
                reason=CREDIT_NOTE,
            )
            plan.object = payment
            payments.append(payment)
            self._run.customers.add(plan.slot.id)
        Payment.objects.bulk_create(payments)
        self._credits += payments

    def _settle(self, payments: list[Payment], owed: list[Instalment]) -> Iterator[Allocation]:
        left = {each.pk: each.amount - each.paid for each in owed}
        for payment in payments:
            rest, said = payment.amount, []
            for instalment in owed:
                if part := min(rest, left[instalment.pk]):
                    rest -= part
                    left[instalment.pk] -= part
                    said.append([instalment.pk, part])
                    yield Allocation(
                        business=self._run.business, payment=payment, instalment=instalment, amount=part
                    )
            self._run.say("payment_recorded", payment_said(payment, said), payment.customer_id)

    def _write_changed(self, plans: Sequence[Planned]) -> None:
        run = self._run
        grown, debts, instalments = [], [], []
        for plan in plans:
            row, debt = _row(plan), plan.object
            instalment = self._own(debt)
            growth = self._growth(plan, row, debt)
            if instalment is not None:
                before = len(run.before)
                self._change(debt, "total", "receivable", row.total)
                self._change(instalment, "amount", "instalment", row.total)
                if row.due_on:
                    self._change(instalment, "due_on", "instalment", row.due_on)
                if len(run.before) > before:
                    debts.append(debt)
                    instalments.append(instalment)
                    said = {"receivable": debt.pk, "total": row.total, "due_on": str(instalment.due_on)}
                    run.say("debt_changed", said, debt.customer_id)
                if growth:
                    grown.append((instalment, growth, None))
            run.customers.add(debt.customer_id)
        Receivable.objects.bulk_update(debts, ["total"], batch_size=200)
        Instalment.objects.bulk_update(instalments, ["amount", "due_on"], batch_size=200)
        write_growth(run, grown)

    def _change(self, row: Receivable | Instalment, field: str, model: str, new: object) -> None:
        old = getattr(row, field)
        if old != new:
            self._run.before.append(Before(model, row.pk, field, old, new))
            setattr(row, field, new)


def _row(plan: Planned) -> InvoiceRow:
    assert isinstance(plan.row, InvoiceRow)
    return plan.row


def _refuse(plan: Planned, reason: str) -> None:
    plan.state, plan.reason, plan.changes = "refused", f"{reason}.", []


def _content(row: InvoiceRow) -> str:
    """What was paid, in clear to see it grow, and a hash of the rest."""
    rest = digest(
        row.total,
        row.paid,
        row.due_on,
        row.subject,
        name_key(row.customer.name),
        [phone.e164 for phone in row.customer.phones],
        row.customer.email,
    )
    return f"{_CREDIT if row.is_credit_note else row.paid}:{rest}"


def _paid_then(known: ImportedRow | None) -> int:
    return int(known.content.split(":", 1)[0]) if known else 0


def _due_on(row: InvoiceRow) -> date:
    return row.due_on or row.issued_on + timedelta(days=TERM_DAYS)


def _debt(plan: Planned) -> Debt:
    row = _row(plan)
    assert plan.slot is not None and plan.slot.id is not None
    return Debt(
        customer_id=plan.slot.id,
        total=row.total,
        received=row.paid,
        issued_on=row.issued_on,
        due_on=_due_on(row),
        label=row.subject or f"facture {row.number}",
        origin="invoice",
        reference=row.number,
    )


BRINGER = Invoices
