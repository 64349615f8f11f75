"""Notifications on a member's telephone or computer, without an intermediary: web push (RFC 8030, 8291, 8292).

The address of a device is the JSON of its subscription: see `net.push`, where the keys are as well.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from kaye.channels.webpush.encrypt import encrypt
from kaye.channels.webpush.vapid import authorization
from kaye.net.hand_over import hand_over, ready
from kaye.net.json import Record, write_json
from kaye.net.push import private_key, read_address, to_base64url
from kaye.rules.ports.channel import Capabilities, Field, NotSent, OutgoingText, Receipt, Refused, Way
from kaye.rules.ports.http import Forbidden, Http, Request, Response

NAME = "webpush"
LABEL = "Notifications"
CAPABILITIES = Capabilities(
    automatic=True,
    address="device",
    text_form="internal",
    needs_config=False,
    one_tap=False,
    idempotent="key",  # a second push with the same `tag` takes the place of the first
    subject=True,
)
# The caller makes the pair once and keeps it: nobody has to fill these in.
FIELDS = (
    Field("private_key", "Clé privée", "password", help="Vide : Kayé en fait une", secret=True),
    Field("subject", "Adresse de contact", help="mailto:vous@exemple.fr ou https://… ; vide : celle du site"),
)
_NEEDED = tuple(replace(each, required=True) for each in FIELDS)
GUIDE = (
    "Sur votre téléphone, ouvrez Kayé, puis « Plus », « Ce téléphone ».",
    "Sur un iPhone, ajoutez d’abord Kayé à l’écran d’accueil (Partager, « Sur l’écran d’accueil »).",
    "Touchez « Faire sonner ce téléphone », et répondez « Autoriser » à la question du navigateur.",
    "Touchez « Essayer » : une notification arrive sur cet appareil.",
)
_MOST = 3072  # bytes of the JSON, well under what services take
_KEPT_SECONDS = "86400"  # a device that is off for longer is told by the inbox itself


class PushSession:
    """One encrypted POST for each notification. Raises Refused, NotSent or Unknown."""

    def __init__(self, config: Mapping[str, str], http: Http) -> None:
        try:
            self._key = private_key(config["private_key"].strip())
        except ValueError:
            raise NotSent("Notifications mal configurées : la clé privée n’en est pas une.") from None
        self._subject = config["subject"].strip()
        self._http = http

    def send(self, text: OutgoingText) -> Receipt:
        """{title, body, url, tag}: the subject, the text, `reply_to`, and `answers` (else the key)."""
        tag = text.answers or text.key
        try:
            device = read_address(text.address)
        except ValueError:
            raise Refused("Cet appareil n’a pas donné d’adresse lisible.", permanent=True) from None
        plain = payload(text.subject, text.text, text.reply_to, tag)
        body = encrypt(plain, device.public_key, device.auth)
        now = datetime.now(UTC)
        headers = {
            "Authorization": authorization(self._key, self._subject, device.endpoint, now),
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": _KEPT_SECONDS,
            "Urgency": "high",
            "Topic": to_base64url(hashlib.sha256(tag.encode("utf-8", "replace")).digest())[:32],
        }
        answer = self._post(Request("POST", device.endpoint, headers, body))
        return Receipt(answer.headers.get("location", "")[:200] or text.key, str(answer.status))

    def close(self) -> None:
        """Nothing is kept open."""

    def _post(self, request: Request) -> Response:
        try:
            return hand_over(self._http, request, LABEL, _no)
        except NotSent as trouble:
            # Elsewhere the address called is a provider's; here a browser gave it.
            if isinstance(trouble.__cause__, Forbidden):
                raise Refused("Cet appareil donne une adresse interdite.", permanent=True) from trouble
            raise


def open_session(config: Mapping[str, str], way: Way | None = None) -> PushSession:
    """`private_key` (base64url) and `subject` (mailto: or https:) of this installation."""
    ready(LABEL, _NEEDED, config)
    if way is None:
        raise NotSent("Notifications : pas de chemin vers l’extérieur.")
    return PushSession(config, way())


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """One notification; raises what `send` raises."""
    return open_session(config, way).send(text)


def payload(title: str, body: str, url: str, tag: str) -> bytes:
    """The JSON that the service worker shows, 3 kB at most; the body is cut where it would be longer."""
    written = _plain(title, body, url, tag)
    while len(written) > _MOST and body:
        body = body[: len(body) * 3 // 4]
        written = _plain(title, f"{body.rstrip()}…", url, tag)
    return written


def _plain(title: str, body: str, url: str, tag: str) -> bytes:
    values = {"title": title[:120], "body": body, "url": url[:300], "tag": tag[:80]}
    return write_json({name: value.encode("utf-8", "replace").decode() for name, value in values.items()})


def _no(status: int, answer: Record) -> Refused | None:
    """RFC 8030 §7.3: 404 and 410 end a subscription; 403 says that it was made with other keys than ours."""
    if status in (404, 410):
        return Refused("Cet appareil n’est plus abonné aux notifications.", permanent=True)
    if status == 403:
        return Refused("Cet appareil s’est abonné avec une autre clé : réactivez-y les notifications.", True)
    if status == 401:
        return Refused("Le service de notifications refuse notre signature.", True, about="account")
    if status == 413:
        return Refused("La notification est trop longue.", True, about="text")
    return None
