"""M52: the formal notice, by commands."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop, plain

pytestmark = pytest.mark.django_db


def late_shop(open_shop: Opener, country: str, kind: str = "entreprise", total: str = "1234,56") -> Shop:
    shop = open_shop(country, "2026-01-15T09:00")
    shop.bill(f"F-1;15/01/2026;31/01/2026;Hôtel Karukera;;;;k@x.example;;{kind};Pose;{total};0")
    return shop


def text_of(path: Path) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages))


def test_a_letter_with_each_sum_apart(open_shop: Opener, tmp_path: Path) -> None:
    shop = late_shop(open_shop, "FR")
    at, letter = "2026-03-17T09:00", tmp_path / "lettre.pdf"
    found = shop.data("notice", "create", "--customer", "Karukera", "--out", str(letter), at=at)
    assert (found["state"], found["total"]["minor"]) == ("drafted", 123_456 + 1_849 + 4_000)
    said = text_of(letter)
    for words in ("Mise en demeure", "F-1", "1 234,56 €", "18,49 €", "40,00 €", "1 293,05 €", "25 mars 2026"):
        assert words in said
    again = shop.run("notice", "create", "--customer", "Karukera", at=at)
    assert again.code == 1 and "déjà prête" in again.err


def test_nothing_leaves_from_the_draft_to_the_day_after_the_deadline(open_shop: Opener) -> None:
    shop = late_shop(open_shop, "GP")
    at = "2026-03-17T09:00"
    number = str(shop.data("notice", "create", "--customer", "Karukera", at=at)["id"])
    assert shop.today(at="2026-03-18T09:00") == []
    sent = shop.data(
        "notice", "sent", number, "--on", "2026-03-19", "--number", "1A 123", at="2026-03-19T15:00"
    )
    assert (sent["state"], sent["sent_on"], sent["deadline_on"]) == ("sent", "2026-03-19", "2026-03-27")
    assert sent["registered_number"] == "1A 123"
    days = shop.preview(40, at="2026-03-19T15:00")
    assert days and min(days) > "2026-03-27"
    fees = shop.data("fees", "--invoice", "F-1", at="2026-03-19T15:00")
    assert fees["claimed"]["minor"] == 1_849 + 4_000
    got = shop.data("notice", "received", number, "--on", "2026-03-21", at="2026-03-22T09:00")
    assert (got["state"], got["received_on"], got["deadline_on"]) == ("received", "2026-03-21", "2026-03-27")
    assert shop.data("verify-chain")["ok"]


def test_in_cameroon_interest_waits_for_it_and_no_fixed_sum(open_shop: Opener) -> None:
    shop = late_shop(open_shop, "CM", total="100000")
    found = shop.data("notice", "create", "--customer", "Karukera", at="2026-03-17T09:00")
    assert found["total"]["minor"] == found["principal"]["minor"] == 100_000
    assert found["debts"][0]["status"] == "needs_notice"
    shop.data("notice", "sent", str(found["id"]), at="2026-03-17T10:00")
    fees = shop.data("fees", "--invoice", "F-1", at="2026-04-17T09:00")
    assert fees["status"] == "unknown_rate"  # the rate of the BEAC is not published where we looked


def test_a_consumer_is_asked_for_the_principal_alone(open_shop: Opener, tmp_path: Path) -> None:
    shop = late_shop(open_shop, "FR", "particulier")
    letter = tmp_path / "lettre.pdf"
    found = shop.data(
        "notice", "create", "--customer", "Karukera", "--out", str(letter), at="2026-03-17T09:00"
    )
    assert found["total"]["minor"] == 123_456
    assert not {"40,00", "ndemnité forfaitaire", "énalités"} & set(text_of(letter).split())


def test_refused(open_shop: Opener) -> None:
    shop = late_shop(open_shop, "FR")
    early = shop.run("notice", "create", "--customer", "Karukera", at="2026-01-20T09:00")
    assert early.code == 1 and "en retard" in early.err
    shop.data("hold", "--customer", "Karukera", "--kind", "dispute", at="2026-03-17T09:00")
    disputed = shop.run("notice", "create", "--customer", "Karukera", at="2026-03-17T10:00")
    assert disputed.code == 1 and "contestée" in disputed.err
    shop.data("member", "add", "--email", "aide@x.example", "--role", "staff")
    staff = shop.run("notice", "create", "--customer", "Karukera", "--as", "aide@x.example")
    assert staff.code == 4 and "propriétaire" in staff.err


def test_a_cancelled_draft_lets_the_ladder_go_on(open_shop: Opener) -> None:
    shop = late_shop(open_shop, "FR")
    number = str(shop.data("notice", "create", "--customer", "Karukera", at="2026-03-17T09:00")["id"])
    shop.data("notice", "cancel", number, at="2026-03-17T10:00")
    assert shop.today(at="2026-03-18T09:00")
    assert shop.run("notice", "sent", number, at="2026-03-18T10:00").code == 1


def test_the_formal_step_approved_makes_the_letter(open_shop: Opener) -> None:
    shop = open_shop("GP", "2026-03-09T09:00")
    shop.data("settings", "--set", "address=ZI de Jarry", "--set", "siren=732829320")
    shop.bill("F-1;15/01/2026;31/01/2026;Hôtel Karukera;;;;k@x.example;;entreprise;Pose;1234,56;0")
    (fourth,) = shop.today()
    assert fourth["tone"] == 4
    assert shop.done(fourth["id"], "sent").code == 0
    at = "2026-03-25T09:00"
    (item,) = shop.today(at=at)
    assert (item["tone"], item["action"]) == (5, "approve"), item["because"]
    assert shop.run("approve", item["id"], at=at).code == 0
    assert shop.today(at=at) == []
    again = shop.run("notice", "create", "--customer", "Karukera", at=at)
    assert again.code == 1 and "déjà prête" in again.err
    assert "l'avez-vous envoyée" in shop.today(at="2026-04-02T09:00")[0]["because"]
