"""Questions and conditions: « je peux payer lundi ? » and « si vous livrez, je paie lundi » promise nothing yet (C40)."""

import re

_SENTENCE = re.compile(r"[.!\n]|\?")
_QUESTION = re.compile(
    r"\b(?:est ce que (?:je|on|nous|c est)|est ce qu on|puis je|peut on|peux je|pouvons nous|pouvez vous|peux tu|serait il"
    r"|est il possible|est ce possible|c est possible|possible (?:de|d)|ca vous (?:va|derange)|vous (?:m )?autorisez"
    r"|pouvez vous (?:m )?(?:accorder|attendre|patienter))\b"
)
_CONDITION = re.compile(
    r"\bsi (?!besoin|possible|ca ne vous|jamais|tot|tard|vite|bien|longtemps|cher)"
    r"(?:vous|tu|le|la|les|l|c est|on|ca|mon|ma|mes|elle|il|je|j|tout|seulement|reparation|travail|zot|ou)\b"
    r"|\b(?:a (?:la )?condition|sous reserve|tant que|des que vous|une fois que (?:vous|c est|le|la)|quand vous (?:aurez|avez)"
    r"|seulement (?:si|quand|apres que)|apres (?:la )?(?:livraison|reparation|verification|reprise))\b"
)
_ASKS = re.compile(
    r"\?|\b(?:est ce que?|pouvez vous|peux tu|puis je|peut on|pouvons nous|quand est ce|comment|combien|quel(?:le)?s?"
    r"|pourquoi|est il possible|avez vous|etes vous|c est possible)\b"
)


def asks(words: str) -> bool:
    """Whether the text asks something, with or without its sign."""
    return bool(_ASKS.search(words))


def is_asked(words: str, place: int) -> bool:
    """Whether what is said at this place is a question or depends on a condition."""
    start = max((match.end() for match in _SENTENCE.finditer(words, 0, place)), default=0)
    mark = _SENTENCE.search(words, place)
    end = mark.start() if mark else len(words)
    if _CONDITION.search(words, start, end):
        return True
    comma = words.find(",", place, end)
    clause_start = max(words.rfind(",", start, place) + 1, start)
    clause_end = comma if comma >= 0 else end
    if _QUESTION.search(words, clause_start, clause_end):
        return True
    return bool(mark and mark[0] == "?" and comma < 0 and not _other_question(words, place, end))


_OTHER = re.compile(r"\b(?:et|mais) (?:pouvez vous|vous|quand|comment|combien|est ce|c est combien|ma|mon)\b")


def _other_question(words: str, place: int, end: int) -> bool:
    """« je paie vendredi et vous livrez quand ? » asks about the delivery."""
    return bool(_OTHER.search(words, place, end))
