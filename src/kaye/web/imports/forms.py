"""What a person sends: the corrections typed beside refused lines, the columns chosen."""

import re
from collections.abc import Iterator

from django.http import QueryDict

from kaye.actions.importing.source import NOWHERE, Correction
from kaye.imports.columns import ColumnMap
from kaye.web.sell.draft import whole

_CELL = re.compile(r"c\.(\d{1,7})\.([a-z_]{1,30})")
_LONGEST = 2_000


def typed_corrections(sent: QueryDict) -> Iterator[Correction]:
    """Cells whose text is no longer what the page showed (`o.…`), and the suggestion that was tapped."""
    tapped = sent.get("suggestion", "").partition("=")
    for name, text in sent.items():
        if not (match := _CELL.fullmatch(name)):
            continue
        written = tapped[2] if tapped[0] == name else text
        if isinstance(written, str) and written != sent.get(f"o.{match[1]}.{match[2]}", ""):
            yield Correction(int(match[1]), match[2], written[:_LONGEST])


def accepted_lines(sent: QueryDict) -> list[int]:
    number = whole(sent.get("accept", ""))
    return [] if number is None else [number]


def chosen_columns(sent: QueryDict, columns: ColumnMap) -> dict[str, int]:
    """field -> column for every field of the kind; one column serves one field, the first that asks."""
    chosen: dict[str, int] = {}
    for field in columns.fields:
        number = whole(sent.get(f"f.{field.name}", ""))
        taken = number is None or number in chosen.values()
        chosen[field.name] = NOWHERE if taken or number is None else number
    return chosen
