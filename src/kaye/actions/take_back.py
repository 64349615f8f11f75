"""Take debts back from a collection agency: they enter their ladder as old debts do (M53, R8)."""

from datetime import date, datetime

from django.db import transaction

from kaye.actions.hand_off import HELD
from kaye.actions.notice_ground import cases_of, lift_debts
from kaye.actions.open_cases import OLD_DEBT
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, HandOff, Instalment, StepDone
from kaye.records.sums import open_instalments
from kaye.rules.entry import entry
from kaye.rules.scenario import parse_scenario


def take_back(*, business: Business, hand_off: HandOff, reason: str, now: datetime, by: str = "") -> HandOff:
    """Follow up again, the next step waiting for a person. Raises Refusal."""
    if not reason.strip():
        raise Refusal("Dites pourquoi vous reprenez ce dossier.")
    with transaction.atomic():
        lock(business)
        hand_off.refresh_from_db()
        if hand_off.taken_back_at is not None:
            raise Refusal("Ce dossier est déjà repris.")
        hand_off.taken_back_at, hand_off.taken_back_because = now, reason.strip()[:300]
        hand_off.save(update_fields=["taken_back_at", "taken_back_because"])
        debts = list(hand_off.receivables.all())
        lift_debts(debts, (HELD,), now, "dossier repris")
        owing = list(open_instalments(business).filter(receivable__in=debts))
        due = {each.pk: each for each in owing}
        for case in cases_of(owing):
            _enter(case, due[case.subject_id], local_day(business, now), now)
        touch([hand_off.customer_id], now)
        append(
            business=business,
            kind="taken_back",
            at=now,
            customer=hand_off.customer,
            payload={"hand_off": hand_off.pk, "reason": reason.strip()[:300]},
            by=by,
            money=True,
        )
        replan(business=business, customer_ids=[hand_off.customer_id], now=now)
    return hand_off


def _enter(case: Case, instalment: Instalment, today: date, now: datetime) -> None:
    """Steps left behind are passed; the first of the others waits for a person."""
    if instalment.due_on is None:
        return
    scenario = parse_scenario(case.version.key, case.version.data)
    done = set(StepDone.objects.filter(case=case).values_list("step", flat=True))
    at = entry(scenario, instalment.due_on, today)
    skipped = [step for step in at.skipped if step not in done]
    StepDone.objects.bulk_create(
        StepDone(
            business_id=case.business_id,
            case=case,
            step=step,
            outcome="skipped",
            reason=OLD_DEBT,
            done_on=today,
            at=now,
        )
        for step in skipped
    )
    left = [step.uid for step in scenario.steps if step.uid not in done and step.uid not in skipped]
    if left:
        case.proposed_step, case.proposed_because = left[0], "old_debt"
        case.save(update_fields=["proposed_step", "proposed_because"])
