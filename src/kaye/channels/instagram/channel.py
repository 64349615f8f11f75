"""Instagram: answers of a professional account. Nobody can be written to who did not write first."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from kaye.channels.graph import INSTAGRAM, Graph, bring
from kaye.channels.meta import SECRET_FIELDS, handshake, verify
from kaye.channels.page_session import ERRORS, WINDOW, PageSession
from kaye.channels.pages import events
from kaye.rules.ports.channel import Capabilities, Field, OutgoingText, Receipt, Way
from kaye.rules.ports.http import Http
from kaye.rules.ports.inbound import Delivered, Event, Inbound, IncomingFile

NAME = "instagram"
LABEL = "Instagram"
_LONGEST = 1000  # counted in bytes by Meta: see PageSession
CAPABILITIES = Capabilities(
    automatic=True,
    address="instagram",
    text_form="whatsapp",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
    max_length=_LONGEST,
    answers=frozenset({"instagram"}),
    window=WINDOW,
    after_window="person",
    per_second=5,
)
FIELDS = (
    *SECRET_FIELDS,
    Field(
        "account_id",
        "Identifiant du compte",
        required=True,
        help="Un long nombre qui commence souvent par 1784",
    ),
)
GUIDE = (
    "Passez votre compte Instagram en compte professionnel, et permettez l’accès aux messages dans ses réglages.",
    "Sur developers.facebook.com, créez une application « Entreprise » et ajoutez-lui « Instagram », "
    "« API avec connexion Instagram ».",
    "Ajoutez votre compte et créez son jeton d’accès : recopiez-le ici, avec l’identifiant du compte.",
    "Recopiez la clé secrète de l’application Instagram, affichée sur la même page.",
    "Inventez un mot de vérification, écrivez-le ici et enregistrez.",
    "Sous « Webhooks », collez l’adresse affichée ici et ce même mot.",
    "Abonnez-vous aux champs messages, messaging_postbacks, messaging_seen, message_reactions, "
    "message_edit et standby.",
    "Pour répondre entre 24 heures et 7 jours, demandez à Meta la permission « Human Agent ».",
    "Touchez « Tester » : le nom de votre compte s’affiche.",
)


def _read(config: Mapping[str, str], delivered: Delivered, now: datetime) -> tuple[Event, ...]:
    return events(delivered, "instagram", "instagram")


def _fetch(config: Mapping[str, str], http: Http, file: IncomingFile, most: int) -> tuple[bytes, str]:
    return bring(http, file.ref, most)


INBOUND = Inbound(
    read=_read,
    verify=verify,
    handshake=handshake,
    fetch=_fetch,
    account_field="account_id",
    window=WINDOW,
    states=frozenset({"read"}),
)


def open_session(config: Mapping[str, str], way: Way | None = None) -> PageSession:
    """Calls nobody before the first text."""
    account = quote(config.get("account_id", "").strip(), safe="")
    graph = Graph(LABEL, f"{INSTAGRAM}/{account}", config.get("access_token", "").strip(), way, ERRORS)
    return PageSession(graph, config, FIELDS, most=_LONGEST, files=False)


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """Ask Meta for the account's name: nobody can be written to who did not write first."""
    return Receipt("", f"Compte « {open_session(config, way).about()} »")
