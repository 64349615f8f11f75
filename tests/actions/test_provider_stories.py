"""The same story at every provider: whatever is replayed, forged, late or out of order, one payment (M41)."""

import random
from datetime import date, datetime, timedelta

import pytest
from django_scopes import scope

from kaye.actions.ask_provider import ask_due
from kaye.actions.hold import place_hold
from kaye.actions.open_business import open_business
from kaye.actions.today import today
from kaye.payments.registry import names
from kaye.records.journal import verify
from kaye.records.models import Business, Payment, ProviderNotice, ProviderPayment
from tests.actions.online import Online, online
from tests.actions.till import owed
from tests.payments.counter import fake

pytestmark = pytest.mark.django_db

_WRONG = ({"amount": 5}, {"said_reference": "KAUTRE12345"}, {})


def _shop(name: str, now: datetime) -> Business:
    """A shop of the country where its fake is at home."""
    return open_business(name="Chez Awa", country=fake(name).country, now=now)


def _hear(net: Online, payment: ProviderPayment, draw: random.Random, at: datetime) -> set[int]:
    """One thing that may arrive; answers the statuses of what was forged."""
    booked = net.at.fake.book[payment.reference]
    what = draw.choice(["notice", "forged", "tick", "tick", "ask", "trouble"])
    if what == "notice":
        assert net.notice(payment, at).status == 200
    elif what == "forged":
        return {
            net.write(*each, at).status
            for each in [*net.at.fake.forged(booked, at), *net.at.fake.unsigned(booked, at)]
        }
    elif what == "trouble":
        net.at.fake.trouble = draw.choice(["500", "garbage", "other", "empty"])
        net.ask(payment, at)
        net.at.fake.trouble = ""
    elif what == "ask":
        net.ask(payment, at)
    else:
        ask_due(net.business, at, lambda: False, net.at.http)
    return set()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", names())
def test_whatever_arrives_one_payment(name: str, seed: int, now: datetime) -> None:
    draw, business = random.Random(seed), _shop(name, now)
    with scope(business=business), online(business, now, name) as net:
        payment, at, refused = net.start(), now, set[int]()
        truth = net.at.fake.book[payment.reference]
        right = (truth.amount, truth.said_reference)
        for _ in range(14):
            net.says(payment, draw.choice(["pending", "failed", "paid", "pending"]))
            truth.amount, truth.said_reference = right
            if truth.state == "paid":
                for field, value in draw.choice(_WRONG).items():
                    setattr(truth, field, value)
            at += timedelta(seconds=draw.randrange(90))
            refused |= _hear(net, payment, draw, at)
        truth.amount, truth.said_reference = right
        net.says(payment, "paid")
        net.ask(payment, at)
        net.ask(payment, at)
        assert refused <= {401, 403}
        assert payment.state == "paid"
        assert [row.amount for row in Payment.objects.all()] == [25_000]
        assert owed(net.customer) == 0
        assert verify(business) == ()


@pytest.mark.parametrize("name", names())
def test_each_notice_finds_its_payment_among_others(name: str, now: datetime) -> None:
    with scope(business=(business := _shop(name, now))), online(business, now, name) as net:
        if net.at.fake.currency == "EUR":  # there a debt is paid in one go
            payments = [net.start()]
        else:
            payments = [net.start(amount=amount) for amount in (5_000, 10_000, 10_005)]
        for payment in payments:
            payment.refresh_from_db()
            assert net.notice(payment).payment == payment
        assert ProviderNotice.objects.count() == len(payments)


def test_no_promise_is_broken_by_what_is_to_check(shop: Business, now: datetime) -> None:
    with online(shop, now) as net:
        place_hold(
            business=shop, customer=net.customer, kind="promise", promised_on=date(2026, 5, 22), now=now
        )
        payment = net.start()
        net.says(payment, "paid", amount=24_995)
        net.ask(payment)
        at = now + timedelta(days=3)  # Monday: the promise was to be checked that morning
        (line,) = today(shop, at).lines
        assert line.item.action == "check"
        assert "promesse" not in line.item.because
