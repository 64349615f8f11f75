"""M45 to M49: subscriptions that invoice themselves, by commands."""

import email
import json
from collections.abc import Iterator
from email.header import decode_header, make_header
from typing import Any

import pytest
from django_scopes import scopes_disabled

from kaye.records.models import Document, OutgoingMessage, SubscriptionPeriod
from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop, plain
from tests.faults.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db
START = "2026-01-15T09:00"


@pytest.fixture(autouse=True)
def every_row() -> Iterator[None]:
    """The tests look at rows whatever their business; commands open their own walls."""
    with scopes_disabled():
        yield


def file_of(shop: Shop, name: str = "abonnement.json", **given: Any) -> str:
    asked = {
        "customer": "Pascal",
        "prices": "ht",
        "every": "month",
        "lines": [{"label": "Maintenance", "quantity": "1", "unit_price": "100"}],
        **given,
    }
    return shop.write(json.dumps(asked), name)


def opened(open_shop: Opener, country: str = "GP", kind: str = "--firm", at: str = START) -> Shop:
    shop = open_shop(country, at, "--channel", "email")
    shop.data("customer", "add", "--name", "M. Pascal Bellance", kind, "--email", "pascal@exemple.fr")
    settings = {
        "legal_name": "Clim SARL",
        "address": "ZI de Jarry",
        "siren": "732829320",
        "vat_regime": "normal",
    }
    if country == "BE":
        settings = {
            "legal_name": "Clim SRL",
            "address": "Rue Haute 1",
            "bce": "0403170701",
            "iban": "BE68539007547034",
        }
    for key, value in settings.items():
        shop.data("settings", "--set", f"{key}={value}")
    return shop


