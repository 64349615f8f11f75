"""M55, M60: closings, their verification, and the exports, by commands."""

import csv
import io
import json
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.acceptance.conftest import Opener
from tests.acceptance.office import Office, asked

pytestmark = pytest.mark.django_db

OPENED = "2026-05-04T09:00"


def office(open_shop: Opener, country: str = "GP") -> Office:
    place = Office(open_shop(country, OPENED)).settle_in(country)
    place.customer(
        "Hôtel Karukera", "--firm", "--siren", "552100554", "--address", "1 rue", "--email", "k@x.example"
    )
    return place


def test_a_day_a_month_a_year(open_shop: Opener) -> None:
    place = office(open_shop, "CM")
    shop = place.shop
    for day, amount, method in (("04", "5000", "cash"), ("04", "7000", "mobile"), ("06", "1000", "cash")):
        place.pay("Karukera", amount, "--method", method, at=f"2026-05-{day}T15:00")
    assert shop.data("close", "--period", "day", at="2026-05-04T20:00")["closings"] == []
    days = shop.data("close", "--period", "day", at="2026-05-08T08:00")["closings"]
    assert [
        (d["seq"], d["from"], d["entries"], d["total"]["minor"], d["cumulative"]["minor"]) for d in days
    ] == [
        (1, "2026-05-04", 2, 12_000, 12_000),
        (2, "2026-05-06", 1, 1_000, 13_000),
    ]
    assert {name: each["minor"] for name, each in days[0]["by_method"].items()} == {
        "cash": 5_000,
        "mobile": 7_000,
    }
    place.pay("Karukera", "300", "--on", "2026-05-06", at="2026-05-08T10:00")
    shop.tick(at="2026-06-01T08:00")
    (month,) = shop.data("close", "--period", "month", at="2026-06-01T09:00")["closings"]
    assert (month["from"], month["to"], month["entries"]) == ("2026-05-01", "2026-05-31", 4)
    assert (month["total"]["minor"], month["cumulative"]["minor"]) == (13_300, 13_300)
    (year,) = shop.data("close", "--period", "year", at="2027-01-01T09:00")["closings"]
    assert (year["from"], year["total"]["minor"]) == ("2026-01-01", 13_300)
    found = shop.data("verify-chain", at="2027-01-01T09:00")
    assert (found["ok"], found["first_bad"], found["closings"]) == (True, None, 3 + 8 + 1)
    place.whole(at="2027-01-01T09:00")


def test_takings_by_rate_come_from_what_was_paid(open_shop: Opener) -> None:
    place = office(open_shop)
    place.issue(asked("Karukera", ("Pose", "1", "1000", "8.5"), ("Livre", "1", "100", "2.1")))
    place.pay("Karukera", "1187,10", "--method", "transfer", at="2026-05-05T10:00")
    (day,) = place.shop.data("close", "--period", "day", at="2026-05-06T09:00")["closings"]
    assert {rate: each["minor"] for rate, each in day["by_rate"].items()} == {"2.1": 10_210, "8.5": 108_500}


def lines_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8")), delimiter="\t"))


def minor(text: str) -> int:
    return round(float(text.replace(",", ".")) * 100)


def test_the_fec_is_balanced_entry_by_entry(open_shop: Opener, tmp_path: Path) -> None:
    place = office(open_shop)
    first = place.issue(
        asked("Karukera", ("Vis", "3", "33,33", "8.5"), ("Livre", "1", "10", "2.1"), nature="goods")
    )
    place.credit(first["number"], "--amount", "10,85", "--vat", "8.5", at="2026-05-05T10:00")
    place.pay("Karukera", "50", at="2026-05-05T11:00")
    paid = place.pay("Karukera", "20", "--method", "transfer", "--reference", "VIR 1", at="2026-05-05T12:00")
    place.shop.data("pay", "--reverse", str(paid["payment"]["id"]), "--reason", "faux", at="2026-05-05T13:00")
    made = place.shop.data(
        "export", "fec", "--from", "2026-05-01", "--to", "2026-05-31", "--out", str(tmp_path)
    )
    path = tmp_path / "732829320FEC20260531.txt"
    assert made["path"] == str(path)
    rows = lines_of(path)
    assert len(rows[0]) == 18
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    accounts: dict[str, int] = defaultdict(int)
    for row in rows:
        debit, credit = minor(row["Debit"]), minor(row["Credit"])
        assert (debit == 0) != (credit == 0)
        sums[row["EcritureNum"]][0] += debit
        sums[row["EcritureNum"]][1] += credit
        accounts[row["CompteNum"]] += debit - credit
    assert all(debit == credit for debit, credit in sums.values())
    total = place.show(first["number"])["totals"]
    assert accounts["411"] == total["ttc"]["minor"] - 1_085 - 5_000
    assert accounts["707"] == -(total["ht"]["minor"] - 1_000)
    assert accounts["44571"] == -(total["vat"]["minor"] - 85)
    assert (accounts["530"], accounts["512"]) == (5_000, 0)
    assert {row["CompAuxLib"] for row in rows if row["CompteNum"] == "411"} == {"Hôtel Karukera"}
    assert all(not row["CompAuxNum"] for row in rows if row["CompteNum"] != "411")


