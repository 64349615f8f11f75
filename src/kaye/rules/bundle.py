"""One contact per customer and per day: what is due is joined or postponed, and every case says what it waits for."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kaye.rules import gates
from kaye.rules.decide import decide
from kaye.rules.decision import Act, CasePlan, Close, DayPlan, Decision, Hold, Item, Wait
from kaye.rules.facts import BusinessFacts, CaseFacts, CustomerFacts, PointFacts
from kaye.rules.french import day_text
from kaye.rules.kinds import kind_of
from kaye.rules.reach import NoReach, Reach, reach
from kaye.rules.wording import Library, Message, resolve

_HOUSE_WINDOW = "transactional"
_DEADLINE_DAYS = 8  # R33
_BROKEN = "pay.promise_broken"
_SEVERAL = "pay.several"
_PROMISE_TONE = 3
_WITH_DEADLINE = frozenset({"pay.level3", "pay.level4", "pay.notebook.firm", "pay.level5", "pay.handoff"})


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose step is due, with the text and the way to the customer."""

    case: CaseFacts
    act: Act
    message: Message | None = None
    way: Reach | None = None

    @property
    def action(self) -> str:
        """auto, tap or approve: who makes it leave; check when the channel is not set up (R27)."""
        assert self.way is not None
        if not self.way.automatic:
            return "tap"
        if self.act.mode == "propose":
            return "approve"
        return "auto" if self.way.ready else "check"


def plan_day(customer: CustomerFacts, business: BusinessFacts, library: Library, today: date) -> DayPlan:
    """The items of that day for this customer, and the plan of every open case."""
    plans: dict[int, CasePlan] = {}
    items: list[Item] = []
    dues: list[Due] = []
    calls: list[tuple[CaseFacts, Act]] = []
    for case in customer.cases:
        decision = decide(case, customer, today)
        if isinstance(decision, Act):
            _sort_act(case, decision, customer, business, library, today, items, dues, calls, plans)
        else:
            plans[case.id] = _quiet_plan(case, decision, today)
            if isinstance(decision, Hold) and decision.ask:
                items.append(_question(case, decision.because, decision.ask, today, today, customer))
    _call(calls, customer, today, items, plans)
    _contact(dues, customer, business, library, today, items, plans)
    return DayPlan(tuple(_merge_questions(items)), tuple(plans[c.id] for c in customer.cases))


def _quiet_plan(case: CaseFacts, decision: Decision, today: date) -> CasePlan:
    if isinstance(decision, Close):
        return CasePlan(case.id, "close", decision.because, skipped=decision.skipped)
    stake = kind_of(case.kind).stake(case, today)
    if isinstance(decision, Hold):
        after = decision.until + timedelta(days=1)
        shown = today if decision.ask else decision.until  # a question is on the list of the day
        return CasePlan(case.id, "hold", decision.because, "hold", "", shown, after, stake, decision.skipped)
    assert isinstance(decision, Wait)
    step = decision.step.uid if decision.step else ""
    return CasePlan(
        case.id,
        "wait",
        decision.because,
        _mode(decision),
        step,
        decision.until,
        decision.until,
        stake,
        decision.skipped,
    )


def _mode(decision: Wait) -> str:
    return decision.step.mode if decision.step else ""


def _sort_act(
    case: CaseFacts,
    act: Act,
    customer: CustomerFacts,
    business: BusinessFacts,
    library: Library,
    today: date,
    items: list[Item],
    dues: list[Due],
    calls: list[tuple[CaseFacts, Act]],
    plans: dict[int, CasePlan],
) -> None:
    """To the owner, to the phone, or to the messages of the day."""
    step = act.step
    if act.ask:
        _to_owner(case, act, customer, today, items, plans, "check", act.because)
    elif step is None or kind_of(case.kind).to_owner or act.mode == "internal":
        _to_owner(case, act, customer, today, items, plans, "internal", act.because)
    elif step.is_call or act.mode == "task":
        calls.append((case, act))
    elif _said_enough(case, act, business):
        why = f"déjà {business.caps.per_debt} messages pour cette dette : à vous de décider"
        _to_owner(case, act, customer, today, items, plans, "check", why)
    else:
        due = _reachable(case, act, customer, business, library)
        if isinstance(due, Due):
            dues.append(due)
        elif due.because == "no_text":
            _to_owner(
                case,
                act,
                customer,
                today,
                items,
                plans,
                "check",
                "pas de texte prévu ici : écrivez-lui vous-même",
            )
        elif kind_of(case.kind).needs_contact:
            _to_owner(case, act, customer, today, items, plans, "check", due.because)
        else:
            plans[case.id] = CasePlan(
                case.id, "close", f"rien n'est parti : {due.because}", skipped=act.skipped
            )