def subscribe(shop: Shop, at: str | None = None, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = shop.data("subscription", "create", "--file", file_of(shop, **given), at=at)
    return found


def spans(shop: Shop, number: int, count: int) -> list[tuple[str, str, str, str, int | None]]:
    rows = shop.data("subscription", "preview", str(number), "--count", str(count))
    return [(r["from"], r["to"], r["invoice_on"], r["state"], r["ttc"] and r["ttc"]["minor"]) for r in rows]


def test_m45_the_anchor_day_is_kept_through_a_short_month(open_shop: Opener) -> None:
    shop = opened(open_shop)
    made = subscribe(shop, start="2026-01-31")
    assert spans(shop, made["id"], 3) == [
        ("2026-01-31", "2026-02-27", "2026-01-31", "invoice", 10_850),
        ("2026-02-28", "2026-03-30", "2026-02-28", "invoice", 10_850),
        ("2026-03-31", "2026-04-29", "2026-03-31", "invoice", 10_850),
    ]
    late = subscribe(shop, start="2026-02-01", billing="arrears", every="quarter")
    assert spans(shop, late["id"], 1) == [("2026-02-01", "2026-04-30", "2026-05-01", "invoice", 10_850)]


def test_m46_the_first_and_the_last_period_are_prorated(open_shop: Opener) -> None:
    shop = opened(open_shop, "CM")
    lines = [{"label": "Accès", "quantity": "1", "unit_price": "31000", "vat": "0"}]
    made = subscribe(shop, start="2026-01-22", anchor_day=1, end="2026-03-10", lines=lines)
    assert [row[4] for row in spans(shop, made["id"], 9)] == [10_000, 31_000, 10_000]
    free = subscribe(shop, start="2026-01-22", anchor_day=1, first="free", lines=lines)
    assert [(row[3], row[4]) for row in spans(shop, free["id"], 2)] == [("free", None), ("invoice", 31_000)]


def test_m47_a_pause_keeps_the_anchor_and_a_new_price_waits_for_a_period(
    open_shop: Opener, mail: SmtpServer
) -> None:
    shop = opened(open_shop, kind="--consumer")
    made = subscribe(shop, start="2026-02-01")
    shop.data("subscription", "pause", str(made["id"]), "--from", "2026-03-01", "--until", "2026-03-31")
    told = ("price", str(made["id"]), "--from", "2026-02-10", "--line", "1", "--unit-price", "120,50")
    changed = shop.data("subscription", *told)
    (price,) = changed["prices_to_come"]
    assert (price["unit_price"], price["told_on"]) == ("120.5", "2026-01-15")
    rows = [(row[0], row[3], row[4]) for row in spans(shop, made["id"], 4)]
    assert rows == [
        ("2026-02-01", "invoice", 10_850),
        ("2026-03-01", "paused", None),
        ("2026-04-01", "invoice", 13_074),
        ("2026-05-01", "invoice", 13_074),
    ]


def test_m48_the_night_invoices_once_and_one_message_says_all(open_shop: Opener, mail: SmtpServer) -> None:
    shop = opened(open_shop)
    subscribe(shop, start="2026-02-01")
    subscribe(shop, start="2026-02-01", lines=[{"label": "Hébergement", "quantity": "1", "unit_price": "20"}])
    shop.tick("2026-01-31T23:00")
    assert not Document.objects.exists()
    for at in ("2026-02-01T00:05", "2026-02-01T00:06", "2026-02-02T09:00", "2026-02-02T09:05"):
        shop.tick(at)
    invoices = Document.objects.order_by("number")
    assert [(each.number, each.ttc, str(each.issued_on)) for each in invoices] == [
        ("F2026-0001", 10_850, "2026-02-01"),
        ("F2026-0002", 2_170, "2026-02-01"),
    ]
    assert len(mail.accepted) == 1  # Sunday night: it waited for Monday's window
    letter = email.message_from_bytes(mail.accepted[0].data)
    assert str(make_header(decode_header(letter["Subject"]))) == "Vos factures de Chez Awa"
    names = [part.get_filename() for part in letter.walk() if part.get_filename()]
    assert names == ["F2026-0001.pdf", "F2026-0002.pdf"]
    words = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    text = plain(words.get_payload(decode=True).decode())
    assert "F2026-0001" in text and "130,20 €" in text


def test_m48_two_missed_periods_are_caught_up_three_are_drafts(open_shop: Opener) -> None:
    shop = opened(open_shop, "CM")
    caught = subscribe(shop, start="2026-02-01")
    shop.tick("2026-03-20T09:00")
    assert SubscriptionPeriod.objects.filter(subscription=caught["id"], document__state="issued").count() == 2
    assert {str(each.issued_on) for each in Document.objects.all()} == {"2026-03-20"}
    (first, second) = Document.objects.order_by("pk")
    assert first.asked["supply_from"] == "2026-02-01" and second.asked["supply_to"] == "2026-03-31"
    many = subscribe(shop, start="2026-01-01", at="2026-03-20T09:00")
    shop.tick("2026-03-20T10:00")
    shop.tick("2026-03-20T11:00")
    states = Document.objects.filter(period__subscription=many["id"]).values_list("state", flat=True)
    assert list(states) == ["draft"] * 3
    listed = shop.data("subscription", "list")["items"][0]
    assert listed["asks"] == "3 périodes manquées : relisez leurs brouillons."


def test_m48_what_cannot_be_issued_is_asked_and_tried_again(open_shop: Opener) -> None:
    shop = opened(open_shop)
    made = subscribe(shop, start="2026-02-01")
    shop.data("settings", "--set", "siren=")
    shop.tick("2026-02-01T09:00")
    (row,) = shop.data("subscription", "list")["items"]
    assert not Document.objects.exists() and "SIREN" in row["asks"]
    shop.data("settings", "--set", "siren=732829320")
    shop.tick("2026-02-02T09:00")
    assert Document.objects.get().period.subscription_id == made["id"]


def test_m48_without_auto_the_invoice_is_issued_and_waits(open_shop: Opener, mail: SmtpServer) -> None:
    shop = opened(open_shop)
    subscribe(shop, start="2026-02-02", auto=False)
    shop.tick("2026-02-02T09:00")
    shop.tick("2026-02-02T10:00")
    invoice = Document.objects.get()
    assert (invoice.state, invoice.sent_at) == ("issued", None)
    assert not mail.accepted and not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("country", "kind", "tells"), [("GP", "--consumer", 1), ("BE", "--consumer", 1), ("GP", "--firm", 0)]
)
def test_m49_a_consumer_is_told_before_a_tacit_renewal(
    country: str, kind: str, tells: int, open_shop: Opener, mail: SmtpServer
) -> None:
    shop = opened(open_shop, country, kind)
    subscribe(shop, start="2026-01-20", term_months=12, renewal="tacit", every="year")
    told = OutgoingMessage.objects.filter(text_id="sub.renewal_notice")
    shop.tick("2026-11-18T12:00")
    assert not told.exists()
    shop.tick("2026-11-19T12:00")
    shop.tick("2026-11-20T12:00")
    assert told.count() == tells


def test_m49_without_tacit_renewal_the_end_asks_to_propose(open_shop: Opener) -> None:
    shop = opened(open_shop, "CM")
    made = subscribe(shop, start="2026-01-15", term_months=3)
    assert made["end"] == "2026-04-14"
    shop.tick("2026-03-15T09:00")
    (row,) = shop.data("subscription", "list")["items"]
    assert row["asks"] == "Proposer le renouvellement : il finit le 14 avril."


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"start": ""}, "start"),
        ({"start": "2026-02-01", "end": "2026-01-01"}, "finit avant"),
        ({"start": "2026-02-01", "every": "day"}, "month, quarter, year"),
        ({"start": "2026-02-01", "renewal": "tacit"}, "term_months"),
        ({"start": "2026-02-01", "lines": []}, "ligne"),
        ({"start": "2026-02-01", "price": "1"}, "price"),
        ({"start": "2026-02-01", "customer": "Personne"}, "Personne"),
    ],
)
def test_a_wrong_file_is_refused_in_french(given: dict[str, Any], word: str, open_shop: Opener) -> None:
    shop = opened(open_shop)
    found = shop.run("subscription", "create", "--file", file_of(shop, **given))
    assert found.code == 1 and word in found.err
