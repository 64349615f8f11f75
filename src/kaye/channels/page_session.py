"""Answering on Messenger and Instagram: within 24 hours, or up to 7 days when a person writes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kaye.channels.graph import Graph, Table, Verdict, is_open
from kaye.net.hand_over import ready
from kaye.net.json import Record
from kaye.rules.ports.channel import Attachment, DeliveryError, Field, OutgoingText, Receipt, Refused, Unknown

WINDOW = timedelta(hours=24)
_BY_HAND = timedelta(days=7)
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_KINDS = {"image": "image", "video": "video", "audio": "audio"}
_CLOSED = Verdict("Plus de 24 heures depuis son dernier message.", "window")
_AWAY = Verdict("Cette personne ne reçoit pas vos messages.", "stopped")
# developers.facebook.com/docs/messenger-platform/error-codes
ERRORS: Table = {
    (10, 2018065): _CLOSED,
    (10, 2018278): _CLOSED,
    (10, 2534022): _CLOSED,
    100: Verdict("Meta ne comprend pas ce message.", "text"),
    (100, 2018001): Verdict("Cette personne n’est pas joignable par ce compte.", "address"),
    (100, 2018109): Verdict("La pièce jointe est trop lourde.", "text"),
    (100, 2018278): _CLOSED,
    (100, 2534014): Verdict("Cette personne n’est pas joignable par ce compte.", "address"),
    (200, 1545041): _AWAY,
    (200, 2018108): _AWAY,
    551: Verdict("Cette personne n’est pas disponible pour l’instant.", "address", permanent=False, wait=60),
    1200: Verdict("Meta n’a pas pu envoyer : nous réessaierons.", "rate", permanent=False, wait=5),
    80002: Verdict("Votre compte a atteint sa limite.", "rate", permanent=False, wait=60),
    80006: Verdict("Votre compte a atteint sa limite.", "rate", permanent=False, wait=60),
}

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PageSession:
    """One page or account. `most`: bytes of a text. The reference of a receipt is the `mid` of its first message."""

    graph: Graph
    config: Mapping[str, str] = field(repr=False)
    fields: Sequence[Field]
    most: int
    files: bool

    def send(self, text: OutgoingText) -> Receipt:
        """The text, then each file. Raises Refused, NotSent or Unknown."""
        ready(self.graph.label, self.fields, self.config)
        how = self._how(text)
        first, *others = self._messages(text)
        reply = {"reply_to": {"mid": text.answers}} if text.answers else {}
        reference = _reference(
            self.graph.post("/messages", {**how, "message": first, **reply}), self.graph.label
        )
        try:
            for message in others:
                self.graph.post("/messages", {**how, "message": message})
        except DeliveryError as trouble:
            raise Unknown(f"Une partie du message est partie, pas le reste. {trouble.reason_fr}") from trouble
        return Receipt(reference, "", "accepted")

    def about(self) -> str:
        """The account's name as Meta shows it. Raises Refused or NotSent."""
        ready(self.graph.label, self.fields, self.config)
        return self.graph.get("?fields=name").text("name")

    def close(self) -> None:
        """Nothing is kept open."""

    def _how(self, text: OutgoingText) -> Body:
        if not _ID.fullmatch(text.address):
            raise Refused(
                f"Pas de conversation {self.graph.label} avec cette personne.", True, about="address"
            )
        if text.template is not None:
            raise Refused(f"{self.graph.label} n’a pas de modèles.", True, about="template")
        to: Body = {"recipient": {"id": text.address}}
        if is_open(text):
            return {**to, "messaging_type": "RESPONSE"}
        # The tag is for what a person types, and for nothing else: Meta closes accounts for less.
        if text.typed and text.window_until and text.date < text.window_until - WINDOW + _BY_HAND:
            return {**to, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        words = "plus de 7 jours" if text.typed else "plus de 24 heures"
        raise Refused(f"{self.graph.label} : {words} depuis son dernier message.", True, about="window")

    def _messages(self, text: OutgoingText) -> list[Body]:
        if text.attachments and not self.files:
            words = f"{self.graph.label} ne porte pas de pièces jointes : envoyez un lien."
            raise Refused(words, True, about="text")
        if len(text.text.encode("utf-8", "replace")) > self.most:
            raise Refused(
                f"{self.graph.label} accepte {self.most} signes ; les accents comptent double.",
                True,
                about="text",
            )
        said: list[Body] = [{"text": text.text}] if text.text else []
        told = said + [self._attached(file) for file in text.attachments]
        if not told:
            raise Refused("Ce message est vide.", True, about="text")
        return told

    def _attached(self, file: Attachment) -> Body:
        kind = _KINDS.get(file.mime.partition("/")[0], "file")
        told = '{"attachment":{"type":"' + kind + '","payload":{"is_reusable":false}}}'
        answer = self.graph.upload("/message_attachments", {"message": told}, "filedata", file)
        given = answer.text("attachment_id")
        if not given:
            raise Refused(f"{self.graph.label} n’a pas gardé la pièce jointe.", False, about="text")
        return {"attachment": {"type": kind, "payload": {"attachment_id": given}}}


def _reference(answer: Record, label: str) -> str:
    if not (reference := answer.text("message_id")):
        raise Unknown(f"{label} a pris le message sans dire son numéro : à vérifier.")
    return reference[:200]
