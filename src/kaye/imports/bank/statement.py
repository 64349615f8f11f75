"""What every bank statement becomes, whatever its format."""

from dataclasses import dataclass

from kaye.rules.documents.bank_lines import BankLine

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 20_000
LABEL, NAME = 300, 160  # characters kept


class StatementError(Exception):
    """The file as a whole can't be read; the message is a French sentence for the owner."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """`number` as in the file; `reason` in French."""

    number: int
    reason: str
    raw: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """`account`: its IBAN or number when the file tells it, else empty. Debits have a negative amount."""

    format: str
    account: str
    lines: tuple[BankLine, ...]
    refused: tuple[RefusedLine, ...] = ()


def clean(text: str, most: int = LABEL) -> str:
    """One line without the doubled spaces of banks, at most that long."""
    return " ".join(text.replace("\0", " ").split())[:most]
