"""« Paiements en ligne »: for owners only, secrets never come back, what is to be looked at."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.configure_payment_provider import provider_settings
from kaye.actions.record_payment import record_payment
from kaye.records.models import PaymentAccount, ProviderPayment
from tests.actions.online import Online, online
from tests.web.people import NOW, Shop, body, enter, now, open_shop

PAGE = "/reglages/paiements/"
KEYS = {"public_key": "pk.une-cle-secrete", "hash_key": "hsk-une-autre"}


@pytest.fixture
def shop(db: None, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("KAYE_NOW", NOW)
    return open_shop()


@pytest.fixture
def owner(client: Client, shop: Shop) -> Client:
    return enter(client, shop.business)


@pytest.fixture
def net(shop: Shop) -> Iterator[Online]:
    with scope(business=shop.business), online(shop.business, now()) as opened:
        yield opened


@pytest.mark.parametrize("page", ["", "notchpay/"])
def test_owners_only(client: Client, shop: Shop, page: str) -> None:
    assert enter(client, shop.business, "owner").get(PAGE + page).status_code == 200
    for role in ("staff", "readonly"):
        other = enter(Client(), shop.business, role)
        assert other.get(PAGE + page).status_code == 403
        assert other.post(PAGE + page, KEYS).status_code in (403, 405)
        assert other.post(f"{PAGE}notchpay/oublier/").status_code == 403


def test_the_providers_of_the_country_are_listed(owner: Client) -> None:
    said = body(owner.get(PAGE))
    assert "Notch Pay" in said and "MTN MoMo" in said
    assert "Stripe" not in said
    assert owner.get(f"{PAGE}stripe/").status_code == 404
    assert owner.get(f"{PAGE}pigeon/").status_code == 404


def test_keys_are_kept_and_never_shown_again(owner: Client, shop: Shop) -> None:
    answer = owner.post(f"{PAGE}notchpay/", KEYS, follow=True)
    said = body(answer)
    assert answer.status_code == 200
    assert "/hooks/notchpay/" in said
    assert not [value for value in KEYS.values() if value in said]
    with scope(business=shop.business):
        assert provider_settings(shop.business, "notchpay") == KEYS
    assert "prêt" in body(owner.get(PAGE))
    owner.post(f"{PAGE}notchpay/", {"public_key": "", "hash_key": "nouvelle"})
    with scope(business=shop.business):
        assert provider_settings(shop.business, "notchpay") == {**KEYS, "hash_key": "nouvelle"}


def test_what_is_missing_is_said(owner: Client, shop: Shop) -> None:
    answer = owner.post(f"{PAGE}notchpay/", {"public_key": "pk.x"})
    assert answer.status_code == 422
    assert "Il manque : clé de hachage." in body(answer)
    with scope(business=shop.business):
        assert not PaymentAccount.objects.exists()


def test_forgetting(owner: Client, shop: Shop) -> None:
    owner.post(f"{PAGE}notchpay/", KEYS)
    assert owner.get(f"{PAGE}notchpay/oublier/").status_code == 405
    owner.post(f"{PAGE}notchpay/oublier/")
    with scope(business=shop.business):
        assert not PaymentAccount.objects.exists()


def test_a_payment_to_look_at_is_shown_until_it_is_seen(owner: Client, net: Online) -> None:
    payment = net.start()
    net.says(payment, "paid", amount=20_000)
    net.ask(payment)
    said = body(owner.get(PAGE))
    assert "À vérifier" in said and "Maman Jeanne" in said and "rien n’a été noté" in said
    for number in (str(payment.pk), str(payment.pk), "999999", "x", "", "²"):
        assert owner.post(f"{PAGE}vu/", {"paiement": number}).status_code == 302
    assert ProviderPayment.objects.get().question == ""
    assert "Maman Jeanne" not in body(owner.get(PAGE))


def test_the_morning_says_what_no_follow_up_can_ask(owner: Client, shop: Shop, net: Online) -> None:
    payment = net.start()
    assert "en ligne</h2>" not in body(owner.get("/"))
    record_payment(
        business=shop.business, customer=net.customer, amount=25_000, received_on=now().date(), now=now()
    )
    net.says(payment, "paid")
    net.ask(payment)
    assert "1 paiement en ligne" in body(owner.get("/"))
    assert "paiement en ligne" not in body(enter(Client(), shop.business, "staff").get("/"))
    assert "Payé deux fois" in body(owner.get(PAGE))
    story = body(owner.get(f"/clients/{net.customer.pk}/"))
    assert "Payé en ligne" in story and "Paiement en ligne commencé" in story and "Notch Pay" in story
