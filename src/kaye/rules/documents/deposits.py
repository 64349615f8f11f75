"""Deposit invoices, and the final invoice that deducts them (M18, M19)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kaye.rules.documents.amounts import Discount, DocumentError, share
from kaye.rules.documents.totals import RateTotal, Totals, split_gross
from kaye.rules.money import format_money


@dataclass(frozen=True, slots=True)
class Deposit:
    """An issued deposit invoice. `rates` and `amount` (with VAT) are net of its credit notes."""

    number: str
    issued_on: date
    rates: tuple[RateTotal, ...]
    is_paid: bool

    @property
    def amount(self) -> int:
        return sum(row.with_vat for row in self.rates)


@dataclass(frozen=True, slots=True)
class Final:
    """All the work, less the deposits. `booked`: what the sales journal takes, per rate, highest first."""

    totals: Totals
    deposits: tuple[Deposit, ...]
    due: int
    booked: tuple[RateTotal, ...]

    @property
    def deducted(self) -> int:
        return sum(deposit.amount for deposit in self.deposits)


def deposit_amount(asked: Discount, total: int, code: str) -> int:
    """The deposit with VAT: a percentage of the total rounded once, or the amount. Raises DocumentError."""
    amount = asked.of(total)
    if not 0 < amount <= total:
        raise DocumentError(
            f"L'acompte ({format_money(amount, code)}) doit rester entre zéro"
            f" et le total ({format_money(total, code)})."
        )
    return amount


def deposit_rates(whole: Totals, amount: int) -> tuple[RateTotal, ...]:
    """A deposit spread over the rates of the document, in proportion to their totals with VAT (M18)."""
    parts = share(amount, [row.with_vat for row in whole.rates])
    return tuple(split_gross(row.vat, part) for row, part in zip(whole.rates, parts, strict=True) if part)


def final_invoice(whole: Totals, deposits: Iterable[Deposit], code: str) -> Final:
    """The final invoice of all the work. Raises DocumentError when the deposits exceed it."""
    taken = tuple(deposits)
    deducted = sum(deposit.amount for deposit in taken)
    if deducted > whole.ttc:
        raise DocumentError(
            f"Les acomptes ({format_money(deducted, code)}) dépassent le total ({format_money(whole.ttc, code)}) :"
            f" faites d'abord un avoir de {format_money(deducted - whole.ttc, code)} sur un acompte."
        )
    return Final(whole, taken, whole.ttc - deducted, _difference(whole, taken))


def _difference(whole: Totals, deposits: tuple[Deposit, ...]) -> tuple[RateTotal, ...]:
    rows = []
    for row in whole.rates:
        taken = [part for deposit in deposits for part in deposit.rates if part.vat == row.vat]
        base = row.base - sum(part.base for part in taken)
        rows.append(RateTotal(row.vat, base, 0, base, row.amount - sum(part.amount for part in taken)))
    return tuple(rows)
