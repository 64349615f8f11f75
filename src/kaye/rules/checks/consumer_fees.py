"""No fee, penalty or charge asked from a consumer; only Belgium's free first reminder has to name them."""

import re

from kaye.rules.draft import Draft, Finding, is_own_value

NAME = "consumer_fees"
TITLE = "Frais demandés à un particulier"

_FEES = re.compile(
    r"p[ée]nalit[ée]s?|indemnit[ée] (?:forfaitaire|de recouvrement|de retard|de \d)|majorations?\b|L ?441-10"
    r"|int[ée]r[êe]ts? (?:de|du|pour) retard|int[ée]r[êe]ts? moratoires?|clause p[ée]nale|agios?\b"
    r"|frais (?:de |d'|pour )?(?:relance|recouvrement|dossier|retard|rappel|gestion)"
    r"|frais (?:de |d'|pour )?(?:mise en demeure|huissier|impay)"
    r"|frais (?:suppl[ée]mentaires|administratifs|bancaires|s'ajout)|amendes?\b"
    r"|40(?:,00)?[ \u00a0\u202f]?(?:€|euros?|EUR) (?:de |d'|pour |forfait|suppl|en plus)|suppl[ée]ment de \d",
    re.IGNORECASE,
)
# One of these stands in every fee: looking for them first spares the long search on clean texts.
_SIGNS = ("nalit", "indemnit", "major", "441-10", "frais", "intér", "inter", "agio", "amende", "40", "suppl")


def check(draft: Draft) -> Finding | None:
    if draft.is_consumer is False or draft.internal or _is_belgian_first_reminder(draft):
        return None
    whole = draft.whole.lower()
    for sign in _SIGNS:
        if sign in whole:
            break
    else:
        return None
    found = next((each[0] for each in _FEES.finditer(whole) if not is_own_value(draft, each[0])), "")
    if not found:
        return None
    said = f"« {found[:30]} » ne se demande pas à un particulier"
    return Finding(NAME, "block", f"{said} : enlevez ces frais.", found)


def _is_belgian_first_reminder(draft: Draft) -> bool:
    """Book XIX of the Belgian code of economic law: the free first reminder says what may be asked later."""
    return draft.law == "BE" and draft.purpose == "legal" and draft.text_tone <= 1
