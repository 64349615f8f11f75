"""The one message of the day: what can be reached, what the caps let through, who leads, what joins, what waits."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaye.rules import gates
from kaye.rules.day import Day, joined_because, uid_of
from kaye.rules.decision import Act, Item
from kaye.rules.facts import CaseFacts, PointFacts
from kaye.rules.french import day_text
from kaye.rules.kinds import kind_of
from kaye.rules.kinds.base import Kind
from kaye.rules.reach import NoReach, Reach, reach
from kaye.rules.wording import Message, resolve

NO_TEXT = "no_text"
_BROKEN = "pay.promise_broken"
_SEVERAL = "pay.several"
_PROMISE_TONE = 3
_DEADLINE_DAYS = 8  # R33
_WITH_DEADLINE = frozenset({"pay.level3", "pay.level4", "pay.notebook.firm", "pay.level5", "pay.handoff"})
_WITH_AMOUNT = ("payment", "delivery")
_SUBJECTS = {
    "payment": "l'argent",
    "delivery": "la livraison",
    "quote": "le devis",
    "request": "la demande",
    "appointment": "le rendez-vous",
    "satisfaction": "sa satisfaction",
    "restock": "réassort",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose step is due, with the text and the way to the customer."""

    case: CaseFacts
    act: Act
    message: Message
    way: Reach

    @property
    def kind(self) -> Kind:
        return kind_of(self.case.kind)

    @property
    def is_letter(self) -> bool:
        return self.act.step is not None and self.act.step.human_always

    @property
    def action(self) -> str:
        """auto, tap or approve: who makes it leave; check when the channel is not set up (R27)."""
        if not self.way.automatic:
            return "tap"
        if self.act.mode == "propose":
            return "approve"
        return "auto" if self.way.ready else "check"

    @property
    def tone(self) -> int:
        """The tone of the step; a broken promise is said firmly."""
        tone = self.act.step.tone if self.act.step else 0
        return max(tone, _PROMISE_TONE) if self.act.cites is not None else tone


def reachable(day: Day, case: CaseFacts, act: Act) -> Due | NoReach:
    """The text of the step and the way it goes; a broken promise is cited where a text and a way exist for it."""
    if act.cites is not None:
        citing = _with_text(day, case, act, _BROKEN)
        if isinstance(citing, Due):
            return citing
        act = replace(act, cites=None)
    return _with_text(day, case, act, (act.step.text if act.step else None) or "")


def plan_messages(day: Day, dues: list[Due]) -> None:
    """Letters apart; then the one message of the day; the others postponed, saying until when."""
    letters = [d for d in dues if d.is_letter]
    _plan_letters(day, letters)
    messages = [d for d in dues if not d.is_letter] if letters else dues
    groups = _groups(day, messages)
    if not groups:
        return
    leader = _leader(day, groups)
    _leave(day, _joined(day, leader))
    for group in groups:
        if group is not leader:
            subject = _SUBJECTS.get(leader[0].kind.family, "autre chose")
            when = day_text(day.following, day.today)
            _postpone(
                day, group, day.following, f"le message du jour parle de {subject}, celui-ci attend le {when}"
            )


def _with_text(day: Day, case: CaseFacts, act: Act, text_id: str) -> Due | NoReach:
    customer = day.customer
    resolved = resolve(text_id, customer.country or day.business.country, customer.is_consumer)
    message = day.library.get(resolved) if resolved else None
    if message is None:
        return NoReach(NO_TEXT)
    if refused := gates.refused(customer, message.purpose):
        return NoReach(refused)
    step = act.step
    way = reach(customer, day.business, message, day.today, step.channels if step else ())
    if isinstance(way, NoReach) and step and step.human_always:  # a letter: no channel of ours carries it
        way = Reach("", PointFacts(0, "letter", ""), "email", automatic=False, ready=False)
    return way if isinstance(way, NoReach) else Due(case, act, message, way)


def _plan_letters(day: Day, letters: list[Due]) -> None:
    if not letters:
        return
    if day.customer.calendar.is_working(day.today):
        for due in letters:
            _leave(day, [due], action="approve")
        return
    closed = day.customer.calendar.closed_because(day.today)
    _postpone(day, letters, day.following, f"rien ne part un jour fermé ({closed})")


def _groups(day: Day, messages: list[Due]) -> list[list[Due]]:
    """The messages that the caps let through today, joined by family."""
    by_family: dict[str, list[Due]] = {}
    for due in messages:
        by_family.setdefault(due.kind.family, []).append(due)
    groups: list[list[Due]] = []
    for family, dues in by_family.items():
        gate = gates.day_gate(day.customer, day.business.caps, family, dues[0].message.purpose, day.today)
        if gate is not None:
            _postpone(day, _before_due_date(day, dues, gate.until), gate.until, gate.because)
            continue
        joins = dues[0].kind.joins
        alone = [d for d in dues if not joins or d.message.purpose == "legal"]  # a legal text names one debt
        groups.extend([d] for d in alone)
        groups.extend(_split_stale([d for d in dues if d not in alone] if alone else dues, day.today))
    return groups


