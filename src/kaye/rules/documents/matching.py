"""Lines of a bank statement brought near open debts: proposals, never bookings (M44).

By document number first, then by amount; a name only ever confirms an amount. Each proposal that is sure uses
up what it pays, so that two identical transfers never settle one invoice twice.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaye.rules.documents.likeness import are_alike, is_named, says_name

_TYPED_WITHIN = 5  # days between a payment typed by hand and its line


class Level(StrEnum):
    """How far a proposal can be trusted; the owner taps in any case."""

    SURE = "sure"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    ALREADY = "already"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line: `amount` in minor units, negative for a debit; `bank_id` when the file gives one."""

    number: int
    on: date
    amount: int
    label: str
    name: str = ""
    bank_id: str = ""


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
    balances = {debt.ref: debt.balance for debt in debts}
    waiting = list(typed)
    found = []
    for line in lines:
        if line.amount <= 0:
            continue
        still_open = [debt for debt in debts if balances[debt.ref] > 0]
        named = [debt for debt in debts if is_named(debt.number, line.label)]
        payment = _already(line, waiting, named)
        if payment is not None:
            waiting.remove(payment)
            match = Match(line.number, Level.ALREADY, (payment.ref,), line.amount, "déjà noté à la main")
        else:
            match = _match(line, still_open, named, balances)
        if match.level is Level.SURE:
            balances.update(dict.fromkeys(match.refs, 0))
        found.append(match)
    return tuple(found)


def line_keys(account: str, lines: Iterable[BankLine]) -> tuple[tuple[str, ...], ...]:
    """What makes each line the same one in the next file: the bank's id, else its content and its rank."""
    seen: Counter[tuple[str, ...]] = Counter()
    keys: list[tuple[str, ...]] = []
    for line in lines:
        if line.bank_id:
            keys.append((account, line.bank_id))
            continue
        content = (account, line.on.isoformat(), str(line.amount), line.label)
        seen[content] += 1
        keys.append((*content, str(seen[content])))
    return tuple(keys)


def _match(
    line: BankLine, debts: Sequence[OpenInvoice], named: Sequence[OpenInvoice], balances: dict[str, int]
) -> Match:
    if named:
        refs = tuple(debt.ref for debt in named)
        if line.amount == sum(balances[ref] for ref in refs):
            return Match(line.number, Level.SURE, refs, line.amount, "numéro et montant")
        return Match(line.number, Level.PROBABLE, refs, line.amount, "numéro, mais un autre montant")
    equal = [debt for debt in debts if balances[debt.ref] == line.amount]
    alike = [debt for debt in equal if _is_alike(debt.customer, line)]
    if len(alike) == 1:
        return Match(line.number, Level.PROBABLE, (alike[0].ref,), line.amount, "montant et nom")
    if len(equal) == 1:
        return Match(line.number, Level.POSSIBLE, (equal[0].ref,), line.amount, "montant seul")
    return Match(line.number, Level.NONE, (), line.amount, "aucune dette ne correspond")


def _already(
    line: BankLine, waiting: Sequence[TypedPayment], named: Sequence[OpenInvoice]
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
    return min(fits, key=lambda payment: _distance(payment, line), default=None)


def _distance(payment: TypedPayment, line: BankLine) -> tuple[bool, bool, int]:
    by_number = any(is_named(number, line.label) for number in payment.numbers)
    return not by_number, not _is_alike(payment.customer, line), abs((payment.on - line.on).days)


def _is_alike(customer: str, line: BankLine) -> bool:
    """The name given by the bank, or the words of its label, are the customer's."""
    return are_alike(customer, line.name) if line.name else says_name(line.label, customer)
