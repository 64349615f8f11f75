"""Invoicing an accepted quote or order in parts that add up exactly to it (M20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaye.rules.documents.amounts import DocumentError, rate_text
from kaye.rules.documents.lines import Draft
from kaye.rules.documents.totals import RateTotal, Totals, cumulated
from kaye.rules.money import format_money


@dataclass(frozen=True, slots=True)
class Part:
    """`shares`: what each line reaches after this part; `quantities`: what this part takes of each."""

    totals: Totals
    shares: tuple[Fraction, ...]
    quantities: tuple[Fraction, ...]


def part_to_percent(draft: Draft, done: Sequence[Fraction], percent: Decimal) -> Part:
    """The part that brings every line to this percentage of the whole (cumulative). Raises DocumentError."""
    if not 0 < percent <= 100:
        raise DocumentError(f"{rate_text(percent)} : l'avancement va de 1 à 100\u00a0%.")
    target = Fraction(percent) / 100
    if max(done, default=Fraction()) > target:
        reached = rate_text(Decimal(int(100 * max(done))))
        raise DocumentError(f"Une partie est déjà facturée à {reached} : indiquez un avancement plus élevé.")
    return _part(draft, done, [target] * len(draft.lines))


def part_of_quantities(draft: Draft, done: Sequence[Fraction], quantities: Mapping[int, Decimal]) -> Part:
    """The part made of these quantities, by line number (from 1). Raises DocumentError."""
    return _part(draft, done, shares_reached(draft, done, quantities))


def shares_reached(
    draft: Draft, done: Sequence[Fraction], quantities: Mapping[int, Decimal]
) -> tuple[Fraction, ...]:
    """The share of each line once these quantities are added to what is done. Raises DocumentError.

    For a part as for a credit note: never more than the quantity written.
    """
    reached = list(done)
    for number, quantity in quantities.items():
        if not 1 <= number <= len(draft.lines):
            raise DocumentError(f"La ligne {number} n'existe pas : il y en a {len(draft.lines)}.")
        written = Fraction(draft.lines[number - 1].quantity)
        share = done[number - 1] + Fraction(quantity) / written
        if not done[number - 1] < share <= 1:
            left = quantity_text((1 - done[number - 1]) * written)
            raise DocumentError(f"Ligne {number} : il reste {left}, pas davantage.")
        reached[number - 1] = share
    return tuple(reached)


def difference(after: Totals, before: Totals) -> Totals:
    """What `after` adds to `before`, line by line and rate by rate; rates without a change are left out."""
    nets = tuple(new - old for new, old in zip(after.nets, before.nets, strict=True))
    rows = [_less(row, before.rate(row.vat)) for row in after.rates]
    return Totals(nets, tuple(row for row in rows if row.lines or row.base or row.amount))


def quantity_text(quantity: Fraction) -> str:
    """« 2 », « 1,5 »: at most three decimals."""
    thousandths = Decimal(round(quantity * 1000)) / 1000
    return f"{thousandths.normalize():f}".replace(".", ",")


def _part(draft: Draft, done: Sequence[Fraction], target: Sequence[Fraction]) -> Part:
    found = difference(cumulated(draft, target), cumulated(draft, done))
    if list(target) == list(done):
        raise DocumentError("Tout cela est déjà facturé : choisissez ce qui s'ajoute.")
    for row in found.rates:
        if row.base < 0 or row.amount < 0:
            amount = format_money(row.with_vat, draft.currency)
            raise DocumentError(
                f"Cette partie descendrait sous zéro ({amount}) : facturez aussi les lignes positives."
            )
    taken = zip(draft.lines, target, done, strict=True)
    quantities = tuple(Fraction(line.quantity) * (new - old) for line, new, old in taken)
    return Part(found, tuple(target), quantities)


def _less(row: RateTotal, before: RateTotal) -> RateTotal:
    return RateTotal(
        row.vat,
        row.lines - before.lines,
        row.discount - before.discount,
        row.base - before.base,
        row.amount - before.amount,
    )
