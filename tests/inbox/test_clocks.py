"""The clock that rings, and a state that no order of arrival changes (C12, C28, C32, C51)."""

import itertools
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaye.actions.inbox.hear import hear, hear_echo
from kaye.actions.inbox.ring import ringing_at
from kaye.actions.inbox.snooze import snooze
from kaye.actions.inbox.watch_clocks import watch_clocks
from kaye.actions.today import today
from kaye.records.models import Business, Case, Member, Request, Ring, Thread
from tests.actions.mornings import turn
from tests.inbox.talk import answers, instant, known, says, store, thread

pytestmark = pytest.mark.django_db


def boss(shop: Business) -> Member:
    user = User.objects.create_user("awa@exemple.cm", "awa@exemple.cm")
    return Member.objects.create(business=shop, user=user, role="owner", created_at=shop.created_at)


def test_it_rings_when_soon_late_and_then_for_the_owner(shop: Business) -> None:
    owner = boss(shop)
    who = known(shop, "2026-05-01T09:00")
    says(who, "Où en est ma commande ?", instant(shop, "2026-05-22T08:30"))
    for hour in ("08:40", "09:15", "09:15", "09:30", "11:00", "12:30", "12:30"):
        watch_clocks(shop, instant(shop, f"2026-05-22T{hour}"))
    keys = Ring.objects.filter(member=owner).order_by("due_at", "id").values_list("key", flat=True)
    assert [key.split(":")[0] for key in keys] == ["message", "soon", "late", "owner"]
    assert not any("commande" in row.title + row.body for row in Ring.objects.all())


def test_nothing_rings_at_night_or_on_a_closed_day(shop: Business) -> None:
    saturday_night, sunday = instant(shop, "2026-05-23T21:00"), instant(shop, "2026-05-24T10:00")
    monday = instant(shop, "2026-05-25T07:00")
    assert ringing_at(shop, saturday_night) == ringing_at(shop, sunday) == monday
    assert ringing_at(shop, instant(shop, "2026-05-22T05:00")) == instant(shop, "2026-05-22T07:00")
    assert ringing_at(shop, instant(shop, "2026-05-22T19:59")) == instant(shop, "2026-05-22T19:59")


def test_one_push_in_ten_minutes(shop: Business) -> None:
    boss(shop)
    who = known(shop, "2026-05-01T09:00")
    for minute in (0, 4, 8, 13):
        says(who, "Vous êtes là ?", instant(shop, "2026-05-22T10:00") + timedelta(minutes=minute))
    assert Ring.objects.filter(key__startswith="message:").count() == 2


def test_late_threads_come_first_in_the_list_of_the_day(shop: Business) -> None:
    one, other = known(shop, "2026-05-01T09:00"), known(shop, "2026-05-01T09:00", "M. Paul", "+237699001133")
    says(one, "Où en est ma commande ?", instant(shop, "2026-05-22T09:00"))
    says(other, "Je voudrais un devis", instant(shop, "2026-05-22T08:30"))
    assert not today(shop, instant(shop, "2026-05-22T09:10")).lines
    lines = today(shop, instant(shop, "2026-05-22T10:00")).lines
    assert [(line.customer.label, line.item.kind) for line in lines] == [
        ("Mr Paul", "request"),
        ("Mme Jeanne", "request"),
    ]
    assert "en retard" in lines[0].item.because
    answers(other, "Bonjour, pour quand ?", instant(shop, "2026-05-22T10:05"))
    assert [line.customer.label for line in today(shop, instant(shop, "2026-05-22T10:06")).lines] == [
        "Mme Jeanne"
    ]


def test_the_ladder_of_an_unanswered_request(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    says(who, "Je voudrais un devis", instant(shop, "2026-05-22T08:30"))
    case = Case.objects.get(subject_type="request")
    assert case.next_at == instant(shop, "2026-05-22T09:30")
    seen = []
    for when in ("2026-05-22T09:35", "2026-05-22T12:35", "2026-05-23T08:35", "2026-05-26T08:00"):
        turn(shop, instant(shop, when))
        case.refresh_from_db()
        seen.append((case.step, case.action))
    assert seen == [("s2", "internal"), ("s3", "internal"), ("s4", "tap"), ("s5", "internal")]


def test_a_snooze_ends_at_its_instant_and_quiet_threads_close(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Où en est ma commande ?", at)
    snooze(business=shop, customer=who, now=at, until=at + timedelta(hours=5))
    turn(shop, at + timedelta(hours=5))
    assert (thread(who).state, thread(who).due_at) == ("to_answer", at + timedelta(hours=5))
    answers(who, "Elle arrive", at + timedelta(hours=6))
    turn(shop, at + timedelta(days=14, hours=5))
    assert thread(who).state == "waiting"
    turn(shop, at + timedelta(days=14, hours=6))
    assert thread(who).state == "closed"


_SAYINGS = ("Je voudrais un devis", "merci", "Vous livrez ?", "STOP", "", None)  # None: we answer
_SERIAL = itertools.count()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.tuples(st.integers(0, 400), st.sampled_from(_SAYINGS)), min_size=2, max_size=6),
    data=st.data(),
)
def test_no_order_of_arrival_changes_where_a_thread_stands(
    shop: Business, said: list[tuple[int, str | None]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(said))))
    assert _stands(shop, said, list(range(len(said)))) == _stands(shop, said, order)


def _stands(shop: Business, said: list[tuple[int, str | None]], order: list[int]) -> object:
    """Everything was said in the morning and arrived at noon, in this order."""
    start = instant(shop, "2026-05-22T08:00")
    noon = instant(shop, "2026-05-22T15:00")
    phone = f"+23767{next(_SERIAL):07d}"
    who = known(shop, start, "Mme Jeanne", phone)
    for place in order:
        minute, text = said[place]
        at = start + timedelta(minutes=minute)
        given_ = {"external_id": f"{phone}-{place}", "received_at": noon}
        if text is None:
            hear_echo(store(who, "Oui", at, direction="out", origin="phone_app", **given_), noon)
        else:
            hear(store(who, text, at, **given_), None, noon)
    columns = ("state", "unanswered_since", "due_at", "soon_at", "last_at", "last_text", "last_answer_at")
    requests = Request.objects.filter(customer=who).values_list(
        "kind", "opened_at", "due_at", "answered_at", "title"
    )
    return Thread.objects.filter(customer=who).values_list(*columns).get(), sorted(map(str, requests))