def _said_enough(case: CaseFacts, act: Act, business: BusinessFacts) -> bool:
    """As many messages as one debt may get before a formal notice."""
    if kind_of(case.kind).family != "payment" or (act.step is not None and act.step.human_always):
        return False
    return sum(r.outcome == "sent" for r in case.done) >= business.caps.per_debt


def _reachable(
    case: CaseFacts, act: Act, customer: CustomerFacts, business: BusinessFacts, library: Library
) -> Due | NoReach:
    text = act.step.text if act.step else None
    if act.cites is not None:
        citing = _with_text(case, act, _BROKEN, customer, business, library)
        if isinstance(citing, Due):
            return citing
        act = replace(act, cites=None)
    return _with_text(case, act, text or "", customer, business, library)


def _with_text(
    case: CaseFacts,
    act: Act,
    text_id: str,
    customer: CustomerFacts,
    business: BusinessFacts,
    library: Library,
) -> Due | NoReach:
    resolved = resolve(text_id, customer.country or business.country, customer.is_consumer)
    message = library.get(resolved) if resolved else None
    if message is None:
        return NoReach("no_text")
    if refused := gates.refused(customer, message.purpose):
        return NoReach(refused)
    step = act.step
    way = reach(customer, business, message, step.channels if step else ())
    if isinstance(way, NoReach) and step and step.human_always:  # a letter: no channel of ours carries it
        way = Reach("", PointFacts(0, "letter", ""), "email", automatic=False, ready=False)
    return way if isinstance(way, NoReach) else Due(case, act, message, way)


def _to_owner(
    case: CaseFacts,
    act: Act,
    customer: CustomerFacts,
    today: date,
    items: list[Item],
    plans: dict[int, CasePlan],
    action: str,
    because: str,
) -> None:
    kind = kind_of(case.kind)
    stake = kind.stake(case, today)
    step = act.step
    uid = "ask" if act.ask or step is None else step.uid
    item = Item(
        id=f"{case.id}.{uid}",
        kind=kind.item_kind(step),
        kinds=(kind.item_kind(step),),
        action=action,
        parts=((case.id, uid),),
        due_on=act.on,
        because=because,
        stake=stake if not kind.to_owner else 0,
        purpose="internal",
        family=kind.family,
        step_label=step.label if step else None,
        customer=customer.id or None,
        amount=case.subject.balance
        if kind.family in ("payment", "delivery") and case.subject.balance > 0
        else None,
        anchor_on=case.subject.due_on,
        text_id=step.text if step else None,
        message=case.pending.message if case.pending and act.ask in ("uncertain", "failed") else None,
    )
    items.append(item)
    plans[case.id] = CasePlan(
        case.id, "act", because, action, uid, act.on, today + timedelta(days=1), stake, act.skipped
    )


def _question(
    case: CaseFacts, because: str, ask: str, on: date, today: date, customer: CustomerFacts
) -> Item:
    kind = kind_of(case.kind)
    return Item(
        id=f"{case.id}.ask",
        kind=kind.item_kind(None),
        kinds=(kind.item_kind(None),),
        action="check",
        parts=((case.id, "ask"),),
        due_on=on,
        because=because,
        stake=kind.stake(case, today),
        purpose="internal",
        family=kind.family,
        customer=customer.id or None,
        amount=case.subject.balance if case.subject.balance > 0 else None,
        anchor_on=case.subject.due_on,
    )


