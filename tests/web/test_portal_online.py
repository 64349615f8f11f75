"""Paying online from the customer's page: a button, the provider's page, the money once; a GET pays nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.give_link import payment_link
from kaye.records.links import url_of
from kaye.records.models import Business, Payment, ProviderPayment
from tests.actions.online import Online, online
from tests.web.people import NOW, body, now, open_shop

pytestmark = pytest.mark.django_db


@contextmanager
def _page(
    monkeypatch: pytest.MonkeyPatch, name: str = "notchpay", total: int = 25_000
) -> Iterator[tuple[Online, str]]:
    """The payment page of one debt, and the provider behind it."""
    monkeypatch.setenv("KAYE_NOW", NOW)
    business: Business = open_shop().business
    with scope(business=business), online(business, now(), name, total) as net:
        routes = ",".join(f"{origin}={net.at.url}" for origin in net.at.fake.origins)
        monkeypatch.setenv("KAYE_OUTBOUND_ROUTES", routes)
        yield net, urlsplit(url_of(payment_link(business=business, receivable=net.debt, now=now()))).path


def test_a_tap_opens_the_provider_and_the_money_comes_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _page(monkeypatch) as (net, page):
        for _ in range(3):
            assert "Payer avec Notch Pay" in body(client.get(page))
        assert client.get(f"{page}/payer").status_code in (404, 405)
        assert not ProviderPayment.objects.exists()
        answer = client.post(f"{page}/payer", {"moyen": "notchpay"})
        payment = ProviderPayment.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, payment.url)
        assert client.post(f"{page}/payer", {"moyen": "notchpay"})["Location"] == payment.url
        assert "en cours" in body(client.get(page))
        net.says(payment, "paid")
        net.ask(payment)
        for _ in range(2):
            assert "Payer avec" not in body(client.get(page))
        assert [row.amount for row in Payment.objects.all()] == [25_000]


def test_a_part_where_the_owner_lets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with _page(monkeypatch) as (_, page):
        assert client.post(f"{page}/payer", {"moyen": "notchpay", "montant": "10 000"}).status_code == 302
        assert ProviderPayment.objects.get().amount == 10_000
        for typed in ("30 000", "0", "-5", "beaucoup", "50"):
            answer = client.post(f"{page}/payer", {"moyen": "notchpay", "montant": typed})
            assert answer.status_code == 422, typed
        assert ProviderPayment.objects.count() == 1


def test_a_means_that_does_not_take_the_amount_is_not_shown(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _page(monkeypatch, total=90) as (_, page):
        assert "Payer avec" not in body(client.get(page))
        assert client.post(f"{page}/payer", {"moyen": "notchpay"}).status_code == 422
        assert client.post(f"{page}/payer", {"moyen": "pigeon"}).status_code == 422


def test_the_request_arrives_on_the_phone_typed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with _page(monkeypatch, "mtn_momo") as (net, page):
        assert "Le téléphone qui paie" in body(client.get(page))
        answer = client.post(f"{page}/payer", {"moyen": "mtn_momo", "telephone": "6 77 00 11 33"})
        assert (answer.status_code, answer["Location"]) == (302, f"{page}?fait=paiement")
        assert b"237677001133" in net.at.asked[-1].body
        assert client.post(f"{page}/payer", {"moyen": "mtn_momo", "telephone": "12"}).status_code == 422


def test_a_provider_in_trouble_is_said_in_french(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with _page(monkeypatch) as (net, page):
        net.at.fake.trouble = "503"
        answer = client.post(f"{page}/payer", {"moyen": "notchpay"})
        assert answer.status_code == 422
        assert "ne répond pas pour le moment" in body(answer)
