"""The form of a campaign as it stands: from the row, or from what was just sent; nothing is stored here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from kaye.records.models import Campaign
from kaye.records.segments import MOST_RULES, facts
from kaye.rules.campaigns import RATES, WORDS
from kaye.rules.money import MoneyError, format_money

_LONGEST = 20_000
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """`rules`: as `read_rules` takes them, values as typed. `reader`: whom the text is tried on. `rate`: as typed."""

    name: str = ""
    channel: str = ""
    rules: tuple[Given, ...] = ()
    subject_a: str = ""
    text_a: str = ""
    subject_b: str = ""
    text_b: str = ""
    has_two: bool = False
    rate: str = ""
    reader: str = ""
    to: str = ""

    @property
    def words(self) -> dict[str, str]:
        """For `draft_campaign`."""
        second = {"subject_b": self.subject_b, "text_b": self.text_b} if self.has_two else {}
        return {"subject_a": self.subject_a, "text_a": self.text_a, **second}


def of_row(row: Campaign, code: str) -> Typed:
    """`code`: the currency in which kept amounts are shown."""
    return Typed(
        name=row.name,
        channel=row.channel,
        rules=as_typed(row.rules, code),
        subject_a=row.subject_a,
        text_a=row.text_a,
        subject_b=row.subject_b,
        text_b=row.text_b,
        has_two=bool(row.text_b),
        rate=str(row.rate),
    )


def as_typed(rules: Sequence[Given], code: str) -> tuple[Given, ...]:
    """Kept rules as a person would type them."""
    return tuple({**each, "value": _value(each, code)} for each in rules)


def of_post(post: QueryDict) -> Typed:
    """What the form sent."""

    def said(name: str) -> str:
        return post.get(name, "")[:_LONGEST].replace("\r\n", "\n")

    rules = []
    for chosen, value in zip(post.getlist("rule"), post.getlist("value"), strict=False):
        fact, _, test = chosen.partition(":")
        rules.append({"fact": fact, "test": test, "value": value[:80]})
    return Typed(
        name=said("name"),
        channel=said("channel"),
        rules=tuple(rules[:MOST_RULES]),
        subject_a=said("subject_a"),
        text_a=said("text_a"),
        subject_b=said("subject_b"),
        text_b=said("text_b"),
        has_two=post.get("two") == "1",
        rate=said("rate").strip(),
        reader=said("reader"),
        to=said("to").strip(),
    )


def pressed(typed: Typed, do: str, what: str) -> Typed:
    """The form after one of its buttons: add, remove:<rank>, two, one, insert:<a|b>:<word>."""
    if do == "add":
        return replace(typed, rules=(*typed.rules, first_rule()))
    if do == "remove" and what.isdecimal():
        return replace(typed, rules=tuple(r for n, r in enumerate(typed.rules) if n != int(what)))
    if do == "two":
        return replace(
            typed,
            has_two=True,
            subject_b=typed.subject_b or typed.subject_a,
            text_b=typed.text_b or typed.text_a,
        )
    if do == "one":
        return replace(typed, has_two=False, subject_b="", text_b="")
    version, _, word = what.partition(":")
    if do == "insert" and version in ("a", "b") and word in WORDS:
        hole = f" {{{{{word}}}}}"
        if version == "a":
            return replace(typed, text_a=typed.text_a.rstrip() + hole)
        return replace(typed, text_b=typed.text_b.rstrip() + hole)
    return typed


def first_rule() -> Given:
    """What a new condition shows first."""
    name, fact = next(iter(facts().items()))
    return {"fact": name, "test": next(iter(fact.TESTS)), "value": ""}


def rate_of(typed: Typed, form: str) -> int:
    """As typed, else the usual one of this kind of channel; 0 for what is no number."""
    if not typed.rate:
        return RATES.get(form, 1)
    return int(typed.rate) if typed.rate.isascii() and typed.rate.isdecimal() and len(typed.rate) < 6 else 0


def _value(rule: Given, code: str) -> str:
    fact = facts().get(str(rule["fact"]))
    value = str(rule.get("value", ""))
    if fact is None or fact.TESTS.get(rule["test"], ("", ""))[1] != "money":
        return value
    try:
        return format_money(int(value), code)
    except (ValueError, MoneyError):
        return value
