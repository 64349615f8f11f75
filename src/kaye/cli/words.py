"""Answers for a person at a terminal, in French."""

from collections.abc import Sequence

from kaye.actions.lines import Line
from kaye.actions.today import Morning
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import Business
from kaye.rules.french import weekday_text
from kaye.rules.money import format_money

_VERBS = {
    "tap": "à envoyer",
    "call": "à appeler",
    "approve": "à valider",
    "check": "à vérifier",
    "internal": "pour vous",
    "auto": "part seul",
}


def count_of(number: int) -> str:
    """« 3 relances à faire aujourd'hui »."""
    if number == 0:
        return "Aucune relance à faire aujourd'hui"
    return f"{number} relance{'s' * (number > 1)} à faire aujourd'hui"


def morning_text(business: Business, morning: Morning) -> str:
    """The list as read in a terminal."""
    currency = currency_of(business).code
    head = [count_of(len(morning.contacts))]
    closed = calendar_of(business).closed_because(calendar_of(business).today(morning.at))
    if closed and not morning.contacts:
        head.append(f"Rien ne part aujourd'hui : {closed}.")
    lines = [line_text(line, currency) for line in morning.lines]
    tail = [f"Le reste attend : {morning.waiting}"] if morning.waiting else []
    return "\n".join([*head, *lines, *tail])


def line_text(line: Line, currency: str) -> str:
    """« 12.s1  à envoyer  Tonton Pierre  12 000 FCFA : parce que… »."""
    item = line.item
    amount = f"  {format_money(item.amount, currency)}" if item.amount else ""
    name = line.customer.label if line.customer.id else "Stock"
    verb = _VERBS.get(item.action, item.action)
    return f"  {item.id:<10} {verb:<11} {name}{amount}\n{'':<13}Parce que {item.because}."


def days_text(lines: Sequence[Line], currency: str) -> str:
    """The days to come."""
    out: list[str] = []
    day = None
    for line in lines:
        if line.day != day:
            day = line.day
            out.append(weekday_text(day).capitalize())
        out.append(line_text(line, currency))
    return "\n".join(out) or "Rien n'est prévu."
