"""Telephone calls told by a switchboard or an application: a signed JSON hook (inbox C59). Nothing is sent."""

from kaye.channels.phone.inbound import INBOUND as INBOUND
from kaye.rules.ports.channel import Capabilities, Field

NAME = "phone"
LABEL = "Appels reçus"
CAPABILITIES = Capabilities(
    automatic=False,
    address="phone",
    text_form="call",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
)
FIELDS = (
    Field(
        "secret",
        "Secret partagé",
        "password",
        True,
        "Le même ici et dans votre standard ; au moins vingt caractères au hasard",
        secret=True,
    ),
)
GUIDE = (
    "Inventez un secret long, et recopiez-le ici et dans votre standard ou votre application d’appels.",
    "Donnez au standard l’adresse affichée ici : il y annonce chaque appel, signé avec ce secret.",
    "Un appel manqué devient une demande « rappeler », une seule par personne.",
    "Avec Twilio, rien à faire ici : l’adresse du canal Twilio reçoit aussi ses appels.",
)
