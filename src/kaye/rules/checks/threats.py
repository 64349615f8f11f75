"""No threat: the courts only in a formal letter; shame, sorcery, violence and insults never."""

import re

from kaye.rules.draft import Draft, Finding, folded

NAME = "threats"
TITLE = "Menaces"

_FORMAL = 5
_NEAR_PEOPLE = "famille|employeur|patron|voisins?|mari|femme|epouse|parents|collegues?|eglise|pasteur|enfants"
_TELLING = (
    "prevenir|avertir|informer|appeler|contacter|dire a|parler a|ecrire a"
    "|previens|appelle(?:rai)?|previendrai"
)

# Patterns on folded text: lower case, no accents.
_COURTS = (
    r"huissiers?\b",
    r"commissaires? de justice\b",
    r"saisi(?:e|es|r|rai|rons|ra)\b",
    r"tribuna(?:l|ux)\b",
    r"proces\b",
    r"(?:en|la) justice\b",
    r"(?:mon|notre|un|nos|l') ?avocat\b",
    r"poursui(?:tes?|v\w+)\b",
    r"contentieux\b",
    r"injonction\b",
    r"(?:societe|cabinet)s? de recouvrement\b",
)
_NEVER = (
    r"prisons?\b",
    r"police\b(?! d'assurance)",
    r"gendarm\w+",
    r"commissariat\b",
    r"militaires?\b",
    r"(?:port|depos)\w* (?:une )?plainte",
    r"sorcellerie\b",
    r"sorciers?\b",
    r"marabouts?\b",
    r"maudi\w+",
    r"maledictions?\b",
    r"v(?:o|au)dou\w*",
    r"quimbois\w*",
    r"hont(?:es?|eu\w+)\b",
    r"devant tout le (?:monde|quartier|marche)\b",
    r"tout le (?:monde|quartier|village|marche) (?:va|le|saura|sait)\b",
    r"(?:affich|publi|diffus|post)(?:er?|erai|ierai|ie|ier) (?:votre|ton|vos|tes|sur|la)\b",
    r"liste noire\b",
    r"vole(?:urs?|uses?)\b",
    r"escro(?:cs?|querie)\b",
    r"menteu(?:rs?|ses?)\b",
    r"malhonnetes?\b",
    r"bandits?\b",
    r"(?:allez|vas|va) (?:le )?regretter\b",
    r"sa(?:is|it|vons) ou (?:vous|tu)\b",
    r"frapper\b",
    r"casser la\b",
    r"gare a (?:vous|toi)\b",
    rf"(?:{_TELLING}) (?:a )?(?:votre|ta|ton|vos|tes) (?:{_NEAR_PEOPLE})\b",
    r"venir (?:chez (?:vous|toi)|a (?:votre|ton) travail|chercher (?:vos|tes|la|le|les))\b",
    r"menac\w+",
)
_COURT_WORDS = re.compile(rf"\b(?:{'|'.join(_COURTS)})")
_NEVER_WORDS = re.compile(rf"\b(?:{'|'.join(_NEVER)})")


def check(draft: Draft) -> Finding | None:
    if not draft.edited or draft.internal:
        return None
    said = folded(draft.whole)
    for value in draft.values:  # an article may be called « Saisie comptable »
        said = said.replace(folded(value), " ")
    found = _NEVER_WORDS.search(said)
    if found is None and draft.step_tone < _FORMAL:
        found = _COURT_WORDS.search(said)
    if found is None:
        return None
    said_fr = f"« {found[0][:30]} » peut passer pour une menace"
    return Finding(NAME, "block", f"{said_fr}, la loi les punit : enlevez ces mots.", found[0])
