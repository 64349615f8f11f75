"""The logo of a business: small on paper whatever was given, and never a reason not to issue.

What is light goes as it is. What is heavy is drawn once at the size of the paper. What can't be read is left out.
"""

import re
from functools import lru_cache
from typing import Any

from kaye.documents.typesetting import TypesettingError, picture
from kaye.rules.documents.document import Look

TYPES = ("png", "jpg", "svg")
MOST = 2_000_000  # bytes accepted
_LIGHT = 15_000  # bytes: embedded as given
_DOTS = (300, 220, 160, 110, 72)  # per inch, until it is light enough
_SIDE = 5_000  # pixels
_AREA = 1_000_000  # pixels: more is drawn again
_DRAWING = 200_000  # bytes of an SVG
_HEADS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_DANGEROUS = re.compile(rb"<!ENTITY|<!DOCTYPE|<script|<image|<foreignObject|<use", re.IGNORECASE)


def logo_refusal(content: bytes, kind: str) -> str:
    """Why this file can't be a logo, in French; empty when it can."""
    if kind not in TYPES:
        return "Choisissez une image PNG, JPG ou SVG."
    if len(content) > MOST:
        return "Cette image est trop lourde : 2 Mo au plus."
    if not drawn_logo(Look(content, kind)):
        return "Cette image ne s'ouvre pas : enregistrez-la de nouveau en PNG, puis réessayez."
    return ""


def drawn_logo(look: Look) -> dict[str, Any]:
    """The logo as a template takes it, or nothing."""
    found = _fitted(look.logo, look.logo_type) if look.logo else None
    return {} if found is None else {"bytes": list(found[0]), "format": found[1]}


def is_safe_drawing(svg: bytes) -> bool:
    """Whether an SVG is small, and draws only lines and shapes of its own."""
    return len(svg) <= _DRAWING and bool(_SVG.match(svg)) and not _DANGEROUS.search(svg)


@lru_cache(maxsize=64)
def _fitted(content: bytes, kind: str) -> tuple[bytes, str] | None:
    written = {"jpeg": "jpg"}.get(kind, kind)
    if not _is_readable(content, written):
        return None
    for dots in _DOTS:
        made = _rastered(content, written, dots)
        if made is None:
            return None
        if len(content) <= _LIGHT and _is_plain(content, written):
            return content, written
        if len(made) <= _LIGHT:
            return made, "png"
    return None


def _is_readable(content: bytes, kind: str) -> bool:
    if len(content) > MOST:
        return False
    if kind == "svg":
        return is_safe_drawing(content)
    width, height, _ = _size(content, kind)
    return 0 < width <= _SIDE and 0 < height <= _SIDE


def _is_plain(content: bytes, kind: str) -> bool:
    """Whether it may go as given: lines, or few pixels in the colours of a screen (PDF/A refuses those of a press)."""
    width, height, channels = _size(content, kind)
    return kind == "svg" or (width * height <= _AREA and channels != 4)


def _rastered(content: bytes, kind: str, dots: int) -> bytes | None:
    try:
        return picture("logo", {"logo": {"bytes": list(content), "format": kind}}, dots)
    except TypesettingError:
        return None


def _size(content: bytes, kind: str) -> tuple[int, int, int]:
    """Width, height and colour channels (0 where it does not matter); zeros when it is no such picture."""
    if kind == "png" and content.startswith(_HEADS["png"]):
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"), 0
    if kind != "jpg" or not content.startswith(_HEADS["jpg"]):
        return 0, 0, 0
    at = 2
    while at + 10 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xC3:  # the first frame
            height, width = (int.from_bytes(content[at + n : at + n + 2], "big") for n in (5, 7))
            return width, height, content[at + 9]
        at += 2 + length
    return 0, 0, 0