def _call(
    acts: list[tuple[CaseFacts, Act]],
    customer: CustomerFacts,
    today: date,
    items: list[Item],
    plans: dict[int, CasePlan],
) -> None:
    """One call for everything there is to say on the phone, on a weekday; never two calls the same day."""
    if not acts:
        return
    phone = customer.phone
    if phone is None or phone.state in ("malformed", "dead"):
        for case, act in acts:
            _to_owner(case, act, customer, today, items, plans, "check", "pas de numéro pour appeler")
        return
    day = customer.calendar.call_day(today)
    for case, act in acts:
        stake = kind_of(case.kind).stake(case, today)
        uid = act.step.uid if act.step else ""
        why = f"on n'appelle pas aujourd'hui ({customer.calendar.closed_because(today) or 'samedi'})"
        plans[case.id] = (
            CasePlan(case.id, "wait", why, "task", uid, day, day, stake, act.skipped)
            if day > today
            else CasePlan(
                case.id,
                "act",
                act.because,
                "call",
                uid,
                act.on,
                today + timedelta(days=1),
                stake,
                act.skipped,
            )
        )
    if day == today:
        items.append(_call_item(acts, customer, phone.value, today))


def _call_item(acts: list[tuple[CaseFacts, Act]], customer: CustomerFacts, number: str, today: date) -> Item:
    ordered = sorted(acts, key=lambda a: (-(a[1].step.tone if a[1].step else 0), a[1].on, a[0].id))
    case, act = ordered[0]
    first, first_act = min(acts, key=lambda a: (a[1].on, a[0].id))
    kind = kind_of(case.kind)
    amount = sum(c.subject.balance for c, _ in acts)
    return Item(
        id=f"{first.id}.{first_act.step.uid if first_act.step else ''}",
        kind=kind.item_kind(act.step),
        kinds=tuple(dict.fromkeys(kind_of(c.kind).item_kind(a.step) for c, a in ordered)),
        action="call",
        parts=tuple((c.id, a.step.uid) for c, a in ordered if a.step),
        due_on=act.on,
        because=_joined_because([a for _, a in ordered]),
        stake=sum(kind_of(c.kind).stake(c, today) for c, _ in acts),
        purpose="calls",
        family=kind.family,
        tone=act.step.tone if act.step else 0,
        step_label=act.step.label if act.step else None,
        customer=customer.id,
        channel="call",
        address=number,
        form="script",
        amount=amount if amount > 0 else None,
        anchor_on=case.subject.due_on,
        text_id="pay.call_script",
    )


def _contact(
    dues: list[Due],
    customer: CustomerFacts,
    business: BusinessFacts,
    library: Library,
    today: date,
    items: list[Item],
    plans: dict[int, CasePlan],
) -> None:
    """Choose the one message of the day; letters apart; postpone the others, saying until when."""
    letters = [d for d in dues if d.act.step and d.act.step.human_always]
    if customer.calendar.is_working(today):
        for due in letters:
            _leave([due], customer, today, items, plans, action="approve")
    else:
        _postpone(
            letters,
            customer.calendar.next_working(today + timedelta(days=1)),
            _closed(customer, today),
            plans,
            today,
        )
    messages = [d for d in dues if d not in letters] if letters else dues
    if not messages:
        return
    groups = _groups(messages, customer, business, today, plans)
    if not groups:
        return
    leader = _leader(groups, customer, today)
    _leave(_joined(leader, customer, business, library), customer, today, items, plans)
    if len(groups) == 1:
        return
    following = customer.calendar.next_working(today + timedelta(days=1))
    lead_name = _SUBJECTS.get(_family(leader[0]), "autre chose")
    for group in groups:
        if group is not leader:
            why = f"le message du jour parle de {lead_name}, celui-ci attend le {day_text(following, today)}"
            _postpone(group, following, why, plans, today)


def _joined(
    group: list[Due], customer: CustomerFacts, business: BusinessFacts, library: Library
) -> list[Due]:
    """Several debts in one message: all go the way of the text that names them together."""
    together = library.get(_SEVERAL)
    if len(group) == 1 or _family(group[0]) != "payment" or together is None:
        return group
    way = reach(customer, business, together)
    return group if isinstance(way, NoReach) else [replace(due, way=way) for due in group]


