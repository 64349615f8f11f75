"""After days without power, a late start, a worker run twice: nothing lost, no burst, nothing twice.

The comparison of followup-systems §2.4 with the product's own invoice ladder, as numbers.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kaye.actions.approve import approve
from kaye.actions.tick import tick
from kaye.actions.today import today
from kaye.records.models import Business, Case, OutgoingMessage, StepDone
from tests.actions.mornings import (
    at,
    closest,
    day,
    days,
    do_all,
    live,
    many_debts,
    sent_days,
    steps_done,
    turn,
)
from tests.faults.smtp_server import SmtpServer
from tests.mail import mailbox

pytestmark = pytest.mark.django_db
LADDER = ["s2", "s3", "s4", "s5", "s6", "s7", "s8"]


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    with mailbox() as server:
        yield server


@pytest.fixture
def office(firm: Business) -> Business:
    """The firm with the address its e-mails leave from."""
    Business.objects.filter(pk=firm.pk).update(email="bureau@exemple.fr", address="1 rue du Port")
    firm.refresh_from_db()
    return firm


def ladder_of(business: Business) -> list[tuple[str, ...]]:
    """The steps of each case in the order they were left behind."""
    found: dict[int, list[str]] = {}
    for case, step in (
        StepDone.objects.filter(business=business).order_by("done_on", "id").values_list("case", "step")
    ):
        found.setdefault(case, []).append(step)
    return [tuple(steps) for steps in found.values()]


def assert_calm(business: Business) -> None:
    """Spacing, caps, order, once."""
    dates = sent_days(business)
    assert closest(dates) >= 3
    assert all(sum(0 <= (a - b).days < 7 for b in found) <= 3 for found in dates.values() for a in found)
    numbers = [[int(step[1:]) for step in steps if step[0] == "s"] for steps in ladder_of(business)]
    assert all(steps == sorted(steps) for steps in numbers)
    keys = list(OutgoingMessage.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    "away", [pytest.param(0, marks=pytest.mark.one_engine), 3, pytest.param(14, marks=pytest.mark.one_engine)]
)
def test_days_without_power_lose_nothing_and_make_no_burst(
    office: Business, mail: SmtpServer, away: int
) -> None:
    """The worker and the owner are away from the fourth of June on: 0 steps missing, 0 pairs closer than 3 days."""
    many_debts(office, 12, day("05-29"), at(office, "05-20"))
    live(office, "05-20", "06-04")
    live(office, day("06-05") + timedelta(days=away), "08-20")
    done = ladder_of(office)
    assert len(done) == 12
    for steps in done:
        assert [s for s in steps if s in LADDER] == LADDER
    assert (
        StepDone.objects.filter(outcome="skipped").exclude(step="s1").exclude(step__startswith="q").count()
        == 0
    )
    assert_calm(office)
    assert len(mail.accepted) == len(set(mail.ids)) == OutgoingMessage.objects.filter(state="sent").count()


@pytest.mark.one_engine
def test_one_day_in_twenty_the_worker_is_down(office: Business, mail: SmtpServer) -> None:
    many_debts(office, 10, day("05-29"), at(office, "05-20"))
    for number, on in enumerate(days("05-20", "08-20")):
        if number % 20 == 10:
            continue
        live(office, on, on)
    assert all([s for s in steps if s in LADDER] == LADDER for steps in ladder_of(office))
    assert_calm(office)


@pytest.mark.one_engine
def test_a_late_start_with_a_thousand_old_debts_proposes_and_sends_nothing(
    office: Business, mail: SmtpServer
) -> None:
    """All forty days late: 1 000 proposals at the step of their lateness, no message, no burst."""
    now = at(office, "05-22")
    many_debts(office, 1000, day("05-22") - timedelta(days=40), now)
    for on in ("05-22", "05-23", "05-26", "06-05"):
        assert turn(office, at(office, on)).delivery.sent == []
    morning = today(office, at(office, "06-05"))
    assert {(x.item.action, x.item.step_label) for x in morning.lines} == {("approve", "J+30")}
    assert len(morning.lines) == 1000
    assert StepDone.objects.filter(outcome="skipped", reason__startswith="sautée").count() == 5000
    for line in morning.lines[:3]:
        approve(business=office, item_id=line.item.id, now=at(office, "06-05", 10))
    assert len(turn(office, at(office, "06-05", 10)).delivery.sent) == 3
    assert len(mail.accepted) == 3
    assert turn(office, at(office, "06-06")).delivery.sent == []


def test_a_worker_run_twice_sends_once(office: Business, mail: SmtpServer) -> None:
    """Twice a day, at the same instant and one after the other: 0 duplicates."""
    many_debts(office, 15, day("05-20"), at(office, "05-18"))
    for on in days("05-20", "06-10"):
        for hour in (9, 9, 15):
            turn(office, at(office, on, hour))
    assert len(mail.accepted) == len(set(mail.ids)) == 45  # J-5 on the last day it is useful, J+3, J+10
    assert steps_done(office) == 45
    assert closest(sent_days(office)) >= 3


def test_r40_after_a_silence_many_messages_become_proposals(office: Business, mail: SmtpServer) -> None:
    many_debts(office, 21, day("05-26"), at(office, "05-20"))
    turn(office, at(office, "05-28"))
    assert turn(office, at(office, "06-01", 9)).delivery.sent == []
    lines = today(office, at(office, "06-01", 9)).lines
    assert {line.item.because for line in lines} == {"reprise après panne : vérifiez avant d'envoyer"}
    assert len(lines) == 21
    approve(business=office, item_id=lines[0].item.id, now=at(office, "06-01", 10))
    assert len(turn(office, at(office, "06-01", 10)).delivery.sent) == 1
    assert turn(office, at(office, "06-02", 9)).delivery.sent == []


@pytest.mark.parametrize(("count", "silence"), [(20, 4), (40, 0)])
def test_r40_few_messages_or_a_short_silence_leave_by_themselves(
    office: Business, mail: SmtpServer, count: int, silence: int
) -> None:
    many_debts(office, count, day("05-26"), at(office, "05-20"))
    turn(
        office,
        at(office, day("06-01") - timedelta(days=silence), 9) + timedelta(hours=1 if not silence else 0),
    )
    if not silence:
        OutgoingMessage.objects.all().delete()
        return
    assert len(turn(office, at(office, "06-01", 9)).delivery.sent) == count


def test_the_server_down_ten_minutes_loses_nothing(office: Business, mail: SmtpServer) -> None:
    many_debts(office, 15, day("05-26"), at(office, "05-20"))
    turn(office, at(office, "05-28"))
    mail.go_down()
    for minute in range(0, 10, 2):
        turn(office, at(office, "05-29", 9) + timedelta(minutes=minute))
    assert mail.accepted == []
    mail.start()
    for minute in range(10, 60, 2):
        turn(office, at(office, "05-29", 9) + timedelta(minutes=minute))
    assert len(mail.accepted) == len(set(mail.ids)) == 15


def test_the_server_down_all_day_the_message_leaves_the_next_working_day(
    office: Business, mail: SmtpServer
) -> None:
    many_debts(office, 2, day("05-26"), at(office, "05-20"))
    turn(office, at(office, "05-28"))
    mail.go_down()
    for hour in (9, 12, 18.9, 20):
        turn(office, at(office, "05-29", hour))
    mail.start()
    for on in ("05-30", "05-31"):
        turn(office, at(office, on))
    assert mail.accepted == []
    turn(office, at(office, "06-01", 9))
    turn(office, at(office, "06-01", 9.1))
    assert len(mail.accepted) == 2
    dates = OutgoingMessage.objects.filter(state="sent").values_list("local_date", flat=True)
    assert set(dates) == {day("06-01")}


@pytest.mark.one_engine
def test_every_open_case_has_exactly_one_future(office: Business, mail: SmtpServer) -> None:
    many_debts(office, 8, day("05-29"), at(office, "05-20"))
    for on in days("05-20", "07-20"):
        live(office, on, on)
        rows = Case.objects.filter(closed_at=None).values_list("verb", "next_at", "because", "due_on")
        assert all(verb in ("wait", "act", "hold") and at_ and why and due for verb, at_, why, due in rows)
        assert all(next_at > at(office, on, 9) for _, next_at, _, _ in rows)


def queries_of(business: Business, count: int, work: str) -> int:
    now = at(business, "05-29", 9)
    many_debts(business, count, day("05-26"), at(business, "05-20"))
    tick(at(business, "05-28", 9), business, clock=lambda: now)
    Business.objects.filter(pk=business.pk).update(last_tick_at=at(business, "05-29", 8.9), marks_every=500)
    business.refresh_from_db()
    with CaptureQueriesContext(connection) as seen:
        if work == "tick":
            assert len(turn(business, now).delivery.sent) == count
        else:
            today(business, at(business, "05-29", 7))
    return len(seen)


@pytest.mark.parametrize("work", ["tick", "today"])
def test_the_number_of_queries_does_not_grow_with_the_customers(
    office: Business, mail: SmtpServer, work: str
) -> None:
    few = queries_of(office, 5, work)
    Case.objects.all().delete()
    many = queries_of(office, 200, work)
    assert many <= few + 2


def test_do_all_then_the_list_is_empty(office: Business, mail: SmtpServer) -> None:
    many_debts(office, 6, day("04-20"), at(office, "05-22"))
    assert len(do_all(office, at(office, "05-26", 8))) == 6
    assert today(office, at(office, "05-26", 8.5)).lines == ()
    assert len(turn(office, at(office, "05-26", 9)).delivery.sent) == 6
    assert all(a < b for a, b in pairwise(sorted(mail.ids)))
