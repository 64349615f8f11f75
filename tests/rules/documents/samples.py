"""Documents built in one line, for the tests of their rules."""

from decimal import Decimal

from hypothesis import strategies as st

from kaye.rules.documents.amounts import NO_DISCOUNT, Discount, parse_discount
from kaye.rules.documents.lines import Category, Draft, Line, Prices, Vat

RATES = ("20", "8.5", "5.5", "2.1", "0")


def vat(rate: str) -> Vat:
    return Vat(Decimal(rate), Category.STANDARD if Decimal(rate) else Category.EXEMPT)


def line(price: str, rate: str = "8.5", quantity: str = "1", discount: Discount = NO_DISCOUNT) -> Line:
    return Line("Article", Decimal(quantity), Decimal(price), vat(rate), discount)


def draft(*lines: Line, prices: str = "ht", code: str = "EUR", discount: str = "") -> Draft:
    return Draft(code, Prices(prices), lines, parse_discount(discount, code))


percents = st.integers(0, 10000).map(lambda hundredths: Decimal(hundredths) / 100)
quantities = st.integers(1, 9999).map(lambda thousandths: Decimal(thousandths) / 100)
prices_ = st.integers(0, 10**7).map(lambda units: Decimal(units) / 10000)
lines_ = st.builds(
    Line,
    label=st.just("Article"),
    quantity=quantities,
    unit_price=prices_,
    vat=st.sampled_from(RATES).map(vat),
    discount=percents.map(lambda percent: Discount(percent=percent)),
)
drafts = st.builds(
    Draft,
    currency=st.sampled_from(["EUR", "XAF"]),
    prices=st.sampled_from(Prices),
    lines=st.lists(lines_, min_size=1, max_size=6).map(tuple),
    discount=percents.map(lambda percent: Discount(percent=percent)),
)
