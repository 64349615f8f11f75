"""The loop: it works when something is due, sleeps until the next, survives what fails beside it."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connections
from django_scopes import scope, scopes_disabled

from kaye.actions.open_business import open_business
from kaye.countries.scenarios import default_scenarios
from kaye.records.models import Business, Case, Event, ScenarioVersion
from kaye.records.queries.wake import next_wake
from kaye.rules.scenario import scenario_data
from kaye.worker.loop import LONGEST, SHORTEST, Worker
from tests.actions.till import customer, sell

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def shop(transactional_db: None) -> Business:
    """A shop with one debt, due in a week: something is planned."""
    return _shop("Chez Moussa")


def _shop(name: str) -> Business:
    business = open_business(name=name, country="CM", now=NOW)
    with scope(business=business):
        who = customer(business, NOW)
        sell(business, who, "credit", NOW, due_on=(NOW + timedelta(days=7)).date())
    return business


def _make_due(business: Business) -> None:
    with scope(business=business):
        Case.objects.filter(closed_at=None).update(next_at=NOW)


def _break(business: Business) -> None:
    """Scenarios that cannot be read: the turn of this shop fails, in the middle."""
    with scope(business=business):
        ScenarioVersion.objects.update(data={}, created_at=NOW + timedelta(seconds=1))
    _make_due(business)


def _repair(business: Business) -> None:
    with scope(business=business):
        for version in ScenarioVersion.objects.all():
            version.data = scenario_data(default_scenarios()[version.key])
            version.created_at = NOW + timedelta(seconds=2)
            version.save(update_fields=["data", "created_at"])


def _due(business: Business) -> int:
    with scope(business=business):
        return Case.objects.filter(closed_at=None, next_at__lte=NOW).count()


def test_once_does_what_is_due_and_returns(shop: Business) -> None:
    _make_due(shop)
    Worker(lambda: NOW).run(once=True)
    assert _due(shop) == 0
    shop.refresh_from_db()
    assert shop.last_tick_at == NOW


def test_it_sleeps_until_the_next_thing_within_bounds(shop: Business) -> None:
    clock = [NOW]
    worker = Worker(lambda: clock[0])
    with scopes_disabled():
        at = next_wake()
    assert at is not None
    for before, asleep in ((3600, LONGEST), (12, 12.0), (0.2, SHORTEST), (-60, SHORTEST)):
        clock[0] = at - timedelta(seconds=before)
        assert worker._until_next() == pytest.approx(asleep)


def test_it_stops_at_once_when_asleep(shop: Business) -> None:
    worker = Worker(lambda: NOW)
    thread = threading.Thread(target=_run_and_close, args=(worker,))
    thread.start()
    time.sleep(1)
    asked = time.monotonic()
    worker.stop()
    thread.join(20)
    assert not thread.is_alive()
    assert time.monotonic() - asked < 5


def test_a_failing_shop_does_not_stop_the_others(shop: Business, caplog: pytest.LogCaptureFixture) -> None:
    other = _shop("Chez Paul")
    _break(shop)
    _make_due(other)
    worker = Worker(lambda: NOW)
    logging.getLogger("kaye").propagate = True
    try:
        worker.round()
        worker.round()
    finally:
        logging.getLogger("kaye").propagate = False
    assert _due(other) == 0
    with scope(business=shop):
        told = Event.objects.filter(kind="turn_failed")
        assert told.count() == 1  # left alone for a while, and told once
        assert told.get().payload["why"]
    said = {r.getMessage() for r in caplog.records if "chez-moussa" in r.getMessage()}
    assert said == {"« chez-moussa » : le tour a échoué (1 fois)"}


def test_a_shop_that_works_again_is_told(shop: Business) -> None:
    seconds = [0.0]
    worker = Worker(lambda: NOW)
    worker._troubles._seconds = lambda: seconds[0]
    _break(shop)
    worker.round()
    _repair(shop)
    worker.round()
    assert _due(shop) > 0  # too soon
    seconds[0] = 31.0
    worker.round()
    assert _due(shop) == 0
    with scope(business=shop):
        kinds = list(
            Event.objects.filter(kind__startswith="turn_").order_by("id").values_list("kind", flat=True)
        )
    assert kinds == ["turn_failed", "turn_recovered"]


def test_a_database_that_went_away_is_waited_for(shop: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    _make_due(shop)
    worker = Worker(lambda: NOW)
    rounds: list[str] = []
    whole = worker.round

    def round_() -> bool:
        rounds.append("tried")
        if len(rounds) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        more = whole()
        worker.stop()
        return more

    monkeypatch.setattr(worker, "round", round_)
    worker.run()
    assert len(rounds) == 2
    assert _due(shop) == 0


def _run_and_close(worker: Worker) -> None:
    try:
        worker.run()
    finally:
        connections.close_all()
