"""What an import says: before it is written (the view) and after (the answer). The shape of R3."""

from dataclasses import dataclass, field
from typing import Any

from kaye.imports.columns import ColumnMap
from kaye.records.models import ImportBatch

THINGS = ("customers", "sales", "invoices", "receivables", "payments", "products")


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """`line`: its number in a spreadsheet. `reason`: a French sentence that names the column."""

    line: int
    reason: str
    raw: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineWarning:
    """Something taken all the same, that the person should know."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """Counts of lines, of things created and changed. `batch` None: nothing was written.

    `receivables` counts the debts that still owe something.
    """

    batch: int | None
    accepted: int
    refused_count: int
    unchanged: int
    ignored: int
    created: dict[str, int]
    changed: dict[str, int]
    refused: tuple[RefusedLine, ...]
    warnings: tuple[LineWarning, ...]

    def as_json(self) -> dict[str, Any]:
        """The object of `kaye import --json` (R3)."""
        return {
            "batch": self.batch,
            "rows": {
                "accepted": self.accepted,
                "refused": self.refused_count,
                "unchanged": self.unchanged,
                "ignored": self.ignored,
            },
            "created": dict(self.created),
            "changed": dict(self.changed),
            "refused": [{"line": r.line, "reason": r.reason, "raw": list(r.raw)} for r in self.refused],
            "warnings": [{"line": w.line, "message": w.message} for w in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """One value of something known that the file says otherwise; "" for an empty one."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the file as the person sees it. `state`: new, changed, same, refused.

    A refused line names the field to correct (`field_name`, its label and value), perhaps a `suggestion`;
    `can_accept`: a repeated line that may be taken as it is (R16).
    """

    number: int
    title: str
    state: str
    text: str = ""
    field_name: str = ""
    field_label: str = ""
    value: str = ""
    problem: str = ""
    suggestion: str = ""
    changes: tuple[Change, ...] = ()
    warnings: tuple[str, ...] = ()
    can_accept: bool = False


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file read, nothing written. `trouble`: why it can't be read yet (a column that is missing), else "".

    `lines` shows at most some of each state; the counts of `answer` are those of the whole file.
    `owed`: what the debts created would owe together, in minor units.
    """

    batch: ImportBatch | None
    kind: str
    filename: str
    line_count: int
    columns: ColumnMap
    answer: ImportAnswer
    lines: tuple[LineView, ...] = ()
    changed_lines: int = 0
    owed: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an undone import leaves, and why."""

    line: int
    what: str
    because: str


@dataclass(frozen=True, slots=True)
class UndoAnswer:
    """Things taken back by an undone import, and those that stay because something depends on them."""

    batch: int
    removed: dict[str, int]
    restored: int
    kept: tuple[Kept, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        return {
            "batch": self.batch,
            "removed": dict(self.removed),
            "restored": self.restored,
            "kept": [{"line": k.line, "what": k.what, "because": k.because} for k in self.kept],
        }
