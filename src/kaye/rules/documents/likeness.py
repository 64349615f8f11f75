"""Whether a bank's label holds a document number or a customer's name."""

import re
from difflib import SequenceMatcher
from fractions import Fraction
from functools import lru_cache

from kaye.rules.people import name_key, search_key

_ALIKE = Fraction(85, 100)
_SHORTEST_NUMBER = 4  # characters: « 12 » is in every label
_BREAKS = re.compile(r"[\W_]+")
_GAP = r"[\W_]*"


def is_named(number: str, label: str) -> bool:
    """Whether a label holds this number, however its signs were dropped: « F2026-0001 », « F2026 0001 »."""
    return len(number) >= _SHORTEST_NUMBER and _pattern(number).search(label) is not None


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
def _pattern(number: str) -> re.Pattern[str]:
    """Bounded by what is neither letter nor figure: F2026-0001 is not in « F2026-00012 »."""
    groups = _GAP.join(re.escape(part) for part in _BREAKS.split(number) if part)
    return re.compile(rf"(?<![^\W_]){groups}(?![^\W_])", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _sorted_words(name: str) -> str:
    return " ".join(sorted(name_key(name).split()))
