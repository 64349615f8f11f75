"""Nothing is left to fill in: no brace, no bracket, no « XXX », no sample text (D2)."""

import re

from kaye.rules.draft import Draft, Finding, is_own_value

NAME = "leftover_placeholder"
TITLE = "Mots à remplacer oubliés"

_MARKS = ("{", "}", "[[", "]]", "<%")
_TYPED = re.compile(
    r"\[[^\]\n]{1,40}\]|\b[Xx]{3,}\b|%\(?\w*\)?s\b|\.{5,}|_{3,}"
    r"|<\s*(?:nom|pr[ée]nom|client|montant|date|facture)\s*>"
    r"|\b(?:lorem|ipsum|undefined|null|NaN|None|TODO|TBD|#REF!|#N/A)\b|#(?:REF!|N/A|VALEUR!)"
    r"|\b(?:à compléter|à remplir|votre nom ici|nom du client|(?:insérer|mettre) (?:le|la|ici)\b)"
    r"|\bN° ?\?+|\?{3,}",
    re.IGNORECASE,
)


def check(draft: Draft) -> Finding | None:
    whole = draft.whole
    for mark in _MARKS:
        if mark in whole:
            return _finding(_around(whole, whole.index(mark)))
    if not draft.edited:
        return None
    found = next((each[0] for each in _TYPED.finditer(whole) if not _is_fine(draft, each[0])), "")
    return _finding(found) if found else None


def _is_fine(draft: Draft, fragment: str) -> bool:
    """A blank to sign is part of a formal letter; a value may hold brackets of its own."""
    return (draft.text_tone >= 5 and fragment.strip("_") == "") or is_own_value(draft, fragment)


def _around(text: str, place: int) -> str:
    return text[place : place + 24].split("\n")[0].strip()


def _finding(fragment: str) -> Finding:
    return Finding(
        NAME, "block", f"« {fragment[:30]} » est resté à remplacer : écrivez la vraie valeur.", fragment
    )
