"""The address exists, is well written, and has not refused messages."""

from kaye.rules.draft import Draft, Finding

NAME = "address"
TITLE = "Adresse ou numéro"

_REASONS = {
    "dead": "n'existe plus : demandez-en une autre au client.",
    "malformed": "est mal écrit : corrigez-le sur la fiche du client.",
}


def check(draft: Draft) -> Finding | None:
    if draft.address_state == "ok" or draft.purpose == "internal":
        return None
    if draft.address_state == "missing" or not draft.address:
        return Finding(
            NAME, "block", "Ce client n'a ni numéro ni adresse pour ce canal : complétez sa fiche."
        )
    reason = _REASONS.get(draft.address_state, "n'a pas pu être vérifié : regardez la fiche du client.")
    return Finding(NAME, "block", f"« {draft.address[:40]} » {reason}", draft.address)
