"""Floors on the labelled set: what an owner can count on."""

import json

import pytest

from tests.rules.understand.scoring import CORPUS, read, result, rows

_PARTS = ("dev", "test", "second", "third")


def test_the_set_is_large_and_every_line_can_be_read() -> None:
    messages = [row for part in _PARTS for row in rows(f"messages-{part}")]
    expressions = [row for part in ("dev", "test", "second") for row in rows(f"dates-{part}")]
    assert len(messages) >= 400 and len(expressions) >= 200
    assert len({row["id"] for row in messages + expressions}) == len(messages) + len(expressions)
    assert all(json.loads(line) for path in CORPUS.glob("*.jsonl") for line in path.open(encoding="utf-8"))


@pytest.mark.parametrize("part", _PARTS)
def test_no_stop_is_missed_and_none_is_invented(part: str) -> None:
    stop = result(part).intents["stop"]
    assert (stop.recall, stop.precision) == (1.0, 1.0)


def test_dates_that_decide_money() -> None:
    dates = result("test").money_dates
    assert dates.right / dates.total >= 0.95, dates.faults
    assert dates.wrong / dates.total <= 0.02, dates.faults


@pytest.mark.parametrize("part", ["test", "second"])
def test_date_expressions(part: str) -> None:
    dates = result(part).expressions
    assert dates.right / dates.total >= 0.95, dates.faults
    assert dates.wrong / dates.total <= 0.02, dates.faults


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("promise", 0.90, 0.90),
        ("paid", 0.90, 0.90),
        ("complaint", 0.90, 0.90),
        ("human", 0.90, 0.95),
        ("quote", 0.90, 0.90),
        ("appt", 0.85, 0.90),
        ("accept", 0.85, 0.90),
        ("refuse", 0.85, 0.90),
        ("price", 0.85, 0.90),
        ("hours", 0.85, 0.90),
        ("avail", 0.85, 0.85),
        ("status", 0.85, 0.90),
        ("payhow", 0.85, 0.90),
        ("inject", 0.95, 0.90),
    ],
)
def test_intents_of_the_frozen_part(name: str, precision: float, recall: float) -> None:
    score = result("test").intents[name]
    assert score.precision >= precision and score.recall >= recall, result("test").faults


def test_amounts_answers_and_conditions_of_the_frozen_part() -> None:
    found = result("test")
    assert found.first / found.messages >= 0.92
    assert found.amounts / found.messages >= 0.97
    assert found.answers / found.messages >= 0.97
    assert found.asked / found.messages >= 0.97


def test_an_order_to_the_machine_does_nothing_to_the_debt() -> None:
    orders = [row for part in _PARTS for row in rows(f"messages-{part}") if row["intents"] == ["inject"]]
    kinds = {effect.kind for row in orders for effect in read(row).effects}
    assert len(orders) >= 15 and kinds == {"answer"}
