"""The owner's own list: the text is for the team, nothing leaves the house."""

from kaye.rules.ports.channel import Capabilities, Field

NAME = "internal"
LABEL = "Ma liste"
CAPABILITIES = Capabilities(
    automatic=False,
    address=None,
    text_form="internal",
    needs_config=False,
    one_tap=False,
    idempotent="key",
)
FIELDS: tuple[Field, ...] = ()
GUIDE = ("Ces lignes sont pour vous et votre équipe : rien n’est envoyé au client.",)
