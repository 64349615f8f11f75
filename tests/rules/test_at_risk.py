"""Turnover at risk (worked example 28)."""

from decimal import Decimal

from kaye.rules.at_risk import monthly_loss


def test_worked_example_28():
    month = monthly_loss(20, 50000, Decimal(30))
    assert (month, 12 * month) == (300000, 3600000)
