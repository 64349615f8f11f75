"""The look at night: once a night, silent when nothing was missed, an alarm and a repair when something was."""

from datetime import UTC, datetime, timedelta

import pytest
from django_scopes import scope

from kaye.actions.open_business import open_business
from kaye.records.models import Business, Case, Event
from kaye.worker.night import Night
from kaye.worker.troubles import Troubles
from tests.actions.till import customer, sell

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 23, 2, 0, tzinfo=UTC)  # 3 h in Douala


@pytest.fixture
def shop(db: None) -> Business:
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business):
        sell(business, customer(business, NOW), "credit", NOW, due_on=(NOW + timedelta(days=30)).date())
    return business


def _pass(night: Night, now: datetime) -> None:
    night.pass_over(now, lambda: False, Troubles())


def _events(shop: Business, kind: str) -> list[dict[str, object]]:
    with scope(business=shop):
        return list(Event.objects.filter(kind=kind).order_by("id").values_list("payload", flat=True))


@pytest.mark.parametrize(("hour", "nights"), [(0, 0), (1, 1), (3, 1), (4, 0), (12, 0)])
def test_only_at_night_of_the_shop(shop: Business, hour: int, nights: int) -> None:
    _pass(Night(), NIGHT.replace(hour=hour))
    assert len(_events(shop, "night_done")) == nights


def test_once_a_night_whatever_the_process(shop: Business) -> None:
    night = Night()
    _pass(night, NIGHT)
    _pass(night, NIGHT + timedelta(minutes=30))
    _pass(Night(), NIGHT + timedelta(minutes=45))
    assert _events(shop, "night_done") == [{"night": "2026-05-23", "customers": 1, "missed": 0}]
    _pass(night, NIGHT + timedelta(days=1))
    assert len(_events(shop, "night_done")) == 2
    assert _events(shop, "missed_found") == []


def test_what_was_missed_is_repaired_and_told(shop: Business) -> None:
    with scope(business=shop):
        kept = list(Case.objects.filter(closed_at=None).order_by("id").values_list("id", "due_on", "next_at"))
        Case.objects.filter(closed_at=None).update(next_at=NOW + timedelta(days=300), due_on=None)
    _pass(Night(), NIGHT)
    told = _events(shop, "missed_found")
    assert len(told) == 1
    assert told[0]["missed"] == len(kept)
    with scope(business=shop):
        now = list(Case.objects.filter(closed_at=None).order_by("id").values_list("id", "due_on", "next_at"))
    assert now == kept
