"""The country pack of a business and of its customers: its day, its money, its working days."""

from datetime import date, datetime

from kaye.countries.pack import calendar_for, pack
from kaye.records.models import Business
from kaye.rules.calendar import Calendar
from kaye.rules.hours import Opening, default_hours, parse_hours
from kaye.rules.money import Currency, currency


def calendar_of(business: Business, customer_country: str = "") -> Calendar:
    """The calendar of this business towards a customer of that country ("" = its own)."""
    switched_on = frozenset(name.strip() for name in business.holidays_on.split(",") if name.strip())
    return calendar_for(business.country, customer_country or None, None, switched_on)


def local_day(business: Business, now: datetime) -> date:
    """The date on the wall of the shop at this instant."""
    return calendar_of(business).today(now)


def currency_of(business: Business) -> Currency:
    """The one money of the business."""
    return currency(pack(business.country).currency)


def cash_step_of(business: Business) -> int:
    """The smallest step of cash and instalments that the business chose, in minor units; 1 unless told (M6)."""
    return max(1, int(business.papers.get("cash_step") or 1))


def opening_of(business: Business) -> Opening:
    """The clock of its opening hours (C32)."""
    calendar = calendar_of(business)
    own = parse_hours(business.hours) if business.hours else default_hours(calendar.working_days)
    return Opening(own, calendar)
