"""WhatsApp by the Business Platform of Meta: messages both ways, templates outside the 24 hours."""

from collections.abc import Mapping
from datetime import timedelta

from kaye.channels.meta import handshake, verify
from kaye.channels.whatsapp.costs import cost as cost
from kaye.channels.whatsapp.fields import FIELDS as FIELDS
from kaye.channels.whatsapp.fields import LABEL as LABEL
from kaye.channels.whatsapp.media import fetch
from kaye.channels.whatsapp.reading import read
from kaye.channels.whatsapp.sending import LONGEST, WhatsAppSession
from kaye.channels.whatsapp.templates import TEMPLATES as TEMPLATES
from kaye.rules.ports.channel import Capabilities, OutgoingText, Receipt, Way
from kaye.rules.ports.inbound import Inbound

NAME = "whatsapp"
_WINDOW = timedelta(hours=24)
CAPABILITIES = Capabilities(
    automatic=True,
    address="phone",
    text_form="whatsapp",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
    max_length=LONGEST,
    answers=frozenset({"phone", "whatsapp_id"}),
    window=_WINDOW,
    after_window="template",
    files=16 * 1024 * 1024,
    per_second=20,  # of a number that the phone's application uses as well; 80 otherwise
)
GUIDE = (
    "Sur developers.facebook.com, créez une application « Entreprise » et ajoutez-lui « WhatsApp ».",
    "Dans « WhatsApp », « Configuration de l’API », ajoutez votre numéro, puis recopiez ici son identifiant "
    "(un long nombre) et celui du compte WhatsApp Business.",
    "Dans les paramètres de l’entreprise, créez un utilisateur système, donnez-lui ce compte, puis un jeton permanent "
    "avec whatsapp_business_messaging et whatsapp_business_management : recopiez-le ici.",
    "Dans « Paramètres de l’application », « Général », recopiez la clé secrète de l’application.",
    "Inventez un mot de vérification, écrivez-le ici et enregistrez.",
    "Dans « WhatsApp », « Configuration », collez l’adresse affichée ici et ce même mot, "
    "puis « Vérifier et enregistrer ».",
    "Abonnez-vous aux champs messages, smb_message_echoes, history, user_preferences, calls, account_update, "
    "message_template_status_update et template_category_update.",
    "Écrivez d’abord vous-même à ce numéro, puis touchez « Tester » : un message vous répond.",
)
INBOUND = Inbound(
    read=read,
    verify=verify,
    handshake=handshake,
    fetch=fetch,
    account_field="phone_number_id",
    window=_WINDOW,
    states=frozenset({"sent", "delivered", "read", "failed"}),
)


def open_session(config: Mapping[str, str], way: Way | None = None) -> WhatsAppSession:
    """Calls nobody before the first text."""
    return WhatsAppSession(config, way)


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """Ask Meta for the number, then write to the owner, who is told to have written first."""
    session = WhatsAppSession(config, way)
    number = session.about()
    receipt = session.send_now(text)
    return Receipt(receipt.provider_ref, f"Depuis {number}" if number else receipt.detail, receipt.state)
