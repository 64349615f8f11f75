"""Payments through a provider: recorded once, never by a notice alone, never for another amount (M41, M42)."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.conf import settings

from kaye.actions.ask_provider import ask_due
from kaye.actions.check_invariants import check_invariants
from kaye.actions.configure_payment_provider import (
    configure_payment_provider,
    forget_payment_provider,
    provider_settings,
    provider_states,
)
from kaye.actions.forget_notices import forget_notices
from kaye.actions.offer_providers import offer_providers
from kaye.actions.receive_notice import receive_notice
from kaye.actions.refusal import Refusal
from kaye.actions.start_provider_payment import start_provider_payment
from kaye.actions.tick import with_work
from kaye.actions.today import today
from kaye.records.journal import verify
from kaye.records.models import (
    Business,
    Case,
    Hold,
    OutgoingMessage,
    Payment,
    PaymentAccount,
    ProviderNotice,
    ProviderPayment,
)
from kaye.records.queries.money import credit_of
from kaye.records.queries.wake import next_wake
from tests.actions.online import Online, online
from tests.actions.till import owed, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def net(shop: Business, now: datetime) -> Iterator[Online]:
    with online(shop, now) as opened:
        yield opened


def _fresh(payment: ProviderPayment) -> ProviderPayment:
    return ProviderPayment.objects.get(pk=payment.pk)


def test_paid_online_is_one_payment_with_its_fee_beside(net: Online, now: datetime) -> None:
    payment = net.start()
    assert (payment.state, payment.amount) == ("pending", 25_000)
    assert payment.url.startswith("https://")
    assert payment.provider_id
    net.says(payment, "paid", fee=500)
    for _ in range(3):
        net.ask(payment)
    (row,) = Payment.objects.all()
    assert (row.amount, row.method, row.customer) == (25_000, "mobile", net.customer)
    assert payment.provider_id in row.reference
    assert (payment.state, payment.fee, payment.payment, payment.question) == ("paid", 500, row, "")
    assert payment.next_ask_at is None
    assert owed(net.customer) == 0
    assert verify(net.business) == ()
    assert Case.objects.get(customer=net.customer).closed_at is not None


def test_a_notice_alone_moves_nothing(net: Online) -> None:
    payment = net.start()
    received = net.notice(payment)
    assert (received.status, received.payment) == (200, payment)
    assert _fresh(payment).state == "pending"
    assert _fresh(payment).next_ask_at == net.now
    assert ask_due(net.business, net.now, lambda: False, net.at.http) == 1
    assert _fresh(payment).state == "pending"  # the provider does not say that it is paid
    assert not Payment.objects.exists()


def test_replayed_notices_are_stored_once(net: Online) -> None:
    payment = net.start()
    net.says(payment, "paid")
    answers = [net.notice(payment) for _ in range(5)]
    assert [each.status for each in answers] == [200] * 5
    assert [each.duplicate for each in answers] == [False] + [True] * 4
    assert ProviderNotice.objects.count() == 1
    ask_due(net.business, net.now, lambda: False, net.at.http)
    assert Payment.objects.count() == 1


def test_forged_notices_leave_nothing_behind(net: Online) -> None:
    payment = net.start()
    net.says(payment, "paid")
    booked = net.at.fake.book[payment.reference]
    statuses = [net.write(*each).status for each in net.at.fake.forged(booked, net.now)]
    statuses += [net.write(*each).status for each in net.at.fake.unsigned(booked, net.now)]
    assert set(statuses) == {401, 403}
    assert not ProviderNotice.objects.exists()
    assert _fresh(payment).next_ask_at != net.now
    assert PaymentAccount.objects.get().trouble


def test_a_body_that_cannot_be_read_is_kept(net: Online) -> None:
    net.start()
    key = net.at.fake.config["hash_key"].encode()
    body = b"pas du json"
    signature = hmac.new(key, body, hashlib.sha256).hexdigest()
    assert net.write({"x-notch-signature": signature}, body).status == 200
    assert ProviderNotice.objects.get().state == "unreadable"


@pytest.mark.parametrize("token", ["", "x", "a" * 27])
def test_nobody_lives_at_another_address(net: Online, token: str) -> None:
    for name in ("notchpay", "pigeon"):
        assert receive_notice(name=name, token=token, headers={}, body=b"", now=net.now).status == 404
    assert receive_notice(name="stripe", token=net.token, headers={}, body=b"", now=net.now).status == 404


@pytest.mark.parametrize(
    "wrong", [{"amount": 24_000}, {"amount": 26_000}, {"currency": "XOF"}, {"said_reference": "AUTRE12345"}]
)
def test_another_amount_currency_or_reference_is_to_check(net: Online, wrong: dict[str, object]) -> None:
    payment = net.start()
    net.says(payment, "paid", **wrong)
    net.ask(payment)
    assert (payment.state, payment.question) == ("to_check", "differs")
    assert payment.because
    assert not Payment.objects.exists()
    assert owed(net.customer) == 25_000
    assert Hold.objects.get(kind="online_check", lifted_at=None).case is not None
    (line,) = today(net.business, net.now).lines
    assert line.item.action == "check"
    assert "en ligne" in line.item.because
    net.says(payment, "paid", amount=25_000, currency="XAF", said_reference=None)
    net.ask(payment)
    assert payment.state == "paid"
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("before", ["failed", "expired", "canceled"])
def test_late_success_and_failures_that_say_nothing(net: Online, before: str) -> None:
    payment = net.start()
    net.says(payment, before)
    net.ask(payment)
    assert payment.state in ("failed", "expired", "cancelled")
    assert not OutgoingMessage.objects.exists()
    assert not Hold.objects.filter(lifted_at=None).exists()
    net.says(payment, "paid")
    net.notice(payment)
    ask_due(net.business, net.now, lambda: False, net.at.http)
    assert _fresh(payment).state == "paid"
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(["pending", "failed", "paid", "expired"]))[::5])
def test_whatever_the_order_of_the_answers(net: Online, order: tuple[str, ...]) -> None:
    payment = net.start()
    for state in (*order, *order):
        net.says(payment, state)
        net.ask(payment)
    assert payment.state == "paid"
    assert Payment.objects.count() == 1


def test_paid_twice_becomes_credit_and_a_question(net: Online) -> None:
    payment = net.start()
    pay(net.business, net.customer, 25_000, net.now)
    net.says(payment, "paid")
    net.ask(payment)
    assert (payment.state, payment.question) == ("paid", "twice")
    assert Payment.objects.count() == 2
    assert (owed(net.customer), credit_of(net.customer)) == (0, 25_000)
    assert verify(net.business) == ()
    assert check_invariants([net.business], net.now).violations == ()


def test_partly_paid_meanwhile(net: Online) -> None:
    payment = net.start()
    pay(net.business, net.customer, 5_000, net.now)
    net.says(payment, "paid")
    net.ask(payment)
    assert payment.question == "twice"
    assert credit_of(net.customer) == 5_000


def test_money_given_back_is_for_the_owner(net: Online) -> None:
    payment = net.start()
    net.says(payment, "paid")
    net.ask(payment)
    net.says(payment, "refunded")
    net.notice(payment, net.now + timedelta(minutes=1))
    ask_due(net.business, net.now + timedelta(minutes=1), lambda: False, net.at.http)
    assert (_fresh(payment).state, _fresh(payment).question) == ("refunded", "refunded")
    assert Payment.objects.count() == 1  # nothing reopens by itself


def test_one_payment_of_the_provider_counts_once(net: Online) -> None:
    first = net.start(amount=10_000)
    second = net.start(amount=15_000)
    net.says(first, "paid")
    net.ask(first)
    ProviderPayment.objects.filter(pk=second.pk).update(provider_id=None)
    booked = net.at.fake.book[second.reference]
    booked.state = "paid"
    booked.provider_id = first.provider_id or ""
    del net.at.fake.book[first.reference]
    net.ask(second)
    assert (second.state, second.because) == ("to_check", "ce paiement du prestataire est déjà compté")
    assert Payment.objects.count() == 1


def test_two_taps_open_one_page(net: Online) -> None:
    first, second = net.start(), net.start(now=net.now + timedelta(minutes=2))
    assert first.pk == second.pk
    assert net.at.fake.opened == 1
    assert net.start(amount=5_000).pk != first.pk


def test_what_is_being_paid_is_not_asked_for_during_a_day(net: Online) -> None:
    payment = net.start()
    (hold,) = Hold.objects.filter(lifted_at=None)
    assert (hold.kind, hold.until) == ("online", (net.now + timedelta(hours=24)).date())
    case = Case.objects.get(customer=net.customer)
    assert case.verb == "hold"
    net.ask(payment, net.now + timedelta(hours=24))
    assert not Hold.objects.filter(lifted_at=None).exists()
    assert payment.state == "pending"
    case.refresh_from_db()
    assert case.verb != "hold"


def test_asked_again_and_again_then_a_person(net: Online) -> None:
    payment = net.start()
    net.at.fake.trouble = "503"
    asked, at = [], net.now
    while payment.next_ask_at is not None:
        assert next_wake() is not None
        at = payment.next_ask_at
        assert net.business in with_work(at)
        asked.append((at - net.now) / timedelta(minutes=1))
        assert ask_due(net.business, at, lambda: False, net.at.http) == 1
        payment.refresh_from_db()
        if len(asked) == 6:
            net.at.fake.trouble = ""
    assert asked[:5] == [1, 5, 15, 60, 120]
    assert len(asked) == 34
    assert (payment.state, payment.question) == ("to_check", "silent")
    assert ask_due(net.business, at + timedelta(days=30), lambda: False, net.at.http) == 0
    net.says(payment, "paid")
    net.ask(payment)
    assert payment.state == "paid"


@pytest.mark.parametrize(("trouble", "state"), [("400", "failed"), ("500", "created"), ("wait", "created")])
def test_a_page_that_does_not_open(net: Online, trouble: str, state: str) -> None:
    net.at.fake.trouble = trouble
    with pytest.raises(Refusal, match="Notch Pay"):
        net.start()
    payment = ProviderPayment.objects.get()
    assert payment.state == state
    assert (payment.next_ask_at is None) == (state == "failed")
    assert not Hold.objects.filter(lifted_at=None).exists()


def test_keys_refused_show_on_the_account(net: Online) -> None:
    net.at.fake.trouble = "401"
    with pytest.raises(Refusal):
        net.start()
    (state,) = [each for each in provider_states(net.business) if each.state == "broken"]
    assert "401" in state.trouble


@pytest.mark.parametrize(
    ("amount", "words"), [(0, "entre 1 et"), (-5, "entre 1 et"), (25_001, "entre 1 et"), (99, "au moins")]
)
def test_amounts_that_do_not_go(net: Online, amount: int, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        net.start(amount=amount)
    assert not ProviderPayment.objects.exists()


def test_nothing_left_to_pay(net: Online) -> None:
    pay(net.business, net.customer, 25_000, net.now)
    with pytest.raises(Refusal, match="tout est réglé"):
        net.start()


def test_in_one_go_where_the_owner_wants_so(firm: Business, now: datetime) -> None:
    with online(firm, now, "stripe") as net:
        with pytest.raises(Refusal, match="en une fois"):
            net.start(amount=10_000)
        assert net.start(amount=25_000).url.startswith("https://checkout.stripe.com")


def test_another_number_may_be_tried_soon(shop: Business, now: datetime) -> None:
    with online(shop, now, "mtn_momo") as net:
        first = net.start()
        assert net.start(now=now + timedelta(minutes=1)).pk == first.pk
        assert net.start(now=now + timedelta(minutes=3)).pk != first.pk


def test_a_phone_is_asked_for_where_the_request_arrives_there(shop: Business, now: datetime) -> None:
    with online(shop, now, "mtn_momo") as net:
        payment = net.start()
        assert payment.url == ""
        assert payment.provider_id
        net.customer.points.update(state="dead")
        with pytest.raises(Refusal, match="numéro de téléphone"):
            net.start(amount=5_000)


@pytest.mark.parametrize(("phone", "email"), [("12", ""), ("", "pas une adresse")])
def test_what_the_payer_types_is_read_as_elsewhere(net: Online, phone: str, email: str) -> None:
    given = {"business": net.business, "customer": net.customer, "receivables": [net.debt], "now": net.now}
    with pytest.raises(Refusal):
        start_provider_payment(
            **given,
            amount=25_000,
            provider="notchpay",
            return_url="",
            phone=phone,
            email=email,  # type: ignore[arg-type]
        )
    assert not ProviderPayment.objects.exists()


def test_means_follow_the_amount(net: Online) -> None:
    assert [each.name for each in offer_providers(net.business, 25_000)] == ["notchpay"]
    assert offer_providers(net.business, 50) == ()
    forget_payment_provider(business=net.business, name="notchpay", now=net.now)
    assert offer_providers(net.business, 25_000) == ()
    with pytest.raises(Refusal, match="n'est pas proposé"):
        net.start()


def test_settings_are_sealed_and_the_address_is_kept(net: Online) -> None:
    before = net.token
    configure_payment_provider(
        business=net.business, name="notchpay", values={"public_key": "pk.nouvelle"}, now=net.now
    )
    saved = provider_settings(net.business, "notchpay")
    assert saved == {"public_key": "pk.nouvelle", "hash_key": "hsk_abc"}
    assert net.token == before and len(before) >= 22
    raw = bytes(PaymentAccount.objects.get().sealed)
    assert b"hsk_abc" not in raw and before.encode() not in raw
    for values in ({"public_key": "a\nb"}, {"autre": "x"}):
        with pytest.raises(Refusal):
            configure_payment_provider(business=net.business, name="notchpay", values=values, now=net.now)
    with pytest.raises(Refusal):
        configure_payment_provider(business=net.business, name="pigeon", values={}, now=net.now)
    (ready,) = [each for each in provider_states(net.business) if each.state == "ok"]
    assert ready.hook_url == f"{settings.BASE_URL}/hooks/notchpay/{before}/"


def test_raw_notices_are_kept_ninety_days(net: Online) -> None:
    payment = net.start()
    net.notice(payment)
    assert forget_notices(business=net.business, now=net.now + timedelta(days=90)) == 0
    assert forget_notices(business=net.business, now=net.now + timedelta(days=91)) == 1
    assert net.notice(payment).duplicate is False  # replayed later, it is a hint again, and nothing more
    assert not Payment.objects.exists()
