"""Entries of double bookkeeping for the accountant: one per document and one per movement of money (M60).

Accounts of the French plan: 411 customers, 706 services, 707 goods, 44571 VAT collected, 4191 deposits received,
512 bank, 530 cash, 658 small change forgiven. Every entry is balanced.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kaye.rules.documents.deposits import Deposit
from kaye.rules.documents.document import Nature
from kaye.rules.documents.titles import Kind
from kaye.rules.documents.totals import RateTotal

CUSTOMERS, SERVICES, GOODS, VAT, DEPOSITS, BANK, CASH, SMALL_CHANGE = (
    "411", "706", "707", "44571", "4191", "512", "530", "658",
)  # fmt: skip
LABELS = {
    CUSTOMERS: "Clients",
    SERVICES: "Prestations de services",
    GOODS: "Ventes de marchandises",
    VAT: "TVA collectée",
    DEPOSITS: "Clients, acomptes reçus",
    BANK: "Banque",
    CASH: "Caisse",
    SMALL_CHANGE: "Arrondis",
}
SALES, BANKING, TILL = "VE", "BQ", "CA"
JOURNALS = {SALES: "Ventes", BANKING: "Banque", TILL: "Caisse"}


@dataclass(frozen=True, slots=True)
class Side:
    """One line of an entry, in minor units: exactly one of the two is not 0."""

    account: str
    debit: int = 0
    credit: int = 0


@dataclass(frozen=True, slots=True)
class Booking:
    """An entry. `aux`: the customer's own account; `piece`: the paper that justifies it."""

    journal: str
    on: date
    piece: str
    piece_on: date
    label: str
    aux: str
    aux_name: str
    valid_on: date
    sides: tuple[Side, ...]

    @property
    def is_balanced(self) -> bool:
        return sum(side.debit for side in self.sides) == sum(side.credit for side in self.sides)


def document_sides(
    kind: Kind,
    rates: Sequence[RateTotal],
    nature: Nature | None,
    deposits: Iterable[Deposit] = (),
    of_deposit: bool = False,
) -> tuple[Side, ...]:
    """A document: what the customer owes against income and VAT. `of_deposit`: a credit note of a deposit invoice.

    A final invoice takes back the deposits already booked, so that only the difference is owed (M19).
    """
    sign = -1 if kind is Kind.CREDIT_NOTE else 1
    income = DEPOSITS if kind is Kind.DEPOSIT or of_deposit else income_account(nature)
    taken = [row for deposit in deposits for row in deposit.rates]
    base = sum(row.base for row in rates)
    vat = sum(row.amount for row in rates) - sum(row.amount for row in taken)
    back = sum(row.base for row in taken)
    return _sides(
        (CUSTOMERS, sign * (base + vat - back)),
        (DEPOSITS, sign * back),
        (income, -sign * base),
        (VAT, -sign * vat),
    )


def booked_rates(kind: Kind, rates: Sequence[RateTotal], deposits: Iterable[Deposit] = ()) -> list[RateTotal]:
    """Per rate, what the sales journal takes: the difference for a final invoice, the opposite for a credit note."""
    sign = -1 if kind is Kind.CREDIT_NOTE else 1
    taken = [row for deposit in deposits for row in deposit.rates]
    found = []
    for vat in dict.fromkeys(row.vat for row in [*rates, *taken]):
        base = sum(row.base for row in rates if row.vat == vat) - sum(r.base for r in taken if r.vat == vat)
        amount = sum(row.amount for row in rates if row.vat == vat) - sum(
            r.amount for r in taken if r.vat == vat
        )
        found.append(RateTotal(vat, 0, 0, sign * base, sign * amount))
    return found


def payment_sides(amount: int, in_cash: bool, rounding: int = 0) -> tuple[Side, ...]:
    """Money in (or out when negative) against the customer; `rounding`: forgiven with it (M6)."""
    return _sides(
        (CASH if in_cash else BANK, amount), (SMALL_CHANGE, rounding), (CUSTOMERS, -(amount + rounding))
    )


def income_account(nature: Nature | None) -> str:
    """Goods or services; what is mixed or unsaid counts as services."""
    return GOODS if nature is Nature.GOODS else SERVICES


def _sides(*rows: tuple[str, int]) -> tuple[Side, ...]:
    return tuple(
        Side(account, debit=amount) if amount > 0 else Side(account, credit=-amount)
        for account, amount in rows
        if amount
    )
