"""Letters, statements and proofs: a head and blocks, set on the same paper as the documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaye.documents.colour import ink
from kaye.documents.logo import drawn_logo, is_safe_drawing
from kaye.documents.sheet import address_lines, identity_line
from kaye.documents.typesetting import TypesettingError, typeset
from kaye.rules.documents.document import PLAIN, Look, Party

Block = Mapping[str, Any]
_LONG = 60  # rows


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `grows`: takes the room that is left."""

    name: str
    is_figure: bool = False
    grows: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """Pages of a business. `to`: who they are written to, or None, under `to_label`; `on`: their date."""

    heading: str
    reference: str
    sender: Party
    blocks: tuple[Block, ...]
    on: date
    to: Party | None = None
    look: Look = PLAIN
    to_label: str = "À l'attention de"


def letter_pdf(letter: Letter) -> bytes:
    """The PDF/A-3. A logo that can't be drawn is left out. Raises TypesettingError."""
    try:
        return _typeset(letter, letter.look)
    except TypesettingError:
        if not letter.look.logo:
            raise
    return _typeset(letter, Look(colour=letter.look.colour))


def _typeset(letter: Letter, look: Look) -> bytes:
    is_long = sum(len(block.get("rows", ())) for block in letter.blocks) > _LONG
    return typeset("pages", _facts(letter, look), letter.on, is_long=is_long)


def section(text: str) -> Block:
    return {"is": "section", "text": text}


def paragraph(text: str) -> Block:
    return {"is": "text", "text": text}


def strong(text: str) -> Block:
    return {"is": "strong", "text": text}


def small(text: str) -> Block:
    return {"is": "small", "text": text}


def banner(text: str) -> Block:
    """Highlighted: to be looked at."""
    return {"is": "banner", "text": text}


def quotation(text: str) -> Block:
    """What somebody else wrote."""
    return {"is": "quote", "text": text}


def named_facts(rows: Sequence[tuple[str, str]]) -> Block:
    """Name and value on one line; empty values are left out."""
    return {"is": "facts", "rows": [list(row) for row in rows if row[1]]}


def sums(rows: Sequence[tuple[str, str]]) -> Block:
    return {"is": "sums", "rows": [list(row) for row in rows]}


def total(label: str, value: str, hint: str = "") -> Block:
    """The double frame: the one thing to know."""
    return {"is": "total", "label": label, "value": value, "hint": hint}


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]], in_margin: bool = False) -> Block:
    """`in_margin`: the first column, a date or a rank, stands left of the rule."""
    return {
        "is": "table",
        "margin": in_margin,
        "columns": [
            {"name": each.name, "align": "right" if each.is_figure else "left", "grows": each.grows}
            for each in columns
        ],
        "rows": [list(row) for row in rows],
    }


def code(label: str, text: str) -> Block:
    """Letters and figures to compare one by one: a SHA-256."""
    return {"is": "code", "label": label, "text": text}


def drawing(svg: str) -> Block:
    """A signature drawn by hand; a sentence in its place when the drawing is not one of ours."""
    if not is_safe_drawing(svg.encode()):
        return small("La signature dessinée ne peut pas être montrée ici.")
    return {"is": "drawing", "svg": svg}


def script(text: str) -> Block:
    """A signature typed."""
    return {"is": "script", "text": text}


def signing(title: str, hint: str, frame: str) -> Block:
    return {"is": "sign", "title": title, "hint": hint, "frame": frame}


def _facts(letter: Letter, look: Look) -> Mapping[str, Any]:
    sender, to = letter.sender, letter.to
    contact = " · ".join(filter(None, (sender.phone, sender.email)))
    return {
        "title": letter.heading,
        "author": sender.legal_name,
        "heading": letter.heading,
        "number": letter.reference,
        "reference": letter.heading,
        "colour": ink(look.colour),
        "logo": drawn_logo(look),
        "seller": {
            "name": sender.legal_name,
            "lines": [*address_lines(sender), *filter(None, (contact,))],
        },
        "buyer": to and {"label": letter.to_label, "name": to.legal_name, "lines": address_lines(to, sender)},
        "footer": identity_line(sender),
        "blocks": letter.blocks,
    }
