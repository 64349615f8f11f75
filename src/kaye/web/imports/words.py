"""What an import did, or would do, in French."""

from dataclasses import dataclass
from typing import Any

from kaye.imports.kinds import importers
from kaye.records.models import ImportBatch

_THINGS = (
    ("customers", "client", "clients", "users"),
    ("sales", "vente", "ventes", "store"),
    ("invoices", "facture", "factures", "file-text"),
    ("receivables", "dette à suivre", "dettes à suivre", "banknote"),
    ("payments", "paiement", "paiements", "hand-coins"),
    ("products", "article", "articles", "package"),
)
_STATES = {
    "read": ("pas encore importé", "todo", "hourglass"),
    "done": ("importé", "paid", "check"),
    "undone": ("annulé", "", "undo-2"),
    "refused": ("illisible", "check", "ban"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """« 14 clients » with its icon."""

    number: int
    word: str
    icon: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in the list. `word`, `chip` and `icon` say its state."""

    batch: ImportBatch
    kind: str
    word: str
    chip: str
    icon: str
    counts: tuple[Count, ...]


def counts_of(numbers: dict[str, int]) -> tuple[Count, ...]:
    """Only what there is."""
    return tuple(
        Count(numbers[key], one if numbers[key] == 1 else many, icon)
        for key, one, many, icon in _THINGS
        if numbers.get(key)
    )


def batch_line(batch: ImportBatch) -> BatchLine:
    word, chip, icon = _STATES.get(batch.state, (batch.state, "", "info"))
    created: dict[str, Any] = batch.answer.get("created", {})
    return BatchLine(batch, kind_label(batch.kind), word, chip, icon, counts_of(created))


def kind_label(kind: str) -> str:
    """« Ventes »; an unknown kind as it is written."""
    known = importers().get(kind)
    return known.LABEL if known else kind or "Fichier"


def lines_text(count: int) -> str:
    """« 39 lignes »."""
    return f"{count:,} ligne".replace(",", "\u202f") + ("s" if count > 1 else "")
