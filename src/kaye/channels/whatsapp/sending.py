"""Handing messages over to the WhatsApp Business Platform (POST /<phone number id>/messages)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from kaye.channels.graph import FACEBOOK, Graph, is_open
from kaye.channels.whatsapp.errors import ERRORS
from kaye.channels.whatsapp.fields import FIELDS, LABEL
from kaye.net.hand_over import ready
from kaye.net.json import Record
from kaye.rules.ports.channel import (
    Attachment,
    DeliveryError,
    OutgoingText,
    ProviderTemplate,
    Receipt,
    Refused,
    Unknown,
    Way,
    e164_digits,
)

LONGEST = 4096
_LONGEST_CAPTION = 1024
_MEGABYTE = 1024 * 1024
_USER = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,128}")
# (type of message, its MIME types, its largest size); anything else goes as a document.
_MEDIA = (
    ("image", {"image/jpeg", "image/png"}, 5 * _MEGABYTE),
    ("audio", {"audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg"}, 16 * _MEGABYTE),
    ("video", {"video/mp4", "video/3gpp"}, 16 * _MEGABYTE),
)
_SAID = {
    "held_for_quality_assessment": "Meta retient le modèle le temps de le juger.",
    "paused": "Meta a mis le modèle en pause.",
}

Body = dict[str, Any]


class WhatsAppSession:
    """One phone number of the platform. The reference of a receipt is the wamid of its first message."""

    def __init__(self, config: Mapping[str, str], way: Way | None) -> None:
        self._config = config
        number = quote(config.get("phone_number_id", "").strip(), safe="")
        self._graph = Graph(
            LABEL, f"{FACEBOOK}/{number}", config.get("access_token", "").strip(), way, ERRORS
        )

    def send(self, text: OutgoingText) -> Receipt:
        """A template, or free text and files while the window is open. Raises Refused, NotSent or Unknown."""
        ready(LABEL, FIELDS, self._config)
        if text.template is None and not is_open(text):
            words = "Plus de 24 heures depuis son dernier message : il faut un modèle accepté par Meta."
            raise Refused(words, True, about="window")
        return self.send_now(text)

    def send_now(self, text: OutgoingText) -> Receipt:
        """Without a look at the window."""
        ready(LABEL, FIELDS, self._config)
        to = _target(text)
        first, *others = list(self._bodies(text))
        if text.answers:
            first["context"] = {"message_id": text.answers}
        # Comes back with each status, even when we never read the answer to this very call.
        first["biz_opaque_callback_data"] = text.key[:512]
        answer = self._graph.post("/messages", to | first)
        reference = _reference(answer)
        try:
            for body in others:
                self._graph.post("/messages", to | body)
        except DeliveryError as trouble:
            raise Unknown(f"Une partie du message est partie, pas le reste. {trouble.reason_fr}") from trouble
        state = answer.many("messages")[0].text("message_status")
        return Receipt(reference, _SAID.get(state, ""), "accepted")

    def about(self) -> str:
        """The number as Meta shows it. Raises Refused or NotSent."""
        ready(LABEL, FIELDS, self._config)
        told = self._graph.get("?fields=display_phone_number,verified_name")
        return " ".join(filter(None, [told.text("verified_name"), told.text("display_phone_number")]))

    def close(self) -> None:
        """Nothing is kept open."""

    def _bodies(self, text: OutgoingText) -> Iterator[Body]:
        if text.template is not None:
            if text.attachments:
                raise Refused("Un modèle de WhatsApp ne porte pas de pièce jointe.", True, about="template")
            yield _template(text.template)
            return
        if len(text.text) > LONGEST:
            raise Refused(f"WhatsApp accepte {LONGEST} caractères.", True, about="text")
        uploaded = [(file, self._upload(file)) for file in text.attachments]
        caption = text.text
        if caption and not (uploaded and _captioned(uploaded[0][0]) and len(caption) <= _LONGEST_CAPTION):
            yield {"type": "text", "text": {"body": caption, "preview_url": False}}
            caption = ""
        for file, media in uploaded:
            yield _media(file, media, caption)
            caption = ""
        if not text.text and not uploaded:
            raise Refused("Ce message est vide.", True, about="text")

    def _upload(self, file: Attachment) -> str:
        told = {"messaging_product": "whatsapp", "type": file.mime}
        return _media_id(self._graph.upload("/media", told, "file", file))


def _target(text: OutgoingText) -> Body:
    """To a number, or to an id without a number (C24)."""
    product = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    digits = e164_digits(text.address)
    if digits is not None and text.address_kind in ("", "phone"):
        return {**product, "to": digits}
    if text.address_kind == "whatsapp_id" and _USER.fullmatch(text.address):
        return {**product, "recipient": text.address}
    raise Refused("Pas de numéro WhatsApp utilisable.", True, about="address")


def _template(template: ProviderTemplate) -> Body:
    told: Body = {
        "name": template.name,
        "language": {"policy": "deterministic", "code": template.language},
    }
    if template.values:
        # A value may hold no line end, no tab and no row of spaces, and may not be empty.
        values = [{"type": "text", "text": " ".join(value.split()) or "–"} for value in template.values]
        told["components"] = [{"type": "body", "parameters": values}]
    return {"type": "template", "template": told}


def _media(file: Attachment, media: str, caption: str) -> Body:
    kind = _kind(file)
    told = {"id": media}
    if caption:
        told["caption"] = caption
    if kind == "document":
        told["filename"] = file.name or "document"
    return {"type": kind, kind: told}


def _kind(file: Attachment) -> str:
    for kind, types, most in _MEDIA:
        if file.mime.partition(";")[0].strip().lower() in types and len(file.content) <= most:
            return kind
    return "document"


def _captioned(file: Attachment) -> bool:
    return _kind(file) != "audio"


def _media_id(answer: Record) -> str:
    media = answer.text("id")
    if not media:
        raise Refused("WhatsApp n’a pas gardé la pièce jointe.", False, about="text")
    return media


def _reference(answer: Record) -> str:
    sent = answer.many("messages")
    if not sent or not sent[0].text("id"):
        raise Unknown(f"{LABEL} a pris le message sans dire son numéro : à vérifier.")
    return sent[0].text("id")[:200]
