"""What the writer wants: each intent is a table of words, tried on the whole text; several may be true (C38)."""

import re
from dataclasses import dataclass

from kaye.rules.understand.intents import asking, feeling, money
from kaye.rules.understand.intents.hints import Shape, hinted
from kaye.rules.understand.intents.stop import stop_confidence
from kaye.rules.understand.values import Intent

_TABLE = (*money.ALL, *asking.ALL, *feeling.ALL)
# First of two equals.
_ORDER = [
    "stop",
    "inject",
    "complaint",
    "paid",
    "promise",
    "human",
    "accept",
    "refuse",
    "quote",
    "appt",
    "price",
    "avail",
    "hours",
    "status",
    "payhow",
    "other",
    "thanks",
]
_YES = re.compile(
    r"(?:bonjour |bonsoir )?(?:oui|ok oui|oui ok|oui parfait|c est bon|c est ok|d accord|d accord merci|oui merci)[ .!]*"
)
_WAITS = re.compile(r"\b(?:patien\w+|delai|du temps|un peu de temps|attend\w*)\b")
_UNABLE = re.compile(r"\bpas (?:\w+ )?(?:de quoi|les moyens|possible)\b")
_FIRM = 0.85  # a promise with its day, or that asks for time, holds at once
_DROP = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """Intents, best first; where the promise stands in the plain words; whether the text greets."""

    intents: tuple[Intent, ...]
    promise_at: int
    greets: bool


def read_intents(words: str, shape: Shape) -> Reading:
    """From the plain words and what else is known of the text."""
    seen: dict[str, float] = {}
    promise_at = -1
    greets = feeling.GREETING.seen(words)[0] > 0
    stop = stop_confidence(words)
    if stop:
        seen["stop"] = stop
    if feeling.INJECT.seen(words)[0]:
        seen["inject"] = 0.9
        return Reading(_ranked(seen), -1, greets)
    for cues in _TABLE:
        weight, place = cues.seen(words)
        if weight:
            seen[cues.name] = weight
            if cues.name == "promise":
                promise_at = place
    if feeling.OTHER.seen(words)[0]:
        seen = {
            name: weight for name, weight in seen.items() if name in ("stop", "complaint", "paid", "promise")
        }
        seen["other"] = 0.85
    _settle(seen, words)
    if (
        seen.get("promise", 1.0) < _FIRM
        and (shape.to_come or _WAITS.search(words))
        and not _UNABLE.search(words)
    ):
        seen["promise"] = _FIRM
    if not seen:
        _last_resort(seen, words, greets, shape)
    return Reading(_ranked(seen), promise_at, greets)


def _settle(seen: dict[str, float], words: str) -> None:
    """What one intent says of another in the same text."""
    if "stop" in seen:
        for name in ("complaint", "human", "promise", "payhow", "accept", "appt", "status"):
            if name in seen and seen["stop"] > 0.9:
                del seen[name]
    if "quote" in seen and "price" in seen and not re.search(r"\b(?:combien|tarif)", words):
        del seen["price"]
    if "promise" in seen and "paid" in seen and seen["promise"] < 0.9:
        del seen["promise"]
    if "complaint" in seen:
        for name in ("status", "hours", "avail"):
            if seen.get(name, 1) < 0.9:
                del seen[name]
    if "status" in seen and "avail" in seen:
        del seen["avail"]
    if "refuse" in seen and "accept" in seen:
        del seen["accept"]


def _last_resort(seen: dict[str, float], words: str, greets: bool, shape: Shape) -> None:
    if _YES.fullmatch(words.strip()):
        seen["accept"] = 0.85
        return
    pleased = feeling.PLEASED.fullmatch(" ".join(re.findall(r"[a-z]+", words)))
    hints = {} if pleased else hinted(words, shape, _denied(words))
    if hints:
        seen.update(hints)
    elif feeling.THANKS.seen(words)[0] or greets or not re.search(r"[a-z0-9]", words):
        seen["thanks"] = 0.85
    else:
        seen["other"] = 0.5


def _denied(words: str) -> frozenset[str]:
    """Intents the text speaks of only to refuse them: « pas de devis »."""
    return frozenset(cues.name for cues in _TABLE if cues.denied(words))


def _ranked(seen: dict[str, float]) -> tuple[Intent, ...]:
    kept = [Intent(name, weight) for name, weight in seen.items() if weight >= _DROP]
    return tuple(sorted(kept, key=lambda intent: (-intent.confidence, _ORDER.index(intent.name))))


__all__ = ["Reading", "Shape", "read_intents"]
