"""Instalment plans agreed with a customer: exact amounts, kept day of the month (M29, M30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.recurrence import shifted
from kaye.rules.money import MoneyError, format_money, split_evenly

_WEEK = timedelta(days=7)
_MOST = 120  # ten years of months
_PATIENCE = 15  # days late before the owner is asked


class Pace(StrEnum):
    """Time between two instalments."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of a plan, numbered from 1, in minor units."""

    number: int
    due_on: date
    amount: int
    paid: int = 0

    @property
    def balance(self) -> int:
        return self.amount - self.paid


def plan(
    balance: int, number: int, first: date, pace: Pace, cash_step: int, code: str
) -> tuple[Instalment, ...]:
    """Instalments whose sum is exactly the balance. Raises DocumentError."""
    if not 2 <= number <= _MOST:
        raise DocumentError(f"Un échéancier compte de 2 à {_MOST} versements.")
    if balance <= 0:
        raise DocumentError("Il n'y a rien à étaler : le solde est à zéro.")
    try:
        amounts = split_evenly(balance, number, cash_step)
    except MoneyError:
        text = format_money(balance, code)
        raise DocumentError(f"{text} en {number} versements : choisissez-en moins.") from None
    days = _days(first, number, pace)
    return tuple(
        Instalment(n, day, amount) for n, (day, amount) in enumerate(zip(days, amounts, strict=True), 1)
    )


def pay_oldest(instalments: Iterable[Instalment], amount: int) -> tuple[tuple[Instalment, ...], int]:
    """The instalments after a payment, oldest first, and what is left of it (M24)."""
    after = []
    for each in sorted(instalments, key=lambda each: (each.due_on, each.number)):
        taken = min(amount, each.balance)
        after.append(Instalment(each.number, each.due_on, each.amount, each.paid + taken))
        amount -= taken
    return tuple(after), amount


def broken(instalments: Iterable[Instalment], today: date) -> tuple[Instalment, ...]:
    """Unpaid instalments more than 15 days late: the owner is asked to keep the plan or cancel it (M30)."""
    return tuple(each for each in instalments if each.balance > 0 and (today - each.due_on).days > _PATIENCE)


def _days(first: date, number: int, pace: Pace) -> tuple[date, ...]:
    if pace is Pace.WEEK:
        return tuple(first + n * _WEEK for n in range(number))
    return tuple(shifted(first, n) for n in range(number))
