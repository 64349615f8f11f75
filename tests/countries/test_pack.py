"""Country packs: complete, sourced, inherited; one new folder adds one."""

import tomllib
from datetime import date
from importlib.resources import files

import pytest

from kaye.countries.pack import CountryError, codes, pack
from kaye.rules.money import currency
from kaye.rules.people import PersonName, parse_phone, salutation, split_name

NINE = ("BE", "CI", "CM", "FR", "GF", "GP", "MQ", "RE", "SN")
FRENCH = ("FR", "GF", "GP", "MQ", "RE")
OHADA = ("CI", "CM", "SN")


def raw_packs():
    folders = (folder / "pack.toml" for folder in files("kaye.countries").iterdir())
    return [tomllib.loads(source.read_text(encoding="utf-8")) for source in folders if source.is_file()]


def test_codes():
    assert codes() == NINE


@pytest.mark.parametrize(
    ("code", "name", "money", "step", "zone", "law", "variant"),
    [
        ("FR", "France", "EUR", 1, "Europe/Paris", "FR", ""),
        ("GP", "Guadeloupe", "EUR", 1, "America/Guadeloupe", "FR", "gp"),
        ("MQ", "Martinique", "EUR", 1, "America/Martinique", "FR", ""),
        ("GF", "Guyane", "EUR", 1, "America/Cayenne", "FR", ""),
        ("RE", "La Réunion", "EUR", 1, "Indian/Reunion", "FR", ""),
        ("BE", "Belgique", "EUR", 1, "Europe/Brussels", "BE", ""),
        ("CM", "Cameroun", "XAF", 5, "Africa/Douala", "OHADA", "cm"),
        ("CI", "Côte d'Ivoire", "XOF", 5, "Africa/Abidjan", "OHADA", "cm"),
        ("SN", "Sénégal", "XOF", 5, "Africa/Dakar", "OHADA", "cm"),
    ],
)
def test_what_each_country_is(code, name, money, step, zone, law, variant):
    found = pack(code)
    assert (found.code, found.name, found.currency, found.cash_step) == (code, name, money, step)
    assert (found.timezone, found.law, found.variant) == (zone, law, variant)
    assert currency(found.currency).cash_step == step


@pytest.mark.parametrize("code", NINE)
def test_habits_follow_the_family(code):
    found, african = pack(code), code in OHADA
    assert found.working_days == frozenset(range(6 if african else 5))
    assert found.one_word_name_is == ("first" if african else "last")
    assert found.channel_order[0] == ("whatsapp_link" if african else "email")
    assert ("Tonton" in found.civilities) is african
    assert set(found.windows) >= {"transactional", "precontractual", "marketing", "calls", "legal"}
    assert found.windows["precontractual"] == found.windows["transactional"]


@pytest.mark.parametrize("code", NINE)
def test_names_and_phones_agree_with_the_rules(code):
    """The pure rules know families of countries, the packs know countries: both say the same."""
    found = pack(code)
    name = split_name("Mme Dominique", code)
    assert (name.first_name if found.one_word_name_is == "first" else name.last_name) == "Dominique"
    greeted = salutation(PersonName("Madame", "Dominique", "Gob"), code)
    assert greeted == ("Madame Dominique" if found.one_word_name_is == "first" else "Madame Gob")
    assert found.phone_regions[0] == code
    for raw in ("0690 12 34 56", "06 96 11 22 33", "0692 12 34 56", "677123457", "0701020304", "771234567"):
        assert reading(raw, code, None) == reading(raw, code, found.phone_regions)


def reading(raw, code, regions):
    try:
        return parse_phone(raw, code, regions).e164
    except ValueError as refusal:
        return str(refusal)


@pytest.mark.parametrize("code", FRENCH)
def test_departments_inherit_from_france(code):
    found = pack(code)
    assert found.parent == (None if code == "FR" else "FR")
    assert {rule.name for rule in pack("FR").statutory} <= {rule.name for rule in found.statutory}
    assert len(found.statutory) == (11 if code == "FR" else 12)
    assert (found.limitation_years_firm, found.limitation_years_consumer) == (5, 2)


@pytest.mark.parametrize("data", raw_packs(), ids=lambda data: data["code"])
def test_every_group_says_where_it_comes_from(data):
    for group, values in data.items():
        if isinstance(values, dict):
            assert values["source"], group
            assert values["checked_on"] >= date(2026, 11, 21), group
            assert values["confidence"] in {"A", "B", "C", "K"}, group


@pytest.mark.parametrize("code", NINE)
def test_the_provenance_reaches_the_pack(code):
    assert {"money", "time", "windows", "holidays", "law", "reach", "phone"} <= set(pack(code).provenance)


@pytest.mark.parametrize("written", ["cm", " CM ", "Cm"])
def test_codes_are_read_loosely(written):
    assert pack(written).name == "Cameroun"


@pytest.mark.parametrize("unknown", ["XX", "", "OHADA", "Cameroun"])
def test_an_unknown_country_is_refused_with_the_list(unknown):
    with pytest.raises(
        CountryError, match=r"choisissez parmi BE \(Belgique\), .* CM \(Cameroun\)"
    ) as refusal:
        pack(unknown)
    assert f"« {unknown} »" in str(refusal.value)
