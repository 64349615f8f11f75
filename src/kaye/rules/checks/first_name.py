"""The person greeted is the customer: no empty greeting, no name of somebody else (D2)."""

import re

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
# Words that greet nobody in particular, or open the sentence that follows.
_NEUTRAL = frozenset(
    re.findall(
        r"\S+",
        """
        a au bien toutes tous tout toute et le la les l'equipe equipe de du des cher chere chers
        cheres client cliente madame monsieur mesdames messieurs mademoiselle mme mr m mlle docteur
        dr maitre me tonton tata tantie maman papa grand grande frere soeur patron patronne ami amie
        voisin voisine beaucoup encore d'avance pour votre notre vos vous je j'espere c'est ici nous
        on il elle ce cela si voici petit petite suite comme avez as tu te ton ta
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
    greeting, name = found[1], found[3].strip()
    if not name:
        return _empty(draft, greeting)
    if draft.salutation and name == draft.salutation:
        return None
    return _wrong(draft, greeting, name, found[4])


def _empty(draft: Draft, greeting: str) -> Finding | None:
    if folded(greeting).startswith(_THANKS):
        return None
    return Finding(NAME, "block", f"La salutation est vide : écrivez « {_right(draft)} ».", greeting)


def _wrong(draft: Draft, greeting: str, name: str, end: str) -> Finding | None:
    words = _WORD.findall(name)
    own = own_words(draft)
    strange = [word for word in words if folded(word) not in own | _NEUTRAL]
    capital = next((word for word in strange if word[0].isupper()), "")
    lone = "" if not end or end == "\n" or len(words) > 2 or not strange else strange[-1]
    culprit = capital or (lone if len(lone) > 2 and folded(words[-1]) == folded(lone) else "")
    if culprit:
        said = f"« {culprit[:24]} » n'est pas le nom de ce client"
        return Finding(NAME, "block", f"{said} : écrivez « {_right(draft)} ».", culprit)
    if folded(greeting).startswith(_THANKS):
        return None
    if not any(
        folded(word) in own or word[0].isupper() or folded(word) in ("tous", "toutes") for word in words
    ):
        return Finding(NAME, "block", f"La salutation est vide : écrivez « {_right(draft)} ».", greeting)
    return _wrong_civility(draft, words)


def _wrong_civility(draft: Draft, words: list[str]) -> Finding | None:
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
