"""Drafts for the tests of the checks: one customer, one debt, one good text to spoil."""

from dataclasses import replace
from datetime import date

from kaye.rules.draft import Draft

GOOD = Draft(
    text=(
        "Bonjour Madame Jeanne, ici Moussa. Pour Téléphone Tecno, il reste *32 500 FCFA* depuis le 16 mai 2026.\n"
        "Dites-moi simplement quand cela vous arrange. Merci et bonne journée !"
    ),
    form="whatsapp",
    channel="whatsapp_link",
    address="+237677123457",
    first_name="Jeanne",
    civility="Madame",
    salutation="Madame Jeanne",
    references=frozenset({"FA2026-0003"}),
    values=frozenset({"Téléphone Tecno", "Chez Moussa", "Moussa", "Orange Money au 6 99 00 11 22"}),
    amounts=frozenset({"32 500 FCFA", "65 000 FCFA"}),
    minor=32500,
    currency="XAF",
    dates=frozenset({date(2026, 5, 16), date(2026, 5, 30)}),
    step_tone=1,
    text_tone=1,
    own_hosts=frozenset({"moussa.example"}),
    edited=True,
)
EUROS = replace(
    GOOD,
    text="Bonjour Madame Bellance, il reste 1 234,56 € pour la facture FA2026-0003, échue le 16/05/2026. Merci à vous.",
    first_name="Nadège",
    last_name="Bellance",
    company="SARL Karukera Hôtel",
    salutation="Madame Bellance",
    values=frozenset({"Pose split 12 000 BTU", "Clim'Antilles"}),
    amounts=frozenset({"1\u202f234,56\u00a0€"}),
    minor=123456,
    currency="EUR",
    is_consumer=False,
    law="GP",
)


def spoilt(text: str, **changes: object) -> Draft:
    """The good draft with another text; `text` may name `{good}`."""
    return replace(GOOD, text=text.replace("{good}", GOOD.text), **changes)


def in_euros(text: str, **changes: object) -> Draft:
    return replace(EUROS, text=text.replace("{good}", EUROS.text), **changes)
