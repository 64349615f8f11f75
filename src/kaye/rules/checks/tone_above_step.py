"""The tone never runs ahead of the ladder: a friendly step doesn't announce a formal notice."""

import re

from kaye.rules.draft import Draft, Finding

NAME = "tone_above_step"
TITLE = "Ton plus dur que l'étape"

_FRIENDLY = 1  # tones 0 and 1 are both kind: a joined message of tone 1 may carry a memo of tone 0
_WORDS = (
    (5, re.compile(r"injonction de payer|METTONS EN DEMEURE|vaut mise en demeure|par voie de justice", re.I)),
    (4, re.compile(r"mise en demeure|mettre en demeure|dernier (?:rappel|avis|avertissement)|ultime", re.I)),
    (
        3,
        re.compile(
            r"dernier délai|sous 48 ?h|relance formelle|impayée?s?\b|sans délai|exige|immédiatement"
            r"|ma patience|scandaleux|inadmissible",
            re.I,
        ),
    ),
)


def check(draft: Draft) -> Finding | None:
    reached = max(draft.step_tone, _FRIENDLY)
    if draft.text_tone > reached:
        return Finding(NAME, "block", "Ce texte est plus ferme que l'étape : choisissez le texte prévu.", "")
    if not draft.edited or draft.internal:
        return None
    for tone, words in _WORDS:
        found = words.search(draft.whole) if tone > reached else None
        if found:
            said = f"« {found[0][:30]} » est trop ferme à cette étape"
            return Finding(NAME, "block", f"{said} : gardez un ton plus doux.", found[0])
    return None
