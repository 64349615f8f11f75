"""VAT of each country and the country of its e-invoices (M5, M17)."""

import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest

from kaye.countries.layers import PROVENANCE, layers
from kaye.countries.pack import CountryError, codes
from kaye.countries.taxes import taxes
from kaye.rules.documents.vat import Parties, vat_of


@pytest.mark.parametrize(
    ("code", "normal", "rates", "xml"),
    [
        ("FR", "20", ("20", "10", "5.5", "2.1"), "FR"),
        ("GP", "8.5", ("8.5", "2.1", "1.75", "1.05"), "FR"),
        ("MQ", "8.5", ("8.5", "2.1", "1.75", "1.05"), "FR"),
        ("RE", "8.5", ("8.5", "2.1", "1.75", "1.05"), "FR"),
        ("GF", "0", (), ""),
        ("BE", "21", ("21", "12", "6"), "BE"),
        ("CM", "19.25", ("19.25",), ""),
        ("CI", "18", ("18", "9"), ""),
        ("SN", "18", ("18", "10"), ""),
    ],
)
def test_rates(code, normal, rates, xml):
    found = taxes(code)
    assert (found.vat.normal, found.vat.rates) == (Decimal(normal), tuple(map(Decimal, rates)))
    assert found.xml_country == xml
    assert found.vat.applies is (code != "GF")


@pytest.mark.parametrize("code", codes())
def test_zero_is_listed_everywhere(code):
    assert vat_of("0", taxes(code).vat, Parties()).rate == 0


def test_unknown_country():
    with pytest.raises(CountryError, match="n'est pas connu"):
        taxes("XX")


def test_a_country_without_its_own_file_is_as_its_parent():
    assert layers("late")["GP"] == layers("late")["FR"]
    assert layers("late")["CM"]["terms"] == layers("late")["OHADA"]["terms"]


@pytest.mark.parametrize("name", ["taxes", "late", "mentions"])
def test_every_group_is_sourced(name):
    for folder in files("kaye.countries").iterdir():
        source = folder / f"{name}.toml"
        if source.is_file():
            for group, values in tomllib.loads(source.read_text(encoding="utf-8")).items():
                assert set(PROVENANCE) <= set(values), f"{folder.name} {group}"
