"""An address list: customers, new or better known."""

from collections.abc import Sequence

from kaye.actions.importing.agreements import Agreements
from kaye.actions.importing.answer import Change
from kaye.actions.importing.directory import pieces
from kaye.actions.importing.run import Before, Planned, Run
from kaye.imports.outcomes import Accepted, CustomerRow
from kaye.imports.reading import digest
from kaye.records.models import Customer, ImportedRow

KIND = "customers"


class Customers:
    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[int, Customer] = {}
        self._agreements = Agreements(run)

    def plan(self, rows: Sequence[Accepted], known: dict[str, ImportedRow]) -> list[Planned]:
        lines = [row for row in rows if isinstance(row, CustomerRow)]
        self._run.directory.prepare(row.customer for row in lines)
        plans = [self._found(row, known.get(row.key)) for row in lines]
        ids = {p.slot.id for p in plans if p.slot and p.slot.id and p.state == "changed"}
        self._known = {}
        for some in pieces(ids):
            self._known.update({row.pk: row for row in Customer.objects.filter(pk__in=some)})
        self._agreements.prepare(ids)
        for plan in plans:
            if plan.state == "changed":
                self._compare(plan)
            if plan.slot is not None:
                self._agreements.tell(plan)
        return plans

    def write(self, plans: Sequence[Planned]) -> None:
        changed = []
        fresh: dict[int, Customer] = {}
        for plan in plans:
            if plan.state not in ("new", "changed") or plan.slot is None or plan.slot.id is None:
                continue
            plan.object = self._known.get(plan.slot.id) or fresh.get(plan.slot.id)
            if plan.object is None:
                plan.object = fresh[plan.slot.id] = Customer.objects.get(pk=plan.slot.id)
            if self._fill(plan, plan.object):
                changed.append(plan.object)
        Customer.objects.bulk_update(changed, ["notes", "is_consumer"], batch_size=200)
        self._agreements.write([plan for plan in plans if plan.object is not None])
        self._run.write_rows(KIND, [plan for plan in plans if plan.object is not None])

    def finish(self) -> None:
        """Nothing waits for the end of the file."""

    def _found(self, row: CustomerRow, known: ImportedRow | None) -> Planned:
        content = _content(row)
        plan = Planned(row, row.customer.name, content, known)
        plan.warnings += row.warnings
        if known is not None and known.content == content:
            plan.state = "same"
            return plan
        slot = self._run.name(plan, row.customer)
        plan.state = "new" if slot.is_fresh else "changed"
        plan.text = " · ".join((*slot.phones, *slot.emails)) or "sans téléphone ni e-mail"
        return plan

    def _compare(self, plan: Planned) -> None:
        assert isinstance(plan.row, CustomerRow) and plan.slot is not None and plan.slot.id is not None
        customer = self._known[plan.slot.id]
        count = len(plan.changes)
        for label, _, old, new in _differences(plan.row, customer):
            plan.changes.append(Change(label, _words(old), _words(new)))
        if len(plan.changes) > count:
            self._run.customer_changed(customer.pk)
        plan.text = ""

    def _fill(self, plan: Planned, customer: Customer) -> bool:
        assert isinstance(plan.row, CustomerRow)
        found = list(_differences(plan.row, customer))
        for _, field, old, new in found:
            if plan.slot is not None and not plan.slot.is_fresh:
                self._run.before.append(Before("customer", customer.pk, field, old, new))
            setattr(customer, field, new)
        return bool(found)


def _content(row: CustomerRow) -> str:
    said = (row.note, row.customer.is_consumer, [p.e164 for p in row.customer.phones])
    more = (row.tags, row.subscription) if row.tags or row.subscription else ()
    return digest(*said, *more)


def _differences(row: CustomerRow, customer: Customer) -> list[tuple[str, str, object, object]]:
    """(label, field, old, new): an empty cell changes nothing, a note is added to those already there."""
    found: list[tuple[str, str, object, object]] = []
    if row.note and row.note not in customer.notes:
        found.append(("Note", "notes", customer.notes, "\n".join(filter(None, (customer.notes, row.note)))))
    is_consumer = row.customer.is_consumer
    if is_consumer is not None and is_consumer != customer.is_consumer:
        found.append(("Type", "is_consumer", customer.is_consumer, is_consumer))
    return found


def _words(value: object) -> str:
    if value is None:
        return ""
    return {True: "particulier", False: "professionnel"}.get(value, str(value))  # type: ignore[call-overload]


BRINGER = Customers
