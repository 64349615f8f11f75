"""What goes wrong around a worker: bad mailboxes, a silent server, no room on the disk, clocks that jump."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django_scopes import scope

from bench.fill import NOW, fill
from kaye.actions.tick import tick
from kaye.actions.today import today
from kaye.records.models import Business, Case, Instalment, OutgoingMessage, StepDone
from kaye.rules.decision import Item
from tests.faults.conftest import EIGHT
from tests.faults.ground import AT, SLUG, Ground
from tests.faults.smtp_server import SmtpServer

in_process = pytest.mark.django_db(transaction=True)


def states(business: Business) -> dict[str, int]:
    with scope(business=business):
        found: dict[str, int] = {}
        for state in OutgoingMessage.objects.values_list("state", flat=True):
            found[state] = found.get(state, 0) + 1
        return found


def items(business: Business, at: datetime) -> list[Item]:
    with scope(business=business):
        return [line.item for line in today(business, at).lines]


@pytest.fixture
def shop_of(monkeypatch: pytest.MonkeyPatch, smtp: SmtpServer) -> object:
    def opened(count: int) -> Business:
        monkeypatch.setenv("KAYE_SMTP_URL", smtp.url)
        return fill(count, count, SLUG)

    return opened


@in_process
def test_one_bad_mailbox_does_not_hold_up_the_others(shop_of, smtp: SmtpServer) -> None:  # type: ignore[no-untyped-def]
    business = shop_of(200)
    with scope(business=business):
        bad = "c{}@client.example".format(Case.objects.order_by("id")[77].customer_id)
    smtp.faults.refuse = {bad: 550}
    tick(NOW, business)
    tick(NOW, business)
    assert states(business) == {"sent": 199, "failed": 1}
    assert len(smtp.accepted) == len(set(smtp.ids)) == 199
    assert [item.action for item in items(business, NOW)] == ["check"]


@in_process
def test_the_server_is_down_for_ten_minutes(shop_of, smtp: SmtpServer) -> None:  # type: ignore[no-untyped-def]
    business = shop_of(120)
    smtp.go_down()
    for minute in range(10):
        tick(NOW + timedelta(minutes=minute), business)
    assert states(business) == {"due": 120}
    smtp.start()
    for minute in range(10, 60, 5):
        tick(NOW + timedelta(minutes=minute), business)
    assert states(business) == {"sent": 120}
    assert len(smtp.accepted) == len(set(smtp.ids)) == 120


@in_process
def test_temporary_refusals_are_tried_again(shop_of, smtp: SmtpServer) -> None:  # type: ignore[no-untyped-def]
    business = shop_of(5)
    smtp.faults.refuse_data = [450, 451]
    tick(NOW, business)
    assert states(business) == {"sent": 3, "due": 2}
    tick(NOW + timedelta(minutes=2), business)
    assert states(business) == {"sent": 5}
    assert len(smtp.accepted) == len(set(smtp.ids)) == 5


@in_process
def test_answers_that_never_come_are_for_a_person(shop_of, smtp: SmtpServer) -> None:  # type: ignore[no-untyped-def]
    business = shop_of(5)
    smtp.faults.lose_reply = 2
    tick(NOW, business)
    tick(NOW + timedelta(hours=1), business)
    assert states(business) == {"sent": 3, "uncertain": 2}
    assert len(smtp.accepted) == len(set(smtp.ids)) == 5
    assert [item.action for item in items(business, NOW)] == ["check", "check"]


@in_process
@pytest.mark.parametrize(
    "jumps",
    [
        (timedelta(0), timedelta(hours=-1), timedelta(0)),
        (timedelta(0), timedelta(days=1), timedelta(0)),
        (timedelta(hours=-1), timedelta(0), timedelta(hours=1)),
    ],
    ids=["an hour back", "a day ahead and back", "summer time"],
)
def test_clocks_that_jump_repeat_nothing(  # type: ignore[no-untyped-def]
    shop_of, smtp: SmtpServer, jumps: tuple[timedelta, ...]
) -> None:
    business = shop_of(6)
    for jump in jumps:
        tick(NOW + jump, business)
    assert states(business) == {"sent": 6}
    assert len(smtp.accepted) == len(set(smtp.ids)) == 6
    with scope(business=business):
        assert StepDone.objects.filter(outcome="sent").count() == 6


@in_process
@pytest.mark.parametrize("night", ["2026-10-25", "2027-03-28"])
def test_nights_when_paris_changes_its_clock(
    smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch, night: str
) -> None:
    """A turn every half hour, from Saturday evening to Tuesday noon: each message once, never by night."""
    monkeypatch.setenv("KAYE_SMTP_URL", smtp.url)
    business = fill(3, 3, SLUG)
    evening = datetime.fromisoformat(f"{night}T18:00:00+00:00") - timedelta(days=1)
    with scope(business=business):
        Business.objects.filter(pk=business.pk).update(country="FR")
        business.refresh_from_db()
        owed = evening.date() - timedelta(days=2)
        Instalment.objects.update(due_on=owed)
        Case.objects.update(next_at=evening, due_on=owed, opened_on=owed)
    for half_hours in range(0, 136):
        tick(evening + timedelta(minutes=30 * half_hours), business)
    with scope(business=business):
        sent = list(OutgoingMessage.objects.filter(state="sent"))
    assert sent
    assert all(8 <= (m.sent_at + timedelta(hours=2)).hour <= 20 for m in sent if m.sent_at)
    assert len(smtp.ids) == len(set(smtp.ids)) == len(sent)


@in_process
def test_three_days_without_power(shop_of, smtp: SmtpServer) -> None:  # type: ignore[no-untyped-def]
    """More than twenty at once after a silence: a person looks first (R40). No burst, nothing lost."""
    business = shop_of(30)
    with scope(business=business):
        Business.objects.filter(pk=business.pk).update(last_tick_at=NOW - timedelta(days=3))
        business.refresh_from_db()
    tick(NOW, business)
    assert smtp.accepted == []
    assert {item.action for item in items(business, NOW)} == {"approve"}
    assert len(items(business, NOW)) == 30


@pytest.mark.db_both
def test_stopping_in_mid_batch_gives_back_the_rest(shop: Ground, smtp: SmtpServer) -> None:
    smtp.faults.reply_delay = 0.4
    worker = shop.start("worker", KAYE_NOW=AT)
    shop.wait_for("handing", 1, 40)
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=30)
    assert worker.returncode == 0, said
    assert set(shop.states()) <= {"sent", "due"}
    smtp.faults.reply_delay = 0.0
    shop.tick()
    assert shop.states() == {"sent": EIGHT}
    assert len(smtp.accepted) == len(set(smtp.ids)) == EIGHT


@contextmanager
def full_disk() -> Iterator[None]:
    """SQLite may not grow by one page; PostgreSQL says « disk full » to whoever marks a message."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_NO_ROOM)
        yield
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER no_room ON records_outgoingmessage")
        return

    def bound(connection: BaseDatabaseWrapper, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # no page left free inside
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")

    connection_created.connect(bound)
    connection.close()
    yield
    connection_created.disconnect(bound)
    connection.close()


_NO_ROOM = """
CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE UPDATE ON records_outgoingmessage FOR EACH ROW EXECUTE FUNCTION no_room()
"""


@in_process
def test_nothing_is_handed_over_that_cannot_be_written(shop_of, smtp: SmtpServer) -> None:  # type: ignore[no-untyped-def]
    business = shop_of(40)
    with full_disk(), pytest.raises(OperationalError):
        tick(NOW, business)
    handed = {s: n for s, n in states(business).items() if s in ("handing", "uncertain", "sent")}
    assert len(smtp.accepted) <= sum(handed.values())
    tick(NOW, business)
    unsure = states(business).get("uncertain", 0)
    assert states(business).get("sent", 0) + unsure == 40
    assert len(smtp.accepted) == len(set(smtp.ids)) >= 40 - unsure
