from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django_scopes import scope

from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.records.models import Business, Customer, Instalment, Product
from kaye.records.sums import recount, wrong_sums

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def shop() -> Iterator[Business]:
    """Twelve customers who each ordered 2 and left a deposit of 1 000."""
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business):
        oil = Product.objects.create(business=business, name="Huile", search="huile", created_at=NOW)
        for n in range(12):
            record_sale(
                business=business,
                customer=record_customer(business=business, now=NOW, name_raw=f"Mme Jeanne{n}"),
                kind="order",
                lines=[LineInput("Huile", 2, 3_000, product=oil)],
                received=1_000,
                sold_on=date(2026, 5, 22),
                now=NOW,
            )
        yield business


def test_wrong_sums_are_told_and_a_recount_repairs_them(shop: Business) -> None:
    assert wrong_sums(shop) == ()
    Instalment.objects.filter(paid=1_000).update(paid=7)
    Customer.objects.order_by("id").update(owed=1)
    Product.objects.update(reserved=99)
    assert wrong_sums(shop) == (
        "12 tranche(s) dont le payé est faux.",
        "12 client(s) dont le solde est faux.",
        "1 article(s) dont la réserve est fausse.",
    )
    recount(shop, None, None)
    assert wrong_sums(shop) == ()
    assert set(Customer.objects.values_list("owed", flat=True)) == {5_000}
    assert Product.objects.get().reserved == 24


def test_a_recount_takes_three_queries_whatever_the_number(
    shop: Business, django_assert_num_queries: Callable
) -> None:
    ids = list(Customer.objects.values_list("pk", flat=True))
    products = list(Product.objects.values_list("pk", flat=True))
    with django_assert_num_queries(3):
        recount(shop, ids, products)
