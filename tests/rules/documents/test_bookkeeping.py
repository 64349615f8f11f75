"""Every entry is balanced, and says what the paper says (M60)."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.bookkeeping import booked_rates, document_sides, payment_sides
from kaye.rules.documents.deposits import Deposit
from kaye.rules.documents.document import Nature
from kaye.rules.documents.lines import Vat
from kaye.rules.documents.titles import Kind
from kaye.rules.documents.totals import RateTotal

rates = st.lists(
    st.builds(
        lambda rate, base, amount: RateTotal(Vat(Decimal(rate)), base, 0, base, amount),
        st.sampled_from(["0", "2.1", "8.5", "20"]),
        st.integers(0, 10**9),
        st.integers(0, 10**8),
    ),
    max_size=4,
    unique_by=lambda row: row.vat,
)
deposits = st.lists(rates.map(lambda rows: Deposit("F1", date(2026, 5, 1), tuple(rows), True)), max_size=2)


@given(kind=st.sampled_from(list(Kind)), rows=rates, taken=deposits, nature=st.sampled_from([None, *Nature]))
def test_a_document_is_balanced(
    kind: Kind, rows: list[RateTotal], taken: list[Deposit], nature: Nature | None
) -> None:
    sides = document_sides(kind, rows, nature, taken)
    assert sum(side.debit for side in sides) == sum(side.credit for side in sides)
    assert all((side.debit > 0) != (side.credit > 0) for side in sides)
    sign = -1 if kind is Kind.CREDIT_NOTE else 1
    whole = sum(row.with_vat for row in rows) - sum(deposit.amount for deposit in taken)
    owed = sum(side.debit - side.credit for side in sides if side.account == "411")
    assert owed == sign * whole == sum(row.with_vat for row in booked_rates(kind, rows, taken))


@given(amount=st.integers(-(10**9), 10**9), in_cash=st.booleans(), rounding=st.integers(0, 4))
def test_a_payment_is_balanced(amount: int, in_cash: bool, rounding: int) -> None:
    sides = payment_sides(amount, in_cash, rounding)
    assert sum(side.debit for side in sides) == sum(side.credit for side in sides)
    owed = sum(side.credit - side.debit for side in sides if side.account == "411")
    assert owed == amount + rounding


def test_goods_services_and_deposits_have_their_accounts() -> None:
    row = [RateTotal(Vat(Decimal("8.5")), 1000, 0, 1000, 85)]
    wanted = [
        (Kind.INVOICE, Nature.GOODS, False, "707"),
        (Kind.INVOICE, None, False, "706"),
        (Kind.DEPOSIT, Nature.GOODS, False, "4191"),
        (Kind.CREDIT_NOTE, None, True, "4191"),
    ]
    for kind, nature, of_deposit, account in wanted:
        sides = document_sides(kind, row, nature, (), of_deposit)
        assert [side.account for side in sides] == ["411", account, "44571"]
