"""Payments through providers: one final state whatever the order, and when they are asked about again."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.provider_states import Standing, after_answer, after_silence, next_ask
from kaye.rules.ports.payment import Answer, Tracked

_T0 = datetime(2026, 5, 22, 9, tzinfo=UTC)
_TRACKED = Tracked("K1", "p1", 25_000, "XAF")
_SAID = ("absent", "pending", "paid", "failed", "expired", "cancelled", "refunded", "disputed")


def _answer(state: str, **other: object) -> Answer:
    told = {"reference": "K1", "provider_id": "p1", "amount": 25_000, "currency": "XAF", **other}
    return Answer(state=state, **told)  # type: ignore[arg-type]


def _run(answers: list[Answer], start: str = "created") -> Standing:
    standing = Standing(start)  # type: ignore[arg-type]
    for each in answers:
        standing = after_answer(standing, _TRACKED, each)
    return standing


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (["pending"], "pending"),
        (["pending", "paid"], "paid"),
        (["paid"], "paid"),
        (["failed", "paid"], "paid"),
        (["expired", "paid"], "paid"),
        (["cancelled", "paid"], "paid"),
        (["paid", "failed"], "paid"),
        (["paid", "expired"], "paid"),
        (["paid", "pending"], "paid"),
        (["paid", "absent"], "paid"),
        (["paid", "refunded"], "refunded"),
        (["paid", "disputed"], "disputed"),
        (["refunded", "paid"], "refunded"),
        (["failed", "pending"], "failed"),
        (["absent"], "created"),
    ],
)
def test_moves(answers: list[str], state: str) -> None:
    assert _run([_answer(each) for each in answers]).state == state


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 24_999},
        {"amount": 25_001},
        {"amount": 2_500_000},
        {"amount": None},
        {"currency": "XOF"},
        {"currency": ""},
        {"reference": "K2"},
        {"reference": ""},
        {"provider_id": "p2"},
    ],
)
def test_money_that_differs_is_for_a_person(wrong: dict[str, object]) -> None:
    standing = _run([_answer("pending"), _answer("paid", **wrong)])
    assert (standing.state, bool(standing.mismatch)) == ("to_check", True)
    assert _run([_answer("paid"), _answer("paid", **wrong)]).state == "paid"
    assert _run([_answer("paid", **wrong), _answer("paid")]).state == "paid"
    assert _run([_answer("paid", **wrong), _answer("failed")]).state == "to_check"


_ANSWERS = st.builds(
    _answer,
    st.sampled_from(_SAID),
    amount=st.sampled_from([25_000, 25_000, 25_000, 1]),
    currency=st.sampled_from(["XAF", "XAF", "XAF", "EUR"]),
)


@given(answers=st.lists(_ANSWERS, max_size=8), data=st.data())
def test_any_order_and_any_repetition_end_the_same(answers: list[Answer], data: st.DataObject) -> None:
    if not answers:
        return
    repeated = data.draw(st.lists(st.sampled_from(answers), max_size=6))
    shuffled = data.draw(st.permutations(answers + repeated))
    assert _run(list(shuffled)).state == _run(answers).state


def test_every_order_of_every_answer() -> None:
    ends = {_run([_answer(each) for each in order]).state for order in permutations(_SAID[:6])}
    assert ends == {"paid"}


@given(answers=st.lists(_ANSWERS, max_size=8))
def test_moved_is_said_once_per_change(answers: list[Answer]) -> None:
    standing, seen = Standing("created"), ["created"]
    for each in answers:
        standing = after_answer(standing, _TRACKED, each)
        assert standing.moved == (standing.state != seen[-1])
        seen.append(standing.state)


def test_silence() -> None:
    assert after_silence(Standing("pending")).state == "to_check"
    assert after_silence(Standing("created")).state == "expired"
    assert not after_silence(Standing("paid")).moved
    unheard = after_silence(Standing("pending"))
    assert after_answer(unheard, _TRACKED, _answer("failed")).state == "failed"
    assert after_answer(unheard, _TRACKED, _answer("paid")).state == "paid"
    assert after_answer(unheard, _TRACKED, _answer("pending")).state == "to_check"


def test_when_to_ask_again() -> None:
    asked, at = [], _T0
    while (following := next_ask(_T0, at)) is not None:
        asked.append(following - _T0)
        at = following
    minutes = [each / timedelta(minutes=1) for each in asked]
    assert minutes[:5] == [1, 5, 15, 60, 120]
    assert minutes[26] == 24 * 60
    assert [each.days for each in asked[27:]] == [2, 3, 4, 5, 6, 7, 8]
    assert len(asked) == 34


def test_days_off_are_not_caught_up() -> None:
    assert next_ask(_T0, _T0 + timedelta(days=3, hours=5)) == _T0 + timedelta(days=4)
    assert next_ask(_T0, _T0 + timedelta(days=8)) is None
