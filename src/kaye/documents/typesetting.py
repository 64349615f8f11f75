"""Facts and a template become a PDF/A, the same bytes each time; a template never holds what a person wrote.

Facts travel as JSON that the template reads, so nothing typed by anyone is ever read as markup.
"""

import importlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, Final

from kaye.documents.glyphs import printable

_TAGGED: Final = "a-3a"  # its parts are named, so that it can be read aloud
_PLAIN: Final = "a-3b"  # names cost a kilobyte a row: a long document does without
_UNDATED = date(2000, 1, 1)
_LATIN = re.compile(r"[^\n\x20-\x7e\xa0-\xac\xae-\xff€’–—…œŒ\u202f]")
_LOCK = Lock()  # one at a time: a compiler keeps its facts between calls


class TypesettingError(Exception):
    """A document that could not be laid out; its text is for the log, not for a customer."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF. `relation`: alternative, data, source or supplement (PDF/A-3)."""

    name: str
    content: bytes
    media_type: str
    description: str = ""
    relation: str = "supplement"


def typeset(
    template: str,
    facts: Mapping[str, Any],
    on: date | None,
    attachments: Sequence[Attachment] = (),
    is_long: bool = False,
) -> bytes:
    """The PDF/A-3 of this template, dated from midnight of `on`. Raises TypesettingError.

    `is_long`: without the tags of every cell, ten times lighter.
    """
    stamp = int(datetime.combine(on or _UNDATED, time(), UTC).timestamp())
    attached = [_attached(each) for each in attachments]
    inputs = {"facts": _json(_drawn(facts)), "attachments": json.dumps(attached)}
    try:
        return _compile(template, inputs, stamp, is_long)
    except _Broken:
        # The engine itself gave way on a rare run of characters: plain Latin always passes.
        inputs["facts"] = _json(_drawn(facts, latin=True))
        return _compile(template, inputs, stamp, is_long)


def picture(template: str, facts: Mapping[str, Any], dots_per_inch: float) -> bytes:
    """The first page of this template as a PNG. Raises TypesettingError."""
    inputs = {"facts": _json(facts), "attachments": "[]"}
    try:
        return _compile(template, inputs, 0, png=dots_per_inch)
    except _Broken as failure:
        raise TypesettingError(template) from failure


class _Broken(Exception):
    pass


def _compile(
    template: str, inputs: dict[str, str], stamp: int, is_long: bool = False, png: float | None = None
) -> bytes:
    with _LOCK:
        compiler = _compiler(template)
        try:
            if png is not None:
                made = compiler.compile(sys_inputs=inputs, format="png", ppi=png, timestamp=stamp)
            else:
                made = compiler.compile(
                    sys_inputs=inputs,
                    format="pdf",
                    pdf_standards=_PLAIN if is_long else _TAGGED,
                    pdf_tags=not is_long,
                    timestamp=stamp,
                )
        except RuntimeError as failure:
            raise TypesettingError(f"{template}: {failure}") from failure
        except BaseException as failure:
            if type(failure).__name__ != "PanicException":
                raise
            _compiler.cache_clear()
            raise _Broken from failure
    page: bytes = made[0] if isinstance(made, list) else made
    return page


@cache
def _compiler(template: str) -> Any:
    """Loaded at the first document, so that a process which makes none never pays for it."""
    typst = importlib.import_module("typst")
    root = Path(str(files("kaye.documents") / "templates"))
    return typst.Compiler(root / f"{template}.typ", root=root, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> Any:
    typst = importlib.import_module("typst")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _attached(attachment: Attachment) -> dict[str, Any]:
    return {
        "name": attachment.name,
        "content": list(attachment.content),
        "type": attachment.media_type,
        "description": attachment.description,
        "relation": attachment.relation,
    }


def _drawn(value: Any, latin: bool = False) -> Any:
    if isinstance(value, str):
        return _LATIN.sub("?", printable(value)) if latin else printable(value)
    if isinstance(value, Mapping):
        return {key: each if key in ("svg", "bytes") else _drawn(each, latin) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_drawn(each, latin) for each in value]
    return value


def _json(facts: Any) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
