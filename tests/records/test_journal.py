from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django_scopes import scope

from kaye.actions.open_business import open_business
from kaye.records.journal import GENESIS, NewEvent, append, append_many, verify
from kaye.records.models import Business, Event

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 22, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def shop() -> Business:
    return open_business(name="Chez Moussa", country="CM", now=NOW)


def fill(business: Business, count: int = 5) -> list[Event]:
    return append_many(
        business=business,
        events=[
            NewEvent("payment_recorded", NOW, {"montant": n, "nom": "Éyango"}, money=True)
            for n in range(count)
        ],
    )


def test_money_events_follow_each_other_and_the_others_do_not_count(shop: Business) -> None:
    with scope(business=shop):
        first = append(business=shop, kind="a", at=NOW, payload={"x": 1}, money=True)
        other = append(business=shop, kind="b", at=NOW)
        second = append(business=shop, kind="c", at=NOW, payload={"x": 2}, money=True)
        assert (first.seq, first.prev) == (1, GENESIS)
        assert (other.seq, other.hash) == (None, "")
        assert (second.seq, second.prev) == (2, first.hash)
        assert verify(shop) == ()


def edit(events: list[Event]) -> None:
    Event.objects.filter(pk=events[2].pk).update(payload={"montant": 99, "nom": "Éyango"})


def redate(events: list[Event]) -> None:
    Event.objects.filter(pk=events[2].pk).update(at=datetime(2026, 5, 1, tzinfo=UTC))


def remove(events: list[Event]) -> None:
    events[2].delete()


def remove_first(events: list[Event]) -> None:
    events[0].delete()


def swap(events: list[Event]) -> None:
    one, two = events[1], events[2]
    Event.objects.filter(pk=one.pk).update(seq=999)
    Event.objects.filter(pk=two.pk).update(seq=one.seq)
    Event.objects.filter(pk=one.pk).update(seq=two.seq)


def renumber_after_removal(events: list[Event]) -> None:
    events[2].delete()
    for event in events[3:]:
        Event.objects.filter(pk=event.pk).update(seq=event.seq - 1)


def unchain(events: list[Event]) -> None:
    Event.objects.filter(pk=events[4].pk).update(seq=None)


@pytest.mark.parametrize(
    "tamper", [edit, redate, remove, remove_first, swap, renumber_after_removal, unchain]
)
def test_any_tampering_is_found(tamper: Callable[[list[Event]], None], shop: Business) -> None:
    with scope(business=shop):
        events = fill(shop)
        assert verify(shop) == ()
        tamper(list(Event.objects.filter(pk__in=[e.pk for e in events]).order_by("seq")))
        assert verify(shop)


def test_chains_of_two_businesses_are_apart(shop: Business) -> None:
    other = open_business(name="Autre", country="FR", now=NOW)
    with scope(business=shop):
        fill(shop, 3)
    with scope(business=other):
        assert fill(other, 2)[0].seq == 1
        assert verify(other) == ()


def test_many_events_take_few_queries(shop: Business, django_assert_max_num_queries: Callable) -> None:
    with scope(business=shop), django_assert_max_num_queries(120):
        assert fill(shop, 10_000)[-1].seq == 10_000
    with scope(business=shop):
        assert verify(shop) == ()
