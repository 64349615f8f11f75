"""One explained decision for one case: facts in, decision out. The run, the preview and the screens all ask here."""

from collections.abc import Collection
from datetime import date, timedelta

from kaye.rules.calendar import Calendar
from kaye.rules.decision import Act, Close, Decision, Hold, Skip, Wait
from kaye.rules.facts import CaseFacts, CustomerFacts, HoldFacts, StepRecord
from kaye.rules.french import day_text
from kaye.rules.kinds import kind_of
from kaye.rules.kinds.base import Kind
from kaye.rules.scenario import Step

LAPSE = "lapse"  # the claim is about to lapse (M53)
TELL = "tell_agency"  # paid while a collection agency has the file: it must be told (M53)
_ALL_BUT_REQUESTS = frozenset({"payment", "delivery", "quote", "satisfaction", "restock", "appointment"})
_HELD_FAMILIES = {
    "answer": _ALL_BUT_REQUESTS,
    "human": _ALL_BUT_REQUESTS,
    "stopped": _ALL_BUT_REQUESTS,
    "refused": _ALL_BUT_REQUESTS,
    "quote_reply": frozenset({"quote"}),
    "promise": frozenset({"payment"}),
    "paid": frozenset({"payment"}),
    "dispute": frozenset({"payment", "satisfaction", "restock"}),
    "pause": frozenset({"payment", "delivery", "quote", "request", "satisfaction", "restock", "appointment"}),
    "unreachable": frozenset({"payment"}),
    "moved": frozenset({"payment", "delivery", "quote", "request", "satisfaction", "restock", "appointment"}),
    "question": frozenset({"payment", "quote"}),
    "too_dear": frozenset({"quote"}),
    "instalments": frozenset({"payment"}),
    "cheque": frozenset({"payment"}),
    "letter": frozenset({"payment"}),
    "notice": frozenset({"payment"}),
    "handed_off": frozenset({"payment"}),
    TELL: frozenset({"payment"}),
    LAPSE: frozenset({"payment"}),
    "online": frozenset({"payment"}),
    "online_check": frozenset({"payment"}),
    "platform": frozenset({"payment"}),
}
ANSWER = "q"  # the step under which « vu » is recorded: q and the day
_ASK_AGAIN = 14  # days after the owner said « vu »
_SOFTENED = frozenset({"satisfaction", "restock"})  # no question, no offer while anything is disputed (R26)
# Holds that ask the owner something as long as they last; « vu » lifts them.
_ASKS = {
    TELL: "a payé un dossier confié au recouvrement : prévenez le cabinet",
    LAPSE: "cette dette sera bientôt prescrite : demandez conseil avant qu'il soit trop tard",
    "paid": "dit avoir déjà payé : vérifiez si l'argent est arrivé",
    "question": "a posé une question : répondez-lui",
    "too_dear": "trouve le devis trop cher : proposez autre chose, ou gardez votre prix",
    "instalments": "demande à payer en plusieurs fois : proposez un échéancier, ou refusez",
    "platform": "facture refusée par la plateforme : corrigez-la, ou faites un avoir",
    "stopped": "a dit stop ici : à vous de choisir un autre moyen, ou d'en rester là",
    "refused": "le service a refusé l'envoi : choisissez un autre moyen",
    "quote_reply": "a répondu au devis : marquez-le accepté ou perdu",
    "online_check": "a payé en ligne, mais quelque chose ne va pas : regardez chez le prestataire",
}
ASKING = frozenset(_ASKS)
# Holds that ask the owner once they are over.
_ASKED_AFTER = {
    "dispute": "le désaccord n'est pas réglé",
    "cheque": "le chèque reçu est-il encaissé, ou revenu impayé",
    "letter": "la mise en demeure est prête : l'avez-vous envoyée",
    "handed_off": "dossier confié au recouvrement : où en est le cabinet",
}


def decide(case: CaseFacts, customer: CustomerFacts, today: date) -> Decision:
    """What to do with this case on that day of the customer, and why. Order: over, in the outbox, held, next step."""
    kind = kind_of(case.kind)
    if closing := kind.closed(case, today):
        told = next((h for h in customer.holds if h.kind == TELL and h.case == case.id), None)
        return Hold(max(told.until, today), _ASKS[TELL], told.id, ask=_ASKS[TELL]) if told else Close(closing)
    if case.pending is not None:
        return _pending(case)
    holds = _holds_of(case, customer, kind)
    if active := _active(holds, today):
        return _held(active, today)
    return kind.instead(case, customer, today) or _next_step(case, customer, kind, holds, today)


