"""The settings of a WhatsApp account."""

from kaye.channels.meta import SECRET_FIELDS
from kaye.rules.ports.channel import Field

LABEL = "WhatsApp Business"
FIELDS = (
    *SECRET_FIELDS,
    Field(
        "phone_number_id",
        "Identifiant du numéro",
        required=True,
        help="Un long nombre, à côté de votre numéro chez Meta ; ce n’est pas le numéro lui-même",
    ),
    Field(
        "business_account_id",
        "Identifiant du compte WhatsApp Business",
        help="Pour voir et proposer des modèles de messages depuis ici",
    ),
)
