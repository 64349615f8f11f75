"""Credit notes: whole, by lines, or of an amount at one rate; together never more than the invoice (M22, M23).

Whatever their order, credits of everything equal the invoice to the unit, per rate, base and VAT apart.
"""

from collections.abc import Sequence
from fractions import Fraction

from kaye.rules.documents.amounts import DocumentError, rate_text, round_half_up, share
from kaye.rules.documents.lines import Draft, Prices, Vat
from kaye.rules.documents.parts import difference
from kaye.rules.documents.totals import RateTotal, cumulated, split_gross
from kaye.rules.money import format_money

Rates = tuple[RateTotal, ...]


def credit_whole(invoice: Rates, credited: Rates) -> Rates:
    """All that is left to credit. Raises DocumentError when nothing is."""
    left = tuple(row for row in (_left(row, credited) for row in invoice) if row.with_vat)
    if not left:
        raise DocumentError("Cette facture est déjà entièrement annulée par avoir.")
    return left


def credit_amount(invoice: Rates, credited: Rates, vat: Vat, amount: int, code: str) -> Rates:
    """A credit note of an amount with VAT at one rate. Raises DocumentError."""
    if amount <= 0:
        raise DocumentError("Écrivez le montant de l'avoir, supérieur à zéro.")
    row = next((row for row in invoice if row.vat == vat), None)
    if row is None:
        raise DocumentError(f"La facture n'a pas de ligne à {rate_text(vat.rate)}.")
    left = _left(row, credited)
    if amount > left.with_vat:
        raise DocumentError(
            f"L'avoir dépasse ce qui reste à {rate_text(vat.rate)} : au plus {format_money(left.with_vat, code)}."
        )
    before = _sum_of(credited, vat)
    target = split_gross(vat, before.with_vat + amount).amount - before.amount
    return (_within(vat, target, amount, left),)


def credit_lines(
    draft: Draft, invoice: Rates, credited: Rates, done: Sequence[Fraction], target: Sequence[Fraction]
) -> Rates:
    """A credit note of lines: the share of each already credited, and the share reached after this one.

    `draft` is the invoice as issued. Raises DocumentError.
    """
    if any(not old <= new <= 1 for old, new in zip(done, target, strict=True)):
        raise DocumentError("L'avoir dépasse les quantités de la facture.")
    added = difference(cumulated(draft, target), cumulated(draft, done))
    rows: list[RateTotal] = []
    for row in added.rates:
        if not row.with_vat:
            continue
        if draft.prices is Prices.TTC:
            rows += credit_amount(invoice, credited, row.vat, row.with_vat, draft.currency)
        else:
            rows.append(_credit_base(row, invoice, credited, draft.currency))
    if not rows:
        raise DocumentError("L'avoir est vide : choisissez au moins une ligne.")
    return tuple(rows)


def spread_credit(invoice: Rates, credited: Rates, amount: int, code: str) -> Rates:
    """An amount with VAT credited over every rate, in proportion to what is left of each (M31)."""
    left = [_left(row, credited).with_vat for row in invoice]
    if amount > sum(left):
        raise DocumentError(f"L'avoir dépasse la facture : au plus {format_money(sum(left), code)}.")
    rows: list[RateTotal] = []
    for row, part in zip(invoice, share(amount, left), strict=True):
        if part:
            rows += credit_amount(invoice, credited, row.vat, part, code)
    return tuple(rows)


def settle(credit: int, balance: int) -> tuple[int, int]:
    """(what lowers the balance of the invoice, what becomes the customer's credit)."""
    lowered = min(credit, max(balance, 0))
    return lowered, credit - lowered


def _credit_base(row: RateTotal, invoice: Rates, credited: Rates, code: str) -> RateTotal:
    left = _left(next(each for each in invoice if each.vat == row.vat), credited)
    if not 0 <= row.base <= left.base:
        most = format_money(max(left.base, 0), code)
        raise DocumentError(
            f"L'avoir dépasse ce qui reste à {rate_text(row.vat.rate)} : au plus {most} hors taxe."
        )
    before = _sum_of(credited, row.vat)
    reached = round_half_up((before.base + row.base) * Fraction(row.vat.rate) / 100)
    closes = row.base == left.base
    tax = left.amount if closes else min(max(reached - before.amount, 0), left.amount)
    return RateTotal(row.vat, row.base, 0, row.base, tax)


def _within(vat: Vat, tax: int, amount: int, left: RateTotal) -> RateTotal:
    """Keeps base and VAT between zero and what is left of each: roundings of earlier notes may differ by one."""
    tax = min(max(tax, 0, amount - left.base), left.amount, amount)
    return RateTotal(vat, amount - tax, 0, amount - tax, tax)


def _left(row: RateTotal, credited: Rates) -> RateTotal:
    before = _sum_of(credited, row.vat)
    base = row.base - before.base
    return RateTotal(row.vat, base, 0, base, row.amount - before.amount)


def _sum_of(credited: Rates, vat: Vat) -> RateTotal:
    rows = [row for row in credited if row.vat == vat]
    base = sum(row.base for row in rows)
    return RateTotal(vat, base, 0, base, sum(row.amount for row in rows))
