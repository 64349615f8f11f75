"""What is for the owner: questions, missing addresses, stock. Never sent to a customer."""

from dataclasses import replace
from datetime import date, timedelta

from kaye.rules.day import Day
from kaye.rules.decision import Act, Hold, Item
from kaye.rules.facts import CaseFacts
from kaye.rules.kinds import kind_of

_WITH_AMOUNT = ("payment", "delivery")
LATE_PLAN = "un versement de l'échéancier a plus de 15 jours de retard : le garder, ou l'annuler"
_PLAN_PATIENCE = 15  # days (M30)


def to_owner(day: Day, case: CaseFacts, act: Act, action: str, because: str) -> None:
    """An item `check` or `internal` for this case."""
    kind, step = kind_of(case.kind), act.step
    uid = "ask" if act.ask or step is None else step.uid
    due = case.subject.balance
    day.items.append(
        Item(
            id=f"{case.id}.{uid}",
            kind=kind.item_kind(step),
            kinds=(kind.item_kind(step),),
            action=action,
            parts=((case.id, uid),),
            due_on=act.on,
            because=because,
            stake=0 if kind.to_owner else kind.stake(case, day.today),
            purpose="internal",
            family=kind.family,
            tone=step.tone if step else 0,
            step_label=step.label if step else None,
            customer=day.customer.id or None,
            amount=due if kind.family in _WITH_AMOUNT and due > 0 else None,
            anchor_on=kind.anchor(case, step) if step else case.subject.due_on,
            text_id=step.text if step else None,
            message=case.pending.message if case.pending and act.ask in ("uncertain", "failed") else None,
        )
    )
    day.act(case, act, action, because, uid)


def ask_about(day: Day, case: CaseFacts, hold: Hold) -> None:
    """A hold that asks something meanwhile: « dit avoir déjà payé »."""
    kind = kind_of(case.kind)
    day.items.append(
        Item(
            id=f"{case.id}.ask",
            kind=kind.item_kind(None),
            kinds=(kind.item_kind(None),),
            action="check",
            parts=((case.id, "ask"),),
            due_on=day.today,
            because=hold.because,
            stake=kind.stake(case, day.today),
            purpose="internal",
            family=kind.family,
            customer=day.customer.id or None,
            amount=case.subject.balance if case.subject.balance > 0 else None,
            anchor_on=case.subject.due_on,
        )
    )


def ask_about_plans(day: Day) -> None:
    """A plan not followed: the owner keeps it or ends it, and its ladder goes on meanwhile (M30)."""
    asked = {case for item in day.items for case, uid in item.parts if uid == "ask"}
    for case in day.customer.cases:
        if case.id in asked or not _plan_is_late(case, day.today):
            continue
        kind = kind_of(case.kind)
        day.items.append(
            Item(
                id=f"{case.id}.ask",
                kind=kind.item_kind(None),
                kinds=(kind.item_kind(None),),
                action="check",
                parts=((case.id, "ask"),),
                due_on=_asked_on(case),
                because=LATE_PLAN,
                stake=kind.stake(case, day.today),
                purpose="internal",
                family=kind.family,
                customer=day.customer.id or None,
                amount=case.subject.balance,
                anchor_on=case.subject.due_on,
            )
        )


def _plan_is_late(case: CaseFacts, today: date) -> bool:
    """Asked once per instalment: « vu » keeps the plan."""
    subject = case.subject
    if subject.plan is None or subject.due_on is None or subject.balance <= 0 or today < _asked_on(case):
        return False
    return not any(r.step.startswith("q") and r.on >= _asked_on(case) for r in case.done)


def _asked_on(case: CaseFacts) -> date:
    assert case.subject.due_on is not None
    return case.subject.due_on + timedelta(days=_PLAN_PATIENCE + 1)


def merged_questions(items: list[Item]) -> tuple[Item, ...]:
    """One question per customer and subject: several debts « déjà payées » are asked once."""
    out: dict[object, Item] = {}
    for item in items:
        if item.action != "check" or not item.id.endswith(".ask"):
            out[item.id] = item
            continue
        key = (item.because, item.family, item.message)
        known = out.get(key)
        out[key] = _with(known, item) if known else item
    return tuple(out.values())


def _with(known: Item, item: Item) -> Item:
    return replace(
        known,
        parts=known.parts + item.parts,
        amount=(known.amount or 0) + (item.amount or 0) or None,
        stake=known.stake + item.stake,
    )
