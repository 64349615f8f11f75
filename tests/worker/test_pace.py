"""A turn has an end: when the process must stop, or after so many batches."""

from kaye.worker.pace import Pace


def test_a_turn_is_cut_after_so_many_batches() -> None:
    pace = Pace(lambda: False, most=3)
    assert [pace() for _ in range(5)] == [False, False, False, True, True]
    assert pace.was_cut


def test_stopping_is_not_being_cut() -> None:
    stop = [False]
    pace = Pace(lambda: stop[0], most=10)
    assert pace() is False
    stop[0] = True
    assert pace() is True
    assert not pace.was_cut
