"""Payment terms: how they are written, the due date they give, what the law allows (M12), and early payment (M31)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from kaye.rules.documents.amounts import Discount, DocumentError

_DAYS = re.compile(r"\d{1,3}")
_EOM_FIRST = re.compile(r"eom\+(\d{1,3})")
_EOM_LAST = re.compile(r"(\d{1,3})\+eom")


class EndOfMonth(StrEnum):
    """The two accepted readings of « fin de mois »: before the days are counted, or after."""

    NONE = ""
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Terms:
    """A number of days from the issue date, with or without the end of the month."""

    days: int
    end_of_month: EndOfMonth = EndOfMonth.NONE

    def due_on(self, issued_on: date) -> date:
        """The due date. It never moves for a Sunday or a holiday."""
        if self.end_of_month is EndOfMonth.FIRST:
            return month_end(issued_on) + timedelta(days=self.days)
        due = issued_on + timedelta(days=self.days)
        return month_end(due) if self.end_of_month is EndOfMonth.LAST else due


@dataclass(frozen=True, slots=True)
class TermsLaw:
    """Defaults of a country and the legal limits between firms; None where the law sets none."""

    firm: Terms
    consumer: Terms
    longest_firm: int | None = None
    end_of_month_days: int | None = None

    def default(self, is_firm: bool) -> Terms:
        return self.firm if is_firm else self.consumer


def parse_terms(text: str) -> Terms:
    """Reads "0", "30", "eom+45" or "45+eom". Raises DocumentError."""
    raw = str(text).replace(" ", "").lower()
    if _DAYS.fullmatch(raw):
        return Terms(int(raw))
    if found := _EOM_FIRST.fullmatch(raw):
        return Terms(int(found[1]), EndOfMonth.FIRST)
    if found := _EOM_LAST.fullmatch(raw):
        return Terms(int(found[1]), EndOfMonth.LAST)
    raise DocumentError(
        f"« {text} » : écrivez 0 (à réception), 30 (jours), eom+45 (fin de mois puis 45 jours)"
        " ou 45+eom (45 jours puis fin de mois)."
    )


def check_terms(terms: Terms, law: TermsLaw, is_firm: bool) -> None:
    """Raises DocumentError when the law of the seller refuses these terms for this customer."""
    if not is_firm:
        return
    if terms.end_of_month is not EndOfMonth.NONE:
        only = law.end_of_month_days
        if only is not None and terms.days != only:
            raise DocumentError(f"Fin de mois : la loi ne permet que {only} jours entre professionnels.")
    elif law.longest_firm is not None and terms.days > law.longest_firm:
        raise DocumentError(
            f"{terms.days} jours : entre professionnels, la loi permet au plus {law.longest_firm} jours."
        )


@dataclass(frozen=True, slots=True)
class Escompte:
    """A discount for early payment: per cent of the total, `days` from the issue date, the last one included."""

    percent: Decimal
    days: int

    def last_day(self, issued_on: date) -> date:
        return issued_on + timedelta(days=self.days)

    def reduction(self, total: int) -> int:
        """What is taken off the total, rounded once."""
        return Discount(percent=self.percent).of(total)

    def is_earned(self, paid: int, paid_on: date, total: int, issued_on: date) -> bool:
        """Whether a payment is exactly the lower amount, in time: the rest is then credited."""
        return paid == total - self.reduction(total) and issued_on <= paid_on <= self.last_day(issued_on)


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
