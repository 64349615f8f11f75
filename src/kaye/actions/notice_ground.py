"""What formal notices and hand-offs ask of debts, and the holds they put on them (M52, M53)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kaye.actions.choose_debts import choose_debts
from kaye.actions.compute_fees import compute_fees, due_day
from kaye.actions.refusal import Refusal
from kaye.records.calendars import local_day
from kaye.records.models import Business, Case, Customer, Hold, Instalment, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.documents.late_fees import Fees


@dataclass(frozen=True, slots=True)
class Claimed:
    """A debt claimed. `balance`: what is left of it, in minor units."""

    debt: Receivable
    due_on: date
    balance: int
    fees: Fees


def claimed_debts(
    business: Business, customer: Customer, named: Sequence[str | int], now: datetime
) -> list[Claimed]:
    """The named debts, else every late one, oldest first. Raises Refusal: none, not late, disputed."""
    today = local_day(business, now)
    debts = choose_debts(business, customer, named) if named else _late(business, customer, today)
    if not debts:
        raise Refusal(f"{customer.name} n'a rien en retard : il n'y a rien à réclamer.")
    disputed = _disputed(customer)
    found = []
    for debt in debts:
        name = debt.reference or debt.label
        due_on = due_day(debt)
        if due_on is None or due_on >= today:
            raise Refusal(f"« {name} » n'est pas en retard : attendez son échéance.")
        if debt.pk in disputed or None in disputed:
            raise Refusal(f"« {name} » est contestée : réglez d'abord le désaccord.")
        fees = compute_fees(business=business, receivable=debt, on=today)
        found.append(Claimed(debt, due_on, _balance(debt), fees))
    return sorted(found, key=lambda each: (each.due_on, each.debt.pk))


def hold_debts(
    *,
    business: Business,
    customer: Customer,
    debts: Iterable[Receivable],
    kind: str,
    until: date,
    now: datetime,
    words: str = "",
    by: str = "",
) -> None:
    """One hold on the follow-up of each part still owed, in the caller's transaction, which decides again."""
    owing = open_instalments(business).filter(receivable__in=[debt.pk for debt in debts])
    cases = cases_of(owing)
    Hold.objects.bulk_create(
        Hold(
            business=business,
            customer=customer,
            case=case,
            kind=kind,
            made_on=local_day(business, now),
            until=until,
            words=words[:300],
            by=by[:120],
            made_at=now,
        )
        for case in cases
    )


def lift_debts(debts: Iterable[Receivable], kinds: Sequence[str], now: datetime, because: str) -> None:
    """These holds are over for the parts of these debts."""
    parts = Instalment.objects.filter(receivable__in=[debt.pk for debt in debts])
    holds = Hold.objects.filter(case__in=cases_of(parts), kind__in=kinds, lifted_at=None)
    Hold.objects.filter(pk__in=list(holds.values_list("pk", flat=True))).update(
        lifted_at=now, lifted_because=because[:200]
    )


def cases_of(instalments: Iterable[Instalment]) -> list[Case]:
    """The follow-ups of these parts."""
    ids = [each.pk for each in instalments]
    return list(Case.objects.filter(subject_type="instalment", subject_id__in=ids).order_by("pk"))


def _late(business: Business, customer: Customer, today: date) -> list[Receivable]:
    late = open_instalments(business).filter(customer=customer, due_on__lt=today)
    found = Receivable.objects.filter(pk__in=late.values("receivable")).order_by("issued_on", "pk")
    disputed = _disputed(customer)
    left = [debt for debt in found if debt.pk not in disputed]
    return left or list(found)


def _disputed(customer: Customer) -> set[int | None]:
    """Debts under dispute; None when the disagreement names none."""
    holds = Hold.objects.filter(customer=customer, kind="dispute", lifted_at=None).select_related("case")
    parts = [hold.case.subject_id if hold.case else None for hold in holds]
    debts = dict(
        Instalment.objects.filter(pk__in=[part for part in parts if part]).values_list("pk", "receivable_id")
    )
    return {debts.get(part) if part else None for part in parts}


def _balance(debt: Receivable) -> int:
    rows = Instalment.objects.filter(receivable=debt, replaced_at=None).values_list("amount", "paid")
    return sum(amount - paid for amount, paid in rows)
