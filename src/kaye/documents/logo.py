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
_LIGHT = 16_000  # bytes: embedded as given
_DOTS = (300, 200, 120, 72)  # per inch, until it is light enough
_HEAVIEST = 30_000
_SIDE = 5_000  # pixels
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
    if not _is_readable(content, kind):
        return None
    written = {"jpeg": "jpg"}.get(kind, kind)
    for dots in _DOTS:
        made = _rastered(content, written, dots)
        if made is None:
            return None
        if len(content) <= _LIGHT and written != "jpg":
            return content, written
        if len(made) <= _HEAVIEST:
            return made, "png"
    return None


def _is_readable(content: bytes, kind: str) -> bool:
    if len(content) > MOST:
        return False
    if kind == "svg":
        return is_safe_drawing(content)
    if kind == "png" and content.startswith(_HEADS["png"]):
        width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    elif kind in ("jpg", "jpeg") and content.startswith(_HEADS["jpg"]):
        width, height = _jpeg_size(content)
    else:
        return False
    return 0 < width <= _SIDE and 0 < height <= _SIDE


def _rastered(content: bytes, kind: str, dots: int) -> bytes | None:
    try:
        return picture("logo", {"logo": {"bytes": list(content), "format": kind}}, dots)
    except TypesettingError:
        return None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height of its first frame; zeros when there is none."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xC3:
            height, width = (int.from_bytes(content[at + n : at + n + 2], "big") for n in (5, 7))
            return width, height
        at += 2 + length
    return 0, 0
