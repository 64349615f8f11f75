"""No formatting carried along by a copy: tags, hidden characters, disguised letters, robots' stars (D2)."""

import re

from kaye.rules.draft import Draft, Finding
from kaye.rules.pasting import CONTROL, ENTITY, FANCY, ODD_SPACE, TAG, clean_paste

NAME = "pasted_formatting"
TITLE = "Mise en forme collée"

_HIDDEN = (
    "[\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_STRANGE = re.compile("|".join((_HIDDEN, ODD_SPACE.pattern, FANCY.pattern, CONTROL.pattern)))
_MARKDOWN = re.compile(r"\*\*[^\s*]|(?m:^#{1,4} )|```|\]\(https?:|(?m:^>{1,2} )|__[^\s_]")


def check(draft: Draft) -> Finding | None:
    whole = draft.whole
    if not whole.isascii() and _STRANGE.search(whole):
        return _finding(whole)
    if ("<" in whole and TAG.search(whole)) or ("&" in whole and ENTITY.search(whole)):
        return _finding(whole)
    if draft.edited and _MARKDOWN.search(whole):
        return _finding(whole)
    if whole.isascii() and CONTROL.search(whole):
        return _finding(whole)
    return None


def _finding(text: str) -> Finding:
    found = _STRANGE.search(text) or TAG.search(text) or ENTITY.search(text) or _MARKDOWN.search(text)
    fragment = clean_paste(found[0])[:20] if found else ""
    return Finding(
        NAME,
        "block",
        "Une mise en forme venue d'ailleurs est restée : touchez « Nettoyer le texte ».",
        fragment,
    )
