from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from kaye.actions.open_cases import IMPORT, open_cases
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, Case, Instalment, Receivable, Sale, SaleLine, StepDone
from tests.actions.till import TODAY

pytestmark = pytest.mark.django_db


def old_sales(
    business: Business, now: datetime, count: int
) -> tuple[list[Sale], list[Instalment], list[SaleLine]]:
    """Credit sales as an import writes them: all at once, 10 days late each."""
    who = record_customer(business=business, now=now, name_raw="Mme Jeanne")
    sold_on = TODAY - timedelta(days=12)
    base = {"business": business, "customer": who}
    sales = Sale.objects.bulk_create(
        Sale(**base, kind="credit", number=n, sold_on=sold_on, total=900, created_at=now)
        for n in range(1, count + 1)
    )
    lines = SaleLine.objects.bulk_create(
        SaleLine(**base, sale=sale, name="Riz", unit_price=900, lifetime_days=30, sold_on=sold_on)
        for sale in sales
    )
    debts = Receivable.objects.bulk_create(
        Receivable(
            **base, sale=sale, origin="notebook", label="Riz", issued_on=sold_on, total=900, created_at=now
        )
        for sale in sales
    )
    instalments = Instalment.objects.bulk_create(
        Instalment(**base, receivable=debt, due_on=TODAY - timedelta(days=10), amount=900) for debt in debts
    )
    return sales, instalments, lines


@pytest.mark.parametrize("count", [3, 90])
def test_many_sales_cost_the_queries_of_a_few(
    count: int, shop: Business, now: datetime, django_assert_max_num_queries: Callable
) -> None:
    sales, instalments, lines = old_sales(shop, now, count)
    with django_assert_max_num_queries(16):
        cases = open_cases(
            business=shop, now=now, sales=sales, instalments=instalments, lines=lines, because=IMPORT
        )
    assert len(cases) == 3 * count
    assert (
        Case.objects.filter(kind="payment_due", proposed_step="s2", proposed_because="old_debt").count()
        == count
    )
    assert set(StepDone.objects.values_list("step", "reason")) == {("s1", "sautée : import")}


@pytest.mark.parametrize(
    ("kind", "given", "opened"),
    [
        ("cash", {"sold_on": TODAY}, {"satisfaction"}),
        ("cash", {"sold_on": TODAY - timedelta(days=15)}, {"satisfaction"}),
        ("cash", {"sold_on": TODAY - timedelta(days=16)}, set()),
        ("order", {"sold_on": TODAY - timedelta(days=40)}, {"delivery", "satisfaction"}),
        ("order", {"sold_on": date(2026, 5, 1), "promised_on": TODAY}, {"delivery", "satisfaction"}),
        ("order", {"sold_on": date(2026, 5, 1), "promised_on": date(2026, 5, 21)}, {"satisfaction"}),
        ("order", {"sold_on": date(2026, 4, 1), "delivered_on": TODAY}, {"satisfaction"}),
        ("order", {"sold_on": date(2026, 4, 1), "delivered_on": date(2026, 4, 2)}, set()),
    ],
)
def test_nothing_is_opened_past_its_last_useful_day(
    kind: str, given: dict[str, date], opened: set[str], shop: Business, now: datetime
) -> None:
    who = record_customer(business=shop, now=now, name_raw="Mme Jeanne")
    sale = Sale.objects.create(
        business=shop, customer=who, kind=kind, number=1, total=900, created_at=now, **given
    )
    assert {case.kind for case in open_cases(business=shop, now=now, sales=[sale])} == opened


def test_invoices_follow_the_scenario_chosen_for_them(firm: Business, now: datetime) -> None:
    firm.scenario_for_invoices = "freelance"
    firm.save(update_fields=["scenario_for_invoices"])
    who = record_customer(business=firm, now=now, name_raw="SARL Karukera")
    base = {"business": firm, "customer": who}
    debts = Receivable.objects.bulk_create(
        Receivable(**base, origin=origin, label="x", issued_on=TODAY, total=5, created_at=now)
        for origin in ("invoice", "notebook", "manual")
    )
    rows = Instalment.objects.bulk_create(
        Instalment(**base, receivable=d, due_on=TODAY, amount=5) for d in debts
    )
    cases = open_cases(business=firm, now=now, instalments=rows)
    assert [case.version.key for case in cases] == ["freelance", "notebook_debt", "notebook_debt"]
