"""Notices and answers that come together: one payment, whatever the threads (M41)."""

import random
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from django.db import connection
from django_scopes import scope

from kaye.actions.ask_provider import ask_due
from kaye.actions.open_business import open_business
from kaye.records.journal import verify
from kaye.records.models import Business, Payment, ProviderNotice, ProviderPayment
from tests.actions.online import online

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)


def _together(business: Business, work: Callable[[int], object], count: int = 8) -> list[object]:
    """What each thread answered; they start at the same time."""
    barrier, answers = threading.Barrier(count), list[object]()

    def run(number: int) -> None:
        with closing(connection), scope(business=business):
            barrier.wait()
            answers.append(work(number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_the_same_notice_make_one_payment() -> None:
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business), online(business, NOW) as net:
        payment = net.start()
        net.says(payment, "paid")

        def hear(number: int) -> int:
            status = net.notice(payment).status
            ask_due(business, NOW, lambda: False, net.at.http)
            net.ask(ProviderPayment.objects.get(pk=payment.pk))
            return status

        assert _together(business, hear) == [200] * 8
        assert ProviderNotice.objects.count() == 1
        (row,) = Payment.objects.all()
        payment.refresh_from_db()
        assert (payment.state, payment.payment, row.amount) == ("paid", row, 25_000)
        assert verify(business) == ()


@pytest.mark.django_db(transaction=True)
def test_answers_in_any_order_from_many_threads_end_paid_once() -> None:
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business), online(business, NOW) as net:
        payment = net.start()
        draw = random.Random(7)
        states = ["pending", "failed", "expired", "paid", "canceled", "pending", "failed", "paid"]
        draw.shuffle(states)

        def hear(number: int) -> None:
            net.says(payment, states[number])
            net.ask(ProviderPayment.objects.get(pk=payment.pk))

        _together(business, hear)
        net.says(payment, "paid")
        net.ask(payment)
        assert payment.state == "paid"
        assert Payment.objects.count() == 1
        assert verify(business) == ()
