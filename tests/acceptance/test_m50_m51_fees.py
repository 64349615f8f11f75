"""M50, M51: worked examples 5 to 10 of the research, by commands."""

from typing import Any

import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop

pytestmark = pytest.mark.django_db


def shop_with(
    open_shop: Opener, country: str, kind: str, total: str, issued: str, due: str, **options: str
) -> Shop:
    shop = open_shop(country, f"{issued[6:]}-{issued[3:5]}-{issued[:2]}T09:00")
    kinds = {"firm": "entreprise", "consumer": "particulier", "": ""}
    shop.bill(f"F-1;{issued};{due};Hôtel Karukera;;;;k@x.example;;{kinds[kind]};Pose;{total};0")
    return shop


def figures(shop: Shop, on: str, at: str, *more: str) -> tuple[Any, ...]:
    found = shop.data("fees", "--invoice", "F-1", "--on", on, *more, at=at)
    minors = [found[name]["minor"] if found[name] else None for name in ("interest", "fixed", "total")]
    return (found["status"], *minors)


@pytest.mark.parametrize(
    ("country", "basis", "expected"),
    [
        ("FR", "", ("computed", 1849, 4000, 5849)),
        ("GP", "legal3", ("computed", 1196, 4000, 5196)),
        ("BE", "", ("computed", 1598, 4000, 5598)),
    ],
)
def test_example_5(country: str, basis: str, expected: tuple[Any, ...], open_shop: Opener) -> None:
    shop = shop_with(open_shop, country, "firm", "1234,56", "15/01/2026", "31/01/2026")
    if basis:
        shop.data("settings", "--set", f"late_basis={basis}")
    assert figures(shop, "2026-03-17", "2026-03-17T09:00") == expected
    found = shop.data("fees", "--invoice", "F-1", "--on", "2026-03-17", at="2026-03-17T09:00")
    (segment,) = found["segments"]
    assert (segment["from"], segment["to"], segment["days"]) == ("2026-02-01", "2026-03-17", 45)
    assert segment["balance"]["minor"] == found["principal"]["minor"] == 123_456


def test_example_6_one_rate_per_semester(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "FR", "firm", "1234,56", "15/11/2025", "01/12/2025")
    shop.data("settings", "--set", "late_basis=legal3")
    assert figures(shop, "2026-01-15", "2026-01-15T09:00")[:2] == ("computed", 1239)
    found = shop.data("fees", "--invoice", "F-1", "--on", "2026-01-15", at="2026-01-15T09:00")
    assert [(each["days"], each["rate"]) for each in found["segments"]] == [(30, "8.28"), (15, "7.86")]


def test_example_7_a_part_payment_cuts_the_balance(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "FR", "firm", "1234,56", "15/01/2026", "31/01/2026")
    paid = ("--customer", "Karukera", "--amount", "500", "--on", "2026-02-20", "--method", "transfer")
    shop.data("pay", *paid, at="2026-03-01T09:00")
    assert figures(shop, "2026-03-17", "2026-03-17T09:00") == ("computed", 1433, 4000, 5433)


@pytest.mark.parametrize("kind", ["consumer", ""])
def test_example_8_never_a_consumer(kind: str, open_shop: Opener) -> None:
    shop = shop_with(open_shop, "FR", kind, "1234,56", "15/01/2026", "31/01/2026")
    assert figures(shop, "2026-03-31", "2026-03-31T09:00") == ("forbidden", None, None, None)
    refused = shop.run("fees", "--invoice", "F-1", "--claim", at="2026-03-31T09:00")
    assert refused.code == 1 and "particulier" in refused.err


def test_a_rate_that_nobody_published_gives_no_figure(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "FR", "firm", "1234,56", "15/06/2026", "25/06/2026")
    assert figures(shop, "2026-06-30", "2026-06-30T09:00")[0] == "computed"
    assert figures(shop, "2026-07-01", "2026-07-01T09:00") == ("unknown_rate", None, None, None)


def test_not_late_yet(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "FR", "firm", "1234,56", "15/01/2026", "31/01/2026")
    assert figures(shop, "2026-01-31", "2026-01-31T09:00") == ("not_late", None, None, None)


def test_ohada_waits_for_the_notice(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "CM", "firm", "100000", "15/01/2026", "31/01/2026")
    assert figures(shop, "2026-03-17", "2026-03-17T09:00") == ("needs_notice", None, None, None)


def test_example_9_and_10_a_belgian_consumer(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "BE", "consumer", "1234,56", "15/04/2026", "18/05/2026")
    shop.data("settings", "--set", "be_clause=oui")
    assert figures(shop, "2026-05-22", "2026-05-22T09:00")[0] == "waiting"
    (item,) = shop.today(at="2026-05-22T09:00")
    assert shop.done(item["id"], "sent", at="2026-05-22T10:00").code == 0
    assert figures(shop, "2026-06-05", "2026-06-05T09:00")[0] == "waiting"
    assert figures(shop, "2026-06-06", "2026-06-06T09:00")[:1] == ("computed",)
    assert figures(shop, "2026-06-06", "2026-06-06T09:00")[2] == 10_173


def test_claimed_once_then_waived_with_a_reason(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "FR", "firm", "1234,56", "15/01/2026", "31/01/2026")
    at = "2026-03-17T09:00"
    for _ in range(2):
        found = shop.data("fees", "--invoice", "F-1", "--claim", at=at)
        assert found["claimed"]["minor"] == 5_849
    later = shop.data("fees", "--invoice", "F-1", "--claim", at="2026-03-27T09:00")
    assert later["claimed"]["minor"] == later["total"]["minor"] == 2_260 + 4_000
    assert shop.run("fees", "--invoice", "F-1", "--waive", at=at).code == 1
    waived = shop.data("fees", "--invoice", "F-1", "--waive", "--reason", "bon client", at="2026-03-28T09:00")
    assert (waived["claimed"]["minor"], waived["waived"]["minor"]) == (0, 6_260)
    assert shop.data("verify-chain")["ok"]


def test_principal_first_then_fees_then_credit(open_shop: Opener) -> None:
    shop = shop_with(open_shop, "FR", "firm", "1234,56", "15/01/2026", "31/01/2026")
    shop.data("fees", "--invoice", "F-1", "--claim", at="2026-03-17T09:00")
    first = shop.data("pay", "--customer", "Karukera", "--amount", "1234,56", at="2026-03-18T09:00")
    assert (first["balance"]["minor"], first["credit"]["minor"]) == (0, 0)
    assert not [item for item in shop.today(at="2026-04-30T09:00") if item["kind"] == "payment_due"]
    second = shop.data("pay", "--customer", "Karukera", "--amount", "60", at="2026-03-19T09:00")
    assert (second["balance"]["minor"], second["credit"]["minor"]) == (0, 6_000 - 5_849)
    found = shop.data("fees", "--invoice", "F-1", "--on", "2026-03-17", at="2026-03-20T09:00")
    assert found["paid"]["minor"] == 5_849
