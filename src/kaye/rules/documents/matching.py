"""Lines of a bank statement brought near open debts: proposals, never bookings (M44).

By document number first, then by amount; a name only ever confirms an amount. Each proposal that is sure uses
up what it pays, so that two identical transfers never settle one invoice twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaye.rules.documents.bank_lines import BankLine
from kaye.rules.documents.likeness import are_alike, number_key, number_keys, says_little, says_name

_TYPED_WITHIN = 5  # days between a payment typed by hand and its line


class Level(StrEnum):
    """How far a proposal can be trusted; the owner taps in any case."""

    SURE = "sure"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    ALREADY = "already"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An open debt. `number`: its document number, empty for a notebook debt."""

    ref: str
    number: str
    customer: str
    balance: int


@dataclass(frozen=True, slots=True)
class TypedPayment:
    """A payment already recorded by hand. `refs`: debts it went to, by document number."""

    ref: str
    on: date
    amount: int
    customer: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """`refs`: the debts proposed, or the payment already typed; `because` in French."""

    line: int
    level: Level
    refs: tuple[str, ...]
    amount: int
    because: str


def match_lines(
    lines: Iterable[BankLine], debts: Sequence[OpenInvoice], typed: Sequence[TypedPayment] = ()
) -> tuple[Match, ...]:
    """A proposal for each credit, in order; debits are ignored."""
    book = _Book(debts)
    waiting = list(typed)
    found = []
    for line in lines:
        if line.amount <= 0:
            continue
        keys = number_keys(line.label)
        named = book.named(keys, line.amount)
        payment = _already(line, waiting, keys, named)
        if payment is not None:
            waiting.remove(payment)
            match = Match(line.number, Level.ALREADY, (payment.ref,), line.amount, "déjà noté à la main")
        else:
            match = _match(line, named, book)
        if match.level is Level.SURE:
            book.settle(match.refs)
        found.append(match)
    return tuple(found)


class _Book:
    """The open debts, found by number and by amount; what a sure line pays is owed no more."""

    def __init__(self, debts: Iterable[OpenInvoice]) -> None:
        self._left: dict[str, int] = {}
        self._by_number: defaultdict[str, list[OpenInvoice]] = defaultdict(list)
        self._by_amount: defaultdict[int, list[OpenInvoice]] = defaultdict(list)
        for debt in debts:
            self._left[debt.ref] = debt.balance
            self._by_amount[debt.balance].append(debt)
            if key := number_key(debt.number):
                self._by_number[key].append(debt)

    def named(self, keys: frozenset[str], amount: int) -> tuple[OpenInvoice, ...]:
        """Debts whose number is in the label; a few figures count with their amount only."""
        found = (
            debt
            for key in sorted(keys & self._by_number.keys())
            for debt in self._by_number[key]
            if not says_little(key) or debt.balance == amount
        )
        return tuple(found)

    def owing(self, amount: int) -> tuple[OpenInvoice, ...]:
        return tuple(debt for debt in self._by_amount.get(amount, ()) if self._left[debt.ref] == amount)

    def left(self, debts: Iterable[OpenInvoice]) -> int:
        return sum(self._left[debt.ref] for debt in debts)

    def settle(self, refs: Iterable[str]) -> None:
        self._left.update(dict.fromkeys(refs, 0))


def _match(line: BankLine, named: Sequence[OpenInvoice], book: _Book) -> Match:
    if named:
        refs = tuple(debt.ref for debt in named)
        if line.amount == book.left(named):
            return Match(line.number, Level.SURE, refs, line.amount, "numéro et montant")
        return Match(line.number, Level.PROBABLE, refs, line.amount, "numéro, mais un autre montant")
    equal = book.owing(line.amount)
    alike = [debt for debt in equal if _is_alike(debt.customer, line)]
    if len(alike) == 1:
        return Match(line.number, Level.PROBABLE, (alike[0].ref,), line.amount, "montant et nom")
    if len(equal) == 1:
        return Match(line.number, Level.POSSIBLE, (equal[0].ref,), line.amount, "montant seul")
    return Match(line.number, Level.NONE, (), line.amount, "aucune dette ne correspond")


def _already(
    line: BankLine, waiting: Iterable[TypedPayment], keys: frozenset[str], named: Iterable[OpenInvoice]
) -> TypedPayment | None:
    """The typed payment of this line: a number that points elsewhere rules it out."""
    wanted = {debt.number for debt in named}
    fits = [
        payment
        for payment in waiting
        if payment.amount == line.amount
        and abs((payment.on - line.on).days) <= _TYPED_WITHIN
        and (not wanted or wanted & set(payment.numbers))
    ]
    return min(fits, key=lambda payment: _distance(payment, line, keys), default=None)


def _distance(payment: TypedPayment, line: BankLine, keys: frozenset[str]) -> tuple[bool, bool, int]:
    by_number = any(number_key(number) in keys for number in payment.numbers)
    return not by_number, not _is_alike(payment.customer, line), abs((payment.on - line.on).days)


def _is_alike(customer: str, line: BankLine) -> bool:
    """The name given by the bank, or the words of its label, are the customer's."""
    return are_alike(customer, line.name) if line.name else says_name(line.label, customer)
