"""The proof file of one debtor as one PDF: contents, summary, sections, then the documents themselves (M54)."""

import importlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kaye.documents.pages import (
    Block,
    Column,
    Letter,
    letter_pdf,
    named_facts,
    paragraph,
    section,
    small,
    table,
)
from kaye.rules.documents.document import PLAIN, Look, Party
from kaye.rules.french import day_text


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """One fact of a section. `when`: as shown in the margin; `what`: a title; `text`: words as they were."""

    when: str
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class DossierSection:
    """A chapter: its facts in order of time, then PDFs as they are, each with its title."""

    title: str
    entries: tuple[DossierEntry, ...] = ()
    pdfs: tuple[tuple[str, bytes], ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """`summary`: sums at the date, time-bar, each with its name."""

    creditor: Party
    debtor: Party
    on: date
    summary: tuple[tuple[str, str], ...]
    sections: tuple[DossierSection, ...]
    look: Look = PLAIN


_AT_ONCE = 500  # facts


def dossier_pdf(dossier: Dossier) -> bytes:
    """The whole file; same facts, same bytes. A PDF that can't be read is named and left out."""
    parts: list[tuple[str, int, bytes]] = []  # title, depth, pages
    for number, each in enumerate(dossier.sections, 1):
        first_part, *others = _chapter(dossier, number, each)
        parts.append((f"{number}. {each.title}", 0, first_part))
        parts += [(f"{each.title}, suite", 1, content) for content in others]
        parts += [(title, 1, content) for title, content in each.pdfs]
    counted = [(title, depth, content, _count(content)) for title, depth, content in parts]
    first = _count(_contents(dossier, [(title, depth, 0) for title, depth, _, _ in counted]))
    rows, page = [], first + 1
    for title, depth, _, pages in counted:
        rows.append((title if pages else f"{title} (illisible, non joint)", depth, page if pages else 0))
        page += pages
    merged = [("Sommaire", 0, _contents(dossier, rows)), *((t, d, c) for t, d, c, pages in counted if pages)]
    return _merged(merged, f"Dossier {dossier.debtor.legal_name}", dossier.creditor.legal_name, dossier.on)


def _contents(dossier: Dossier, rows: Sequence[tuple[str, int, int]]) -> bytes:
    shown = []
    for title, depth, page in rows:
        rank, _, name = title.partition(". ")
        shown.append(("", title, str(page or "")) if depth else (rank, name, str(page or "")))
    return letter_pdf(
        Letter(
            heading="Dossier",
            reference=f"au {day_text(dossier.on)}",
            sender=dossier.creditor,
            to=dossier.debtor,
            to_label="Débiteur",
            on=dossier.on,
            look=dossier.look,
            blocks=(
                section("En résumé"),
                named_facts(dossier.summary),
                section("Sommaire"),
                table(
                    (Column(""), Column("Pièce", grows=True), Column("Page", is_figure=True)),
                    shown,
                    in_margin=True,
                ),
            ),
        )
    )


def _chapter(dossier: Dossier, number: int, chapter: DossierSection) -> list[bytes]:
    """The pages of a chapter, in several parts when its facts are many: laying them out takes memory."""
    slices = [chapter.entries[at : at + _AT_ONCE] for at in range(0, len(chapter.entries), _AT_ONCE)]
    bodies: list[list[Block]] = [[_facts_table(each)] for each in slices] or [[]]
    bodies[0] = [*chapter.blocks, *bodies[0]]
    if chapter.pdfs:
        bodies[-1].append(
            small("Pièces jointes à la suite : " + ", ".join(title for title, _ in chapter.pdfs))
        )
    if not any(bodies):
        bodies[0].append(paragraph("Rien dans ce dossier."))
    return [
        letter_pdf(
            Letter(
                heading=chapter.title,
                reference=f"Pièce {number}{', suite' if rank else ''}",
                sender=dossier.creditor,
                on=dossier.on,
                look=Look(colour=dossier.look.colour),
                blocks=tuple(blocks),
            )
        )
        for rank, blocks in enumerate(bodies)
    ]


def _facts_table(entries: Sequence[DossierEntry]) -> Block:
    columns = (Column("Date"), Column("Fait", grows=True))
    rows = [(each.when, f"{each.what}\n{each.text}" if each.text else each.what) for each in entries]
    return table(columns, rows, in_margin=True)


def _count(content: bytes) -> int:
    """Pages of a PDF; 0 when it can't be read."""
    reader = _reader(content)
    return 0 if reader is None else len(reader.pages)


def _reader(content: bytes) -> Any:
    pypdf = importlib.import_module("pypdf")
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        return reader if len(reader.pages) else None
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _merged(parts: Sequence[tuple[str, int, bytes]], title: str, author: str, on: date) -> bytes:
    pypdf = importlib.import_module("pypdf")
    writer = pypdf.PdfWriter()
    parent: Any = None
    for name, depth, content in parts:
        start = len(writer.pages)
        writer.append(io.BytesIO(content), import_outline=False)
        mark = writer.add_outline_item(title=name, page_number=start, parent=parent if depth else None)
        parent = parent if depth else mark
    day = f"D:{on:%Y%m%d}000000Z"
    writer.metadata = {
        "/Title": title, "/Author": author, "/CreationDate": day, "/ModDate": day,
    }  # fmt: skip
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
