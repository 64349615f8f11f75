"""Turnover lost when requests are not followed up: a figure for the owner, never booked."""

from decimal import Decimal
from fractions import Fraction

from kaye.rules.documents.amounts import round_half_up


def monthly_loss(requests: int, average: int, not_followed: Decimal) -> int:
    """Minor units a month: requests x average sale x per cent not followed, rounded once."""
    return round_half_up(Fraction(requests * average) * Fraction(not_followed) / 100)
