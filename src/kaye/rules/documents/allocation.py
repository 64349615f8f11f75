"""Where a payment goes: oldest debts first, principal before fees, small change forgiven in cash (M6, M24, M51)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.money import format_money


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """A debt that a payment may lower; `disputed`: the part of its balance that waits for an answer."""

    ref: str
    due_on: date
    balance: int
    number: str = ""
    disputed: int = 0

    @property
    def reachable(self) -> int:
        return max(self.balance - self.disputed, 0)


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a payment put on one debt. `rounding`: forgiven because less than one coin was left."""

    ref: str
    amount: int
    rounding: int
    balance_after: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """`fees`: paid on claimed fees, once every principal is settled. `unallocated`: the customer's credit."""

    shares: tuple[Share, ...]
    fees: int
    unallocated: int


def allocate(
    amount: int,
    debts: Sequence[OpenDebt],
    *,
    claimed_fees: int = 0,
    cash_step: int = 1,
) -> Allocation:
    """A payment without a reference: by due date, then number (M24).

    `cash_step`: more than 1 only for a payment in cash. Claimed fees get only what exceeds all principal (M51).
    """
    shares, left = [], amount
    for debt in sorted(debts, key=lambda each: (each.due_on, each.number, each.ref)):
        taken = min(left, debt.reachable)
        if taken > 0:
            shares.append(_share(debt, taken, cash_step))
            left -= taken
    owed = sum(debt.balance for debt in debts) - sum(each.amount + each.rounding for each in shares)
    fees = min(left, claimed_fees) if owed <= 0 else 0
    return Allocation(tuple(shares), fees, left - fees)


def allocate_to(
    amount: int, debts: Sequence[OpenDebt], chosen: Mapping[str, int | None], code: str, *, cash_step: int = 1
) -> Allocation:
    """A payment put only on the debts named, each with its amount or None for what it can take, in this order.

    Raises DocumentError when a debt is unknown or the amounts do not fit.
    """
    by_ref = {debt.ref: debt for debt in debts}
    shares, left = [], amount
    for ref, wanted in chosen.items():
        if ref not in by_ref:
            raise DocumentError(f"« {ref} » n'est pas une dette ouverte de ce client.")
        taken = min(left, by_ref[ref].balance) if wanted is None else wanted
        if not 0 <= taken <= min(left, by_ref[ref].balance):
            most = format_money(min(left, by_ref[ref].balance), code)
            raise DocumentError(f"« {ref} » : au plus {most} de ce paiement.")
        if taken:
            shares.append(_share(by_ref[ref], taken, cash_step))
            left -= taken
    return Allocation(tuple(shares), 0, left)


def _share(debt: OpenDebt, taken: int, cash_step: int) -> Share:
    rest = debt.balance - taken
    rounding = rest if 0 < rest < cash_step else 0
    return Share(debt.ref, taken, rounding, rest - rounding)
