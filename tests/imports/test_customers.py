import pytest

from kaye.imports.outcomes import CustomerRow
from kaye.rules.people import PersonName
from tests.imports.files import BAIE_MAHAULT, DOUALA, csv_bytes, outcomes, read_one, refusal


@pytest.mark.parametrize(
    ("cells", "person", "name"),
    [
        ({"Nom": "Mme Jeanne"}, PersonName("Madame", "", "Jeanne"), "Mme Jeanne"),
        ({"Nom": "JALÈME", "Prénom": "rose"}, PersonName("", "Rose", "Jalème"), "rose JALÈME"),
        (
            {"Civilité": "Mme", "Nom": "Saint-Val", "Prénom": "Élodie"},
            PersonName("Madame", "Élodie", "Saint-Val"),
            "Mme Élodie Saint-Val",
        ),
        (
            {"Société": "SARL Ti-Pain", "Nom": "M. Lurel"},
            PersonName("Monsieur", "", "Lurel", "SARL Ti-Pain"),
            "SARL Ti-Pain",
        ),
        ({"Société": "Mairie du Moule", "Nom": ""}, PersonName(company="Mairie du Moule"), "Mairie du Moule"),
        ({"Client": "SARL Karukera Hôtel"}, PersonName(company="SARL Karukera Hôtel"), "SARL Karukera Hôtel"),
    ],
)
def test_names_in_one_cell_or_in_several(cells: dict[str, str], person: PersonName, name: str) -> None:
    row = read_one("customers", BAIE_MAHAULT, **cells, Tél="0690123456")
    assert isinstance(row, CustomerRow)
    assert (row.customer.person, row.customer.name) == (person, name)


def test_one_word_after_a_civility_is_a_first_name_in_douala() -> None:
    row = read_one("customers", DOUALA, Nom="Mme Jeanne", Tél="677123456")
    assert isinstance(row, CustomerRow)
    assert row.customer.person == PersonName("Madame", "Jeanne")


@pytest.mark.parametrize(
    ("word", "is_consumer"),
    [("Pro", False), ("Professionnel", False), ("particulier", True), ("B2C", True), ("?", None), ("", None)],
)
def test_the_type_tells_consumers_from_firms(word: str, is_consumer: bool | None) -> None:
    row = read_one("customers", BAIE_MAHAULT, Nom="Rose", Type=word)
    assert isinstance(row, CustomerRow)
    assert row.customer.is_consumer is is_consumer


def test_contact_points_that_cannot_be_read_are_kept_aside() -> None:
    row = read_one(
        "customers", BAIE_MAHAULT, Nom="Rose", Tél="0690", Mail="rose.mail.example", Note="après 17 h"
    )
    assert isinstance(row, CustomerRow)
    assert (row.customer.phone, row.customer.raw_phone) == (None, "0690")
    assert (row.customer.email, row.customer.bad_email) == (None, "rose.mail.example")
    assert (len(row.warnings), row.note) == (2, "après 17 h")


@pytest.mark.parametrize("name", ["=1+1", "+590", "-", "@rose", "123"])
def test_names_refused(name: str) -> None:
    assert refusal(read_one("customers", BAIE_MAHAULT, Nom=name, Note="x")).startswith("Nom : ")


def test_the_same_phone_under_two_names_is_two_customers() -> None:
    lines = [["Nom", "Tél"], ["Rose", "0690123456"], ["Paul", "0690123456"], ["ROSE", "0690 12 34 56"]]
    found = outcomes(csv_bytes(lines), "customers", BAIE_MAHAULT)
    assert [type(one).__name__ for one in found] == ["Ignored", "CustomerRow", "CustomerRow", "Refused"]
    assert refusal(found[3]) == "en double de la ligne 2"
