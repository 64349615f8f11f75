"""One import under way: what it counts, what it touches, what an undo will need."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from kaye.actions.importing.answer import Change
from kaye.actions.importing.directory import Directory, Found, Slot
from kaye.imports.outcomes import Accepted, CustomerCells
from kaye.records.journal import NewEvent, append_many
from kaye.records.models import Business, ImportBatch, ImportedRow


@dataclass(frozen=True, slots=True)
class Before:
    """A value that the import changed, to be put back by an undo if it is still the new one."""

    model: str
    id: int
    field: str
    old: Any
    new: Any

    def as_json(self) -> list[Any]:
        return [self.model, self.id, self.field, _plain(self.old), _plain(self.new)]


@dataclass(slots=True)
class Planned:
    """A row and what it will do. `state`: new, changed, same, refused (then `reason`)."""

    row: Accepted
    title: str
    content: str
    known: ImportedRow | None = None
    state: str = "new"
    text: str = ""
    reason: str = ""
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    slot: Slot | None = None
    object: Any = None  # the row of the base that it speaks of, once known


@dataclass(slots=True)
class Run:
    """State shared by the chunks. `batch` None: a preview, nothing is written."""

    business: Business
    now: datetime
    today: date
    currency: str
    batch: ImportBatch | None = None
    by: str = ""
    is_repeat: bool = False  # the very same file was brought in before
    directory: Directory = field(init=False)
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    customers: set[int] = field(default_factory=set)
    products: set[int] = field(default_factory=set)
    owed: int = 0
    events: list[NewEvent] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)
    made: dict[str, list[int]] = field(default_factory=lambda: {"tags": [], "consents": [], "opt_outs": []})
    _changed_customers: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.directory = Directory(self.business)

    def name(self, plan: Planned, cells: CustomerCells) -> Slot:
        """Find the customer of a line, and say on the line what that does."""
        found = self.directory.find(cells)
        self.taught(plan, found)
        plan.slot = found.slot
        plan.warnings += found.warnings
        if found.is_new:
            self.created["customers"] += 1
        return found.slot

    def taught(self, plan: Planned, found: Found) -> None:
        """New phones and e-mails of a customer that was already there are changes."""
        if found.slot.is_fresh or found.slot.id is None or not found.points:
            return
        for point in found.points:
            known = found.slot.phones if point.kind == "phone" else found.slot.emails
            old = ", ".join(value for value in known if value != point.value)
            label = "Téléphone" if point.kind == "phone" else "E-mail"
            plan.changes.append(Change(label, old, point.value))
        self.customer_changed(found.slot.id)

    def customer_changed(self, customer_id: int) -> None:
        if customer_id not in self._changed_customers:
            self._changed_customers.add(customer_id)
            self.changed["customers"] += 1
        self.customers.add(customer_id)

    def say(self, kind: str, payload: dict[str, Any], customer_id: int | None, money: bool = True) -> None:
        """Keep an event for the end of the chunk."""
        assert self.batch is not None
        payload = {**payload, "batch": self.batch.pk}
        self.events.append(NewEvent(kind, self.now, payload, customer_id, self.by, money))

    def write_customers(self) -> None:
        """New customers and points of this chunk, before the rows that point to them."""
        fresh = self.directory.write(self.now, self.batch)
        for customer in fresh:
            self.customers.add(customer.pk)
            payload = {"customer": customer.pk, "name": customer.name}
            self.say("customer_recorded", payload, customer.pk, money=False)

    def write_rows(self, kind: str, plans: Iterable[Planned]) -> None:
        """Remember each row taken by its key (R16), then the journal of the chunk."""
        fresh, grown = [], []
        for plan in plans:
            if plan.known is None:
                fresh.append(
                    ImportedRow(
                        business=self.business,
                        batch=self.batch,
                        kind=kind,
                        key=plan.row.key,
                        content=plan.content,
                        line=plan.row.line,
                        object_id=plan.object.pk,
                    )
                )
            else:
                self.before.append(Before("row", plan.known.pk, "content", plan.known.content, plan.content))
                plan.known.content = plan.content
                grown.append(plan.known)
        ImportedRow.objects.bulk_create(fresh)
        ImportedRow.objects.bulk_update(grown, ["content"], batch_size=200)
        self.write_events()

    def write_events(self) -> None:
        append_many(business=self.business, events=self.events)
        self.events = []


class Bringer(Protocol):
    """What one kind of file does. `plan` only reads; `write` writes the plans that are new or changed."""

    def __init__(self, run: Run) -> None: ...
    def plan(self, rows: Sequence[Accepted], known: dict[str, ImportedRow]) -> list[Planned]: ...
    def write(self, plans: Sequence[Planned]) -> None: ...
    def finish(self) -> None: ...


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
