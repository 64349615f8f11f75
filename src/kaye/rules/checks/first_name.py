"""The person greeted is the customer: no empty greeting, no name of somebody else (D2)."""

import re
from dataclasses import replace

from kaye.rules.draft import Draft, Finding, folded, own_words

NAME = "first_name"
TITLE = "Prénom et salutation"

_GREETING = re.compile(
    r"(?:^|(?<=[\n.!?«\"(]))[ \u00a0]*"
    r"(Bonjour|Bonjou|Bonsoir|Salut|Coucou|Hello|Ch[eè]re?s?|M[eè]si|Merci(?: beaucoup)?)"
    r"([ \u00a0]*)([^,!:;.\n?()]{0,60})([,!:;.\n?(]|$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_THANKS = ("merci", "mesi")
# Words that say who is greeted without a name of their own, and words that open the sentence that follows.
_ANYBODY = frozenset(
    re.findall(
        r"\S+",
        """
        madame monsieur mesdames messieurs mademoiselle mme mr m mlle docteur dr maitre me tonton tata
        tantie maman papa tous toutes equipe l'equipe frere soeur patron patronne ami amie client
        cliente voisin voisine
        """,
    )
)
_OPENING = frozenset(
    re.findall(
        r"\S+",
        """
        a au bien tout toute et le la les de du des cher chere chers cheres grand grande beaucoup encore
        d'avance pour votre notre vos vous je j'espere c'est ici nous on il elle ce cela si voici petit
        petite suite comme avez as tu te ton ta
        """,
    )
)
_MEN, _WOMEN = frozenset({"monsieur", "mr", "m"}), frozenset({"madame", "mme", "mademoiselle", "mlle"})


def check(draft: Draft) -> Finding | None:
    if draft.internal:
        return None
    found = _GREETING.search(draft.text)
    if found is None:
        return None
    greeting, name, end = found[1], found[3].strip(), found[4]
    if draft.salutation and name == draft.salutation:
        return None
    words = _WORD.findall(name)
    stranger = _stranger(words, own_words(draft) | _ANYBODY | _OPENING, end) if words else ""
    if stranger:
        said = f"« {stranger[:24]} » n'est pas le nom de ce client"
        return Finding(NAME, "block", f"{said} : écrivez « {_right(draft)} ».", stranger)
    if folded(greeting).startswith(_THANKS):
        return None
    if not _greets_somebody(draft, words):
        return Finding(NAME, "block", f"La salutation est vide : écrivez « {_right(draft)} ».", greeting)
    next_words = _WORD.findall(found.string[found.end() : found.end() + 20])[:1] if end == "," else []
    return _wrong_civility(draft, words + next_words)


def _stranger(words: list[str], known: frozenset[str], end: str) -> str:
    """A capital that is not this customer's; or « bonjour paul, » as people type it on a phone."""
    strange = [word for word in words if folded(word) not in known]
    capital = next((word for word in strange if word[0].isupper()), "")
    typed_low = words[-1] if end not in ("", "\n") and len(words) <= 2 and words[-1] in strange else ""
    return capital or (typed_low if len(typed_low) > 2 else "")


def _greets_somebody(draft: Draft, words: list[str]) -> bool:
    own = own_words(replace(draft, values=frozenset(), references=frozenset()))
    return any(folded(word) in own or folded(word) in _ANYBODY for word in words)


def _wrong_civility(draft: Draft, words: list[str]) -> Finding | None:
    """« Madame, Monsieur » is nobody's in particular, and fits everybody."""
    said = {folded(word) for word in words}
    own = {folded(word) for word in (draft.civility, *draft.salutation.split())}
    for mine, other in ((_MEN, _WOMEN), (_WOMEN, _MEN)):
        if own & mine and not own & other and said & other and not said & mine:
            return Finding(
                NAME, "block", f"La civilité n'est pas la sienne : écrivez « {_right(draft)} ».", words[0]
            )
    return None


def _right(draft: Draft) -> str:
    return f"Bonjour {(draft.salutation or draft.first_name or draft.company or 'Madame, Monsieur')[:30]}"
