"""Rows to facts: the only translator. A constant number of queries for any number of customers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Max, Q

from kaye.countries.pack import codes
from kaye.records.bulk import Ids
from kaye.records.calendars import calendar_of, local_day, opening_of
from kaye.records.models import (
    Business,
    Case,
    ContactPoint,
    Customer,
    Hold,
    InboxMessage,
    MessageStep,
    OptOut,
    OutgoingMessage,
    Payment,
    ScenarioVersion,
    StepDone,
)
from kaye.records.subjects import load_subjects
from kaye.rules.calendar import Calendar
from kaye.rules.facts import (
    CaseFacts,
    ContactFacts,
    CustomerFacts,
    HoldFacts,
    HourMark,
    PendingFacts,
    PointFacts,
    StepRecord,
    SubjectFacts,
)
from kaye.rules.hours import Opening, hour_mark
from kaye.rules.people import PersonName, zone_of_phone
from kaye.rules.scenario import Scenario, parse_scenario

LIVE = ("due", "leased", "handing", "uncertain")
COUNTED = (*LIVE, "sent")
_MEMORY = timedelta(days=31)
_RECENT = timedelta(days=8)  # longer than any channel's window for free words
HOUSE = 0  # the customer id of what concerns only the owner


def load_customers(
    business: Business, ids: Iterable[int], now: datetime, cases: Sequence[int] | None = None
) -> list[CustomerFacts]:
    """Everything the engine needs about these customers, in the order of their ids. Customers not found are absent.

    `cases` restricts to these open cases, for a screen that looks at one.
    """
    numbers = sorted(set(ids))
    if not numbers:
        return []
    wanted = Ids(numbers)
    rows = Customer.objects.filter(id__within=wanted).order_by("id").values_list(
        "id", "civility", "first_name", "last_name", "company", "name", "country", "is_consumer", "informal"
    )  # fmt: skip
    points = _points(wanted, now)
    stopped = _stopped(wanted)
    case_rows = _case_rows(Q(customer_id__within=wanted), cases)
    facts = _cases(case_rows, _Clock(business, now))
    holds = _holds(wanted)
    contacts, shared = _contacts(wanted, points, now.date() - _MEMORY)
    _add_echoes(contacts, wanted, business, now)
    calendars: dict[str, Calendar] = {}
    by_customer: dict[int, list[CaseFacts]] = defaultdict(list)
    for row in case_rows:
        by_customer[row[1]].append(facts[row[0]])
    known = []
    for row in rows:
        own_points = points.get(row[0], ())
        country = _country(business, row[6], own_points)
        if country not in calendars:
            calendars[country] = calendar_of(business, country)
        stops = stopped.get(row[0], ())
        known.append(
            CustomerFacts(
                id=row[0],
                name=PersonName(row[1], row[2], row[3], row[4]),
                label=row[5],
                country=country,
                is_consumer=row[7],
                informal=row[8],
                calendar=calendars[country],
                points=_with_stops(own_points, stops) if stops else own_points,
                cases=tuple(by_customer.get(row[0], ())),
                holds=holds.get(row[0], ()),
                contacts=contacts.get(row[0], ()),
                shared_contacts=shared.get(row[0], ()),
                stopped=frozenset([p for point, p in stops if point is None]) if stops else frozenset(),
            )
        )
    return known


def load_house(business: Business, case_filter: Q | None = None) -> CustomerFacts:
    """What concerns only the owner (stock), as a customer of its own: `HOUSE`."""
    rows = _case_rows(Q(customer=None) & (case_filter or Q()), None)
    facts = _cases(rows, None)
    return CustomerFacts(
        id=HOUSE,
        name=PersonName(company=business.name),
        label=business.name,
        country=business.country,
        is_consumer=None,
        informal=False,
        calendar=calendar_of(business),
        cases=tuple(facts[r[0]] for r in rows),
    )


@lru_cache(maxsize=4096)
def _scenario(version_id: int, key: str, marker: str) -> Scenario:
    data = ScenarioVersion.objects.values_list("data", flat=True).get(id=version_id)
    return parse_scenario(key, data)


def scenario_of(version_id: int, key: str, created_at: datetime) -> Scenario:
    """The parsed scenario of a version. Versions never change, so it is read once per process."""
    return _scenario(version_id, key, created_at.isoformat())


def _case_rows(where: Q, only: Sequence[int] | None) -> list[tuple[Any, ...]]:
    query = Case.objects.filter(where, closed_at=None)
    if only is not None:
        query = query.filter(id__within=only)
    return list(
        query.order_by("id").values_list(
            "id",
            "customer_id",
            "version_id",
            "version__key",
            "version__created_at",
            "subject_type",
            "subject_id",
            "opened_on",
            "proposed_step",
            "proposed_because",
        )
    )


def _cases(rows: Sequence[tuple[Any, ...]], clock: "_Clock | None") -> dict[int, CaseFacts]:
    if not rows:
        return {}
    ids = Ids(r[0] for r in rows)
    subjects = load_subjects([(r[5], r[6]) for r in rows])
    done = _done(ids)
    pending = _pending(ids)
    return {
        r[0]: CaseFacts(
            id=r[0],
            scenario=scenario_of(r[2], r[3], r[4]),
            subject=_subject(subjects.get((r[5], r[6])), r, clock),
            opened_on=r[7],
            done=tuple(done.get(r[0], ())),
            pending=pending.get(r[0]),
            proposed_step=r[8],
            proposed_because=r[9],
        )
        for r in rows
    }


@dataclass(slots=True)
class _Clock:
    """When the hours of a request's steps fall; the opening hours are read only when there is one."""

    business: Business
    now: datetime
    opening: Opening | None = None

    def marks(self, opened_at: datetime, scenario: Scenario) -> tuple[HourMark, ...]:
        """One per step counted in hours: opening hours under a day, else hours moved to the next opening (C33)."""
        self.opening = self.opening or opening_of(self.business)
        found = []
        for hours in (step.offset_h for step in scenario.steps if step.offset_h):
            at = hour_mark(self.opening, opened_at, hours)
            found.append(HourMark(hours, at, self.opening.calendar.today(at), at <= self.now))
        return tuple(found)


