"""WhatsApp from the owner's own phone: a wa.me link with the text written; the owner presses send."""

from urllib.parse import quote

from kaye.rules.ports.channel import Capabilities, Field, OutgoingText, e164_digits, obstacle

NAME = "whatsapp_link"
LABEL = "WhatsApp"
# No official limit is published for the link; beyond some 1 000 accented letters it passes 5 000
# characters, which not every phone browser opens.
CAPABILITIES = Capabilities(
    automatic=False,
    address="phone",
    text_form="whatsapp",
    needs_config=False,
    one_tap=True,
    idempotent="neither",
    max_length=1000,
)
FIELDS: tuple[Field, ...] = ()
GUIDE = (
    "Touchez « WhatsApp » : la conversation s’ouvre, le texte est déjà écrit.",
    "Relisez, puis envoyez depuis votre téléphone.",
    "De retour ici, répondez à « Envoyé ? ».",
)


def link(text: OutgoingText) -> str | None:
    """https://wa.me/<digits>?text=<UTF-8, percent-encoded>; None without a number or beyond the limit."""
    if obstacle(CAPABILITIES, text):
        return None
    return f"https://wa.me/{e164_digits(text.address)}?text={quote(text.text, safe='', errors='replace')}"