def _before_due_date(day: Day, dues: list[Due], until: date) -> list[Due]:
    """Those still useful at `until`: a step before the due date that would come after it is let go (R10)."""
    kept = []
    for due in dues:
        step, limit = due.act.step, due.case.subject.due_on
        if step and step.offset is not None and step.offset < 0 and limit and until > limit:
            day.wait(due.case, due.act, day.tomorrow, "trop proche d'un autre message, l'échéance arrive")
        else:
            kept.append(due)
    return kept


def _split_stale(dues: list[Due], today: date) -> list[list[Due]]:
    """What leaves by itself is never kept back by a proposal that waits since an earlier day."""
    if not dues:
        return []
    by_hand = [d for d in dues if d.action != "auto"]
    if by_hand and len(by_hand) < len(dues) and all(d.act.on < today for d in by_hand):
        return [[d for d in dues if d.action == "auto"], by_hand]
    return [dues]


def _leader(day: Day, groups: list[list[Due]]) -> list[Due]:
    """Last chance first; what leaves by itself before what waits for a person since earlier; then by priority."""
    if len(groups) == 1:
        return groups[0]
    leaves = any(d.action == "auto" for group in groups for d in group)

    def order(group: list[Due]) -> tuple[bool, bool, int, int, int]:
        waits = leaves and all(d.action != "auto" and d.act.on < day.today for d in group)
        stake = sum(d.kind.stake(d.case, day.today) for d in group)
        return not _last_chance(day, group), waits, group[0].kind.priority, -stake, group[0].case.id

    return min(groups, key=order)


def _last_chance(day: Day, group: list[Due]) -> bool:
    """Tomorrow would be too late for it. A question or an offer never passes before money for that."""
    for due in group:
        if due.act.step is None or not due.kind.needs_contact:
            continue
        last = due.kind.last_day(due.case, due.act.step, due.act.on, day.customer.calendar)
        if last is not None and day.following > last:
            return True
    return False


def _joined(day: Day, group: list[Due]) -> list[Due]:
    """Several debts in one message: all go the way of the text that names them together."""
    together = day.library.get(_SEVERAL)
    if len(group) == 1 or group[0].kind.family != "payment" or together is None:
        return group
    way = reach(day.customer, day.business, together, day.today)
    return group if isinstance(way, NoReach) else [replace(due, way=way) for due in group]


def _postpone(day: Day, dues: list[Due], until: date, because: str) -> None:
    for due in dues:
        day.wait(due.case, due.act, until, because)


def _leave(day: Day, group: list[Due], action: str | None = None) -> None:
    """One item for the group, and the plan of each of its cases."""
    item = _item(day, group, action or _strictest(group))
    day.items.append(item)
    others = len(group) - 1
    for due in group:
        with_others = (
            f"{due.act.because} (avec {others} autre{'s' * (others > 1)})" if others else item.because
        )
        day.act(due.case, due.act, item.action, with_others)


def _item(day: Day, group: list[Due], action: str) -> Item:
    """The highest tone leads, then the oldest debt; the id is that of the oldest step (R4)."""
    lead, first, ordered = group[0], group[0], group
    if len(group) > 1:
        lead = max(group, key=lambda d: (d.tone, -d.act.on.toordinal(), -d.case.id))
        ordered = sorted(group, key=lambda d: (d is not lead, d.act.on, d.case.id))
        first = min(group, key=lambda d: (d.act.on, d.case.id))
    kind, step, way = lead.kind, lead.act.step, lead.way
    assert step is not None
    several = len(group) > 1 and kind.family == "payment"
    amount = sum(d.case.subject.balance for d in group)
    of_money = kind.family in _WITH_AMOUNT
    return Item(
        id=f"{first.case.id}.{uid_of(first.act)}",
        kind=kind.item_kind(step),
        kinds=tuple(dict.fromkeys([d.kind.item_kind(d.act.step) for d in ordered])),
        action=action,
        parts=tuple([(d.case.id, uid_of(d.act)) for d in ordered]),
        due_on=lead.act.on,
        because=_because(ordered, action),
        stake=sum([d.kind.stake(d.case, day.today) for d in group]),
        purpose=lead.message.purpose,
        family=kind.family,
        tone=lead.tone,
        step_label=step.label,
        customer=day.customer.id,
        channel=way.channel or None,
        address=way.point.value,
        form=way.form,
        amount=amount if of_money and amount > 0 else None,
        anchor_on=kind.anchor(lead.case, step),
        text_id=_SEVERAL if several else lead.message.id,
        deadline=None if several else _deadline(day, lead),
        cites=None if several else lead.act.cites,
        approved=way.approved,
    )


def _strictest(group: list[Due]) -> str:
    actions = [d.action for d in group]
    for each in ("tap", "approve", "check"):
        if each in actions:
            return each
    return "auto"


def _because(ordered: list[Due], action: str) -> str:
    if action == "check":
        return "e-mail non configuré : réglez l'envoi, ou écrivez-lui vous-même"
    because, instead = joined_because([d.act for d in ordered]), ordered[0].way.instead
    return f"{because} ({instead})" if instead else because


def _deadline(day: Day, due: Due) -> date | None:
    """The « avant le … » that the text gives: eight days, moved forward (R33)."""
    if due.act.step is None or due.act.step.text not in _WITH_DEADLINE:
        return None
    return day.customer.calendar.next_working(day.today + timedelta(days=_DEADLINE_DAYS))
