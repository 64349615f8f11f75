"""SMS from the owner's own phone: an sms: link with the text written; the owner presses send."""

from urllib.parse import quote

from kaye.rules.ports.channel import Capabilities, Field, OutgoingText, obstacle

NAME = "sms_link"
LABEL = "SMS"
# Two parts of 153 septets: never more is asked of a customer's phone (limits of the message library).
CAPABILITIES = Capabilities(
    automatic=False,
    address="phone",
    text_form="sms",
    needs_config=False,
    one_tap=True,
    idempotent="neither",
    max_length=306,
)
FIELDS: tuple[Field, ...] = ()
GUIDE = (
    "Touchez « SMS » : vos messages s’ouvrent, le texte est déjà écrit.",
    "Relisez, puis envoyez depuis votre téléphone ; le prix est celui de votre forfait.",
    "De retour ici, répondez à « Envoyé ? ».",
)


def link(text: OutgoingText) -> str | None:
    """sms:<E.164>?body=<UTF-8, percent-encoded> (RFC 5724); None without a number or beyond the limit."""
    if obstacle(CAPABILITIES, text):
        return None
    return f"sms:{text.address}?body={quote(text.text, safe='', errors='replace')}"
