"""Which characters the fonts of the documents can draw: a PDF/A refuses the others, so a square takes their place.

Every font comes with the Typst wheel. The table was measured on them; alphabets that nobody here writes are left out.
"""

import re
import unicodedata
from functools import lru_cache

_RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x00AC),
    (0x00AE, 0x0377),
    (0x037A, 0x037F),
    (0x0384, 0x038A),
    (0x038C, 0x038C),
    (0x038E, 0x03A1),
    (0x03A3, 0x04FF),
    (0x05D0, 0x05EA),
    (0x060C, 0x060C),
    (0x0615, 0x0615),
    (0x061B, 0x061C),
    (0x061F, 0x061F),
    (0x0621, 0x063A),
    (0x0640, 0x0652),
    (0x0660, 0x066D),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x2044, 0x2044),
    (0x2070, 0x2071),
    (0x2074, 0x208E),
    (0x20A0, 0x20C0),
    (0x2100, 0x211E),
    (0x2120, 0x2120),
    (0x2122, 0x2122),
    (0x2124, 0x2124),
    (0x2126, 0x214F),
    (0x2153, 0x215F),
    (0x2190, 0x22FF),
    (0x2500, 0x2606),
    (0x2609, 0x262F),
    (0x2638, 0x268B),
    (0x2690, 0x269C),
    (0x26A0, 0x26A7),
    (0x26AA, 0x26AF),
    (0x26B2, 0x26B2),
    (0x2701, 0x2704),
    (0x2706, 0x2709),
    (0x270C, 0x2714),
    (0x2717, 0x2726),
    (0x272A, 0x274B),
    (0x274D, 0x274D),
    (0x274F, 0x2752),
    (0x2756, 0x2756),
    (0x2758, 0x275E),
    (0x2761, 0x277F),
    (0x2794, 0x2794),
    (0x2798, 0x27AF),
    (0x27B1, 0x27BF),
    (0xFFFD, 0xFFFD),
)
_KNOWN = frozenset(chr(code) for first, last in _RANGES for code in range(first, last + 1))
_SQUARE = "\u25a1"
_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u0652]{3})[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u0652]+"
)
_WORDS = 200_000  # characters: nothing printed is longer


def printable(text: str) -> str:
    """The text as it can be drawn: line breaks kept, marks that turn or hide text dropped, the unknown as a square."""
    plain = unicodedata.normalize("NFC", text[:_WORDS]).replace("\r\n", "\n").replace("\t", " ")
    drawn = "".join(_drawn(char) for char in plain)
    return _MARKS.sub(r"\1", drawn)  # three accents on a letter at most: readers refuse hundreds


@lru_cache(maxsize=8192)
def _drawn(char: str) -> str:
    if char == "\n" or char in _KNOWN:
        return char
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Mn", "Me", "Cs")
    return "" if hidden else _SQUARE
