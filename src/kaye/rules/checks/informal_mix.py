"""« tu » and « vous » are not mixed, and only who asked for it is called « tu » (D2)."""

import re

from kaye.rules.draft import Draft, Finding

NAME = "informal_mix"
TITLE = "Tu et vous mêlés"

_TU = re.compile(
    r"\b(?:tu|toi|tes|tien|tienne)\b|\b[Tt]['’](?=[aeiouyéèêh])|\bte\b|\b(?:ton|ta) (?=[^\W\d_])"
    r"|\b(?:dis|fais|passe|envoie|réponds|appelle|rappelle|paie|donne|regarde|oublie)-(?:moi|nous|le|la)\b"
    r"|[a-zé]-(?:tu|toi)\b",
    re.IGNORECASE,
)
_VOUS = re.compile(
    r"(?<!rendez-)(?<!rendez )\bvous\b|\b(?:votre|vos|vôtre)\b"
    r"|\b(?:dites|faites|passez|envoyez|répondez|appelez|rappelez|payez|donnez|regardez|réglez)\b"
    r"|\b(?:pouvez|avez|devez|êtes|merci de bien vouloir)\b",
    re.IGNORECASE,
)
_SET_PHRASES = re.compile(r"s['’]il (?:vous|te) pla[iî]t|rendez-vous|le ton\b|d'un ton\b", re.IGNORECASE)


def check(draft: Draft) -> Finding | None:
    if not draft.edited or draft.internal:
        return None
    text = _SET_PHRASES.sub(" ", draft.whole)
    for value in draft.values:
        text = text.replace(value, " ") if value else text
    familiar, polite = _TU.search(text), _VOUS.search(text)
    if familiar and polite:
        said = f"« {familiar[0].strip()} » et « {polite[0].strip()} » sont mêlés"
        return Finding(NAME, "block", f"{said} : gardez l'un des deux.", familiar[0].strip())
    if familiar and not draft.informal:
        return Finding(
            NAME, "block", "Vous dites « vous » à ce client : n'écrivez pas « tu ».", familiar[0].strip()
        )
    return None
