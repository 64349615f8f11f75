"""Totals of a document: one rounding per line and one per rate, nothing lost on the way (M2–M4, M20).

1. Each line: gross = round(quantity x unit price), less its discount.
2. Each rate: sum of its lines, less its share of the discount of the document.
3. Prices without VAT: VAT = round(base x rate). Prices with VAT: base = round(sum / (1 + rate)), VAT the rest.
4. Totals are sums of these, never rounded again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaye.rules.documents.amounts import DocumentError, apportion, price_of, rate_text, round_half_up, share
from kaye.rules.documents.lines import Draft, Line, Prices, Vat
from kaye.rules.money import format_money

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class RateTotal:
    """One rate, in minor units without VAT: its lines, its share of the discount of the document, what is left."""

    vat: Vat
    lines: int
    discount: int
    base: int
    amount: int

    @property
    def with_vat(self) -> int:
        return self.base + self.amount


@dataclass(frozen=True, slots=True)
class Totals:
    """`nets`: each line without VAT, before the discount of the document; `rates`: the highest first."""

    nets: tuple[int, ...]
    rates: tuple[RateTotal, ...]

    @property
    def ht(self) -> int:
        return sum(row.base for row in self.rates)

    @property
    def vat(self) -> int:
        return sum(row.amount for row in self.rates)

    @property
    def ttc(self) -> int:
        return self.ht + self.vat

    def rate(self, vat: Vat) -> RateTotal:
        """The row of this rate; zeros when the document has none."""
        return next((row for row in self.rates if row.vat == vat), RateTotal(vat, 0, 0, 0, 0))


def totals(draft: Draft) -> Totals:
    """Totals of a whole document. Raises DocumentError when it has no line or ends below zero somewhere."""
    if not draft.lines:
        raise DocumentError("Il manque une ligne : ajoutez au moins un article ou une prestation.")
    found = cumulated(draft, (WHOLE,) * len(draft.lines))
    for row in found.rates:
        if row.base < 0 or row.amount < 0:
            amount = format_money(row.base, draft.currency)
            raise DocumentError(
                f"Les lignes à {rate_text(row.vat.rate)} descendent sous zéro ({amount}) : faites un avoir."
            )
    return found


def cumulated(draft: Draft, shares: Sequence[Fraction]) -> Totals:
    """Totals of a document when only this share (0 to 1) of each line is done so far (M20).

    Parts and partial credit notes are differences of two of these, so they add up exactly to the whole.
    """
    written = [_net(n, line, draft) for n, line in enumerate(draft.lines, 1)]
    done = [round_half_up(net * part) for net, part in zip(written, shares, strict=True)]
    vats = sorted({line.vat for line in draft.lines}, key=lambda vat: vat.order)
    members = [[n for n, line in enumerate(draft.lines) if line.vat == vat] for vat in vats]
    whole = [sum(written[n] for n in group) for group in members]
    so_far = [sum(done[n] for n in group) for group in members]
    discounts = [
        round_half_up(Fraction(discount * part, all_)) if all_ else 0
        for discount, part, all_ in zip(_discounts(draft, whole), so_far, whole, strict=True)
    ]
    nets = list(done)
    rows = []
    for vat, group, sum_, discount in zip(vats, members, so_far, discounts, strict=True):
        if draft.prices is Prices.HT:
            rows.append(_from_base(vat, sum_, discount))
        else:
            row = _from_gross(vat, sum_, discount)
            _put_nets(nets, group, row)
            rows.append(row)
    return Totals(tuple(nets), tuple(rows))


def split_gross(vat: Vat, gross: int) -> RateTotal:
    """Base and VAT of an amount that includes VAT (M3)."""
    return _from_gross(vat, gross, 0)


def line_nets(draft: Draft) -> tuple[int, ...]:
    """Each line after its own discount, as its prices are written (without or with VAT)."""
    return tuple(_net(n, line, draft) for n, line in enumerate(draft.lines, 1))


def _net(number: int, line: Line, draft: Draft) -> int:
    gross = price_of(line.quantity, line.unit_price, draft.currency)
    discount = line.discount.of(gross)
    if discount > max(gross, 0):
        amount = format_money(discount, draft.currency)
        raise DocumentError(f"Ligne {number} : la remise ({amount}) dépasse le montant de la ligne.")
    return gross - discount


def _discounts(draft: Draft, sums: Sequence[int]) -> Sequence[int]:
    """The discount of the document, per rate in the given order (M4)."""
    discount = draft.discount
    if discount.percent is not None:
        return [discount.of(sum_) for sum_ in sums]
    amount = discount.amount or 0
    if amount > max(sum(sums), 0):
        raise DocumentError(
            f"La remise ({format_money(amount, draft.currency)}) dépasse le montant du document."
        )
    return share(amount, [max(sum_, 0) for sum_ in sums])


def _from_base(vat: Vat, sum_: int, discount: int) -> RateTotal:
    base = sum_ - discount
    return RateTotal(vat, sum_, discount, base, round_half_up(base * Fraction(vat.rate) / 100))


def _from_gross(vat: Vat, sum_: int, discount: int) -> RateTotal:
    """The discount without VAT is what it takes off the base, so that lines less discount are the base."""
    lines, base = _without_vat(sum_, vat), _without_vat(sum_ - discount, vat)
    return RateTotal(vat, lines, lines - base, base, sum_ - discount - base)


def _without_vat(gross: int, vat: Vat) -> int:
    return round_half_up(gross / (1 + Fraction(vat.rate) / 100))


def _put_nets(nets: list[int], group: Sequence[int], row: RateTotal) -> None:
    """Lines without VAT, by largest remainder: their sum is exactly that of the rate."""
    divisor = 1 + Fraction(row.vat.rate) / 100
    parts = apportion(row.lines, [nets[n] / divisor for n in group])
    for n, part in zip(group, parts, strict=True):
        nets[n] = part
