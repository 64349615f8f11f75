"""Which customer a line speaks of: phone and name, e-mail and name, or name alone when there is no phone (R17)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar

from kaye.actions.silence import keep_silence
from kaye.imports.outcomes import CustomerCells
from kaye.records.models import Business, ContactPoint, Customer, CustomerKey, ImportBatch
from kaye.records.search import exactly, keep_customer_keys, search_text
from kaye.rules.people import display_name, name_key

Item = TypeVar("Item")

IDS = 500  # in one query: below the limit of any SQLite
_MOST = 5_000  # customers remembered from one chunk to the next


@dataclass(slots=True, eq=False)
class Slot:
    """A customer of the base (`id`) or of this file, still to be written (None)."""

    id: int | None
    name: str
    key: str
    civility: str
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    is_fresh: bool = False  # first named by this file


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A way to reach a customer that the file teaches. `state`: ok, malformed."""

    slot: Slot
    kind: str
    value: str
    state: str = "ok"
    because: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The customer of a line, whether this line is the first to name them, and what it teaches."""

    slot: Slot
    is_new: bool
    points: tuple[NewPoint, ...] = ()
    warnings: tuple[str, ...] = ()


class Directory:
    """The customers named so far by one file, looked up in the base chunk by chunk."""

    def __init__(self, business: Business) -> None:
        self._business = business
        self._by_id: dict[int, Slot] = {}
        self._by_point: dict[str, list[Slot]] = defaultdict(list)
        self._by_name: dict[str, list[Slot]] = defaultdict(list)
        self._asked: set[str] = set()
        self._asked_names: set[bytes] = set()
        self._written: list[tuple[Slot, CustomerCells]] = []
        self._points: list[NewPoint] = []
        self._fresh: set[int] = set()  # written by this file
        self.added: list[int] = []  # points written for customers who were there before

    def prepare(self, customers: Iterable[CustomerCells], ids: Iterable[int] = ()) -> None:
        """Read from the base everybody that these lines may name: a few queries."""
        self._forget()
        cells = list(customers)
        values = {v for c in cells for v in (*(p.e164 for p in c.phones), c.email) if v} - self._asked
        self._asked |= values
        wanted = set(ids)
        for some in pieces(values):
            rows = ContactPoint.objects.filter(business=self._business, value__in=some)
            wanted.update(rows.values_list("customer_id", flat=True))
        names = {exactly(display_name(c.person)[:250]) for c in cells} - self._asked_names
        self._asked_names |= names
        for keys in pieces(names):
            named = CustomerKey.objects.filter(business=self._business, key__in=keys)
            wanted.update(named.values_list("customer_id", flat=True))
        self._load(wanted - self._by_id.keys())

    def by_id(self, customer_id: int) -> Slot:
        """A customer read by `prepare`."""
        return self._by_id[customer_id]

    def find(self, cells: CustomerCells) -> Found:
        """Never fails: an unknown person is a new customer."""
        name = display_name(cells.person)[:250]
        key = name_key(name)
        slot, warnings = self._match(cells, key)
        is_new = slot is None
        if slot is None:
            warnings += self._same_points(cells, key)
            slot = Slot(None, name, key, cells.person.civility, is_fresh=True)
            self._by_name[key].append(slot)
            self._written.append((slot, cells))
        return Found(slot, is_new, tuple(self._learn(slot, cells)), tuple(warnings))

    def learn(self, slot: Slot, cells: CustomerCells) -> Found:
        """What a line teaches about a customer that we know by other means."""
        return Found(slot, False, tuple(self._learn(slot, cells)))

    def write(self, now: datetime, batch: ImportBatch | None) -> list[Customer]:
        """Write the customers and the points found since the last time. Returns the new customers."""
        rows = [_customer(self._business, slot, cells, now, batch) for slot, cells in self._written]
        Customer.objects.bulk_create(rows)
        keep_customer_keys(self._business, rows, are_new=True)
        for row, (slot, _) in zip(rows, self._written, strict=True):
            slot.id = row.pk
            self._by_id[row.pk] = slot
        self._fresh.update(row.pk for row in rows)
        self._write_points(now, {row.pk for row in rows})
        self._written, self._points = [], []
        return rows

    def forget_new(self) -> None:
        """A preview writes nothing."""
        self._written, self._points = [], []

    def _forget(self) -> None:
        """Beyond so many customers, those of earlier chunks are read again from the base when a line names them: all
        were written, else (a preview) only this memory holds them."""
        if len(self._by_id) > _MOST and not any(s.id is None for own in self._by_name.values() for s in own):
            for known in (self._by_id, self._by_point, self._by_name, self._asked, self._asked_names):
                known.clear()

    def _match(self, cells: CustomerCells, key: str) -> tuple[Slot | None, list[str]]:
        for value in (*(phone.e164 for phone in cells.phones), cells.email or ""):
            for slot in self._by_point.get(value, ()) if value else ():
                if slot.key == key:
                    return slot, []
        alike = [slot for slot in self._by_name.get(key, ()) if _fits(slot, cells)]
        if len(alike) > 1:
            alike = [s for s in alike if not s.phones] or alike
        if len(alike) == 1:
            return alike[0], []
        if alike and not cells.phones:
            return None, [f"plusieurs clients s'appellent {alike[0].name} : une fiche à part est ouverte"]
        return None, []

    def _same_points(self, cells: CustomerCells, key: str) -> list[str]:
        said = []
        for value, words in (
            *((phone.e164, "même téléphone") for phone in cells.phones),
            (cells.email or "", "même e-mail"),
        ):
            others = [slot.name for slot in self._by_point.get(value, ()) if slot.key != key] if value else []
            if others:
                said.append(f"{words} que {others[0]} : deux clients")
        return said

    def _learn(self, slot: Slot, cells: CustomerCells) -> Iterator[NewPoint]:
        wanted = [("phone", phone.e164, slot.phones) for phone in cells.phones]
        if cells.email:
            wanted.append(("email", cells.email, slot.emails))
        for kind, value, known in wanted:
            if value not in known:
                known.append(value)
                self._by_point[value].append(slot)
                self._points.append(NewPoint(slot, kind, value))
                yield self._points[-1]
        for kind, raw, because in (
            ("phone", cells.raw_phone[:254], "numéro illisible dans le fichier importé"),
            ("email", (cells.bad_email or "")[:254], "adresse mal écrite dans le fichier importé"),
        ):
            if raw and raw not in slot.unusable:
                slot.unusable.append(raw)
                self._points.append(NewPoint(slot, kind, raw, "malformed", because))
                yield self._points[-1]

    def _write_points(self, now: datetime, fresh: set[int]) -> None:
        rows = [
            ContactPoint(
                business=self._business,
                customer_id=_written(point.slot),
                kind=point.kind,
                value=point.value,
                state=point.state,
                because=point.because,
                created_at=now,
            )
            for point in self._points
        ]
        keep_silence(business=self._business, points=ContactPoint.objects.bulk_create(rows), now=now)
        self.added += [
            row.pk for row, point in zip(rows, self._points, strict=True) if not point.slot.is_fresh
        ]
        taught = {_written(p.slot): p.slot for p in self._points if p.state == "ok"}
        grown = {pk: slot for pk, slot in taught.items() if pk not in fresh}
        for some in pieces(grown):
            customers = list(Customer.objects.filter(pk__in=some))
            for customer in customers:
                slot = grown[customer.pk]
                customer.search = search_text((customer.search,), slot.phones, slot.emails)
            Customer.objects.bulk_update(customers, ["search"], batch_size=200)
            keep_customer_keys(self._business, customers)

    def _load(self, ids: set[int]) -> None:
        for some in pieces(ids):
            for pk, name, civility in (
                Customer.objects.filter(pk__in=some).order_by("pk").values_list("pk", "name", "civility")
            ):
                slot = self._by_id[pk] = Slot(pk, name, name_key(name), civility, is_fresh=pk in self._fresh)
                self._by_name[slot.key].append(slot)
            points = ContactPoint.objects.filter(customer_id__in=some).order_by("pk")
            for pk, kind, value, state in points.values_list("customer_id", "kind", "value", "state"):
                slot = self._by_id[pk]
                if state == "malformed":
                    slot.unusable.append(value)
                else:
                    (slot.phones if kind == "phone" else slot.emails).append(value)
                    self._by_point[value].append(slot)


def pieces(values: Iterable[Item]) -> Iterator[list[Item]]:
    """At most `IDS` at a time."""
    rest = iter(values)
    while some := list(islice(rest, IDS)):
        yield some


def _written(slot: Slot) -> int:
    assert slot.id is not None
    return slot.id


def _fits(slot: Slot, cells: CustomerCells) -> bool:
    """The same name, nothing that tells two people apart."""
    civility = cells.person.civility
    if civility and slot.civility and civility != slot.civility:
        return False
    if cells.phones and slot.phones:
        return False
    return not (cells.email and slot.emails)


def _customer(
    business: Business, slot: Slot, cells: CustomerCells, now: datetime, batch: ImportBatch | None
) -> Customer:
    person = cells.person
    return Customer(
        business=business,
        civility=person.civility[:30],
        first_name=person.first_name[:80],
        last_name=person.last_name[:80],
        company=person.company[:160],
        name=slot.name,
        search=search_text((person.first_name, person.last_name, person.company), slot.phones, slot.emails),
        is_consumer=cells.is_consumer,
        last_activity_at=now,
        created_at=now,
        batch=batch,
    )