def _subject(known: SubjectFacts | None, row: tuple[Any, ...], clock: _Clock | None) -> SubjectFacts:
    if known is None:
        return SubjectFacts(row[5], row[6], cancelled=True)
    if known.opened_at is None or clock is None:
        return known
    return replace(known, marks=clock.marks(known.opened_at, scenario_of(row[2], row[3], row[4])))


def _done(ids: Ids) -> Mapping[int, list[StepRecord]]:
    found: dict[int, list[StepRecord]] = defaultdict(list)
    rows = StepDone.objects.filter(case_id__within=ids).order_by("done_on", "id")
    for case, step, outcome, on, deadline in rows.values_list(
        "case_id", "step", "outcome", "done_on", "deadline_on"
    ):
        found[case].append(StepRecord(step, outcome, on, deadline))
    return found


def _pending(ids: Ids) -> dict[int, PendingFacts]:
    rows = MessageStep.objects.filter(case_id__within=ids, message__state__in=LIVE)
    return {
        case: PendingFacts(message, state, step, on, deadline)
        for case, message, state, step, on, deadline in rows.values_list(
            "case_id", "message_id", "message__state", "step", "message__local_date", "message__deadline_on"
        )
    }


def _points(ids: Ids, now: datetime) -> dict[int, tuple[PointFacts, ...]]:
    found: dict[int, list[PointFacts]] = defaultdict(list)
    since, wrote = now - _RECENT, set()
    rows = ContactPoint.objects.filter(customer_id__within=ids).order_by("id")
    for customer, point, kind, value, state, silent_since, last in rows.values_list(
        "customer_id", "id", "kind", "value", "state", "suppressed_at", "last_inbound_at"
    ):
        found[customer].append(PointFacts(point, kind, value, "dead" if silent_since else state))
        if last is not None and last >= since:
            wrote.add(customer)
    heard = _heard(wrote, since, now) if wrote else {}
    return {
        customer: tuple(replace(p, heard=heard.get(p.id, ())) for p in points)
        if customer in wrote
        else tuple(points)
        for customer, points in found.items()
    }


def _heard(
    customers: set[int], since: datetime, now: datetime
) -> dict[int, tuple[tuple[str, datetime], ...]]:
    """When each point last wrote, by channel. Messages alone open a window: no reaction, echo or call (C18)."""
    said = InboxMessage.objects.filter(
        customer_id__within=customers, at__gte=since, at__lte=now, direction="in", history=False
    ).exclude(form="call")
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    rows = said.exclude(point=None).values_list("point_id", "channel").annotate(last=Max("at")).order_by()
    for point, name, last in rows:
        found[point].append((name, last))
    return {point: tuple(sorted(each)) for point, each in found.items()}