def effective_date(
    step: Step,
    anchor: date | None,
    previous: StepRecord | None,
    calendar: Calendar,
    floor: date | None = None,
) -> date | None:
    """max(anchor + offset, previous done + gap, day after the last deadline given, floor), moved to a working day.

    Steps before the anchor move backward, the others forward, calls to a weekday. None while the anchor is unknown.
    """
    if step.after_previous is not None and previous is not None:
        base = previous.on + timedelta(days=step.after_previous)
    elif anchor is None:
        return None
    else:
        base = anchor + timedelta(days=_days_after(step))
    least = floor
    if previous is not None:
        after = previous.on + timedelta(days=max(1, step.gap))
        if previous.deadline is not None:
            after = max(after, previous.deadline + timedelta(days=1))
        least = after if least is None else max(least, after)
    if step.is_call:
        return calendar.call_day(base if least is None else max(base, least))
    if step.mode == "internal":
        return base if least is None else max(base, least)
    if step.offset is not None and step.offset < 0:
        moved = calendar.previous_working(base)
        return moved if least is None or moved >= least else calendar.next_working(least)
    return calendar.next_working(base if least is None else max(base, least))


def _days_after(step: Step) -> int:
    """Whole days from the anchor; hours under a day stay on its day."""
    if step.offset is not None:
        return step.offset
    if step.offset_h is not None:
        return step.offset_h // 24 if step.offset_h >= 24 else 0
    return step.after_previous or 0


def broken_promise(case: CaseFacts, holds: tuple[HoldFacts, ...], today: date) -> HoldFacts | None:
    """The last promise of this case whose day passed without the money, and that no message has cited yet."""
    last_done = max((r.on for r in case.done if r.outcome != "skipped"), default=None)
    broken = [
        h
        for h in holds
        if h.kind == "promise" and h.until < today and h.paid_since < h.expected
        if last_done is None or last_done <= h.until
    ]
    return max(broken, key=lambda h: h.until, default=None)


def behind_question(customer: CustomerFacts, cases: Collection[int], today: date) -> tuple[HoldFacts, ...]:
    """The holds that make the owner be asked about these cases: « déjà payé » in force, a disagreement left open."""
    return tuple(
        h
        for h in customer.holds
        if h.case is None or h.case in cases
        if (h.kind in ASKING and today <= h.until) or (h.kind in _ASKED_AFTER and h.until < today)
    )


def _pending(case: CaseFacts) -> Decision:
    pending = case.pending
    assert pending is not None
    step = case.scenario.step(pending.step)
    if pending.state == "uncertain":
        return Act(
            pending.on,
            "l'envoi a été coupé : on ne sait pas si le message est parti",
            "ask",
            step,
            ask="uncertain",
        )
    if pending.state == "failed":
        return Act(pending.on, "l'envoi a été refusé : choisissez un autre moyen", "ask", step, ask="failed")
    return Wait(pending.on, "le message est prêt, il part à l'ouverture", step)


def _holds_of(case: CaseFacts, customer: CustomerFacts, kind: Kind) -> tuple[HoldFacts, ...]:
    return tuple(
        h
        for h in customer.holds
        if (h.case in (None, case.id) or (h.kind == "dispute" and kind.family in _SOFTENED))
        and kind.family in _HELD_FAMILIES.get(h.kind, frozenset())
    )


def _active(holds: tuple[HoldFacts, ...], today: date) -> HoldFacts | None:
    """The hold in force that lasts longest; what asks the owner something leads, « already paid » first."""
    active = [
        h for h in holds if today <= h.until and not (h.kind == "promise" and h.paid_since >= h.expected > 0)
    ]
    return max(active, key=lambda h: (h.kind == "paid", h.kind in ASKING, h.until), default=None)


def _held(hold: HoldFacts, today: date) -> Hold:
    until = day_text(hold.until, today)
    because = {
        "promise": f"promet de payer le {day_text(hold.promised_on or hold.until, today)}",
        "paid": f"dit avoir déjà payé, à vérifier avant le {until}",
        "dispute": f"n'est pas d'accord, à revoir le {until}",
        "pause": f"en pause jusqu'au {until}",
        "unreachable": f"pas joignable, à rappeler après le {until}",
        "moved": f"reporté après le {until}",
        "question": "a posé une question sur sa page : répondez-lui",
        "too_dear": f"trouve le devis trop cher, rien ne part jusqu'au {until}",
        "instalments": "demande à payer en plusieurs fois : à vous de répondre",
        "cheque": f"chèque reçu, à encaisser avant le {until}",
        "letter": "mise en demeure prête : à envoyer par vous",
        "notice": f"mise en demeure envoyée, délai jusqu'au {until}",
        TELL: "a payé un dossier confié : prévenez le cabinet",
        LAPSE: f"bientôt prescrite, au plus tard le {until}",
        "handed_off": f"confié au recouvrement, à revoir le {until}",
        "online": f"paiement en ligne en cours, attendu avant le {until}",
        "online_check": "a payé en ligne : à vérifier chez le prestataire",
        "platform": "facture refusée par la plateforme",
        "answer": "a écrit et attend votre réponse",
        "human": "demande à parler à une personne",
        "stopped": "a dit stop sur ce canal : à vous de décider",
        "refused": "envoi refusé par le service : à vous de décider",
        "quote_reply": "a répondu au devis : à vous de le marquer",
    }.get(hold.kind, f"retenu jusqu'au {until}")
    return Hold(hold.until, because, hold.id, ask=_ASKS.get(hold.kind, ""))


