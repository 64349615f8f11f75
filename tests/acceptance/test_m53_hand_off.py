"""M53: files handed off to a collection agency, by commands."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop, plain

pytestmark = pytest.mark.django_db

AT = "2026-03-17T09:00"


def late_shop(open_shop: Opener, kind: str = "entreprise") -> Shop:
    shop = open_shop("FR", "2026-01-15T09:00")
    shop.bill(f"F-1;15/01/2026;31/01/2026;Hôtel Karukera;;;;k@x.example;;{kind};Pose;1234,56;0")
    return shop


def give(shop: Shop, *more: str, at: str = AT) -> str:
    made = shop.data("handoff", "--customer", "Karukera", "--agency", "Cabinet Duval", *more, at=at)
    return str(made["id"])


def test_the_brief_says_all_that_an_agency_must_write(open_shop: Opener, tmp_path: Path) -> None:
    shop, brief = late_shop(open_shop), tmp_path / "dossier.pdf"
    shop.data(
        "hold", "--customer", "Karukera", "--kind", "promise", "--until", "2026-03-10", at="2026-03-02T09:00"
    )
    give(shop, "--mandate", "mandat du 16 mars 2026", "--out", str(brief))
    pages = PdfReader(io.BytesIO(brief.read_bytes())).pages
    said = plain(" ".join(" ".join(page.extract_text() for page in pages).split()))
    for words in (
        "Cabinet Duval", "mandat du 16 mars 2026", "F-1", "1 234,56 €", "18,49 €", "40,00 €", "professionnel",
        "Prescription estimée : 31 janvier 2031", "Promesse de payer", "R124-4", "Pose",
    ):  # fmt: skip
        assert words in said


def test_a_consumer_owes_no_fee(open_shop: Opener, tmp_path: Path) -> None:
    shop, brief = late_shop(open_shop, "particulier"), tmp_path / "dossier.pdf"
    give(shop, "--out", str(brief))
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(brief.read_bytes())).pages)
    assert "particulier" in said and "ni frais ni pénalité" in said and "40,00" not in said


def test_nothing_leaves_and_the_owner_is_asked_every_30_days(open_shop: Opener) -> None:
    shop = late_shop(open_shop)
    give(shop)
    assert shop.today(at="2026-04-16T09:00") == []
    (item,) = shop.today(at="2026-04-17T09:00")
    assert (item["action"], "où en est le cabinet" in item["because"]) == ("check", True)
    assert shop.done(item["id"], "skipped", at="2026-04-17T09:30").code == 0
    assert shop.today(at="2026-05-17T09:00") == []
    assert shop.today(at="2026-05-18T09:00")


@pytest.mark.parametrize("amount", ["200", "1234,56"])
def test_a_payment_asks_to_tell_the_agency(amount: str, open_shop: Opener) -> None:
    shop = late_shop(open_shop)
    give(shop)
    paid = shop.data("pay", "--customer", "Karukera", "--amount", amount, at="2026-03-20T09:00")
    assert paid["balance"]["minor"] == 123_456 - round(float(amount.replace(",", ".")) * 100)
    (item,) = shop.today(at="2026-03-20T10:00")
    assert "prévenez le cabinet" in item["because"]
    assert shop.done(item["id"], "skipped", at="2026-03-20T10:30").code == 0
    assert shop.today(at="2026-03-21T10:00") == []
    assert shop.data("check")["ok"]


def test_taking_back_needs_a_reason_and_proposes(open_shop: Opener) -> None:
    shop = late_shop(open_shop)
    number = give(shop)
    twice = shop.run("handoff", "--customer", "Karukera", "--agency", "Autre", at=AT)
    assert twice.code == 1 and "déjà confiée" in twice.err
    assert shop.run("handoff", "--take-back", number, at=AT).code == 1
    back = shop.data("handoff", "--take-back", number, "--reason", "accord trouvé", at="2026-03-20T09:00")
    assert back["reason"] == "accord trouvé"
    (item,) = shop.today(at="2026-03-20T10:00")
    assert item["action"] in ("approve", "call", "tap")
    assert shop.data("verify-chain")["ok"]


def test_only_the_owner(open_shop: Opener) -> None:
    shop = late_shop(open_shop)
    shop.data("member", "add", "--email", "aide@x.example", "--role", "staff")
    refused = shop.run("handoff", "--customer", "Karukera", "--agency", "X", "--as", "aide@x.example", at=AT)
    assert refused.code == 4


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [("particulier", "2028-02-22", "2028-02-21"), ("entreprise", "2031-02-22", "2031-02-21")],
)
def test_three_months_before_it_lapses_the_owner_is_asked(
    kind: str, first: str, last: str, open_shop: Opener
) -> None:
    """Example 25."""
    shop = open_shop("FR", "2026-05-04T09:00")
    shop.bill(f"F-1;04/05/2026;22/05/2026;Hôtel Karukera;;;;k@x.example;;{kind};Pose;1234,56;0")
    shop.tick(at=f"{last}T09:00")
    assert not [item for item in shop.today(at=f"{last}T09:00") if "prescrite" in item["because"]]
    shop.tick(at=f"{first}T09:00")
    (item,) = [item for item in shop.today(at=f"{first}T09:00") if "prescrite" in item["because"]]
    assert shop.done(item["id"], "skipped", at=f"{first}T10:00").code == 0
    shop.tick(at=f"{first[:4]}-02-25T09:00")
    assert not [i for i in shop.today(at=f"{first[:4]}-02-25T09:00") if "prescrite" in i["because"]]
