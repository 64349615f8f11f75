"""Lines of a bank statement, and what makes one the same in the next file (M44)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line: `amount` in minor units, negative for a debit; `bank_id` when the file gives one."""

    number: int
    on: date
    amount: int
    label: str
    name: str = ""
    bank_id: str = ""


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