def _next_step(
    case: CaseFacts, customer: CustomerFacts, kind: Kind, holds: tuple[HoldFacts, ...], today: date
) -> Decision:
    calendar = customer.calendar
    done = {r.step for r in case.done}
    previous = max((r for r in case.done if r.outcome != "skipped"), key=lambda r: r.on, default=None)
    broken = broken_promise(case, holds, today) if kind.family == "payment" else None
    unpaid = _unanswered(case, holds, "paid", today)
    over = [h for h in holds if h.kind in _ASKED_AFTER and h.until < today]
    if over and kind.family not in _SOFTENED:
        first = min(over, key=lambda h: h.until)
        why = _ASKED_AFTER[first.kind]
        return Act(first.until + timedelta(days=1), why, "ask", ask=first.kind)
    disputed = next((h for h in over if h.kind == "dispute"), None)
    moved = max(
        (h.until + timedelta(days=1) for h in holds if h.kind == "moved" and h.until < today), default=None
    )
    skipped: list[Skip] = []
    for step in case.scenario.steps:
        if step.uid in done:
            continue
        anchor = kind.anchor(case, step)
        effective = effective_date(step, anchor, previous, calendar, moved)
        if effective is None:
            until, why = kind.without_anchor(case, today)
            return Wait(until, why, step, tuple(skipped))
        if broken is not None and not step.human_always:
            effective = _after_promise(step, broken, previous, calendar)
        elif reason := kind.skips(case, step, effective, calendar):
            skipped.append(Skip(step.uid, reason))
            continue
        last = kind.last_day(case, step, effective, calendar)
        if last is not None and max(effective, today) > last:
            skipped.append(Skip(step.uid, "trop tard"))
            continue
        if disputed is not None and effective <= today:
            return Wait(today + timedelta(days=1), "un désaccord n'est pas réglé", step, tuple(skipped))
        return _due(case, kind, step, effective, today, tuple(skipped), broken, unpaid)
    return _after_last(case, kind, previous, today, tuple(skipped), calendar)


def _after_promise(step: Step, broken: HoldFacts, previous: StepRecord | None, calendar: Calendar) -> date:
    """The day after the promise was given its chance, with the gap of the step."""
    earliest = broken.until + timedelta(days=1)
    if previous is not None:
        earliest = max(earliest, previous.on + timedelta(days=max(1, step.gap)))
    return calendar.call_day(earliest) if step.is_call else calendar.next_working(earliest)


def _due(
    case: CaseFacts,
    kind: Kind,
    step: Step,
    effective: date,
    today: date,
    skipped: tuple[Skip, ...],
    broken: HoldFacts | None,
    unpaid: HoldFacts | None,
) -> Decision:
    because = kind.because(case, step, max(effective, today), today)
    if effective > today:
        return Wait(effective, kind.because(case, step, effective, today), step, skipped)
    if blocked := kind.blocked(case, today):
        return Wait(today + timedelta(days=1), blocked, step, skipped)
    mode = step.mode
    if mode == "auto" and (step.human_always or step.uid == case.proposed_step or unpaid is not None):
        mode = "propose"
    if broken is not None and not step.human_always:
        because = f"la promesse du {day_text(broken.promised_on or broken.until, today)} n'a pas été tenue"
    elif unpaid is not None:
        because = f"disait avoir payé le {day_text(unpaid.made_on, today)}, rien n'est arrivé"
    elif case.proposed_step == step.uid and case.proposed_because == "outage":
        because = "reprise après panne : vérifiez avant d'envoyer"
    cites = broken.id if broken is not None and step.tone < 4 and not step.is_call else None
    return Act(effective, because, mode, step, skipped, cites=cites)


def _unanswered(case: CaseFacts, holds: tuple[HoldFacts, ...], kind: str, today: date) -> HoldFacts | None:
    last_done = max((r.on for r in case.done if r.outcome != "skipped"), default=None)
    ended = [
        h for h in holds if h.kind == kind and h.until < today and (last_done is None or last_done <= h.until)
    ]
    return max(ended, key=lambda h: h.until, default=None)


def _after_last(
    case: CaseFacts,
    kind: Kind,
    previous: StepRecord | None,
    today: date,
    skipped: tuple[Skip, ...],
    calendar: Calendar,
) -> Decision:
    last = max((r.on for r in case.done), default=previous.on if previous else case.opened_on)
    ending = kind.ended(case, last, today)
    if isinstance(ending, str):
        return Close("trop tard" if skipped and not previous else ending, skipped)
    day, question = kind.asked_on(ending[0], calendar), ending[1]
    seen = max((r.on for r in case.done if r.step.startswith(ANSWER)), default=None)
    if seen is not None:
        day = max(day, seen + timedelta(days=_ASK_AGAIN))
    if day > today:
        return Wait(day, question, None, skipped)
    return Act(day, question, "ask", None, skipped, ask="ended")
