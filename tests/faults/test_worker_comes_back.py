"""What a paused or slow worker finds when it goes on: others, or a person, may have acted meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django_scopes import scope

from bench.fill import NOW, fill
from kaye.actions import deliver as delivering
from kaye.actions.finish_step import finish_step
from kaye.actions.lease import LEASE, rescue
from kaye.actions.tick import take_back, tick
from kaye.actions.today import today
from kaye.records.models import Business, OutgoingMessage, StepDone
from kaye.rules.ports.channel import OutgoingText
from tests.faults.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)


def at_the_third(monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    """Run `act` while the third message is being sent, as another process would."""
    count = iter(range(100))
    plain = delivering._text

    def counted(*given: object) -> OutgoingText:
        if next(count) == 2:
            act()  # type: ignore[operator]
        return plain(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering, "_text", counted)


def two_minutes_later() -> datetime:
    return timezone.now() + LEASE + timedelta(seconds=1)


def uncertain_lines(business: Business) -> list[str]:
    with scope(business=business):
        found = today(business, NOW).lines
        return sorted(line.item.address for line in found if line.item.action == "check")


def test_a_person_said_sent_before_the_worker_did(smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    business = fill(6, 6)
    monkeypatch.setenv("KAYE_SMTP_URL", smtp.url)

    def lease_ends_and_a_person_looks() -> None:
        take_back(two_minutes_later)
        OutgoingMessage.objects.filter(state="uncertain").first()
        tick(NOW, business, two_minutes_later)
        line = next(x for x in today(business, NOW).lines if x.item.action == "check")
        finish_step(business=business, item_id=line.item.id, outcome="sent", now=NOW)

    at_the_third(monkeypatch, lease_ends_and_a_person_looks)
    tick(NOW, business)
    with scope(business=business):
        assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {"sent"}
        assert StepDone.objects.filter(outcome="sent").count() == 6
    assert len(smtp.accepted) == len(set(smtp.ids)) == 6


def test_every_shop_sees_what_became_uncertain(smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn for one shop takes back what dead workers held in all of them."""
    here, there = fill(1, 1, "ici"), fill(2, 2, "ailleurs")
    monkeypatch.setenv("KAYE_SMTP_URL", smtp.url)
    smtp.faults.drop_at_connect = 99
    tick(NOW, there)
    with scope(business=there):
        OutgoingMessage.objects.update(
            state="handing",
            lease_owner="gone:1:1",
            lease_until=datetime(2026, 6, 10, tzinfo=UTC),
            handed_at=NOW,
        )
    tick(NOW, here)
    tick(NOW + timedelta(minutes=1), there)
    assert len(uncertain_lines(there)) == 2


def test_uncertain_is_shown_even_when_the_rescuer_dies(
    smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    business = fill(2, 2)
    monkeypatch.setenv("KAYE_SMTP_URL", smtp.url)
    smtp.faults.drop_at_connect = 99
    tick(NOW, business)
    with scope(business=business):
        OutgoingMessage.objects.update(
            state="handing",
            lease_owner="gone:1:1",
            lease_until=datetime(2026, 6, 10, tzinfo=UTC),
            handed_at=NOW,
        )
        assert rescue(datetime(2026, 6, 11, tzinfo=UTC)) == (0, 2)
    tick(NOW + timedelta(minutes=1), business)
    assert len(uncertain_lines(business)) == 2
