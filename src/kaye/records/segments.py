"""Customers chosen by facts: rules joined by « and », each fact one file of `segment_facts`, turned into one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from types import ModuleType

from django.db.models import Q, QuerySet

from kaye.records.calendars import local_day
from kaye.records.models import Business, Customer
from kaye.rules.money import format_money, parse_money
from kaye.rules.registry import discover

MOST_RULES = 12
_LONGEST = 80


class SegmentFault(ValueError):
    """A rule that cannot be used; the message is French."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition. `value` as kept: whole numbers, minor units, words."""

    fact: str
    test: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where and when a segment is asked."""

    business: Business
    today: date
    now: datetime


@cache
def facts() -> Mapping[str, ModuleType]:
    """Every fact a segment may ask, by name."""
    return {each.NAME: each for each in discover(import_module("kaye.records.segment_facts"))}


def typed_rule(typed: str) -> dict[str, str]:
    """« late:more_than:30 » as a rule to read."""
    fact, _, rest = typed.partition(":")
    test, _, value = rest.partition(":")
    return {"fact": fact, "test": test, "value": value}


def read_rules(given: Sequence[Mapping[str, str]], currency: str) -> tuple[Rule, ...]:
    """Rules as typed, checked. Raises SegmentFault."""
    if len(given) > MOST_RULES:
        raise SegmentFault(f"Un segment compte au plus {MOST_RULES} conditions.")
    return tuple(_rule(each, currency) for each in given)


def _rule(given: Mapping[str, str], currency: str) -> Rule:
    fact, test = str(given.get("fact", "")), str(given.get("test", ""))
    known = facts().get(fact)
    if known is None or test not in known.TESTS:
        raise SegmentFault("Choisissez une condition dans la liste.")
    label, kind = known.TESTS[test]
    value = " ".join(str(given.get("value", "")).split())
    if kind == "none":
        return Rule(fact, test)
    if not value or len(value) > _LONGEST:
        raise SegmentFault(f"« {known.LABEL} {label} » : il manque la valeur.")
    if kind in ("days", "number"):
        if not (value.isascii() and value.isdecimal()) or int(value) > 36_500:
            raise SegmentFault(f"« {known.LABEL} {label} » : écrivez un nombre de jours, par exemple 30.")
        return Rule(fact, test, str(int(value)))
    if kind == "money":
        try:
            return Rule(fact, test, str(parse_money(value, currency)))
        except ValueError as fault:
            raise SegmentFault(f"« {known.LABEL} {label} » : {fault}") from None
    return Rule(fact, test, value)


def kept_rules(rows: Sequence[Mapping[str, str]]) -> tuple[Rule, ...]:
    """Rules as kept in a row; one whose fact is gone chooses nobody, never everybody."""
    return tuple(Rule(str(each["fact"]), str(each["test"]), str(each.get("value", ""))) for each in rows)


def audience(business: Business, rules: Sequence[Rule], now: datetime) -> QuerySet[Customer]:
    """The customers for whom every rule holds. One query, unordered."""
    ground = Ground(business, local_day(business, now), now)
    chosen = Customer.objects.filter(business=business)
    for rule in rules:
        known = facts().get(rule.fact)
        chosen = chosen.filter(
            known.where(rule.test, rule.value, ground) if known and rule.test in known.TESTS else Q(pk__in=[])
        )
    return chosen


def count(business: Business, rules: Sequence[Rule], now: datetime) -> int:
    """How many customers, now."""
    return audience(business, rules, now).count()


def rule_text(rule: Rule, currency: str) -> str:
    """« Achats : n'a rien acheté depuis 90 jours »."""
    known = facts().get(rule.fact)
    if known is None or rule.test not in known.TESTS:
        return "Condition retirée : personne n'est choisi."
    label, kind = known.TESTS[rule.test]
    value = format_money(int(rule.value), currency) if kind == "money" else rule.value
    if kind == "days":
        return f"{known.LABEL} : {label.replace('(jours)', f'{value} jours')}"
    return f"{known.LABEL} : {label} {value}".strip()
