"""The bank's statement brought near what is owed, by commands only (M44)."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.shop import Shop

SAMPLES = Path(__file__).parent.parent / "imports" / "bank"
IBAN = "FR76 3000 1007 9412 3456 7890 185"
AT = "2026-05-22T09:00"


def _firm(open_shop: Opener) -> Shop:
    shop = open_shop("GP", AT)
    for number, name, amount in (
        ("F2026-0001", "SARL Karukera Hôtel", "1 085,00"),
        ("F2026-0002", "Mme Jeanne Bellance", "340,50"),
        ("F2026-0003", "SAS Toiture Péyi", "900,00"),
        ("F2026-0004", "M. Luc Arnaud", "120,00"),
        ("F2026-0005", "Mme Rose Zénon", "75,25"),
    ):
        shop.bill(f"{number};02/05/2026;20/05/2026;{name};;;;x@x.example;;entreprise;Clim;{amount};0")
    return shop


def _levels(found: Any) -> list[tuple[str, list[str], int]]:
    return [(m["level"], m["refs"], m["amount"]["minor"]) for m in found["matches"]]


WANTED = [
    ("sure", ["F2026-0001"], 108_500),
    ("probable", ["F2026-0002"], 34_050),
    ("probable", ["F2026-0003"], 50_000),
    ("possible", ["F2026-0004"], 12_000),
    ("none", [], 99_999),
]


@pytest.mark.parametrize(
    "name", ["credit_agricole.csv", "banque_postale.csv", "releve.ofx", "releve2.ofx", "camt.xml"]
)
def test_m44_the_same_statement_in_every_format(open_shop: Opener, name: str) -> None:
    shop = _firm(open_shop)
    found = shop.data("bank", "import", str(SAMPLES / name), "--account", IBAN, "--preview")
    assert _levels(found) == WANTED
    assert found["rows"] == {"accepted": 5, "refused": 0, "unchanged": 0, "ignored": 2}
    assert found["batch"] is None
    assert shop.data("statement", "--customer", "Karukera")["closing"]["minor"] == 108_500


def test_m44_only_what_is_sure_is_booked_and_once(open_shop: Opener) -> None:
    shop = _firm(open_shop)
    path = str(SAMPLES / "credit_agricole.csv")
    refused = shop.run("bank", "import", path, "--account", IBAN)
    assert (refused.code, shop.data("statement", "--customer", "Karukera")["closing"]["minor"]) == (
        3,
        108_500,
    )
    found = shop.data("bank", "import", path, "--account", IBAN, "--approve")
    assert (found["created"]["payments"], _levels(found)) == (1, WANTED)
    account = shop.data("statement", "--customer", "Karukera")
    assert account["closing"]["minor"] == 0
    assert (account["entries"][-1]["date"], account["entries"][-1]["kind"]) == ("2026-05-18", "payment")
    assert shop.data("statement", "--customer", "Bellance")["closing"]["minor"] == 34_050
    again = shop.data("bank", "import", path, "--account", IBAN, "--approve")
    assert again["rows"] == {"accepted": 0, "refused": 0, "unchanged": 5, "ignored": 2}
    assert (again["created"]["payments"], again["matches"][0]["level"]) == (0, "already")
    assert shop.data("statement", "--customer", "Karukera")["closing"]["minor"] == 0


def test_m44_a_payment_already_typed_is_only_linked(open_shop: Opener) -> None:
    shop = _firm(open_shop)
    paid = shop.data("pay", "--customer", "Karukera", "--amount", "1 085,00", "--on", "2026-05-16")
    found = shop.data("bank", "import", str(SAMPLES / "camt.xml"), "--account", IBAN, "--approve")
    assert _levels(found)[0] == ("already", [str(paid["payment"]["id"])], 108_500)
    assert found["created"]["payments"] == 0
    assert shop.data("statement", "--customer", "Karukera")["unallocated"]["minor"] == 0


def test_m44_several_numbers_whose_sum_agrees_and_lines_that_nothing_tells_apart(open_shop: Opener) -> None:
    shop = _firm(open_shop)
    rows = [
        "Date;Libellé;Débit euros;Crédit euros",
        "19/05/2026;VIR F2026-0004 F2026-0005;;195,25",
        "19/05/2026;VIR INST M. X;;10,00",
        "19/05/2026;VIR INST M. X;;10,00",
        "20/05/2026;VIR F2026-0003;;900,00",
        "20/05/2026;VIR F2026-0003;;900,00",
    ]
    path = shop.write("\n".join(rows).encode("cp1252"))
    found = shop.data("bank", "import", path, "--account", IBAN, "--preview")
    assert [(m["level"], m["refs"]) for m in found["matches"]] == [
        ("sure", ["F2026-0004", "F2026-0005"]),
        ("none", []),
        ("none", []),
        ("sure", ["F2026-0003"]),
        ("probable", ["F2026-0003"]),
    ]
    assert [w["line"] for w in found["warnings"]] == [4, 6]


def test_m44_francs_of_africa(open_shop: Opener) -> None:
    shop = open_shop("CM", AT)
    shop.sell(
        "10/05/2026;Mme Éva Mbarga;677000001;Riz;1;25 000;0;22/05/2026;;",
        "10/05/2026;Mr Paul Essomba;677000002;Fer;1;7 500;0;22/05/2026;;",
    )
    found = shop.data("bank", "import", str(SAMPLES / "afriland.csv"), "--account", "CM2110005", "--preview")
    assert _levels(found) == [
        ("probable", ["Riz"], 25_000),
        ("possible", ["Fer"], 7_500),
        ("none", [], 1_500_000),
    ]
    assert found["rows"]["refused"] == 1


def test_m44_files_that_are_no_statement_are_refused(open_shop: Opener) -> None:
    shop = _firm(open_shop)
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>'
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&x;</Document>'
    )
    for content, said in (
        (b"", "vide"),
        (b"%PDF-1.7", "PDF"),
        (b"Nom;Ville\nA;B\n", "relevé de compte"),
        (b"<html>camt</html>", "XML"),
        (bomb, "lisible"),
        (bomb.decode().encode("utf-16"), "XML"),
    ):
        refused = shop.run("bank", "import", shop.write(content), "--account", IBAN, "--preview")
        assert (refused.code, said in refused.err) == (1, True), (content[:40], refused)
    other = shop.run(
        "bank", "import", str(SAMPLES / "camt.xml"), "--account", "FR76 1111 2222 3333", "--preview"
    )
    assert "celui du compte" in other.err
    assert shop.run("bank", "import", "absent.csv", "--account", IBAN, "--preview").code == 1
