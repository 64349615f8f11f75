"""Messenger: answers of a Facebook page. Nobody can be written to who did not write first."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from kaye.channels.graph import FACEBOOK, Graph, bring
from kaye.channels.meta import SECRET_FIELDS, handshake, verify
from kaye.channels.page_session import ERRORS, WINDOW, PageSession
from kaye.channels.pages import events
from kaye.rules.ports.channel import Capabilities, Field, OutgoingText, Receipt, Way
from kaye.rules.ports.http import Http
from kaye.rules.ports.inbound import Delivered, Event, Inbound, IncomingFile

NAME = "messenger"
LABEL = "Messenger"
_LONGEST = 2000
CAPABILITIES = Capabilities(
    automatic=True,
    address="messenger",
    text_form="whatsapp",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
    max_length=_LONGEST,
    answers=frozenset({"messenger"}),
    window=WINDOW,
    after_window="person",
    files=25 * 1024 * 1024,
    per_second=40,
)
FIELDS = (
    *SECRET_FIELDS,
    Field(
        "page_id", "Identifiant de la page", required=True, help="Un long nombre : « À propos » de votre page"
    ),
)
GUIDE = (
    "Sur developers.facebook.com, créez une application « Entreprise » et ajoutez-lui « Messenger ».",
    "Reliez votre page et demandez son jeton d’accès : recopiez-le ici, avec l’identifiant de la page.",
    "Dans « Paramètres de l’application », « Général », recopiez la clé secrète de l’application.",
    "Inventez un mot de vérification, écrivez-le ici et enregistrez.",
    "Dans « Messenger », « Webhooks », collez l’adresse affichée ici et ce même mot.",
    "Abonnez la page aux champs messages, message_echoes, messaging_postbacks, message_reactions, message_edits, "
    "message_deliveries, message_reads et standby.",
    "Pour répondre entre 24 heures et 7 jours, demandez à Meta la permission « Human Agent ».",
    "Touchez « Tester » : le nom de votre page s’affiche.",
)


def _read(config: Mapping[str, str], delivered: Delivered, now: datetime) -> tuple[Event, ...]:
    return events(delivered, "messenger", "page")


def _fetch(config: Mapping[str, str], http: Http, file: IncomingFile, most: int) -> tuple[bytes, str]:
    return bring(http, file.ref, most)


INBOUND = Inbound(
    read=_read,
    verify=verify,
    handshake=handshake,
    fetch=_fetch,
    account_field="page_id",
    window=WINDOW,
    states=frozenset({"delivered"}),
)


def open_session(config: Mapping[str, str], way: Way | None = None) -> PageSession:
    """Calls nobody before the first text."""
    page = quote(config.get("page_id", "").strip(), safe="")
    graph = Graph(LABEL, f"{FACEBOOK}/{page}", config.get("access_token", "").strip(), way, ERRORS)
    return PageSession(graph, config, FIELDS, most=_LONGEST, files=True)


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """Ask Meta for the page's name: nobody can be written to who did not write first."""
    return Receipt("", f"Page « {open_session(config, way).about()} »")
