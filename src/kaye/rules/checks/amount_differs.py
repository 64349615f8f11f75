"""Every amount written is one of the live ones: balance, parts, what was paid (F7)."""

from functools import lru_cache

from kaye.rules.draft import Draft, Finding, is_own_value
from kaye.rules.figures import minor_number, numbers_in, owed_numbers, written_amounts

NAME = "amount_differs"
TITLE = "Montant différent du solde"


def check(draft: Draft) -> Finding | None:
    if draft.internal:
        return None
    written = written_amounts(draft.whole)
    if draft.edited:
        written += owed_numbers(draft.text)
    if not written:
        return None
    allowed = _allowed(draft.amounts)
    live = minor_number(draft.minor, draft.currency) if draft.minor is not None else ""
    for amount in written:
        if amount.number in allowed or amount.number == live or is_own_value(draft, amount.raw):
            continue
        return Finding(NAME, "block", _message(draft, amount.raw), amount.raw)
    return None


@lru_cache(maxsize=256)
def _allowed(amounts: frozenset[str]) -> frozenset[str]:
    return frozenset(number for text in amounts for number in numbers_in(text))


def _message(draft: Draft, raw: str) -> str:
    right = min(draft.amounts, key=len, default="")
    tail = f"écrivez {right[:24]}" if len(draft.amounts) == 1 else "remettez le montant du compte"
    return f"« {raw[:24]} » n'est pas ce que ce client doit aujourd'hui : {tail}."
