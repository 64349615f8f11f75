"""End a plan: the debts come back with their own due dates, entering as old debts do (M30)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kaye.actions.close_cases import close_cases
from kaye.actions.open_cases import open_cases
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Instalment, Plan
from kaye.records.sums import OLDEST_FIRST, open_instalments, recount


@dataclass(frozen=True, slots=True)
class PlanEnded:
    """`instalments`: what is owed again, by due date."""

    plan: Plan
    instalments: tuple[Instalment, ...]


def cancel_plan(
    *, business: Business, plan: Plan, now: datetime, reason: str = "", by: str = ""
) -> PlanEnded:
    """Raises Refusal when it is already over."""
    with transaction.atomic():
        lock(business)
        plan.refresh_from_db()
        if plan.state != "kept":
            raise Refusal("Cet échéancier est déjà terminé.")
        if not open_instalments(business).filter(plan=plan).exists():
            raise Refusal("Cet échéancier est payé : il n'y a plus rien à annuler.")
        back = bring_back(plan=plan, now=now, by=by, because=reason or "annulé")
        recount(business, [plan.customer_id])
        touch([plan.customer_id], now)
        replan(business=business, customer_ids=[plan.customer_id], now=now)
    return PlanEnded(plan, tuple(back))


def bring_back(*, plan: Plan, now: datetime, by: str, because: str) -> list[Instalment]:
    """What a plan still owes, under the first due dates. In the caller's transaction, which recounts and decides."""
    business = plan.business
    open_ones = list(open_instalments(business).filter(plan=plan).select_related("receivable"))
    ids = [each.pk for each in open_ones]
    Instalment.objects.filter(pk__in=ids).update(replaced_at=now)
    close_cases(
        business=business, subject_type="instalment", subject_ids=ids, now=now, because="échéancier annulé"
    )
    back = list(_as_before(plan, open_ones))
    Instalment.objects.bulk_create(back)
    open_cases(business=business, now=now, instalments=back)
    plan.state, plan.cancelled_at = "cancelled", now
    plan.save(update_fields=["state", "cancelled_at"])
    append(
        business=business,
        kind="plan_cancelled",
        at=now,
        customer=plan.customer,
        payload={
            "plan": plan.pk,
            "customer": plan.customer_id,
            "because": because[:200],
            "instalments": [
                [each.pk, each.due_on.isoformat() if each.due_on else None, each.amount] for each in back
            ],
        },
        by=by,
        money=True,
    )
    return back


def _as_before(plan: Plan, open_ones: Sequence[Instalment]) -> Iterator[Instalment]:
    """The plan was paid from the oldest on, so what is left belongs to the last parts of each debt."""
    owed: defaultdict[int, int] = defaultdict(int)
    for each in open_ones:
        owed[each.receivable_id] += each.amount - each.paid
    before = Instalment.objects.filter(replaced_by=plan, receivable__in=owed).select_related("receivable")
    number = _numbers(owed)
    for old in before.order_by(*OLDEST_FIRST).reverse():
        part = min(owed[old.receivable_id], max(old.amount - old.paid, 0))
        if part:
            owed[old.receivable_id] -= part
            number[old.receivable_id] += 1
            yield _new(old, part, number[old.receivable_id])
    for each in open_ones:  # a payment taken back meanwhile made the plan owe more than it had taken over
        if left := owed[each.receivable_id]:
            owed[each.receivable_id] = 0
            number[each.receivable_id] += 1
            yield _new(each, left, number[each.receivable_id])


def _new(like: Instalment, amount: int, number: int) -> Instalment:
    return Instalment(
        business_id=like.business_id,
        receivable=like.receivable,
        customer_id=like.customer_id,
        number=number,
        due_on=like.due_on,
        amount=amount,
    )


def _numbers(receivable_ids: Sequence[int] | dict[int, int]) -> dict[int, int]:
    rows = Instalment.objects.filter(receivable__in=list(receivable_ids)).order_by()
    return dict(rows.values_list("receivable").annotate(last=Max("number")))
