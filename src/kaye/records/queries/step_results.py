"""What each step of the ladders brought, from the business's own history (C2): « 80 % paient après le 2e message »."""

from collections import defaultdict
from dataclasses import dataclass

from kaye.records.models import Business, Case, StepDone

_MESSAGE = "sent"
_ENOUGH = 5  # debts: under that, a percentage would say nothing


@dataclass(frozen=True, slots=True)
class Rung:
    """After the n-th message: `paid` of the debts whose outcome is `known`, cumulated; `here`: paid at this one."""

    rank: int
    here: int
    paid: int
    known: int

    @property
    def percent(self) -> int | None:
        """None while there are too few debts to say."""
        return round(100 * self.paid / self.known) if self.known >= _ENOUGH else None


@dataclass(frozen=True, slots=True)
class Ladder:
    """One scenario. `open`: debts that wait for an answer to their last message."""

    key: str
    rungs: tuple[Rung, ...]
    open: int


def ladders(business: Business) -> tuple[Ladder, ...]:
    """Of every scenario that asked for money and sent something; two queries."""
    done = StepDone.objects.filter(business=business, case__kind="payment_due").exclude(outcome="skipped")
    reached: dict[int, int] = defaultdict(int)
    acted: dict[int, bool] = defaultdict(bool)  # something else was done after the last message: a call
    for case, outcome in done.order_by("id").values_list("case_id", "outcome").iterator(chunk_size=2000):
        acted[case] = outcome != _MESSAGE
        reached[case] += outcome == _MESSAGE
    by_key: dict[str, list[_Debt]] = defaultdict(list)
    cases = Case.objects.filter(business=business, kind="payment_due").order_by("id")
    for pk, key, closed, because in cases.values_list("pk", "version__key", "closed_at", "because").iterator(
        chunk_size=2000
    ):
        if reached[pk]:
            paid = closed is not None and because == "payé" and not acted[pk]
            waits = closed is None and not acted[pk]
            by_key[key].append(_Debt(reached[pk], paid, waits))
    return tuple(_ladder(key, debts) for key, debts in sorted(by_key.items()))


@dataclass(frozen=True, slots=True)
class _Debt:
    """`messages`: how many it got; `paid`: after the last of them; `waits`: nobody knows yet."""

    messages: int
    paid: bool
    waits: bool


def _ladder(key: str, debts: list[_Debt]) -> Ladder:
    rungs, paid = [], 0
    for rank in range(1, max(debt.messages for debt in debts) + 1):
        here = sum(debt.paid for debt in debts if debt.messages == rank)
        paid += here
        known = sum(debt.messages > rank or not debt.waits for debt in debts)
        rungs.append(Rung(rank, here, paid, known))
    return Ladder(key, tuple(rungs), sum(debt.waits for debt in debts))
