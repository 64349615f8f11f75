"""Rules M41 to M43 by commands only: a provider is set up, a payment asked about until it is there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django_scopes import scope

from kaye.actions.ask_provider import ask_provider
from kaye.actions.start_provider_payment import start_provider_payment
from kaye.records.models import Business, Customer, ProviderPayment, Receivable
from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop, kaye
from tests.payments.counter import Counter, counter

AT = "2026-05-22T10:00"
NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)  # 10:00 in Douala
SALE = "22/05/2026;Maman Jeanne;699001122;Huile;1;25000;0;22/05/2026;;"


@pytest.fixture
def notch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    with counter("notchpay") as at:
        monkeypatch.setenv("KAYE_OUTBOUND_ROUTES", f"https://api.notchpay.co={at.url}")
        yield at


def _set_up(shop: Shop, at: Counter) -> dict[str, object]:
    keys = [f"--set={name}={value}" for name, value in at.fake.config.items()]
    found = kaye("payments", "add", "notchpay", "--business", shop.slug, *keys, "--at", AT, "--json")
    assert found.code == 0, found
    return dict(found.json)


def _start(shop: Shop) -> ProviderPayment:
    """The customer's tap on the page."""
    business = Business.objects.get(slug=shop.slug)
    with scope(business=business):
        return start_provider_payment(
            business=business,
            customer=Customer.objects.get(),
            receivables=list(Receivable.objects.all()),
            amount=25_000,
            provider="notchpay",
            return_url="https://boutique.example/p/x",
            now=NOW,
        )


def _listed(shop: Shop) -> dict[str, object]:
    found = kaye("payments", "--business", shop.slug, "--json")
    assert found.code == 0, found
    return dict(found.json)


@pytest.fixture
def shop(open_shop: Opener) -> Shop:
    opened = open_shop("CM", AT)
    opened.sell(SALE)
    return opened


def test_a_provider_is_set_up_and_its_keys_are_never_said(shop: Shop, notch: Counter) -> None:
    said = _set_up(shop, notch)
    assert (said["provider"], said["state"], said["missing"]) == ("notchpay", "ok", [])
    assert "/hooks/notchpay/" in str(said["hook_url"])
    listed = _listed(shop)
    assert not [secret for secret in notch.fake.config.values() if secret in str(said) + str(listed)]
    states = {each["provider"]: each["state"] for each in listed["providers"]}  # type: ignore[index,attr-defined]
    assert states == {
        "cinetpay": "off",
        "flutterwave": "off",
        "mtn_momo": "off",
        "notchpay": "ok",
        "orange_money": "off",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("pigeon",), 1, "Aucun prestataire"),
        (("notchpay", "--set=public_key=x"), 1, "Il manque"),
        (("notchpay", "--set=autre=x"), 1, "n'est pas un réglage"),
        (("notchpay", "--set=x"), 2, "CLÉ=VALEUR"),
    ],
)
def test_what_does_not_fit_is_refused(shop: Shop, arguments: tuple[str, ...], code: int, words: str) -> None:
    found = kaye("payments", "add", *arguments, "--business", shop.slug)
    assert found.code == code
    assert words in found.err


def test_owners_only(shop: Shop, notch: Counter) -> None:
    kaye("member", "add", "--business", shop.slug, "--email", "a@b.cm", "--role", "staff")
    found = kaye(
        "payments", "add", "notchpay", "--business", shop.slug, "--as", "a@b.cm", "--set=public_key=x"
    )
    assert found.code == 4


def test_the_tick_asks_and_writes_the_money_once(shop: Shop, notch: Counter) -> None:
    _set_up(shop, notch)
    payment = _start(shop)
    (under_way,) = _listed(shop)["open"]  # type: ignore[misc]
    assert (under_way["state"], under_way["amount"]["minor"]) == ("pending", 25_000)  # type: ignore[index]
    shop.data("tick", at="2026-05-22T10:00:30")
    assert _listed(shop)["open"] != []  # asked at 1 minute, not before
    notch.booked(payment.reference).state = "paid"
    for minute in (1, 5):
        shop.data("tick", at=f"2026-05-22T10:0{minute}")
    assert _listed(shop)["open"] == []
    (customer,) = shop.data("customers")
    assert customer["balance"]["minor"] == 0
    assert kaye("check").code == 0


def test_paid_twice_waits_for_a_person(shop: Shop, notch: Counter) -> None:
    _set_up(shop, notch)
    payment = _start(shop)
    shop.data("pay", "--customer", "Maman Jeanne", "--amount", "25000")
    notch.booked(payment.reference).state = "paid"
    shop.data("tick", at="2026-05-22T10:02")
    (asked,) = _listed(shop)["open"]  # type: ignore[misc]
    assert (asked["state"], asked["question"]) == ("paid", "twice")  # type: ignore[index]
    seen = kaye("payments", "seen", str(asked["id"]), "--business", shop.slug, "--json")  # type: ignore[index]
    assert (seen.code, seen.json["question"]) == (0, "")
    assert _listed(shop)["open"] == []


def test_days_without_power_ask_once_and_find_the_money(shop: Shop, notch: Counter) -> None:
    _set_up(shop, notch)
    payment = _start(shop)
    notch.booked(payment.reference).state = "paid"
    business = Business.objects.get(slug=shop.slug)
    with scope(business=business):
        ask_provider(payment=ProviderPayment.objects.get(), now=NOW + timedelta(days=30))
        assert ProviderPayment.objects.get().state == "paid"
