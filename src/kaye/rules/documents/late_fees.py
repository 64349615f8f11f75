"""What may be claimed for lateness, and why not when it may not (M50).

Unknown customers are consumers. Nothing here is ever inside a balance; nothing is rounded but the sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from kaye.rules.documents.amounts import DocumentError, rate_text
from kaye.rules.documents.consumer_fees import Cap, compensation
from kaye.rules.documents.interest import (
    Movement,
    RateStretch,
    Segment,
    balance_on,
    interest,
    is_known,
    segments,
)
from kaye.rules.french import day_text

_DAY = timedelta(days=1)
_LEGAL_TIMES = 3


class Status(StrEnum):
    """Whether there is a figure, or the reason why there is none."""

    COMPUTED = "computed"
    NOT_LATE = "not_late"
    UNKNOWN_RATE = "unknown_rate"
    FORBIDDEN = "forbidden"
    NEEDS_NOTICE = "needs_notice"
    WAITING = "waiting"


class Starts(StrEnum):
    """When a customer of a kind owes something for being late."""

    DUE = "due"
    NOTICE = "notice"
    FREE_REMINDER = "free_reminder"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class LateLaw:
    """Late payment in one country. `fixed_fee`: of a firm, once per invoice, in minor units."""

    firm: Starts
    consumer: Starts
    fixed_fee: int
    day_basis: int = 365
    free_days: int = 0
    caps: tuple[Cap, ...] = ()


@dataclass(frozen=True, slots=True)
class LateDebt:
    """One debt. `reminder_sent_on` and `fees_from`: of the free reminder a Belgian consumer must get first.

    `clause`: whether the seller's terms provide for the consumer's compensation.
    """

    principal: int
    due_on: date
    is_firm: bool = False
    movements: tuple[Movement, ...] = ()
    notice_sent_on: date | None = None
    reminder_sent_on: date | None = None
    fees_from: date | None = None
    clause: bool = False


@dataclass(frozen=True, slots=True)
class Fees:
    """`principal`: owed on the day asked. Figures are None unless computed; `reason` is a French sentence."""

    status: Status
    principal: int
    reason: str
    segments: tuple[Segment, ...] = ()
    interest: int | None = None
    fixed: int | None = None

    @property
    def total(self) -> int | None:
        return None if self.interest is None or self.fixed is None else self.interest + self.fixed


def late_fees(debt: LateDebt, law: LateLaw, rates: Sequence[RateStretch], on: date) -> Fees:
    """Interest and fixed sum of a debt as of a day, that day included."""
    starts = law.firm if debt.is_firm else law.consumer
    left = max(balance_on(debt.principal, debt.movements, on + _DAY), 0)
    if on <= debt.due_on or balance_on(debt.principal, debt.movements, debt.due_on + _DAY) <= 0:
        return Fees(Status.NOT_LATE, left, "Rien n'est en retard à cette date.")
    if stopped := _why_not(debt, starts, on):
        return Fees(stopped[0], left, stopped[1])
    first = max(debt.due_on, _running_from(debt, starts)) + _DAY
    found = segments(debt.principal, debt.movements, first, on, rates)
    if not is_known(found):
        return Fees(
            Status.UNKNOWN_RATE, left, "Taux à renseigner pour cette période : rien n'est calculé.", found
        )
    reason = f"{sum(each.days for each in found)} jours, à partir du {day_text(first)}."
    return Fees(
        Status.COMPUTED, left, reason, found, interest(found, law.day_basis), _fixed(debt, law, starts)
    )


def check_agreed_rate(rate: Decimal, legal: Decimal | None) -> None:
    """Raises DocumentError when a rate agreed between firms is under three times the legal one, where known."""
    if legal is not None and rate < _LEGAL_TIMES * legal:
        least = rate_text(_LEGAL_TIMES * legal)
        raise DocumentError(
            f"{rate_text(rate)} : entre professionnels, le taux de retard est d'au moins {least}."
        )


def _why_not(debt: LateDebt, starts: Starts, on: date) -> tuple[Status, str] | None:
    if starts is Starts.NEVER:
        return Status.FORBIDDEN, "La loi ne permet ni frais ni pénalité à un particulier."
    if starts is Starts.NOTICE and (debt.notice_sent_on is None or on < debt.notice_sent_on):
        return Status.NEEDS_NOTICE, "Les intérêts ne courent qu'à partir de la mise en demeure."
    if starts is Starts.FREE_REMINDER:
        if debt.reminder_sent_on is None or debt.fees_from is None:
            return Status.WAITING, "Un premier rappel gratuit doit d'abord être envoyé."
        if balance_on(debt.principal, debt.movements, min(debt.fees_from, on + _DAY)) <= 0:
            return Status.NOT_LATE, "Payée avant la fin du délai qui suit le rappel gratuit."
        if on < debt.fees_from:
            return Status.WAITING, f"Rien ne peut être demandé avant le {day_text(debt.fees_from)}."
    return None


def _running_from(debt: LateDebt, starts: Starts) -> date:
    """The day after which interest runs, beside the due date."""
    if starts is Starts.NOTICE and debt.notice_sent_on:
        return debt.notice_sent_on
    if starts is Starts.FREE_REMINDER and debt.reminder_sent_on:
        return debt.reminder_sent_on
    return debt.due_on


def _fixed(debt: LateDebt, law: LateLaw, starts: Starts) -> int:
    """40 € of a firm where the law gives it; the compensation of a consumer on what the reminder left unpaid."""
    if starts is Starts.DUE and debt.is_firm:
        return law.fixed_fee
    if starts is Starts.FREE_REMINDER and debt.clause and debt.fees_from:
        return compensation(balance_on(debt.principal, debt.movements, debt.fees_from), law.caps)
    return 0
