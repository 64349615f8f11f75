"""Belgian consumers (book XIX of the code of economic law): a free reminder, a delay, then capped compensation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from kaye.rules.calendar import Calendar
from kaye.rules.documents.amounts import round_half_up

_DAY = timedelta(days=1)
_POSTED_WORKING_DAYS = 3


@dataclass(frozen=True, slots=True)
class Cap:
    """Compensation of a balance: `flat` plus `percent` of what is over `over`; minor units, `up_to` None above."""

    up_to: int | None
    flat: int
    percent: Decimal = Decimal(0)
    over: int = 0
    most: int | None = None


def compensation(amount: int, caps: Sequence[Cap]) -> int:
    """The most a consumer owes on top of this balance; 0 without any cap on the list."""
    cap = next((each for each in caps if each.up_to is None or amount <= each.up_to), None)
    if cap is None:
        return 0
    found = cap.flat + round_half_up(Fraction(max(amount - cap.over, 0)) * Fraction(cap.percent) / 100)
    return found if cap.most is None else min(found, cap.most)


def fees_from(sent_on: date, posted: bool, free_days: int, calendar: Calendar) -> date:
    """First day on which a consumer owes anything: `free_days` whole days after the reminder.

    They run from the day after an e-mail, from the third working day (Monday to Friday) after posting.
    """
    if not posted:
        return sent_on + (free_days + 1) * _DAY
    first = sent_on
    for _ in range(_POSTED_WORKING_DAYS):
        first = calendar.call_day(first + _DAY)
    return first + free_days * _DAY
