"""Workers beside each other, one of them asleep past its lease: each message once."""

import signal
import threading

import pytest
from django.db import connection
from django_scopes import scope

from bench.fill import NOW, fill
from kaye.actions import send_due as planning
from kaye.actions.tick import tick
from kaye.records.models import Business, Case, OutgoingMessage
from tests.faults.conftest import EIGHT
from tests.faults.ground import AT, SLUG, Ground
from tests.faults.smtp_server import SmtpServer

TURN = ("tick", "--business", SLUG, "--at", AT)
LEASE = {"KAYE_LEASE_SECONDS": "3"}


@pytest.mark.db_both
def test_two_processes_share_one_outbox(shop: Ground, smtp: SmtpServer) -> None:
    smtp.faults.reply_delay = 0.1
    workers = [shop.start(*TURN) for _ in range(2)]
    ends = [worker.communicate(timeout=60) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], ends
    assert shop.states() == {"sent": EIGHT}
    assert len(smtp.accepted) == len(set(smtp.ids)) == EIGHT


@pytest.mark.db_both
def test_a_worker_asleep_past_its_lease_repeats_nothing(shop: Ground, smtp: SmtpServer) -> None:
    """SIGSTOP while the second message is being taken, another worker's turn, then SIGCONT."""
    smtp.faults.reply_delay = 0.5
    asleep = shop.start(*TURN, **LEASE)
    shop.wait_for("handing", 3)
    while not smtp.accepted:
        threading.Event().wait(0.01)
    asleep.send_signal(signal.SIGSTOP)
    threading.Event().wait(3.2)
    smtp.faults.reply_delay = 0.0
    shop.tick(**LEASE)
    assert shop.states() == {"sent": EIGHT - 3, "uncertain": 3}
    assert len(shop.checks()) == 3
    asleep.send_signal(signal.SIGCONT)
    _, said = asleep.communicate(timeout=30)
    assert asleep.returncode == 0, said
    shop.tick("2026-06-10T14:30:00+00:00", **LEASE)
    assert len(set(smtp.ids)) == len(smtp.ids)
    assert len(smtp.ids) + shop.states().get("uncertain", 0) >= EIGHT
    assert len(shop.checks("2026-06-10T14:30:00+00:00")) == shop.states().get("uncertain", 0)


@pytest.mark.django_db(transaction=True)
def test_customers_with_several_debts_are_planned_by_one_worker(
    smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cases of one customer fall into the batches of two workers."""
    business = fill(40, 40)
    _second_debts(business)
    monkeypatch.setenv("KAYE_SMTP_URL", smtp.url)
    monkeypatch.setattr(planning, "BATCH", 7)
    problems: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(3):
                tick(NOW, business)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    with scope(business=business):
        assert OutgoingMessage.objects.filter(state="sent").count() == 40
        assert not Case.objects.filter(closed_at=None, next_at__lte=NOW).exists()
    assert len(smtp.accepted) == len(set(smtp.ids)) == 40


def _second_debts(business: Business) -> None:
    """Each customer's second invoice, looked at in the opposite order of the first ones."""
    with scope(business=business), connection.cursor() as cursor:
        first = Case.objects.order_by("id").values_list("id", flat=True)[0]
        cursor.execute(_DEBTS)
        cursor.execute(_PARTS)
        cursor.execute(_FOLLOWED)
        cursor.execute(_PASSED)
        assert Case.objects.count() == 80, first


_DEBTS = """
INSERT INTO records_receivable (business_id, customer_id, sale_id, origin, reference, label, issued_on, total,
  cancelled_at, created_at, batch_id)
SELECT business_id, customer_id, NULL, origin, 'FB' || customer_id, label, issued_on, total, NULL, created_at, NULL
FROM records_receivable ORDER BY id DESC
"""
_PARTS = """
INSERT INTO records_instalment (business_id, receivable_id, customer_id, number, due_on, amount, paid, replaced_at)
SELECT r.business_id, r.id, r.customer_id, 1, i.due_on, i.amount, 0, NULL FROM records_receivable r
JOIN records_instalment i ON i.customer_id = r.customer_id
WHERE r.reference LIKE 'FB%' ORDER BY r.id
"""
_FOLLOWED = """
INSERT INTO records_case (business_id, customer_id, version_id, kind, subject_type, subject_id, cycle,
  proposed_step, proposed_because, opened_on, batch_id, verb, action, step, due_on, next_at, because, stake, closed_at)
SELECT c.business_id, c.customer_id, c.version_id, c.kind, c.subject_type, i.id, 0, '', '', c.opened_on, NULL, c.verb,
  c.action, c.step, c.due_on, c.next_at, '', c.stake, NULL
FROM records_instalment i JOIN records_receivable r ON r.id = i.receivable_id AND r.reference LIKE 'FB%'
JOIN records_case c ON c.customer_id = r.customer_id ORDER BY i.id
"""
_PASSED = """
INSERT INTO records_stepdone (business_id, case_id, step, outcome, reason, done_on, deadline_on, at, message_id)
SELECT c.business_id, c.id, 's1', 'skipped', 'essai', c.opened_on, NULL, c.next_at, NULL FROM records_case c
WHERE NOT EXISTS (SELECT 1 FROM records_stepdone d WHERE d.case_id = c.id)
"""
