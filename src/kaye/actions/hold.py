"""Wait before following up again, because somebody said why: always until a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from kaye.actions.choose_debts import choose_debts
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Customer, Hold, Instalment
from kaye.records.sums import open_instalments
from kaye.rules.calendar import Calendar

KINDS = ("promise", "paid", "dispute", "pause", "unreachable", "moved", "question", "too_dear", "instalments",
         "answer", "human", "stopped", "refused", "quote_reply")  # fmt: skip
_YEAR = timedelta(days=366)
_DISPUTE = timedelta(days=30)
_QUESTION = timedelta(days=14)  # nothing leaves before the owner has answered; the item stays as long
_PAID_WORKING_DAYS = 3  # C45
_ANSWER_WORKING_DAYS = 2  # C46
_ASKED = frozenset({"paid", "too_dear", "instalments"})  # held as long (M33, M40)
_IN_PART = (
    "promise",
    "dispute",
)  # may be about a part of what is owed: no payment goes to a disputed part (M24)
_QUICK = ("cash", "mobile")  # seen the working day after; a transfer takes two


@dataclass(frozen=True, slots=True)
class _Asked:
    """A hold as asked. `until`: a day typed by a person, in the sense of its kind."""

    kind: str
    until: date | None
    promised_on: date | None
    case: Case | None
    method: str


def place_hold(
    *,
    business: Business,
    customer: Customer,
    kind: str,
    now: datetime,
    until: date | None = None,
    amount: int | None = None,
    promised_on: date | None = None,
    case: Case | None = None,
    method: str = "",
    words: str = "",
    by: str = "",
) -> Hold:
    """Hold one case, or all of the customer's. A newer one of the same kind takes the place of the older.

    promise: `promised_on` (or `until`); `amount` when only a part is promised, or disputed. pause and moved: `until`;
    a moved step is due on that day. Raises Refusal.
    """
    calendar = calendar_of(business, customer.country)
    today = calendar.today(now)
    asked = _Asked(kind, until, promised_on or until, case, method)
    _check(asked, customer, today)
    with transaction.atomic():
        lock(business)
        promised = asked.promised_on if kind == "promise" else None
        owed = _owed(business, customer, case, promised)
        if amount is not None and amount <= 0:
            raise Refusal("Ce montant doit être plus grand que zéro.")
        replaced = _lift_older(business, customer, kind, case, now)
        hold = Hold.objects.create(
            business=business,
            customer=customer,
            case=case,
            kind=kind,
            made_on=today,
            promised_on=promised,
            until=_last_day(asked, business, calendar, today),
            amount=amount if kind in _IN_PART and amount is not None and amount < owed else None,
            owed_then=owed,
            words=words[:300],
            by=by[:120],
            made_at=now,
        )
        touch([customer.pk], now)
        _write_event(business, hold, replaced, now, by)
        replan(business=business, customer_ids=[customer.pk], now=now)
    return hold


def cases_of_debt(*, business: Business, customer: Customer, debt: str | int) -> list[Case]:
    """The follow-ups of one debt's open instalments. Raises Refusal when it is not followed."""
    chosen = choose_debts(business, customer, [debt])
    open_ones = open_instalments(business).filter(receivable__in=chosen).values("pk")
    cases = Case.objects.filter(
        business=business, subject_type="instalment", subject_id__in=open_ones, closed_at=None
    )
    if not (found := list(cases.order_by("id"))):
        raise Refusal("Cette dette n'est pas relancée.")
    return found


def lift_hold(*, business: Business, hold: Hold, now: datetime, because: str = "", by: str = "") -> Hold:
    """Follow up again from now on. Raises Refusal when it is already lifted."""
    with transaction.atomic():
        lock(business)
        lifted = Hold.objects.filter(business=business, pk=hold.pk, lifted_at=None)
        if not lifted.update(lifted_at=now, lifted_because=because[:200]):
            raise Refusal("Cette attente est déjà levée.")
        hold.refresh_from_db()
        append(
            business=business,
            kind="hold_lifted",
            at=now,
            customer=hold.customer,
            payload={"hold": hold.pk, "because": because[:200]},
            by=by,
        )
        replan(business=business, customer_ids=[hold.customer_id], now=now)
    return hold


