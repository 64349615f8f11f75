"""Where a payment goes (M6, M24, M25, M51)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.documents.allocation import OpenDebt, allocate, allocate_to
from kaye.rules.documents.amounts import DocumentError

OLD = OpenDebt("a", date(2026, 3, 1), 5000, "F2026-0002")
NEW = OpenDebt("b", date(2026, 5, 1), 7000, "F2026-0001")


def spread(found):
    return [(share.ref, share.amount) for share in found.shares]


def test_oldest_due_date_first_then_number():
    twin = OpenDebt("c", OLD.due_on, 1000, "F2026-0001")
    assert spread(allocate(6500, [NEW, OLD, twin])) == [("c", 1000), ("a", 5000), ("b", 500)]


def test_what_remains_is_credit():
    found = allocate(13000, [NEW, OLD])
    assert (spread(found), found.unallocated) == ([("a", 5000), ("b", 7000)], 1000)


def test_never_on_what_is_disputed():
    found = allocate(6000, [OpenDebt("a", OLD.due_on, 5000, disputed=4000)])
    assert (spread(found), found.unallocated) == ([("a", 1000)], 5000)


def test_fees_come_after_every_principal():
    assert allocate(11000, [OLD, NEW], claimed_fees=4000).fees == 0
    found = allocate(13000, [OLD, NEW], claimed_fees=4000)
    assert (found.fees, found.unallocated) == (1000, 0)
    disputed = OpenDebt("a", OLD.due_on, 5000, disputed=5000)
    assert allocate(1000, [disputed], claimed_fees=4000).fees == 0


@pytest.mark.parametrize(
    ("paid", "step", "rounding", "left"), [(4997, 5, 3, 0), (4995, 5, 0, 5), (4997, 1, 0, 3), (5000, 5, 0, 0)]
)
def test_less_than_a_coin_is_forgiven_in_cash(paid, step, rounding, left):
    (share,) = allocate(paid, [OLD], cash_step=step).shares
    assert (share.rounding, share.balance_after) == (rounding, left)


def test_on_the_debts_named_only():
    found = allocate_to(9000, [OLD, NEW], {"b": None}, "XAF")
    assert (spread(found), found.unallocated) == ([("b", 7000)], 2000)
    found = allocate_to(9000, [OLD, NEW], {"b": 3000, "a": None}, "XAF")
    assert (spread(found), found.unallocated) == ([("b", 3000), ("a", 5000)], 1000)


@pytest.mark.parametrize(
    ("chosen", "said"), [({"z": None}, "n'est pas une dette"), ({"a": 5001}, "au plus 5.000")]
)
def test_named_debts_refused(chosen, said):
    with pytest.raises(DocumentError, match=said):
        allocate_to(9000, [OLD, NEW], chosen, "XAF")


@given(st.integers(1, 10**6), st.lists(st.integers(1, 10**5), max_size=6), st.integers(0, 10**4))
def test_sum_of_allocations_and_the_rest_is_the_payment(amount, balances, fees):
    debts = [OpenDebt(str(n), OLD.due_on, balance) for n, balance in enumerate(balances)]
    found = allocate(amount, debts, claimed_fees=fees, cash_step=5)
    assert sum(share.amount for share in found.shares) + found.fees + found.unallocated == amount
    assert all(share.balance_after >= 0 for share in found.shares)
    assert found.unallocated >= 0
