"""May this leave? Opt-outs, caps and spacing, window: each answer says until when and why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kaye.rules.facts import Caps, ContactFacts, CustomerFacts
from kaye.rules.french import day_text

_SATISFACTION_DAYS = 14  # R26


@dataclass(frozen=True, slots=True)
class Closed:
    """Not today: nothing before `until`, because…"""

    until: date
    because: str


def refused(customer: CustomerFacts, purpose: str) -> str | None:
    """Why this person must not be written to for this purpose; None when it may."""
    if "all" in customer.stopped and purpose != "legal":
        return "a demandé de ne plus recevoir de message"
    if purpose == "marketing" and "marketing" in customer.stopped:
        return "ne veut pas recevoir d'offres"
    return None


def day_gate(customer: CustomerFacts, caps: Caps, family: str, purpose: str, today: date) -> Closed | None:
    """The first cap or closed day that forbids a message today; None when it may leave."""
    calendar = customer.calendar
    if not calendar.is_working(today):
        following = calendar.next_working(today + timedelta(days=1))
        return Closed(following, f"rien ne part un jour fermé ({calendar.closed_because(today)})")
    contacts = customer.contacts + customer.shared_contacts
    found = (
        _per_day(contacts, caps, today)
        or _spacing(contacts, caps, family, today)
        or _per_week(contacts, caps, today)
        or (_per_month(contacts, caps, today) if purpose == "marketing" else None)
        or (_satisfaction(contacts, today) if family == "satisfaction" else None)
    )
    return Closed(calendar.next_working(found.until), found.because) if found else None


def window_of(purpose: str) -> str:
    """The window of the calendar that serves a purpose of the library."""
    return (
        purpose if purpose in ("transactional", "precontractual", "marketing", "calls") else "transactional"
    )


def opens_at(customer: CustomerFacts, day: date, purpose: str) -> datetime:
    """UTC instant at which messages of this purpose may start on that day of the customer."""
    return customer.calendar.opens(day, window_of(purpose))


def open_now(customer: CustomerFacts, now: datetime, purpose: str) -> bool:
    """Inside the customer's hours, on a day that is not closed."""
    return customer.calendar.is_open(now, window_of(purpose))


def next_opening(customer: CustomerFacts, now: datetime, purpose: str) -> datetime:
    """First UTC instant, not before now, inside the customer's hours on a working day of the business (R24)."""
    calendar, window = customer.calendar, window_of(purpose)
    opening = calendar.next_allowed(now, window)
    while not calendar.is_working(calendar.today(opening)):
        following = calendar.next_working(calendar.today(opening))
        opening = calendar.next_allowed(calendar.opens(following, window), window)
    return opening


def _per_day(contacts: tuple[ContactFacts, ...], caps: Caps, today: date) -> Closed | None:
    if sum(c.on == today for c in contacts) < caps.per_day:
        return None
    return Closed(today + timedelta(days=1), "un message est déjà parti aujourd'hui")


def _spacing(contacts: tuple[ContactFacts, ...], caps: Caps, family: str, today: date) -> Closed | None:
    if family != "payment":
        return None
    last = max((c.on for c in contacts if c.family == "payment"), default=None)
    if last is None or (today - last).days >= caps.days_between_payment_messages:
        return None
    return Closed(
        last + timedelta(days=caps.days_between_payment_messages),
        f"un message d'argent est parti le {day_text(last, today)}, {caps.days_between_payment_messages} jours d'écart",
    )


def _per_week(contacts: tuple[ContactFacts, ...], caps: Caps, today: date) -> Closed | None:
    recent = sorted(c.on for c in contacts if 0 <= (today - c.on).days < 7)
    if len(recent) < caps.per_week:
        return None
    free = recent[-caps.per_week] + timedelta(days=7)
    return Closed(free, f"déjà {caps.per_week} messages en 7 jours")


def _per_month(contacts: tuple[ContactFacts, ...], caps: Caps, today: date) -> Closed | None:
    recent = sorted(c.on for c in contacts if c.purpose == "marketing" and 0 <= (today - c.on).days < 30)
    if len(recent) < caps.marketing_per_month:
        return None
    return Closed(
        recent[-caps.marketing_per_month] + timedelta(days=30),
        f"déjà {caps.marketing_per_month} offres en 30 jours",
    )


def _satisfaction(contacts: tuple[ContactFacts, ...], today: date) -> Closed | None:
    last = max((c.on for c in contacts if c.family == "satisfaction"), default=None)
    if last is None or (today - last).days >= _SATISFACTION_DAYS:
        return None
    return Closed(
        last + timedelta(days=_SATISFACTION_DAYS), f"question déjà posée le {day_text(last, today)}"
    )
