"""A text made plain without moving a letter: small letters, no accents, so that a place found in it is a place
in what the person wrote."""

import re
import unicodedata

LONGEST = 2000  # characters read of a message (C39)
_SEEN = 12000  # characters looked at to find where the new part ends


def _plain(code: int) -> str:
    char = chr(code)
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


_TABLE = {code: _plain(code) for code in range(0x250)}
_TABLE |= dict.fromkeys(map(ord, "'’‘´`ʼ"), " ") | dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_TABLE |= dict.fromkeys(map(ord, "\t\r\u00ad\u200b\u200e\u200f\ufeff\x00\x01"), " ")
_TABLE |= {ord("œ"): "e", ord("Œ"): "e", ord("æ"): "e", ord("ø"): "o", ord("ł"): "l", ord("_"): " "}
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")


def composed(text: str) -> str:
    """The text in one Unicode form (« ² » is 2, fixed spaces are spaces)."""
    return unicodedata.normalize("NFKC", text[:_SEEN])


def fold(text: str) -> str:
    """Same length as the text. Hyphens between letters become spaces, as in « après-demain »."""
    return _HYPHEN.sub(" ", text.translate(_TABLE))


def blank(text: str, start: int, end: int) -> str:
    """The same text with this part made of bars, which no rule reads."""
    return f"{text[:start]}{'|' * (end - start)}{text[end:]}"