def _stopped(ids: Ids) -> dict[int, list[tuple[int | None, str]]]:
    found: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    rows = OptOut.objects.filter(customer_id__within=ids, lifted_at=None)
    for customer, point, purpose in rows.values_list("customer_id", "point_id", "purpose"):
        found[customer].append((point, purpose))
    return found


def _with_stops(
    points: tuple[PointFacts, ...], stops: Sequence[tuple[int | None, str]]
) -> tuple[PointFacts, ...]:
    dead = {point for point, purpose in stops if point is not None and purpose == "all"}
    if not dead:
        return points
    return tuple(replace(p, state="stopped") if p.id in dead else p for p in points)


def _country(business: Business, written: str, points: Sequence[PointFacts]) -> str:
    """The country written on the customer, else told by the phone, else the business's (R23)."""
    if written:
        return written
    phone = next((p.value for p in points if p.kind == "phone" and p.state == "ok"), None)
    told = zone_of_phone(phone) if phone else None
    return told if told in codes() else business.country


def _holds(ids: Ids) -> dict[int, tuple[HoldFacts, ...]]:
    rows = list(Hold.objects.filter(customer_id__within=ids, lifted_at=None).order_by("id"))
    if not rows:
        return {}
    paid = _paid_since(rows)
    found: dict[int, list[HoldFacts]] = defaultdict(list)
    for hold in rows:
        found[hold.customer_id].append(
            HoldFacts(
                id=hold.id,
                kind=hold.kind,
                case=hold.case_id,
                until=hold.until,
                made_on=hold.made_on,
                promised_on=hold.promised_on,
                amount=hold.amount,
                owed_then=hold.owed_then,
                paid_since=paid.get(hold.id, 0),
            )
        )
    return {customer: tuple(holds) for customer, holds in found.items()}


def _paid_since(holds: Sequence[Hold]) -> dict[int, int]:
    """What each customer paid after each promise or « déjà payé » was noted."""
    watched = [h for h in holds if h.kind in ("promise", "paid")]
    if not watched:
        return {}
    since = min(h.made_at for h in watched)
    payments: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    rows = Payment.objects.filter(
        customer_id__within={h.customer_id for h in watched},
        created_at__gte=since,
        kind="payment",
        state="done",
    )
    for customer, at, amount in rows.values_list("customer_id", "created_at", "amount"):
        payments[customer].append((at, amount))
    return {h.id: sum(a for at, a in payments[h.customer_id] if at >= h.made_at) for h in watched}


def _add_echoes(
    contacts: dict[int, tuple[ContactFacts, ...]], ids: Ids, business: Business, now: datetime
) -> None:
    """What was written from the phone or another tool is a contact of its day as well (C14)."""
    rows = InboxMessage.objects.filter(
        customer_id__within=ids, at__gte=now - _MEMORY, direction="out", history=False, outgoing=None
    )
    written = rows.filter(origin__in=("phone_app", "other_app")).exclude(form="call")
    for customer, at in written.values_list("customer_id", "at"):
        echo = ContactFacts(local_day(business, at), "transactional", "reply")
        contacts[customer] = (*contacts.get(customer, ()), echo)


def _contacts(
    ids: Ids, points: Mapping[int, Sequence[PointFacts]], since: date
) -> tuple[dict[int, tuple[ContactFacts, ...]], dict[int, tuple[ContactFacts, ...]]]:
    """Messages of the last month: to each customer, and to the same address under another name (R17)."""
    owners: dict[str, list[int]] = defaultdict(list)
    for customer, own in points.items():
        for point in own:
            owners[point.value].append(customer)
    rows = OutgoingMessage.objects.filter(state__in=COUNTED, local_date__gte=since)
    fields = ("customer_id", "address", "local_date", "purpose", "family")
    mine: dict[int, list[ContactFacts]] = defaultdict(list)
    for customer, _, on, purpose, family in rows.filter(customer_id__within=ids).values_list(*fields):
        mine[customer].append(ContactFacts(on, purpose, family))
    shared: dict[int, list[ContactFacts]] = defaultdict(list)
    if owners:
        others = rows.filter(address__in=list(owners)).exclude(address="")
        for customer, address, on, purpose, family in others.values_list(*fields):
            for owner in owners[address]:
                if owner != customer:
                    shared[owner].append(ContactFacts(on, purpose, family))
    return (
        {customer: tuple(found) for customer, found in mine.items()},
        {customer: tuple(found) for customer, found in shared.items()},
    )
