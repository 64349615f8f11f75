"""Messenger's Send API and attachment upload (developers.facebook.com/docs/messenger-platform/reference/send-api)."""

import json
from typing import Any

from tests.channels.fakes.base import Taken, said
from tests.channels.fakes.graph import VERSION, GraphFake, error
from tests.net.server import Asked, Said

_PAGE = "2064530330000000"
PERSON = "6785984231000001"


class FAKE(GraphFake):
    name = "messenger"
    origins: tuple[str, ...] = ("https://graph.facebook.com",)
    account = _PAGE
    config = {"app_secret": "s", "verify_token": "m", "access_token": "jeton-acces", "page_id": _PAGE}
    uploads, sends = f"/{VERSION}/{_PAGE}/message_attachments", f"/{VERSION}/{_PAGE}/messages"
    refusals = {
        "window": error(10, "This message is sent outside of allowed window.", 403, 2018278),
        "permission": error(10, "Application does not have permission for this action", 403),
        "address": error(100, "No matching user found", 400, 2018001),
        "stopped": error(200, "This person isn't receiving messages from you right now.", 403, 1545041),
        "away": error(551, "This person isn't available right now."),
        "text": error(100, "Invalid parameter"),
        "rate": error(613, "Calls to this api have exceeded the rate limit."),
        "busy": error(1200, "Temporary send message failure. Please try again later.", 500),
        "token": error(190, "Error validating access token", 401),
    }
    most = 2000

    def take(self, body: dict[str, Any]) -> Said:
        assert set(body) <= {"recipient", "messaging_type", "tag", "message", "reply_to"}
        if body["messaging_type"] == "MESSAGE_TAG":
            assert body["tag"] == "HUMAN_AGENT"
        else:
            assert body["messaging_type"] == "RESPONSE" and "tag" not in body
        (key,) = body["message"]
        if key == "text":
            assert 0 < len(body["message"]["text"].encode()) <= self.most
        else:
            assert body["message"]["attachment"]["payload"]["attachment_id"] in self.uploaded
        self.said.append(body)
        own = f"m_FAKE{len(self.said):04d}"
        address = body["recipient"]["id"]
        self.taken.append(Taken(own, address, body["message"].get("text", ""), self.account))
        return said({"recipient_id": address, "message_id": own})

    def upload(self, asked: Asked) -> Said:
        parts = self.parts(asked)
        told = json.loads(parts["message"][2])["attachment"]
        assert told["type"] in ("image", "audio", "video", "file")
        own = str(1857777774821032 + len(self.uploaded))
        self.uploaded[own] = parts["filedata"]
        return said({"attachment_id": own})

    def other(self, asked: Asked) -> Said:
        if asked.path == f"/{VERSION}/{self.account}?fields=name":
            return said({"name": "Chez Jeanne", "id": self.account})
        return super().other(asked)