_SUBJECTS = {
    "payment": "l'argent",
    "delivery": "la livraison",
    "quote": "le devis",
    "request": "la demande",
    "appointment": "le rendez-vous",
    "satisfaction": "sa satisfaction",
    "restock": "réassort",
}


def _family(due: Due) -> str:
    return kind_of(due.case.kind).family


def _closed(customer: CustomerFacts, day: date) -> str:
    return f"rien ne part un jour fermé ({customer.calendar.closed_because(day)})"


def _groups(
    messages: list[Due],
    customer: CustomerFacts,
    business: BusinessFacts,
    today: date,
    plans: dict[int, CasePlan],
) -> list[list[Due]]:
    """The messages that the caps let through today, joined by family."""
    by_family: dict[str, list[Due]] = {}
    for due in messages:
        by_family.setdefault(_family(due), []).append(due)
    groups: list[list[Due]] = []
    for family, dues in by_family.items():
        gate = gates.day_gate(customer, business.caps, family, _purpose(dues[0]), today)
        if gate is not None:
            dues = _past_due_date(dues, gate.until, plans, today)
            _postpone(dues, gate.until, gate.because, plans, today)
            continue
        kind = kind_of(dues[0].case.kind)
        alone = [d for d in dues if not kind.joins or _purpose(d) == "legal"]  # a legal text names one debt
        groups.extend([d] for d in alone)
        groups.extend(_split_stale([d for d in dues if d not in alone] if alone else dues, today))
    return groups


def _past_due_date(dues: list[Due], until: date, plans: dict[int, CasePlan], today: date) -> list[Due]:
    """A step before the due date that the spacing would push past it is skipped at once (R10)."""
    kept = []
    for due in dues:
        step, limit = due.act.step, due.case.subject.due_on
        if step and step.offset is not None and step.offset < 0 and limit and until > limit:
            _postpone(
                [due],
                today + timedelta(days=1),
                "trop proche d'un autre message, l'échéance arrive",
                plans,
                today,
            )
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


def _leader(groups: list[list[Due]], customer: CustomerFacts, today: date) -> list[Due]:
    """Last chance first; what leaves by itself before what waits for a person since earlier; then by priority."""
    if len(groups) == 1:
        return groups[0]
    leaves = any(d.action == "auto" for group in groups for d in group)

    def order(group: list[Due]) -> tuple[bool, bool, int, int, int]:
        kind = kind_of(group[0].case.kind)
        waits = leaves and all(d.action != "auto" and d.act.on < today for d in group)
        stake = sum(kind.stake(d.case, today) for d in group)
        return not _last_chance(group, customer, today), waits, kind.priority, -stake, group[0].case.id

    return min(groups, key=order)


def _last_chance(group: list[Due], customer: CustomerFacts, today: date) -> bool:
    following = customer.calendar.next_working(today + timedelta(days=1))
    for due in group:
        if due.act.step is None:
            continue
        last = kind_of(due.case.kind).last_day(due.case, due.act.step, due.act.on, customer.calendar)
        if last is not None and following > last:
            return True
    return False


def _purpose(due: Due) -> str:
    return due.message.purpose if due.message else "transactional"


def _postpone(dues: list[Due], until: date, because: str, plans: dict[int, CasePlan], today: date) -> None:
    for due in dues:
        kind = kind_of(due.case.kind)
        uid = due.act.step.uid if due.act.step else ""
        stake = kind.stake(due.case, today)
        plans[due.case.id] = CasePlan(
            due.case.id, "wait", because, due.act.mode, uid, until, until, stake, due.act.skipped
        )


