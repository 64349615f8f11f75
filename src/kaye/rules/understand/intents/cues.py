"""How the words of an intent are written down and searched."""

import re
from dataclasses import dataclass, field
from re import Pattern

SURE, LIKELY, FAINT = 0.9, 0.7, 0.55


def _any(words: tuple[str, ...]) -> Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(words)})") if words else None


@dataclass(frozen=True, slots=True)
class Cues:
    """Words of one intent. `never` is taken out of the text first: negations and other meanings (C40)."""

    name: str
    sure: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    faint: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    _tried: tuple[tuple[float, Pattern[str]], ...] = field(init=False, repr=False)
    _never: Pattern[str] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        levels = ((SURE, _any(self.sure)), (LIKELY, _any(self.likely)), (FAINT, _any(self.faint)))
        object.__setattr__(self, "_tried", tuple((weight, words) for weight, words in levels if words))
        object.__setattr__(self, "_never", _any(self.never))

    def denied(self, words: str) -> bool:
        return bool(self._never and self._never.search(words))

    def seen(self, words: str) -> tuple[float, int]:
        """Confidence, 0 when absent, and the place of the first words that show it."""
        if self._never:
            words = self._never.sub(lambda match: "|" * len(match[0]), words)
        for weight, cue in self._tried:
            if match := cue.search(words):
                return weight, match.start()
        return 0.0, -1
