"""Numbers in French words: « vingt-cinq mille », « nonante », « mille cinq » (1 500 in West Africa)."""

import re
from dataclasses import dataclass

SMALL = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {"mille": 1000, "mil": 1000, "milles": 1000, "million": 10**6, "millions": 10**6}
_WORDS = "|".join(sorted((*SMALL, *TENS, *_SCALES, "cent", "cents"), key=len, reverse=True))
SPELT = re.compile(rf"\b(?:{_WORDS})(?:[ -]+(?:et[ -]+)?(?:{_WORDS}))*\b")
_WORD = re.compile(r"[a-z]+")


@dataclass(slots=True)
class _Sum:
    total: int = 0
    part: int = 0
    after: int = 0  # what stands after the last « mille », for « mille cinq »


def value_of(words: str, short_hundreds: bool = False) -> int | None:
    """The number said by these words (folded); None when they make no number.

    `short_hundreds`: a lone digit after « mille » counts hundreds, as people say in CM, CI and SN.
    """
    found = _WORD.findall(words)
    number, last = _Sum(), ""
    for word in found:
        if word == "et":
            continue
        if not _add(number, word):
            return None
        last = word
    tail = number.part
    if short_hundreds and number.total >= 1000 and 0 < tail < 10 and last in SMALL:
        tail *= 100
    return number.total + tail


def _add(number: _Sum, word: str) -> bool:
    if word in ("cent", "cents"):
        number.part = (number.part or 1) * 100
    elif word in _SCALES:
        number.total += (number.part or 1) * _SCALES[word]
        number.part = 0
    elif word in ("vingt", "vingts") and number.part % 100 == 4:
        number.part += 76
    elif word in TENS or word in SMALL:
        value = TENS[word] if word in TENS else SMALL[word]
        room = number.part % 100
        fits = (
            room == 0 or (room in range(20, 100, 10) and value < 20) or (room in (10, 70, 90) and value < 10)
        )
        if not fits:
            return False
        number.part += value
    else:
        return False
    return True


def digits_said(words: str) -> str:
    """« zéro six douze trente-quatre » as « 061234 »: the two-digit groups of a phone number said aloud."""
    groups: list[int] = []
    out: list[str] = []
    for word in _WORD.findall(words):
        if word == "et":
            continue
        if word in ("vingt", "vingts") and groups and groups[-1] == 4 and out[-1] == "4":
            groups[-1] = 80
        elif word in TENS:
            groups.append(TENS[word])
            out.append("")
        elif word in SMALL:
            value = SMALL[word]
            if groups and _completes(groups[-1], value):
                groups[-1] += value
            else:
                groups.append(value)
                out.append("")
        else:
            return ""
        out[-1] = str(groups[-1])
    return "".join(out)


def _completes(tens: int, value: int) -> bool:
    if tens == 10:
        return value in (7, 8, 9)
    if tens in (60, 80):
        return 0 < value < 20
    return tens in range(20, 100, 10) and 0 < value < 10