def test_a_final_invoice_takes_its_deposit_back(open_shop: Opener, tmp_path: Path) -> None:
    place = office(open_shop)
    quote = place.accepted(asked("Karukera", ("Pose", "1", "1000", "8.5"), deposit="30%", nature="services"))
    place.part("--quote", quote, "--deposit", at="2026-05-05T09:00")
    place.part("--quote", quote, "--final", at="2026-05-06T09:00")
    out = tmp_path / "fec.txt"
    place.shop.data("export", "fec", "--out", str(out), at="2026-05-07T09:00")
    accounts: dict[str, int] = defaultdict(int)
    for row in lines_of(out):
        accounts[row["CompteNum"]] += minor(row["Debit"]) - minor(row["Credit"])
    assert dict(accounts) == {"411": 108_500, "4191": 0, "44571": -8_500, "706": -100_000}
    journal = tmp_path / "ventes.csv"
    place.shop.data("export", "journal", "--out", str(journal), at="2026-05-07T09:00")
    rows = list(csv.DictReader(io.StringIO(journal.read_text("utf-8")), delimiter=";"))
    assert [(row["type"], row["taux"]) for row in rows] == [("deposit", "8.5"), ("final", "8.5")]
    assert sum(minor(row["base"]) for row in rows) == 100_000
    assert sum(minor(row["ttc"]) for row in rows) == 108_500


def test_the_archive_can_be_checked_without_the_program(open_shop: Opener, tmp_path: Path) -> None:
    place = office(open_shop)
    issued = place.issue(asked("Karukera", ("Pose", "1", "1000", "8.5")))
    place.pay("Karukera", "50", at="2026-05-05T11:00")
    place.shop.data("close", at="2026-06-01T09:00")
    out = tmp_path / "archive.zip"
    options = ("--from", "2026-05-01", "--to", "2026-05-31", "--out", str(out))
    first = place.shop.data("export", "archive", *options, at="2026-06-02T09:00")
    assert place.shop.data("export", "archive", *options, at="2026-06-03T09:00")["sha256"] == first["sha256"]
    kept = zipfile.ZipFile(out)
    events = [json.loads(line) for line in kept.read("journal.jsonl").splitlines()]
    assert [after["prev"] for after in events[1:]] == [before["hash"] for before in events[:-1]]
    assert [row["period"] for row in json.loads(kept.read("clotures.json"))] == ["day", "month"]
    assert f"documents/{issued['number']}.pdf" in kept.namelist()


def test_the_attestation_names_the_program_and_the_business(open_shop: Opener, tmp_path: Path) -> None:
    place, out = office(open_shop), tmp_path / "attestation.pdf"
    place.shop.data("export", "attestation", "--out", str(out))
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(out).pages).split())
    assert "Froid Caraïbes SARL" in said and "Kayé" in said and "3° bis" in said


def test_only_the_owner_exports(open_shop: Opener, tmp_path: Path) -> None:
    place = office(open_shop)
    place.shop.data("member", "add", "--email", "aide@x.example", "--role", "staff")
    for command in (
        ("export", "fec", "--out", str(tmp_path / "x")),
        ("proof", "--customer", "Karukera", "--out", str(tmp_path)),
        ("close",),
    ):
        refused = place.shop.run(*command, "--as", "aide@x.example")
        assert refused.code == 4, command
