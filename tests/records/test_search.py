"""What a customer and an article are found by: the keys of the index, kept with every change."""

import pytest
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from kaye.actions.change_customer import change_customer
from kaye.actions.count_stock import count_stock
from kaye.actions.open_business import open_business
from kaye.actions.point import add_point
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, Customer, CustomerKey, Product
from kaye.records.queries.found import found_customers, found_products
from kaye.records.search import AFTER, backwards, keys_of
from kaye.rules.people import PersonName, search_key
from tests.web.people import now


def test_keys() -> None:
    assert keys_of("jeanne fouda 237677123457", "Mme Jeanne Fouda") == {
        b"jeanne fouda",
        b"fouda jeanne",
        b"237677123457",
        b"677123457",
        b"~754321776732",
        b"=jeanne fouda",
    }


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4))
def test_every_word_begins_a_key(words: list[str]) -> None:
    search = search_key(" ".join(words))
    keys = keys_of(search)
    for word in search.split()[:6]:
        start = word.encode()[:60]
        assert any(start <= key < start + AFTER for key in keys)


def test_the_end_of_a_number_begins_a_key() -> None:
    assert any(key.startswith(backwards("3457")) for key in keys_of("237677123457"))


@pytest.fixture
def business(db: None) -> Business:
    return open_business(name="Chez Moussa", country="CM", now=now())


@pytest.mark.parametrize("text", ["jeanne fouda", "FOUDA Jean", "fou", "677 12", "12 34 57", "+237677123457"])
def test_found_by_keys_alone(business: Business, text: str) -> None:
    """Whoever is not among the latest is found all the same."""
    with scope(business=business):
        who = record_customer(business=business, now=now(), name_raw="Mme Jeanne Fouda", phone="677123457")
        Customer.objects.update(search="")  # nothing but the keys can find her
        assert found_customers(business, text, 5) == [who]


def test_keys_follow_names_and_numbers(business: Business) -> None:
    with scope(business=business):
        who = record_customer(business=business, now=now(), name_raw="Mme Jeanne Fouda")
        change_customer(
            business=business, customer=who, now=now(), parts=PersonName("Madame", "Rose", "Essomba")
        )
        add_point(business=business, customer=who, kind="phone", value="699887766", now=now())
        keys = {bytes(key) for key in CustomerKey.objects.filter(customer=who).values_list("key", flat=True)}
        who.refresh_from_db()
        assert keys == keys_of(who.search, who.name)
        assert found_customers(business, "fouda", 5) == []
        assert found_customers(business, "99 88 77 66", 5) == [who]


def test_articles(business: Business) -> None:
    with scope(business=business):
        oil = count_stock(business=business, now=now(), name="Huile de palme 5 L", stock=3)
        Product.objects.update(search="")
        assert found_products(business, "palme", 5) == [oil]
        assert found_products(business, "zzz", 5) == []
