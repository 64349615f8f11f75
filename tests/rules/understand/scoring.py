"""The labelled set read again, and how well the rules do on it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from kaye.countries.pack import calendar_for, pack
from kaye.rules.understand import SaidDate, Understanding, understand

CORPUS = Path(__file__).parent / "corpus"
MONEY_WORDS = ("promise", "paid")


def rows(name: str) -> list[dict[str, Any]]:
    """Lines of one file of the corpus."""
    return [json.loads(line) for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def read(row: dict[str, Any]) -> Understanding:
    country = pack(row["country"])
    return understand(
        row["text"],
        country=country.code,
        currency=country.currency,
        regions=country.phone_regions,
        calendar=calendar_for(country.code),
        today=date.fromisoformat(row["at"]),
    )


@dataclass
class Score:
    """Right, invented and missed, for one intent."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.invented) if self.right + self.invented else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass
class Dates:
    """Texts whose dates are all right, partly wrong, or not seen."""

    right: int = 0
    wrong: int = 0
    none: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.right + self.wrong + self.none

    def count(self, row: dict[str, Any], found: tuple[SaidDate, ...]) -> None:
        wanted = [_wanted(each) for each in row["dates"]]
        got = [_as_row(each, label) for each, label in zip(found, row["dates"], strict=False)]
        if len(found) == len(wanted) and got == wanted:
            self.right += 1
            return
        if found:
            self.wrong += 1
        else:
            self.none += 1
        self.faults.append(f"{row['id']} « {row['text']} » {[str(each) for each in found]}")


@dataclass
class Result:
    """All the figures of one part of the corpus."""

    intents: dict[str, Score]
    dates: Dates
    money_dates: Dates
    expressions: Dates
    amounts: int
    answers: int
    asked: int
    first: int
    messages: int
    faults: list[str]


@cache
def result(part: str) -> Result:
    """`part`: dev or test."""
    names = Counter[str]()
    intents: dict[str, Score] = {}
    dates, money, expressions = Dates(), Dates(), Dates()
    amounts = answers = asked = first = 0
    faults: list[str] = []
    messages = rows(f"messages-{part}")
    for row in messages:
        found = read(row)
        got, wanted = set(found.names()), set(row["intents"])
        names.update(wanted)
        for name in got | wanted:
            score = intents.setdefault(name, Score())
            score.right += name in got and name in wanted
            score.invented += name in got and name not in wanted
            score.missed += name not in got and name in wanted
        first += bool(found.intents) and found.intents[0].name in wanted
        answers += found.needs_answer == row["needs_answer"]
        asked += "promise" not in wanted or found.asked == row["asked"]
        amounts += [amount.minor for amount in found.amounts] == row["amounts"]
        dates.count(row, found.dates)
        if any(name in wanted for name in MONEY_WORDS) and row["dates"]:
            money.count(row, found.dates)
        if got != wanted:
            faults.append(f"{row['id']} « {row['text']} » {sorted(wanted)} -> {found.names()}")
    for row in rows(f"dates-{part}") if (CORPUS / f"dates-{part}.jsonl").exists() else []:
        expressions.count(row, read(row).dates)
    return Result(intents, dates, money, expressions, amounts, answers, asked, first, len(messages), faults)


def _wanted(label: dict[str, Any]) -> tuple[object, ...]:
    return (label["kind"], label["start"], label["end"], label.get("time"), label.get("ambiguous", False))


def _as_row(said: SaidDate, label: dict[str, Any]) -> tuple[object, ...]:
    """A label without a time or a doubt says nothing of them."""
    return (
        said.kind,
        said.start.isoformat(),
        said.end.isoformat(),
        said.time if "time" in label else None,
        said.ambiguous if "ambiguous" in label else False,
    )
