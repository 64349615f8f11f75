"""Exact figures of a document: what a person writes becomes whole numbers or decimals, never a float (M1, M2).

Everything a person typed wrongly raises DocumentError, whose message is a French sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaye.rules.money import currency, parse_money

QUANTITY_DECIMALS = 3
PRICE_DECIMALS = 4
RATE_DECIMALS = 2
_HUNDRED = Decimal(100)
_FIGURE = re.compile(r"([-−]?)(\d{1,12})(?:[.,](\d+))?")
_GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")


class DocumentError(ValueError):
    """A line, a discount, a date or a document that breaks a rule; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Discount:
    """Either a percentage or a fixed amount in minor units; the other one is None."""

    percent: Decimal | None = None
    amount: int | None = None

    def of(self, sum_: int) -> int:
        """The discount of a sum in minor units: the percentage rounded once, or the fixed amount."""
        if self.percent is not None:
            return round_half_up(Fraction(sum_) * Fraction(self.percent) / 100)
        return self.amount or 0


NO_DISCOUNT = Discount()


def round_half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero (M2)."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def price_of(quantity: Decimal, unit_price: Decimal, code: str) -> int:
    """Minor units of quantity x unit price, rounded once."""
    return round_half_up(Fraction(quantity) * Fraction(unit_price) * 10 ** currency(code).exponent)


def apportion(total: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
    """Whole parts of `total`, each next to its exact part: the largest remainders get the units left over.

    On a tie the first one wins, so the caller orders them. `total` is the sum of the exact parts, rounded.
    """
    floors = [part.numerator // part.denominator for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (floors[n] - exact[n], n))
    for n in by_remainder[: total - sum(floors)]:
        floors[n] += 1
    return tuple(floors)


def share(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` shared in proportion to weights of 0 or more (largest remainder; on a tie the first one)."""
    whole = sum(weights)
    if not whole:
        return (0,) * len(weights)
    return apportion(total, [Fraction(total * weight, whole) for weight in weights])


def parse_quantity(text: str | int) -> Decimal:
    """« 2 », « 1,5 », « -3 »: at most three decimals. Raises DocumentError."""
    quantity = _decimal(str(text), QUANTITY_DECIMALS, "La quantité", "1,5")
    if not quantity:
        raise DocumentError("La quantité est à zéro : écrivez-la, ou retirez la ligne.")
    return quantity


def parse_unit_price(text: str | int) -> Decimal:
    """A price in major units with at most four decimals, 0 or more. Raises DocumentError."""
    price = _decimal(str(text), PRICE_DECIMALS, "Le prix", "12,50")
    if price < 0:
        raise DocumentError(
            "Un prix ne peut pas être négatif : pour une reprise, écrivez une quantité négative."
        )
    return price


def parse_rate(text: str | int) -> Decimal:
    """A percentage between 0 and 100 with at most two decimals. Raises DocumentError."""
    rate = _decimal(str(text).replace("%", ""), RATE_DECIMALS, "Le pourcentage", "8,5")
    if not 0 <= rate <= _HUNDRED:
        raise DocumentError(f"« {text} » : un pourcentage va de 0 à 100.")
    return rate


def parse_discount(text: str | int | None, code: str) -> Discount:
    """« 10 % » or an amount in major units; nothing written is no discount. Raises DocumentError, MoneyError."""
    raw = "" if text is None else str(text).strip()
    if not raw:
        return NO_DISCOUNT
    if raw.endswith("%"):
        return Discount(percent=parse_rate(raw))
    amount = parse_money(raw, code)
    if amount < 0:
        raise DocumentError(f"« {raw} » : écrivez la remise sans signe moins.")
    return Discount(amount=amount)


def rate_text(rate: Decimal) -> str:
    """« 8,5 % »."""
    return f"{rate.normalize():f}".replace(".", ",") + "\u00a0%"


def _decimal(raw: str, decimals: int, what: str, example: str) -> Decimal:
    found = _FIGURE.fullmatch(_GROUPS.sub("", raw.strip()))
    if found is None:
        raise DocumentError(f"« {raw.strip()} » ne se lit pas. {what} s'écrit par exemple {example}.")
    sign, whole, rest = found[1], found[2], (found[3] or "").rstrip("0")
    if len(rest) > decimals:
        raise DocumentError(f"« {raw.strip()} » : au plus {decimals} chiffres après la virgule.")
    value = Decimal(f"{whole}.{rest or '0'}").normalize()
    return -value if sign else value
