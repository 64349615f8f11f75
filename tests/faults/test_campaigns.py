"""A message to many when things go wrong: two workers, a death half-way, answers lost, a held base. Once each."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from bench.fill import NOW, fill
from kaye.actions.campaigns import plan
from kaye.actions.campaigns.control import start_campaign, stop_campaign
from kaye.actions.campaigns.draft import draft_campaign
from kaye.actions.campaigns.results import results
from kaye.actions.invariants.campaigns_are_whole import violations
from kaye.actions.settle_message import settle_message
from kaye.actions.tick import tick
from kaye.records.models import Business, Campaign, ContactPoint, OutgoingMessage, Recipient
from tests.mail import another_base, mailbox

WORDS = {"subject_a": "La révision de juin", "text_a": "Bonjour {{appel}}, la révision est à 49,00 €."}


def _started(business: Business, rate: int = 1000) -> Campaign:
    row = draft_campaign(
        business=business, name="Juin", channel_name="email", rules=[], words=WORDS, now=NOW, rate=rate
    )
    return start_campaign(business=business, campaign=row, now=NOW)


def _states(campaign: Campaign) -> Counter[str]:
    return Counter(Recipient.objects.filter(campaign=campaign).values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_to_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "BATCH", 60)
    problems: list[BaseException] = []
    with mailbox() as server:
        business = fill(600, 0)
        with scope(business=business):
            campaign = _started(business)

        def work() -> None:
            try:
                for rank in range(4):
                    tick(NOW + timedelta(seconds=20 * rank), business)
            except BaseException as problem:
                problems.append(problem)
            finally:
                connection.close()

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        with scope(business=business):
            tick(NOW + timedelta(minutes=5), business)
            assert problems == []
            assert _states(campaign) == {"sent": 600}
            assert list(violations(business, NOW)) == []
        assert len(server.accepted) == len({to for mail in server.accepted for to in mail.recipients}) == 600


@pytest.mark.django_db
@pytest.mark.parametrize("step", [40, 80])
def test_a_batch_asks_as_much_whatever_its_size(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "BATCH", step)
    asked = []
    with mailbox():
        for batches in (1, 2, 3):
            business = fill(step * batches, 0, slug=f"essai-{batches}")
            with scope(business=business):
                _started(business)
                with CaptureQueriesContext(connection) as queries:
                    assert plan.plan_campaigns(business, NOW) == step * batches
                asked.append(len(queries))
    assert max(asked[2] - asked[1], asked[1] - asked[0]) <= 22, asked


@pytest.mark.django_db
def test_what_nobody_knows_is_settled_and_counted() -> None:
    with mailbox() as server:
        business = fill(12, 0)
        with scope(business=business):
            campaign = _started(business)
            assert plan.plan_campaigns(business, NOW) == 12  # the worker dies here
            server.faults.lose_reply = 2
            for rank in range(3):
                tick(NOW + timedelta(minutes=rank + 1), business)
            assert _states(campaign) == {"sent": 10, "uncertain": 2}
            campaign.refresh_from_db()
            assert campaign.state == "done"
            left, lost = OutgoingMessage.objects.filter(state="uncertain").order_by("id")
            settle_message(business=business, message=left, left=True, now=NOW)
            settle_message(business=business, message=lost, left=False, now=NOW)
            before = len(server.accepted)
            for rank in range(3):
                tick(NOW + timedelta(minutes=10 + rank), business)
            found = results(business, campaign)
            assert (found.audience, found.sent, found.uncertain, found.waiting) == (12, 12, 0, 0)
            assert len(server.accepted) == before + 1
            campaign.refresh_from_db()
            assert (campaign.state, campaign.next_at) == ("done", None)
            assert list(violations(business, NOW)) == []


@pytest.mark.django_db
def test_an_address_that_bounced_is_silent_even_once_written() -> None:
    with mailbox() as server:
        another_base()
        business = fill(3, 0)
        with scope(business=business):
            before, after = ContactPoint.objects.order_by("id")[:2]
            ContactPoint.objects.filter(pk=before.pk).update(suppressed_at=NOW)
            campaign = _started(business)
            assert plan.plan_campaigns(business, NOW) == 2
            ContactPoint.objects.filter(pk=after.pk).update(suppressed_at=NOW)
            for rank in range(3):
                tick(NOW + timedelta(minutes=rank + 1), business)
            because = set(Recipient.objects.filter(state="skipped").values_list("because", flat=True))
            assert because == {"pas d'adresse", "adresse arrêtée"}
            assert _states(campaign) == {"sent": 1, "skipped": 2}
            assert len(server.accepted) == 1


@pytest.mark.django_db
def test_a_held_base_plans_nothing_and_a_server_down_makes_no_pile() -> None:
    with mailbox() as server:
        another_base()
        business = fill(300, 0)
        with scope(business=business):
            campaign = _started(business, rate=1)
            Business.objects.filter(pk=business.pk).update(sending_held_since=NOW)
            tick(NOW, business)
            assert not Recipient.objects.exists()
            Business.objects.filter(pk=business.pk).update(sending_held_since=None)
            server.go_down()
            for rank in range(5):
                tick(NOW + timedelta(minutes=2 * rank), business)
            assert _states(campaign) == {"queued": 61, "waiting": 239}  # one minute of its pace, however long
            stop_campaign(business=business, campaign=campaign, now=NOW + timedelta(minutes=11))
            assert _states(campaign) == {"waiting": 300}
            assert server.accepted == []
