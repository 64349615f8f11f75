"""A call made by a person: a tel: link, the text is the script shown beside it."""

from kaye.rules.ports.channel import Capabilities, Field, OutgoingText, obstacle

NAME = "call"
LABEL = "Appel"
CAPABILITIES = Capabilities(
    automatic=False,
    address="phone",
    text_form="call",
    needs_config=False,
    one_tap=True,
    idempotent="neither",
)
FIELDS: tuple[Field, ...] = ()
GUIDE = (
    "Touchez « Appeler » : votre téléphone compose le numéro.",
    "Le texte affiché est un aide-mémoire, quatre étapes au plus.",
    "Après l’appel, dites ce qu’il en est : joint, promis, pas joignable.",
)


def link(text: OutgoingText) -> str | None:
    """tel:<E.164> (RFC 3966); None without a number. The script stays on the screen."""
    return None if obstacle(CAPABILITIES, text) else f"tel:{text.address}"
