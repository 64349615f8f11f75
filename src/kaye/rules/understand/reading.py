"""From a text to what it says: new part, plain words, contacts, dates, amounts, intents, effects."""

import re
from datetime import date

from kaye.rules.calendar import Calendar
from kaye.rules.understand.amounts import Money, read_amounts, read_fraction
from kaye.rules.understand.asking import asks, is_asked
from kaye.rules.understand.contacts import take_emails, take_phones, take_references
from kaye.rules.understand.dates import Placed, clause_at, clauses, read_dates
from kaye.rules.understand.effects import Read, effects_of
from kaye.rules.understand.folding import LONGEST, composed, fold
from kaye.rules.understand.intents import Reading, Shape, read_intents
from kaye.rules.understand.normalise import plain_words
from kaye.rules.understand.quoting import is_automatic, new_part
from kaye.rules.understand.values import Intent, SaidDate, Understanding

_PAYING = re.compile(
    r"\b(?:pa[iy]\w*|peye\w*|regl\w*|vers\w*|vir\w*|sold\w*|depos\w*|donn\w*|envo\w*|cheque|fai[st]|ya|rembours\w*)\b"
)
_COMING = re.compile(
    r"\b(?:rdv|rendez|pass\w*|ven\w+|vien\w*|reserv\w*|interven\w*|recuper\w*|cherch\w*|decal\w*|report\w*|annul\w*)\b"
)
_VERB = re.compile(
    rf"{_PAYING.pattern}|{_COMING.pattern}|\b(?:livr\w+|touch\w+|recois\w*|recev\w+|repar\w+|pos[ea]\w*|fini\w*|promis|deviez)\b"
)
_TALKATIVE = frozenset(("promise", "paid", "thanks"))


def understand(
    text: str,
    *,
    today: date,
    country: str = "FR",
    currency: str = "EUR",
    regions: tuple[str, ...] = (),
    calendar: Calendar | None = None,
    subject: str = "",
    auto: bool = False,
) -> Understanding:
    """What a customer's text says, on its local date `today` (C37–C50).

    `currency`: the country's; `regions`: its phone plans in order; `calendar`: working days for the holds, Monday
    to Friday without it; `subject`: read only when the text is empty; `auto`: the mail says it is a machine's.
    At most 2 000 characters of the new part are read. Never raises.
    """
    whole = composed(text)
    written = new_part(whole)[:LONGEST] or composed(subject).strip()[:LONGEST]
    if auto or is_automatic(whole):
        return Understanding(needs_answer=False)
    if not written:
        return Understanding()
    folded = fold(written)
    words = plain_words(folded)
    emails, rest = take_emails(folded, written)
    rest = take_references(rest)
    phones, rest = take_phones(rest, country, regions)
    placed, rest = read_dates(rest, written, today, country, calendar)
    amounts = read_amounts(rest, written, Money(currency, country))
    said = read_intents(words, _shape(words, placed, bool(amounts)))
    dates = _ordered(placed, folded, said)
    confidence = {intent.name: intent.confidence for intent in said.intents}
    promised = "promise" in confidence
    asked = is_asked(words, said.promise_at) if promised else asks(words)
    needs_answer = _needs_answer(said, words, asked)
    fraction = read_fraction(rest)
    read = Read(words, confidence, dates, amounts, fraction, asked, needs_answer, today, calendar)
    return Understanding(
        said.intents, needs_answer, dates, amounts, fraction, phones, emails, asked, effects_of(read)
    )


def _shape(words: str, placed: list[Placed], amount: bool) -> Shape:
    past = any(each.date.kind == "past" for each in placed)
    to_come = any(each.date.kind != "past" for each in placed)
    return Shape(asks(words), to_come, past, amount)


def _needs_answer(said: Reading, words: str, asked: bool) -> bool:
    names = {intent.name for intent in said.intents}
    if "stop" in names:
        return False
    if names == {"thanks"}:
        return said.greets
    if names and names <= _TALKATIVE:
        return asked or asks(words)
    return True


def _ordered(placed: list[Placed], folded: str, said: Reading) -> tuple[SaidDate, ...]:
    """The date that governs the main verb first (C49), then as written."""
    if len(placed) < 2:
        return tuple(each.date for each in placed)
    names = [intent.name for intent in said.intents]
    leading = next((name for name in names if name in ("promise", "paid", "appt")), None)
    bounds = clauses(folded)

    def rank(each: Placed) -> tuple[bool, bool, int]:
        start, end = clause_at(bounds, each.start)
        verb = _COMING if leading == "appt" else _PAYING
        is_past = each.date.kind == "past"
        verbs = list(_VERB.finditer(folded, start, each.start))
        governed = verb.fullmatch(verbs[-1][0]) if verbs else verb.search(folded, start, end)
        wrong_way = is_past if leading in ("promise", "appt") else not is_past if leading == "paid" else False
        return wrong_way, leading is not None and not governed, each.start

    return tuple(each.date for each in sorted(placed, key=rank))


__all__ = ["Intent", "understand"]
