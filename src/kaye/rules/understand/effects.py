"""What an understood text does at once and what it only offers (C41, C43–C46), as values for the actions."""

import re
from dataclasses import dataclass
from datetime import date

from kaye.rules.calendar import Calendar
from kaye.rules.french import day_text, weekday_text
from kaye.rules.understand.dates.scene import working_days_after
from kaye.rules.understand.values import Effect, SaidAmount, SaidDate

APPLY, PROPOSE = 0.80, 0.50
_PAID_HOLD = 3  # working days (C45)
_SHORT_HOLD = 2  # working days (C43 without a date, C46)
_FAR = 31  # days: a later promise is only proposed
_TRANSFER = re.compile(r"\b(?:virement|vire|virer|virerai|banque|bancaire|transfert bancaire)\b")
_REST = re.compile(r"\b(?:le reste|le solde|l autre moitie|le restant|le complement|la suite)\b")
_PARTS = {
    "1/2": "la moitié",
    "1/3": "un tiers",
    "2/3": "deux tiers",
    "1/4": "un quart",
    "3/4": "trois quarts",
}


@dataclass(frozen=True, slots=True)
class Read:
    """What effects are worked out from. `words` are the plain words of the text."""

    words: str
    confidence: dict[str, float]
    dates: tuple[SaidDate, ...]
    amounts: tuple[SaidAmount, ...]
    fraction: str | None
    asked: bool
    needs_answer: bool
    today: date
    calendar: Calendar | None

    def working(self, day: date, count: int) -> date:
        return working_days_after(day, count, self.calendar)


def effects_of(read: Read) -> tuple[Effect, ...]:
    """In the order stop, complaint, paid, promise, the rest (C40)."""
    found: list[Effect] = []
    seen = read.confidence
    if "stop" in seen:
        found.append(Effect("stop", True, "demande de ne plus recevoir de messages"))
    if "complaint" in seen:
        sure = seen["complaint"] >= APPLY
        found.append(Effect("dispute", sure, "signale un problème : à régler par une personne"))
    if "paid" in seen:
        found.append(_paid(read))
    if "promise" in seen:
        found.extend(_promise(read))
    if "human" in seen:
        until = read.working(read.today, _SHORT_HOLD)
        found.append(Effect("human", seen["human"] >= APPLY, "demande une personne : à rappeler", until))
    found.extend(_answer_to_quote(read))
    if read.needs_answer and not any(effect.applied for effect in found):
        until = read.working(read.today, _SHORT_HOLD)
        found.append(Effect("answer", True, "attend une réponse : rien ne part seul d'ici là", until))
    return tuple(found)


def _paid(read: Read) -> Effect:
    past = next((said for said in read.dates if said.kind == "past"), None)
    amount = read.amounts[0] if read.amounts else None
    what = f" {amount.text}" if amount else ""
    when = f" {_day(past, read.today)}" if past else ""
    return Effect(
        "paid",
        read.confidence["paid"] >= APPLY,
        f"dit avoir payé{what}{when} : à vérifier",
        read.working(read.today, _PAID_HOLD),
        amount,
    )


def _promise(read: Read) -> list[Effect]:
    to_come = [said for said in read.dates if said.kind != "past"]
    firm = read.confidence["promise"] >= APPLY and not read.asked and "complaint" not in read.confidence
    part = _promised_amount(read)
    if not to_come:
        because = "veut payer sans dire le jour : demandez « quel jour ? »"
        return [Effect("promise", firm, because, read.working(read.today, _SHORT_HOLD), part)]
    first = to_come[0]
    near = (first.end - read.today).days <= _FAR
    effects = [
        Effect("promise", firm and near, _because(read, first, part), _until(read, first), part),
    ]
    if len(to_come) > 1 and (_REST.search(read.words) or len(read.amounts) > 1):
        second = to_come[1]
        because = f"propose deux fois : {_day(first, read.today)}, puis le reste {_day(second, read.today)}"
        effects.append(Effect("plan", False, because, _until(read, second)))
    return effects


def _promised_amount(read: Read) -> SaidAmount | None:
    """The first one, or the second when the first is said to be paid; none when the amount itself is disputed."""
    if "complaint" in read.confidence:
        return None
    place = 1 if "paid" in read.confidence else 0
    return read.amounts[place] if len(read.amounts) > place else None


def _until(read: Read, said: SaidDate) -> date:
    return read.working(said.end, 2 if _TRANSFER.search(read.words) else 1)


def _because(read: Read, said: SaidDate, part: SaidAmount | None) -> str:
    what = part.text if part else _PARTS.get(read.fraction or "", "")
    what = f" {what}" if what else ""
    if read.asked:
        return f"demande ou met une condition pour payer{what} {_day(said, read.today)}"
    return f"promet de payer{what} {_day(said, read.today)}"


def _day(said: SaidDate, today: date) -> str:
    """« vendredi 27 mars », « au plus tard le … », « entre le … et le … »."""
    if said.start != said.end:
        return f"entre le {day_text(said.start, today)} et le {day_text(said.end, today)}"
    day = weekday_text(said.start, today)
    lead = {"deadline": "au plus tard ", "after": "à partir de "}.get(said.kind, "")
    return f"{lead}{day}"


def _answer_to_quote(read: Read) -> list[Effect]:
    words = {
        "accept": "accepte : marquez le devis accepté",
        "refuse": "refuse ou hésite : marquez le devis perdu",
    }
    until = read.working(read.today, _SHORT_HOLD)
    return [
        Effect(name, read.confidence[name] >= APPLY, because, until)
        for name, because in words.items()
        if name in read.confidence
    ]
