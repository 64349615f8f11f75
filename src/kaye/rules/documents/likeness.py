"""Whether a bank's label holds a document number or a customer's name."""

import re
from difflib import SequenceMatcher
from fractions import Fraction
from functools import lru_cache

from kaye.rules.people import name_key, search_key

_ALIKE = Fraction(85, 100)
_SHORTEST_NUMBER = 4  # characters: « 12 » is in every label
_TELLING = 6  # figures from which a number without letters says enough
_MOST_GROUPS = 6
_BREAKS = re.compile(r"[\W_]+")


def number_key(number: str) -> str:
    """A document number without its signs; empty when it has too little to be recognised in a label."""
    key = _BREAKS.sub("", number).upper()
    return key if len(key) >= _SHORTEST_NUMBER and any(char.isdigit() for char in key) else ""


def says_little(key: str) -> bool:
    """Whether a key is a few figures only: a year or an amount looks the same."""
    return key.isdigit() and len(key) < _TELLING


def number_keys(label: str) -> frozenset[str]:
    """Every run of neighbouring words of a label, joined: a number is found however its signs were dropped.

    « F2026-0001 », « f2026 0001 » and « F20260001 » all give F20260001, « F2026-00012 » does not.
    """
    words = [word for word in _BREAKS.split(label.upper()) if word]
    ends = range(1, _MOST_GROUPS + 1)
    return frozenset("".join(words[start : start + size]) for start in range(len(words)) for size in ends)


def are_alike(one: str, other: str) -> bool:
    """The same name written twice, at least 85 % alike (M44)."""
    return similarity(one, other) >= _ALIKE


def similarity(one: str, other: str) -> Fraction:
    """From 0 to 1, whatever the order of the words, the accents and the civility."""
    first, second = _sorted_words(one), _sorted_words(other)
    if not first or not second:
        return Fraction()
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return Fraction(2 * sum(block.size for block in blocks), len(first) + len(second))


def says_name(label: str, customer: str) -> bool:
    """Whether a label holds every word of a name of several words: one word alone names too many people."""
    wanted = name_key(customer).split()
    return len(wanted) > 1 and set(search_key(label).split()).issuperset(wanted)


@lru_cache(maxsize=4096)
def _sorted_words(name: str) -> str:
    return " ".join(sorted(name_key(name).split()))
