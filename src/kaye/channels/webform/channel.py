"""The form of the business's own site, or of the page we give it: it only receives (inbox C59)."""

from kaye.channels.webform.inbound import INBOUND as INBOUND
from kaye.rules.ports.channel import Capabilities, Field

NAME = "webform"
LABEL = "Formulaire du site"
CAPABILITIES = Capabilities(
    automatic=False,
    address=None,
    text_form="internal",
    needs_config=False,
    one_tap=False,
    idempotent="neither",
)
FIELDS = (
    Field(
        "secret",
        "Clé du formulaire",
        kind="password",
        help="Tirée au hasard par Kayé : vous n’avez rien à écrire ici",
        secret=True,
        drawn=True,
    ),
)
GUIDE = (
    "Allumez le formulaire : son adresse s’affiche ici.",
    "Mettez ce lien sur votre site, votre fiche Google ou sous vos annonces ; ou copiez les deux lignes dans une page.",
    "Chaque demande arrive dans la boîte, avec le nom, le moyen de joindre la personne et son message.",
    "Ce qui ressemble à un robot est gardé à part, « à vérifier » : rien n’est perdu.",
)
