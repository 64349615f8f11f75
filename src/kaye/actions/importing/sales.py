"""Lines of the notebook: the sale, its debt, what was received, what it does to the stock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Max

from kaye.actions.importing.answer import Change
from kaye.actions.importing.articles import Articles
from kaye.actions.importing.debts import Debt, live_instalments, write_debts, write_growth
from kaye.actions.importing.directory import pieces
from kaye.actions.importing.run import Before, Planned, Run
from kaye.actions.open_cases import IMPORT, open_cases
from kaye.actions.record_sale import CREDIT_DAYS
from kaye.imports.outcomes import Accepted, SaleRow
from kaye.imports.reading import digest
from kaye.records.models import ImportedRow, Instalment, Receivable, Sale, SaleLine
from kaye.rules.french import day_text
from kaye.rules.money import format_money

KIND = "sales"


@dataclass(slots=True, eq=False)
class _Known:
    """A sale brought in before. `instalment` None: it made no debt, or a plan took its place."""

    sale: Sale
    has_debt: bool = False
    instalment: Instalment | None = None


class Sales:
    def __init__(self, run: Run) -> None:
        self._run = run
        self._articles = Articles(run)
        self._number = 0

    def plan(self, rows: Sequence[Accepted], known: dict[str, ImportedRow]) -> list[Planned]:
        sales = [row for row in rows if isinstance(row, SaleRow)]
        before = _read(known[row.key].object_id for row in sales if row.key in known)
        self._run.directory.prepare(
            (row.customer for row in sales),
            (k.sale.customer_id for k in before.values() if k.sale.customer_id),
        )
        self._articles.prepare(row.article for row in sales)
        return [self._one(row, known.get(row.key), before) for row in sales]

    def write(self, plans: Sequence[Planned]) -> None:
        self._articles.write()
        new = [plan for plan in plans if plan.state == "new"]
        changed = [plan for plan in plans if plan.state == "changed"]
        self._write_new(new)
        self._write_changed(changed)
        self._run.write_rows(KIND, (*new, *changed))

    def finish(self) -> None:
        self._articles.finish()

    # What a line will do.

    def _one(self, row: SaleRow, known: ImportedRow | None, before: dict[int, _Known]) -> Planned:
        plan = Planned(row, f"{row.customer.name}, {_lot(row)}", _content(row), known)
        plan.warnings += row.warnings
        if known is not None and known.content == plan.content:
            plan.state = "same"
        elif known is not None and known.object_id in before:
            self._plan_change(plan, row, before[known.object_id])
        elif known is not None:
            plan.state = "same"
            plan.warnings.append("cette vente a été retirée depuis le premier import : elle le reste")
        else:
            self._plan_new(plan, row)
        return plan

    def _plan_new(self, plan: Planned, row: SaleRow) -> None:
        run = self._run
        run.name(plan, row.customer)
        run.created["sales"] += 1
        if isinstance(row.quantity, Decimal):
            plan.warnings.append("quantité avec des décimales : notée comme un lot, le stock ne bouge pas")
        if _delivered_on(row, run.today):
            plan.warnings.append(
                f"livraison du {day_text(_day(row.delivery), run.today)} déjà passée : considérée livrée ce jour-là"
            )
        self._count_debt(row)
        plan.text = " · ".join(self._says(row))

    def _count_debt(self, row: SaleRow) -> None:
        left = row.total - (row.received or 0)
        if row.received is None:
            return
        if row.received:
            self._run.created["payments"] += 1
        if left > 0:
            self._run.created["receivables"] += 1
            self._run.owed += left

    def _says(self, row: SaleRow) -> Iterator[str]:
        today, code = self._run.today, self._run.currency
        yield day_text(row.date, today)
        if row.received is None:
            yield f"{format_money(row.total, code)}, reçu à préciser : pas de dette"
        elif row.received >= row.total:
            yield f"{format_money(row.total, code)} payés"
        else:
            due_on, how = _due(row)
            yield f"reste {format_money(row.total - row.received, code)} à payer le {day_text(due_on, today)}{how}"
        if row.delivery is not None and row.delivery >= today:
            yield f"à livrer le {day_text(row.delivery, today)}"

    def _plan_change(self, plan: Planned, row: SaleRow, known: _Known) -> None:
        run, plan.state, plan.object = self._run, "changed", known
        if known.sale.customer_id is not None:
            plan.slot = run.directory.by_id(known.sale.customer_id)
            run.taught(plan, run.directory.learn(plan.slot, row.customer))
        growth = _growth(plan, row, known)
        if not known.has_debt and row.received is not None:
            plan.changes.append(Change("Reçu", "à préciser", format_money(row.received, run.currency)))
            self._count_debt(row)
        elif growth > 0:
            old = _received_then(plan.known)
            code = run.currency
            plan.changes.append(
                Change("Reçu", format_money(old or 0, code), format_money(row.received or 0, code))
            )
            plan.text = f"un paiement de {format_money(growth, code)} sera noté aujourd'hui"
            run.created["payments"] += 1
        elif row.received is not None and row.received != _received_then(plan.known):
            plan.warnings.append("le montant reçu du fichier ne défait pas les paiements déjà notés")
        for label, old_day, new_day in _moved(row, known):
            plan.changes.append(Change(label, _said_day(old_day, run.today), _said_day(new_day, run.today)))
        if row.note[:500] != known.sale.note:
            plan.changes.append(Change("Note", known.sale.note, row.note[:500]))
        if not plan.changes:
            plan.state = "same"
            return
        run.changed["sales"] += 1

    # Writing.

    def _write_new(self, plans: Sequence[Planned]) -> None:
        run = self._run
        made = [(plan, row) for plan in plans if isinstance(row := plan.row, SaleRow)]
        sales = [self._sale(plan, row) for plan, row in made]
        Sale.objects.bulk_create(sales)
        lines = [self._line(sale, row) for sale, (_, row) in zip(sales, made, strict=True)]
        SaleLine.objects.bulk_create(lines)
        debts = [
            _debt(sale, row) for sale, (_, row) in zip(sales, made, strict=True) if row.received is not None
        ]
        instalments = write_debts(run, debts)
        by_sale = {debt.sale.pk: debt for debt in debts if debt.sale}
        open_cases(
            business=run.business,
            now=run.now,
            sales=sales,
            instalments=instalments,
            lines=lines,
            batch=run.batch,
            because=IMPORT,
        )
        for sale, line, (plan, _) in zip(sales, lines, made, strict=True):
            plan.object = sale
            if sale.customer_id:
                run.customers.add(sale.customer_id)
            run.say("sale_recorded", _said(sale, line, by_sale.get(sale.pk)), sale.customer_id)

    def _sale(self, plan: Planned, row: SaleRow) -> Sale:
        if not self._number:
            last = Sale.objects.filter(business=self._run.business).aggregate(last=Max("number"))["last"]
            self._number = last or 0
        self._number += 1
        return Sale(
            business=self._run.business,
            customer_id=plan.slot.id if plan.slot else None,
            kind=row.kind,
            number=self._number,
            sold_on=row.date,
            total=row.total,
            promised_on=row.delivery,
            delivered_on=_delivered_on(row, self._run.today),
            note=row.note[:500],
            created_at=self._run.now,
            batch=self._run.batch,
        )

    def _line(self, sale: Sale, row: SaleRow) -> SaleLine:
        article = self._articles.of(row.article)
        whole = not isinstance(row.quantity, Decimal)
        quantity = int(row.quantity) if whole else 1
        waits = sale.kind == "order" and sale.delivered_on is None
        left_on = sale.delivered_on or row.date
        return SaleLine(
            business=self._run.business,
            sale=sale,
            customer_id=sale.customer_id,
            product_id=article.id if article else None,
            name=row.article[:160] if whole else _lot(row)[:160],
            quantity=quantity,
            unit_price=row.unit_price if whole else row.total,
            lifetime_days=row.lifetime_days,
            sold_on=row.date,
            took_stock=whole and self._articles.takes(article, left_on, quantity, waits),
        )

    def _write_changed(self, plans: Sequence[Planned]) -> None:
        run = self._run
        grown: list[tuple[Instalment, int, Sale | None]] = []
        instalments: list[Instalment] = []
        sales, fresh = [], []
        for plan in plans:
            known, row = plan.object, plan.row
            assert isinstance(known, _Known) and isinstance(row, SaleRow)
            if (growth := _growth(plan, row, known)) and known.instalment is not None:
                grown.append((known.instalment, growth, known.sale))
            if not known.has_debt and row.received is not None and known.sale.customer_id:
                fresh.append(_debt(known.sale, row))
            instalments += self._move_debt(row, known)
            sales.append(self._change_sale(row, known))
            if known.sale.customer_id:
                run.customers.add(known.sale.customer_id)
            plan.object = known.sale
        write_growth(run, grown)
        Instalment.objects.bulk_update(instalments, ["due_on"], batch_size=200)
        Sale.objects.bulk_update(sales, ["note", "promised_on"], batch_size=200)
        opened = write_debts(run, fresh)
        open_cases(business=run.business, now=run.now, instalments=opened, batch=run.batch, because=IMPORT)
        for debt in fresh:
            run.say("debt_added", _debt_said(debt), debt.customer_id)

    def _move_debt(self, row: SaleRow, known: _Known) -> Iterator[Instalment]:
        instalment = known.instalment
        due_on = _new_due(row, known)
        if instalment is not None and due_on is not None and due_on != instalment.due_on:
            self._run.before.append(Before("instalment", instalment.pk, "due_on", instalment.due_on, due_on))
            instalment.due_on = due_on
            yield instalment

    def _change_sale(self, row: SaleRow, known: _Known) -> Sale:
        sale = known.sale
        wanted: dict[str, object] = {"note": row.note[:500]}
        if row.delivery is not None and sale.kind == "order" and sale.delivered_on is None:
            wanted["promised_on"] = row.delivery
        for field, new in wanted.items():
            if (old := getattr(sale, field)) != new:
                self._run.before.append(Before("sale", sale.pk, field, old, new))
                setattr(sale, field, new)
        return sale


def _read(ids: Iterable[int | None]) -> dict[int, _Known]:
    """Sales by id, with their live debt."""
    found: dict[int, _Known] = {}
    debts: dict[int, int] = {}
    for some in pieces(pk for pk in ids if pk is not None):
        found.update({s.pk: _Known(s) for s in Sale.objects.filter(pk__in=some, cancelled_at=None)})
        rows = Receivable.objects.filter(sale_id__in=some, cancelled_at=None)
        debts.update(rows.values_list("pk", "sale_id"))
    instalments = live_instalments(debts)
    for receivable, sale_id in debts.items():
        known = found.get(sale_id)
        if known is None:
            continue
        known.has_debt = True
        live = instalments.get(receivable, [])
        if len(live) == 1 and live[0].amount == live[0].receivable.total:
            known.instalment = live[0]
    return found


def _content(row: SaleRow) -> str:
    """What was received, in clear to see it grow, and a hash of the rest."""
    rest = digest(
        row.received,
        row.payment_due,
        row.delivery,
        row.lifetime_days,
        row.note,
        [phone.e164 for phone in row.customer.phones],
        row.customer.email,
    )
    return f"{'' if row.received is None else row.received}:{rest}"


def _received_then(known: ImportedRow | None) -> int | None:
    text = known.content.split(":", 1)[0] if known else ""
    return int(text) if text else None


def _growth(plan: Planned, row: SaleRow, known: _Known) -> int:
    """What was received since: more than the file said, and more than is already noted here (R16)."""
    if row.received is None:
        return 0
    if not known.has_debt:
        return row.received
    if known.instalment is None:
        return 0
    return max(0, min(row.received - (_received_then(plan.known) or 0), row.received - known.instalment.paid))


def _due(row: SaleRow) -> tuple[date, str]:
    """R13, and how it is known when nobody wrote it."""
    if row.payment_due is not None:
        return row.payment_due, ""
    if row.kind == "cash":
        return row.date, ""
    if row.kind == "order" and row.delivery is not None:
        return row.delivery, " (à la livraison)"
    return row.date + timedelta(days=CREDIT_DAYS), f" ({CREDIT_DAYS} jours après)"


def _new_due(row: SaleRow, known: _Known) -> date | None:
    """The date of payment that the file gives; None when it gives none or nothing is owed any more."""
    if known.instalment is None or known.instalment.paid >= known.instalment.amount:
        return None
    return row.payment_due or (row.delivery if row.kind == "order" else None)


def _moved(row: SaleRow, known: _Known) -> Iterator[tuple[str, date | None, date]]:
    due_on = _new_due(row, known)
    if due_on is not None and known.instalment is not None and due_on != known.instalment.due_on:
        yield "Prochain paiement", known.instalment.due_on, due_on
    sale = known.sale
    waits = sale.kind == "order" and sale.delivered_on is None
    if waits and row.delivery is not None and row.delivery != sale.promised_on:
        yield "Livraison", sale.promised_on, row.delivery


def _delivered_on(row: SaleRow, today: date) -> date | None:
    """An order promised before the day of the import is taken for delivered on that day."""
    return row.delivery if row.delivery is not None and row.delivery < today else None


def _debt(sale: Sale, row: SaleRow) -> Debt:
    assert sale.customer_id is not None and row.received is not None
    return Debt(
        customer_id=sale.customer_id,
        total=sale.total,
        received=row.received,
        issued_on=sale.sold_on,
        due_on=_due(row)[0],
        label=_lot(row),
        origin="notebook",
        sale=sale,
    )


def _lot(row: SaleRow) -> str:
    """« 2 Huile 5 L »."""
    return row.article if row.quantity == 1 else f"{str(row.quantity).replace('.', ',')} {row.article}"


def _said(sale: Sale, line: SaleLine, debt: Debt | None) -> dict[str, object]:
    payment = debt.payment if debt else None
    return {
        "sale": sale.pk,
        "number": sale.number,
        "kind": sale.kind,
        "customer": sale.customer_id,
        "sold_on": sale.sold_on.isoformat(),
        "total": sale.total,
        "payment": payment.pk if payment else None,
        "received": payment.amount if payment else 0,
        "method": payment.method if payment else "",
        "lines": [[line.name, line.quantity, line.unit_price]],
    }


def _debt_said(debt: Debt) -> dict[str, object]:
    return {
        "receivable": debt.receivable.pk if debt.receivable else None,
        "customer": debt.customer_id,
        "origin": debt.origin,
        "reference": debt.reference,
        "total": debt.total,
        "due_on": debt.due_on.isoformat() if debt.due_on else None,
        "payment": debt.payment.pk if debt.payment else None,
        "method": debt.payment.method if debt.payment else "",
        "received": debt.received,
    }


def _day(day: date | None) -> date:
    assert day is not None
    return day


def _said_day(day: date | None, today: date) -> str:
    return day_text(day, today) if day else ""


BRINGER = Sales
