"""One call for everything there is to say on the phone, on a weekday; never two calls the same day (R37)."""

from kaye.rules.day import Day, joined_because, uid_of
from kaye.rules.decision import Act, Item
from kaye.rules.facts import CaseFacts
from kaye.rules.kinds import kind_of
from kaye.rules.owner import to_owner

CallDue = tuple[CaseFacts, Act]
_UNUSABLE = ("malformed", "dead")


def plan_calls(day: Day, calls: list[CallDue]) -> None:
    """Call today, wait for a weekday, or ask the owner for a number."""
    if not calls:
        return
    phone = day.customer.phone
    if phone is None or phone.state in _UNUSABLE:
        for case, act in calls:
            to_owner(day, case, act, "check", "pas de numéro pour appeler")
        return
    on = day.customer.calendar.call_day(day.today)
    if on > day.today:
        closed = day.customer.calendar.closed_because(day.today) or "samedi"
        for case, act in calls:
            day.wait(case, act, on, f"on n'appelle pas aujourd'hui ({closed})")
        return
    for case, act in calls:
        day.act(case, act, "call", act.because)
    day.items.append(_item(day, calls, phone.value))


def _item(day: Day, calls: list[CallDue], number: str) -> Item:
    ordered = sorted(calls, key=lambda c: (-_tone(c[1]), c[1].on, c[0].id))
    case, act = ordered[0]
    first, first_act = min(calls, key=lambda c: (c[1].on, c[0].id))
    kind = kind_of(case.kind)
    amount = sum(c.subject.balance for c, _ in calls)
    return Item(
        id=f"{first.id}.{uid_of(first_act)}",
        kind=kind.item_kind(act.step),
        kinds=tuple(dict.fromkeys(kind_of(c.kind).item_kind(a.step) for c, a in ordered)),
        action="call",
        parts=tuple((c.id, uid_of(a)) for c, a in ordered),
        due_on=act.on,
        because=joined_because([a for _, a in ordered]),
        stake=sum(kind_of(c.kind).stake(c, day.today) for c, _ in calls),
        purpose="calls",
        family=kind.family,
        tone=_tone(act),
        step_label=act.step.label if act.step else None,
        customer=day.customer.id,
        channel="call",
        address=number,
        form="script",
        amount=amount if amount > 0 else None,
        anchor_on=case.subject.due_on,
        text_id="pay.call_script",
    )


def _tone(act: Act) -> int:
    return act.step.tone if act.step else 0
