"""How a paper comes from another one: a deposit, a part, the final invoice, a credit note."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kaye.records.models import Document
from kaye.rules.documents.titles import Kind


class Role(StrEnum):
    """What a paper takes of its source."""

    WHOLE = "whole"
    DEPOSIT = "deposit"
    PERCENT = "percent"
    QUANTITIES = "quantities"
    FINAL = "final"
    CREDIT_WHOLE = "credit_whole"
    CREDIT_LINES = "credit_lines"
    CREDIT_AMOUNT = "credit_amount"
    CREDIT_SPREAD = "credit_spread"

    @property
    def is_credit(self) -> bool:
        return self.value.startswith("credit")


@dataclass(frozen=True, slots=True)
class Part:
    """`amount`: of a deposit (« 30 % » or an amount), or of a credit note in minor units; `vat`: its rate.

    `percent`: cumulative. `quantities`: by line number, from 1.
    """

    role: Role = Role.WHOLE
    amount: str = ""
    vat: str = ""
    percent: Decimal | None = None
    quantities: Mapping[int, Decimal] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As kept in `Document.asked`."""
        return {
            "role": self.role.value,
            "amount": self.amount,
            "vat": self.vat,
            "percent": None if self.percent is None else str(self.percent),
            "quantities": {str(n): str(q) for n, q in self.quantities.items()},
        }


WHOLE = Part()
KEY = "part"  # beside the keys of M59, never written by a person


def part_of(document: Document) -> Part:
    """How this paper comes from its source."""
    data = document.asked.get(KEY)
    if not data:
        return WHOLE
    return Part(
        Role(data["role"]),
        data["amount"],
        data["vat"],
        Decimal(data["percent"]) if data["percent"] is not None else None,
        {int(n): Decimal(q) for n, q in data["quantities"].items()},
    )


def asked_of(document: Document) -> dict[str, Any]:
    """What a person gave, without what we keep beside it."""
    return {key: value for key, value in document.asked.items() if key != KEY}


def wanted_kind(document: Document) -> Kind:
    """What this paper is, whatever the title that the country allows it (M14)."""
    role = part_of(document).role
    if role is Role.DEPOSIT:
        return Kind.DEPOSIT
    if role is Role.FINAL:
        return Kind.FINAL
    return Kind.INVOICE if document.kind == Kind.RECEIPT else Kind(document.kind)