def _leave(
    group: list[Due],
    customer: CustomerFacts,
    today: date,
    items: list[Item],
    plans: dict[int, CasePlan],
    action: str | None = None,
) -> None:
    """One item for the group: the highest tone leads, then the oldest debt."""
    lead, first, ordered = group[0], group[0], group
    if len(group) > 1:
        lead = max(group, key=lambda d: (_tone(d), -d.act.on.toordinal(), -d.case.id))
        ordered = sorted(group, key=lambda d: (d is not lead, d.act.on, d.case.id))
        first = min(group, key=lambda d: (d.act.on, d.case.id))
    way, message, step = lead.way, lead.message, lead.act.step
    assert way is not None and message is not None and step is not None and first.act.step is not None
    kind = kind_of(lead.case.kind)
    several = len(group) > 1 and kind.family == "payment"
    chosen = action or _strictest(group)
    amount = sum(d.case.subject.balance for d in group)
    stakes = [kind_of(d.case.kind).stake(d.case, today) for d in group]
    item = Item(
        id=f"{first.case.id}.{first.act.step.uid}",
        kind=kind.item_kind(step),
        kinds=tuple(dict.fromkeys([kind_of(d.case.kind).item_kind(d.act.step) for d in ordered])),
        action=chosen,
        parts=tuple([(d.case.id, d.act.step.uid) for d in ordered if d.act.step]),
        due_on=lead.act.on,
        because=_because(ordered, chosen),
        stake=sum(stakes),
        purpose=message.purpose,
        family=kind.family,
        tone=_tone(lead),
        step_label=step.label,
        customer=customer.id,
        channel=way.channel or None,
        address=way.point.value,
        form=way.form,
        amount=amount if kind.family in ("payment", "delivery") and amount > 0 else None,
        anchor_on=lead.case.subject.due_on
        if kind.family in ("payment", "delivery")
        else kind.anchor(lead.case, step),
        text_id=_SEVERAL if several else message.id,
        deadline=_deadline(group, customer, today, several),
        cites=None if several else lead.act.cites,
    )
    items.append(item)
    for due, stake in zip(group, stakes, strict=True):
        uid = due.act.step.uid if due.act.step else ""
        plans[due.case.id] = CasePlan(
            due.case.id,
            "act",
            item.because
            if len(group) == 1
            else f"{due.act.because} (avec {len(group) - 1} autre{'s' * (len(group) > 2)})",
            chosen,
            uid,
            due.act.on,
            today if chosen == "auto" else today + timedelta(days=1),
            stake,
            due.act.skipped,
        )


def _tone(due: Due) -> int:
    """The tone of the step; a broken promise is said firmly."""
    tone = due.act.step.tone if due.act.step else 0
    return max(tone, _PROMISE_TONE) if due.act.cites is not None else tone


def _strictest(group: list[Due]) -> str:
    actions = [d.action for d in group]
    for each in ("tap", "approve", "check"):
        if each in actions:
            return each
    return "auto"


def _because(ordered: list[Due], action: str) -> str:
    if action == "check":
        return "e-mail non configuré : réglez l'envoi, ou écrivez-lui vous-même"
    return _joined_because([d.act for d in ordered])


def _joined_because(acts: list[Act]) -> str:
    if len(acts) == 1:
        return acts[0].because
    count = len(acts) - 1
    return f"{acts[0].because}, et {count} autre{'s' * (count > 1)}"


def _deadline(group: list[Due], customer: CustomerFacts, today: date, several: bool) -> date | None:
    texts = {d.act.step.text for d in group if d.act.step}
    if several or not texts & _WITH_DEADLINE:
        return None
    return customer.calendar.next_working(today + timedelta(days=_DEADLINE_DAYS))


def _merge_questions(items: list[Item]) -> list[Item]:
    """One question per customer and subject: several debts « déjà payées » are asked once."""
    merged: dict[tuple[int | None, str, str, int | None], Item] = {}
    out: list[Item] = []
    for item in items:
        if item.action != "check" or not item.id.endswith(".ask"):
            out.append(item)
            continue
        key = (item.customer, item.because, item.family, item.message)
        known = merged.get(key)
        if known is None:
            merged[key] = item
            out.append(item)
            continue
        total = replace(
            known,
            parts=known.parts + item.parts,
            amount=(known.amount or 0) + (item.amount or 0) or None,
            stake=known.stake + item.stake,
        )
        out[out.index(known)] = merged[key] = total
    return out
