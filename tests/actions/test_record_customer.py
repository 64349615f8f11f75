from datetime import datetime

import pytest

from kaye.actions.change_customer import change_customer
from kaye.actions.find_customer import find_customer
from kaye.actions.point import add_point, change_point, remove_point
from kaye.actions.record_customer import record_customer
from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Customer, Event
from kaye.records.queries.customers import find_customers
from kaye.rules.people import PersonName

pytestmark = pytest.mark.django_db


def names(business: Business, text: str) -> list[str]:
    return sorted(customer.name for customer in find_customers(business, text))


@pytest.fixture
def people(shop: Business, now: datetime) -> dict[str, Customer]:
    raw = {
        "jeanne": ("Mme Jeanne", "677 12 34 57", None),
        "maman": ("Maman Jeanne", None, None),
        "pierre": ("Tonton Pierre", None, "pierre@exemple.cm"),
        "eyango": ("Docteur Hélène ÉYANGO", None, None),
        "sarl": ("SARL Karukera Hôtel", None, None),
    }
    return {
        key: record_customer(business=shop, now=now, name_raw=name, phone=phone, email=email)
        for key, (name, phone, email) in raw.items()
    }


def test_a_name_in_one_piece_is_split_and_a_phone_made_international(people: dict[str, Customer]) -> None:
    jeanne = people["jeanne"]
    assert (jeanne.civility, jeanne.first_name, jeanne.name) == ("Madame", "Jeanne", "Mme Jeanne")
    assert [(p.kind, p.value, p.state) for p in jeanne.points.all()] == [("phone", "+237677123457", "ok")]
    assert people["sarl"].company == "SARL Karukera Hôtel"
    assert Event.objects.filter(kind="customer_recorded").count() == 5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mme Jeanne", ["Mme Jeanne"]),
        ("mme jeanne", ["Mme Jeanne"]),
        ("Jeanne", ["Maman Jeanne", "Mme Jeanne"]),
        ("pierre", ["Tonton Pierre"]),
        ("Mr Pierre", ["Tonton Pierre"]),
        ("eyango", ["Docteur Hélène Éyango"]),
        ("HELENE eyango", ["Docteur Hélène Éyango"]),
        ("karukera", ["SARL Karukera Hôtel"]),
        ("karuk", ["SARL Karukera Hôtel"]),
        ("+237 677 12 34 57", ["Mme Jeanne"]),
        ("677123457", ["Mme Jeanne"]),
        ("PIERRE@exemple.cm", ["Tonton Pierre"]),
        ("inconnu", []),
        ("", []),
    ],
)
def test_customers_are_found_as_people_name_them(
    text: str, found: list[str], shop: Business, people: dict[str, Customer]
) -> None:
    assert names(shop, text) == found


def test_one_customer_or_the_list_of_those_meant(shop: Business, people: dict[str, Customer]) -> None:
    jeanne = people["jeanne"]
    assert find_customer(business=shop, text=f"#{jeanne.pk}") == jeanne
    assert find_customer(business=shop, text=str(jeanne.pk)) == jeanne
    with pytest.raises(Refusal, match=r"Maman Jeanne \(#\d+\)") as several:
        find_customer(business=shop, text="Jeanne")
    assert "Mme Jeanne" in str(several.value)
    with pytest.raises(Refusal, match="Aucun client"):
        find_customer(business=shop, text="Zoé")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name_raw": ""}, "Il manque le nom"),
        ({"name_raw": "=SOMME(A1)"}, "commencer par"),
        ({"name_raw": "Paul", "phone": "67712345"}, "Il manque un chiffre"),
        ({"name_raw": "Paul", "email": "paul"}, "signe @"),
    ],
)
def test_refusals_leave_nothing(given: dict[str, str], words: str, shop: Business, now: datetime) -> None:
    with pytest.raises(Refusal, match=words):
        record_customer(business=shop, now=now, **given)
    assert not Customer.objects.exists()


def test_a_change_is_found_by_its_new_words(
    shop: Business, people: dict[str, Customer], now: datetime
) -> None:
    parts = PersonName("Madame", "Jeanne", "Mballa")
    changed = change_customer(
        business=shop, customer=people["jeanne"], now=now, parts=parts, is_consumer=False
    )
    assert (changed.name, changed.is_consumer) == ("Mme Jeanne Mballa", False)
    assert names(shop, "mballa") == ["Mme Jeanne Mballa"]
    again = change_customer(business=shop, customer=changed, now=now, notes="paie le 5", is_consumer=None)
    assert (again.notes, again.is_consumer, again.name) == ("paie le 5", None, "Mme Jeanne Mballa")


def test_points_come_die_and_go(shop: Business, people: dict[str, Customer], now: datetime) -> None:
    paul = people["maman"]
    point = add_point(business=shop, customer=paul, kind="phone", value="699 00 11 22", now=now)
    assert names(shop, "699001122") == ["Maman Jeanne"]
    dead = change_point(business=shop, point=point, now=now, state="dead", because="numéro coupé")
    assert (dead.state, dead.because) == ("dead", "numéro coupé")
    alive = add_point(business=shop, customer=paul, kind="phone", value="+237699001122", now=now)
    assert (alive.pk, alive.state) == (point.pk, "ok")
    corrected = change_point(business=shop, point=alive, now=now, value="699 00 11 23")
    assert corrected.value == "+237699001123"
    remove_point(business=shop, point=corrected, now=now)
    assert names(shop, "699001123") == []
    with pytest.raises(Refusal, match="téléphone ou une adresse"):
        add_point(business=shop, customer=paul, kind="fax", value="1", now=now)
