"""One contact per customer and per day: what is due is joined or postponed, and every case says what it waits for."""

from datetime import date, timedelta

from kaye.rules.calls import CallDue, plan_calls
from kaye.rules.day import Day
from kaye.rules.decide import decide
from kaye.rules.decision import Act, CasePlan, Close, DayPlan, Hold, Wait
from kaye.rules.facts import BusinessFacts, CaseFacts, CustomerFacts
from kaye.rules.kinds import kind_of
from kaye.rules.messages import NO_TEXT, Due, plan_messages, reachable
from kaye.rules.owner import ask_about, ask_about_plans, merged_questions, to_owner
from kaye.rules.wording import Library


def plan_day(customer: CustomerFacts, business: BusinessFacts, library: Library, today: date) -> DayPlan:
    """The items of that day for this customer, and the plan of every open case."""
    day = Day(customer, business, library, today)
    messages: list[Due] = []
    calls: list[CallDue] = []
    for case in customer.cases:
        decision = decide(case, customer, today)
        if isinstance(decision, Act):
            _sort(day, case, decision, messages, calls)
        else:
            day.plans[case.id] = _quiet(case, decision, today)
            if isinstance(decision, Hold) and decision.ask:
                ask_about(day, case, decision)
    plan_calls(day, calls)
    plan_messages(day, messages)
    ask_about_plans(day)
    return DayPlan(merged_questions(day.items), tuple(day.plans[c.id] for c in customer.cases))


def _quiet(case: CaseFacts, decision: Wait | Hold | Close, today: date) -> CasePlan:
    """Nothing to do today: until when, and why."""
    if isinstance(decision, Close):
        return CasePlan(case.id, "close", decision.because, skipped=decision.skipped)
    stake = kind_of(case.kind).stake(case, today)
    if isinstance(decision, Hold):
        after = decision.until + timedelta(days=1)
        shown = today if decision.ask else decision.until  # a question is on the list of the day
        return CasePlan(case.id, "hold", decision.because, "hold", "", shown, after, stake, decision.skipped)
    step, until = decision.step, decision.until
    mode, uid = (step.mode, step.uid) if step else ("", "")
    return CasePlan(case.id, "wait", decision.because, mode, uid, until, until, stake, decision.skipped)


def _sort(day: Day, case: CaseFacts, act: Act, messages: list[Due], calls: list[CallDue]) -> None:
    """To the owner, to the phone, or to the messages of the day."""
    kind, step = kind_of(case.kind), act.step
    if act.ask:
        to_owner(day, case, act, "check", act.because)
    elif step is None or kind.to_owner or act.mode == "internal":
        to_owner(day, case, act, "internal", act.because)
    elif step.is_call or act.mode == "task":
        calls.append((case, act))
    elif _said_enough(day, case, act):
        why = f"déjà {day.business.caps.per_debt} messages pour cette dette : à vous de décider"
        to_owner(day, case, act, "check", why)
    else:
        due = reachable(day, case, act)
        if isinstance(due, Due):
            messages.append(due)
        elif due.because == NO_TEXT:
            to_owner(day, case, act, "check", "pas de texte prévu ici : écrivez-lui vous-même")
        elif kind.needs_contact:
            to_owner(day, case, act, "check", due.because)
        else:
            why = f"rien n'est parti : {due.because}"
            day.plans[case.id] = CasePlan(case.id, "close", why, skipped=act.skipped)


def _said_enough(day: Day, case: CaseFacts, act: Act) -> bool:
    """As many messages as one debt may get before a formal notice."""
    if kind_of(case.kind).family != "payment" or (act.step is not None and act.step.human_always):
        return False
    return sum(r.outcome == "sent" for r in case.done) >= day.business.caps.per_debt
