"""Hours and parts of a day: « 14h30 », « vers midi », « demain matin » (C49)."""

import re
from dataclasses import dataclass

from kaye.rules.understand.folding import blank
from kaye.rules.understand.numbers import value_of

MORNING, AFTERNOON, EVENING = "06:00-12:00", "12:00-18:00", "17:00-23:59"

_PARTS = (
    (
        re.compile(
            r"\b(?:(?:cet |cette |l |en |dans l )?(?:apres midi|apres m\b|aprem|aprèm|apm|ap midi|a midi la))\b"
        ),
        AFTERNOON,
    ),
    (
        re.compile(
            r"\b(?:(?:ce |au |en |le |dans la |en fin de )?(?:matin|matinee|mat|maten|bonmaten|bon maten))\b"
        ),
        MORNING,
    ),
    (
        re.compile(
            r"\b(?:(?:ce |au |en |le |dans la |en fin de )?(?:soir|soiree|aswe(?: a)?|oswe(?: a)?|aswe la))\b"
        ),
        EVENING,
    ),
)
_TODAY = re.compile(r"(?:ce|cet|cette) |bonmaten|bon maten|aswe|oswe")
_HOUR = r"(?:[01]?\d|2[0-4])"
_SAID = r"(?:une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix sept|dix huit|dix neuf|vingt)"
_RANGE = re.compile(
    rf"\b(?:entre|de) (?P<a>{_HOUR}) ?(?:h|:)? ?(?P<am>[0-5]\d)? ?(?:et|a|-) ?(?P<b>{_HOUR}) ?(?:h|:)(?:eures)? ?(?P<bm>[0-5]\d)?\b"
    rf"|\b(?P<c>{_HOUR}) ?h ?(?P<cm>[0-5]\d)? ?(?:-|/|a) ?(?P<d>{_HOUR}) ?h ?(?P<dm>[0-5]\d)?\b"
)
_CLOCK = re.compile(
    rf"(?<![\d/.,:+-])\b(?P<h>{_HOUR}) ?(?:h(?:eures?|rs?)?|:(?=[0-5]\d)) ?(?P<m>[0-5]\d)?(?![\d:/]|eures)\b"
    r"(?: ?(?:du |de l )?(?P<part>matin|mat\b|soir|apres midi|aprem))?"
)
_WORDS = re.compile(rf"\b(?:a|vers|pour) (?P<h>{_SAID}) h(?:eures?)?\b(?: (?P<m>trente|et demie|quinze))?")
_NOON = re.compile(
    r"\b(?P<lead>a|vers|ce|avant|demain|pour|le|{wd}) ?midi\b".replace("{wd}", r"\w+di|dimanche")
)
_NOT_AN_HOUR = re.compile(
    r"(?:\b(?:sous|dans|pendant|depuis|en|fait|faire|toutes? les|tous les|attend\w*|dure|prend|environ|encore|plus de"
    r"|moins de|d ici|il y a|chaque|par|les|travaill\w*|24) ?|[x+] ?)$"
)
_LENGTH = re.compile(
    r" ?(?:/|d attente|d ecart|d avance|de (?:attente|travail|route|retard|main|cours|menage|trajet|pause|formation|conduite)|par |sur )"
)


@dataclass(frozen=True, slots=True)
class Said:
    """`today`: the words themselves name today (« ce soir »)."""

    start: int
    end: int
    time: str
    today: bool = False


def read_times(folded: str) -> tuple[list[Said], str]:
    """Hours found, in order, and the text without them."""
    found: list[Said] = []
    for match in _RANGE.finditer(folded):
        a, am, b, bm = (
            match[key] for key in (("a", "am", "b", "bm") if match["b"] else ("c", "cm", "d", "dm"))
        )
        if int(a) < int(b) <= 24:
            found.append(Said(*match.span(), f"{_clock(int(a), am)}-{_clock(int(b), bm)}"))
            folded = blank(folded, *match.span())
    for match in _CLOCK.finditer(folded):
        before = folded[: match.start()]
        if _NOT_AN_HOUR.search(before) or _LENGTH.match(folded, match.end()):
            continue
        if "heure" in match[0] and not re.search(
            r"\b(?:a|vers|pour|des|avant|apres|et|au|jusqu a) $", before
        ):
            continue
        hour = int(match["h"]) + (
            12 if match["part"] and match["part"][0] in "sa" and int(match["h"]) < 12 else 0
        )
        if hour < 24:
            found.append(Said(*match.span(), _clock(hour, match["m"])))
        folded = blank(folded, *match.span())
    for match in _WORDS.finditer(folded):
        minutes = {"trente": "30", "et demie": "30", "quinze": "15"}.get(match["m"] or "")
        found.append(Said(*match.span(), _clock(value_of(match["h"]) or 0, minutes)))
        folded = blank(folded, *match.span())
    folded = _parts(folded, found)
    return sorted(found, key=lambda said: said.start), folded


def _parts(folded: str, found: list[Said]) -> str:
    for words, time in _PARTS:
        for match in words.finditer(folded):
            start = match.start()
            found.append(Said(start, match.end(), time, bool(_TODAY.match(match[0]))))
            folded = blank(folded, *match.span())
    for match in _NOON.finditer(folded):
        start = match.end() - 4 if match["lead"] not in ("a", "vers", "ce", "le", "pour") else match.start()
        found.append(Said(start, match.end(), "12:00", match["lead"] == "ce"))
        folded = blank(folded, start, match.end())
    return folded


def _clock(hour: int, minutes: str | None) -> str:
    return f"{hour:02d}:{minutes or '00'}" if hour < 24 else "23:59"