def _check(asked: _Asked, customer: Customer, today: date) -> None:
    if asked.kind not in KINDS:
        raise Refusal(f"« {asked.kind} » : choisissez parmi {', '.join(KINDS[:6])}.")
    if asked.case is not None and asked.case.customer_id != customer.pk:
        raise Refusal("Cette relance n'est pas celle de ce client : rouvrez sa page.")
    if asked.kind == "moved" and asked.case is None:
        raise Refusal("Choisissez la relance à déplacer.")
    if asked.kind == "promise" and asked.promised_on is None:
        raise Refusal("Donnez le jour promis.")
    if asked.kind in ("pause", "moved") and asked.until is None:
        raise Refusal("Donnez le jour où reprendre.")
    day = asked.promised_on if asked.kind == "promise" else asked.until
    if day is not None and day < today:
        raise Refusal("Ce jour est passé : choisissez aujourd'hui ou après.")
    if day is not None and day > today + _YEAR:
        raise Refusal("Ce jour est dans plus d'un an : choisissez un jour plus proche.")
    if asked.kind == "moved" and day == today:
        raise Refusal("Cette relance est déjà pour aujourd'hui : choisissez un autre jour.")


def _last_day(asked: _Asked, business: Business, calendar: Calendar, today: date) -> date:
    """The last day held. A promise is checked the working day after it, two after for a transfer (example 22):
    that day, without the money, the ladder goes on."""
    if asked.kind == "promise":
        assert asked.promised_on is not None
        checked_on = calendar.add_working_days(asked.promised_on, _days_to_see(asked.method, business))
        return checked_on - timedelta(days=1)
    if asked.kind == "moved":
        assert asked.until is not None
        return asked.until - timedelta(days=1)
    if asked.until is not None:
        return asked.until
    if asked.kind in _ASKED:
        return calendar.add_working_days(today, _PAID_WORKING_DAYS)
    if asked.kind in ("question", "refused"):
        return today + _QUESTION
    if asked.kind in ("answer", "human", "quote_reply"):
        return calendar.add_working_days(today, _ANSWER_WORKING_DAYS)
    if asked.kind == "stopped":
        return today + _YEAR
    if asked.kind == "unreachable":
        return calendar.add_working_days(today, 1) - timedelta(days=1)
    return today + _DISPUTE


def _days_to_see(method: str, business: Business) -> int:
    if method:
        return 1 if method in _QUICK else 2
    return 2 if currency_of(business).code == "EUR" else 1


def _owed(business: Business, customer: Customer, case: Case | None, promised_on: date | None) -> int:
    """Balance of the held debts: the case's own; else those due by the promised day; else all."""
    rows = open_instalments(business).filter(customer=customer)
    if case is not None:
        rows = rows.filter(pk=case.subject_id) if case.subject_type == "instalment" else rows.none()
        return _sum(rows)
    due = _sum(rows.filter(due_on__lte=promised_on)) if promised_on else 0
    return due or _sum(rows)


def _sum(rows: QuerySet[Instalment]) -> int:
    return rows.aggregate(total=Sum(F("amount") - F("paid")))["total"] or 0


def _lift_older(
    business: Business, customer: Customer, kind: str, case: Case | None, now: datetime
) -> list[int]:
    older = Hold.objects.filter(business=business, customer=customer, kind=kind, case=case, lifted_at=None)
    ids = list(older.values_list("pk", flat=True))
    older.update(lifted_at=now, lifted_because="remplacée")
    return ids


def _write_event(business: Business, hold: Hold, replaced: list[int], now: datetime, by: str) -> None:
    append(
        business=business,
        kind="hold_placed",
        at=now,
        customer=hold.customer,
        payload={
            "hold": hold.pk,
            "kind": hold.kind,
            "case": hold.case_id,
            "until": hold.until.isoformat(),
            "promised_on": hold.promised_on.isoformat() if hold.promised_on else None,
            "amount": hold.amount,
            "replaced": replaced,
        },
        by=by,
    )
