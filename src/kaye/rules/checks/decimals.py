"""Amounts are written as the currency is: no decimals in FCFA, two in euros (F10)."""

from kaye.rules.draft import Draft, Finding, is_own_value
from kaye.rules.figures import written_amounts

NAME = "decimals"
TITLE = "Décimales d'un montant"


def check(draft: Draft) -> Finding | None:
    for amount in written_amounts(draft.whole):
        if amount.unit == "FCFA" and amount.decimals:
            right = "les FCFA s'écrivent sans virgule"
        elif amount.unit == "EUR" and amount.decimals not in (0, 2):
            right = "écrivez deux chiffres après la virgule"
        elif "," in amount.raw and "." in amount.raw:
            right = "écrivez par exemple 1 234,56 €"
        else:
            continue
        if not is_own_value(draft, amount.raw):
            return Finding(NAME, "block", f"« {amount.raw[:24]} » : {right}.", amount.raw)
    return None
