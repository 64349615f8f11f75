"""Nothing in this text belongs to another customer: no name, no reference (D2)."""

import re

from kaye.rules.draft import Draft, Finding, folded, is_own_value, own_words, words_of

NAME = "other_customer"
TITLE = "Données d'un autre client"

_REFERENCE = re.compile(r"(?<![\w/.-])([A-Z]{1,5})-?(?:20\d\d[-/]?)?\d{1,8}(?![\w/-])")
_INVOICE = re.compile(
    r"\b(?:facture|devis|commande)(?:[ \u00a0]n[°o])?[ \u00a0]([A-Z0-9][\w/.-]*\d[\w/-]*)", re.IGNORECASE
)


def check(draft: Draft) -> Finding | None:
    if draft.internal or not (draft.other_names or draft.other_references or draft.edited):
        return None
    name = _other_name(draft)
    if name:
        return Finding(NAME, "block", f"« {name[:30]} » est un autre de vos clients : enlevez ce nom.", name)
    reference = _other_reference(draft)
    if reference:
        return Finding(
            NAME,
            "block",
            f"« {reference[:30]} » n'appartient pas à ce client : remettez sa référence.",
            reference,
        )
    return None


def _other_name(draft: Draft) -> str:
    if not draft.other_names:
        return ""
    said = f" {' '.join(words_of(draft.whole))} "
    own = own_words(draft)
    for name in sorted(draft.other_names):
        words = words_of(name)
        if words and f" {' '.join(words)} " in said and not own.issuperset(words):
            return name
    return ""


def _other_reference(draft: Draft) -> str:
    whole = draft.whole
    for reference in sorted(draft.other_references - draft.references):
        if re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w-])", whole, re.IGNORECASE):
            return reference
    if not draft.edited:
        return ""
    own = {folded(reference) for reference in draft.references}
    prefixes = {found[1] for found in map(_REFERENCE.fullmatch, draft.references) if found}
    said = [found[1] for found in _INVOICE.finditer(whole)]
    said += [found[0] for found in _REFERENCE.finditer(whole) if found[1] in prefixes]
    return next((each for each in said if folded(each) not in own and not is_own_value(draft, each)), "")
