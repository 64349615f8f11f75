from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django_scopes import scope

from kaye.actions.hold import lift_hold, place_hold
from kaye.actions.open_business import open_business
from kaye.actions.point import add_point
from kaye.actions.refusal import Refusal
from kaye.actions.stop import lift_stop, stop
from kaye.records.models import Business, Case, Hold, OptOut
from tests.actions.till import TODAY, customer, instalment_of, sell

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 5, 29)


@pytest.mark.parametrize(
    ("country", "given", "until"),
    [
        # Example 22: promised for a Friday in Guadeloupe, looked at on Monday, on Tuesday for a transfer.
        ("GP", {"kind": "promise", "promised_on": FRIDAY, "method": "cash"}, date(2026, 5, 31)),
        ("GP", {"kind": "promise", "promised_on": FRIDAY, "method": "transfer"}, date(2026, 6, 1)),
        ("GP", {"kind": "promise", "until": FRIDAY}, date(2026, 6, 1)),
        ("CM", {"kind": "promise", "promised_on": FRIDAY}, date(2026, 5, 29)),  # checked on Saturday
        ("GP", {"kind": "paid"}, date(2026, 5, 29)),  # Whit Monday and 27 May are holidays there
        ("GP", {"kind": "dispute"}, date(2026, 6, 21)),
        ("GP", {"kind": "dispute", "until": date(2026, 6, 1)}, date(2026, 6, 1)),
        ("GP", {"kind": "pause", "until": date(2026, 6, 15)}, date(2026, 6, 15)),
        ("CM", {"kind": "unreachable"}, date(2026, 5, 22)),  # tried again on Saturday, a working day
        ("GP", {"kind": "unreachable"}, date(2026, 5, 25)),  # tried again on Tuesday
    ],
)
def test_the_last_day_held(country: str, given: dict[str, Any], until: date, now: datetime) -> None:
    business = open_business(name="A", country=country, now=now)
    with scope(business=business):
        hold = place_hold(business=business, customer=customer(business, now), now=now, **given)
    assert hold.until == until


def test_a_moved_step_is_due_on_the_day_told(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    case = Case.objects.get(
        subject_type="instalment", subject_id=instalment_of(sell(shop, who, "credit", now)).pk
    )
    hold = place_hold(business=shop, customer=who, kind="moved", case=case, until=date(2026, 6, 10), now=now)
    assert hold.until == date(2026, 6, 9)
    case.refresh_from_db()
    assert case.next_at is not None


def test_a_promise_remembers_what_was_owed(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    soon = sell(shop, who, "credit", now, due_on=date(2026, 5, 28))
    sell(shop, who, "credit", now, due_on=date(2026, 7, 1))
    asked = {"business": shop, "customer": who, "kind": "promise", "now": now, "promised_on": FRIDAY}
    assert place_hold(**asked).owed_then == 13_000  # the other one is not due by then
    part = place_hold(**asked, amount=5_000)
    assert (part.amount, place_hold(**asked, amount=13_000).amount) == (5_000, None)
    case = Case.objects.get(subject_type="instalment", subject_id=instalment_of(soon).pk)
    assert place_hold(**asked, case=case).owed_then == 13_000


def test_a_newer_hold_takes_the_place_of_the_older_of_its_kind(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    pause = place_hold(business=shop, customer=who, kind="pause", until=date(2026, 6, 1), now=now)
    first = place_hold(business=shop, customer=who, kind="promise", promised_on=FRIDAY, now=now)
    later = now + timedelta(hours=1)
    second = place_hold(business=shop, customer=who, kind="promise", promised_on=date(2026, 6, 5), now=later)
    assert set(Hold.objects.filter(lifted_at=None)) == {pause, second}
    first.refresh_from_db()
    assert (first.lifted_at, first.lifted_because) == (later, "remplacée")


def test_a_hold_is_lifted_once(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    hold = place_hold(business=shop, customer=who, kind="paid", now=now, by="Moussa")
    assert hold.by == "Moussa"
    assert lift_hold(business=shop, hold=hold, now=now, because="reçu").lifted_because == "reçu"
    with pytest.raises(Refusal, match="déjà levée"):
        lift_hold(business=shop, hold=hold, now=now)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "sieste"}, "choisissez parmi"),
        ({"kind": "promise"}, "jour promis"),
        ({"kind": "pause"}, "reprendre"),
        ({"kind": "moved", "until": FRIDAY}, "relance à déplacer"),
        ({"kind": "promise", "promised_on": date(2026, 5, 21)}, "passé"),
        ({"kind": "promise", "promised_on": date(2027, 6, 1)}, "plus d'un an"),
        ({"kind": "promise", "promised_on": FRIDAY, "amount": 0}, "plus grand que zéro"),
        ({"kind": "pause", "until": date(2026, 5, 21)}, "passé"),
    ],
)
def test_refusals(given: dict[str, Any], words: str, shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    with pytest.raises(Refusal, match=words):
        place_hold(business=shop, customer=who, now=now, **given)
    assert not Hold.objects.exists()


def test_a_case_of_somebody_else_is_refused(shop: Business, now: datetime) -> None:
    who, other = customer(shop, now), customer(shop, now, "Tonton Pierre")
    sell(shop, other, "credit", now)
    case = Case.objects.filter(customer=other).first()
    with pytest.raises(Refusal, match="ce client"):
        place_hold(business=shop, customer=who, kind="dispute", case=case, now=now)
    with pytest.raises(Refusal, match="autre jour"):
        place_hold(business=shop, customer=other, kind="moved", case=case, until=TODAY, now=now)


def test_a_refusal_to_be_contacted_is_written_once_and_lifted_once(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    point = add_point(business=shop, customer=who, kind="phone", value="677123457", now=now)
    everywhere = stop(business=shop, customer=who, now=now, purpose="all", words="STOP")
    here = stop(business=shop, customer=who, now=now, point=point)
    assert stop(business=shop, customer=who, now=now, purpose="all") == everywhere
    assert set(OptOut.objects.filter(lifted_at=None)) == {everywhere, here}
    assert lift_stop(business=shop, opt_out=here, now=now).lifted_at == now
    with pytest.raises(Refusal, match="déjà levé"):
        lift_stop(business=shop, opt_out=here, now=now)
    with pytest.raises(Refusal, match="publicité"):
        stop(business=shop, customer=who, now=now, purpose="tout")
    with pytest.raises(Refusal, match="ce client"):
        stop(business=shop, customer=customer(shop, now, "Paul"), now=now, point=point)
