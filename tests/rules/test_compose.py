"""The words of an item, filled from facts and checked."""

from dataclasses import replace

import pytest

from kaye.rules.compose import Composed, compose
from kaye.rules.facts import BusinessFacts, CustomerFacts
from kaye.rules.people import PersonName
from tests.rules.builders import LIBRARY, day, debt, hold, item, order, sent, shop, who


def written(customer: CustomerFacts, on: str, business: BusinessFacts | None = None) -> Composed:
    facts = business or shop(customer.country)
    return compose(item(customer, on, facts), customer, facts, LIBRARY, day(on))


@pytest.mark.parametrize(("step", "on"), [(0, "05-12"), (1, "05-19"), (2, "05-26"), (3, "06-09")])
def test_r5_a_business_made_by_init_alone_writes_the_whole_notebook_ladder(step: int, on: str) -> None:
    done = tuple(sent(f"s{n + 1}", f"05-{12 + 7 * n}") for n in range(step))
    bare = shop("CM", values={"entreprise": "Chez Moussa", "signataire": "Chez Moussa"})
    composed = written(who(debt(1, "05-12", done=done)), on, bare)
    assert (composed.blocked, "{{" in composed.text, "[[" in composed.text) == ((), False, False)
    assert "25 000 FCFA" in plain(composed.text)


def test_r5_an_order_and_a_stock_alert_write_themselves() -> None:
    composed = written(who(order(1, "05-11", "05-28")), "05-13")
    assert composed.blocked == ()
    assert "Frigo" in composed.text


@pytest.mark.parametrize(
    ("country", "is_consumer", "step", "text_id"),
    [
        ("CM", None, "notebook", "pay.notebook.cm"),
        ("GP", None, "notebook", "pay.notebook"),
        ("GP", None, "invoice", "pay.level1"),
        ("BE", None, "invoice", "pay.first_reminder.be_b2c"),
        ("BE", False, "invoice", "pay.level1"),
    ],
)
def test_r6_the_text_of_the_country_and_of_the_customer(
    country: str, is_consumer: bool | None, step: str, text_id: str
) -> None:
    case = debt(1, "05-12") if step == "notebook" else debt(1, "05-12", scenario="invoice")
    assert item(who(case, country=country, is_consumer=is_consumer), "05-18").text_id == text_id


def test_r6_r32_the_customer_s_country_decides_before_the_business_s() -> None:
    belgian = who(debt(1, "05-12", scenario="invoice"), country="BE", business="FR")
    assert item(belgian, "05-18", shop("FR")).text_id == "pay.first_reminder.be_b2c"


def test_r31_the_firm_text_without_a_known_rate_asks_no_fees() -> None:
    done = tuple(sent(f"s{n}", f"05-{n:02d}") for n in range(1, 6))
    customer = who(debt(1, "04-10", scenario="invoice", done=done), country="GP", is_consumer=False)
    assert item(customer, "05-18").text_id == "pay.level4.generic"


def test_r30_no_currency_code_and_no_decimals() -> None:
    for country in ("CM", "SN"):
        text = plain(written(who(debt(1, "05-12"), country=country), "05-12").text)
        assert "25 000 FCFA" in text
        assert "XAF" not in text
        assert "XOF" not in text


def test_r12_every_debt_is_named_with_its_live_balance() -> None:
    cases = (debt(1, "05-15", 5_000, label="Riz"), debt(2, "05-15", 7_000, label="Huile", paid=1_000))
    composed = written(who(*cases), "05-15")
    text = plain(composed.text)
    assert composed.blocked == ()
    assert "Riz, 15 mai : 5 000 FCFA" in text
    assert "Huile, 15 mai : 6 000 FCFA" in text
    assert "11 000 FCFA" in text


def test_r34_a_young_lady_is_called_madame() -> None:
    customer = who(debt(1, "05-12"), name=PersonName("Mademoiselle", "Awa"))
    assert "Madame Awa" in written(customer, "05-12").text


def test_a_broken_promise_says_what_was_promised_and_when() -> None:
    customer = who(
        debt(1, "05-12"), holds=(hold("promise", "05-15", promised_on=day("05-14"), amount=10_000),)
    )
    text = plain(written(customer, "05-16").text)
    assert "10 000 FCFA" in text
    assert "14 mai" in text


def test_an_item_without_a_text_for_its_channel_never_leaves_empty() -> None:
    customer = who(debt(1, "05-12"))
    strange = replace(item(customer, "05-12"), form="fax")
    composed = compose(strange, customer, shop(), LIBRARY, day("05-12"))
    assert (composed.text, len(composed.blocked)) == ("", 1)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")
