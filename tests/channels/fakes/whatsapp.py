"""The WhatsApp Business Platform, after Meta's published description (facebook/openapi, business-messaging-api)."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.channels.fakes.base import Taken, said
from tests.channels.fakes.graph import VERSION, GraphFake, error
from tests.net.server import Asked, Said

_NUMBER, _BUSINESS = "106540352242922", "104996122399160"
_ENVELOPE = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
}
_OBJECTS: dict[str, set[str]] = {
    "text": {"body", "preview_url"},
    "image": {"id", "caption"},
    "video": {"id", "caption"},
    "audio": {"id"},
    "document": {"id", "caption", "filename"},
    "template": {"name", "language", "components"},
}
_TYPES = re.compile(
    r"image/(jpeg|png)|video/(mp4|3gpp)|audio/(aac|mp4|mpeg|amr|ogg)|application/pdf|text/plain|image/webp"
)


class FAKE(GraphFake):
    name = "whatsapp"
    origins = ("https://graph.facebook.com", "https://lookaside.fbsbx.com")
    config = {
        "app_secret": "secret",
        "verify_token": "mot",
        "access_token": "jeton-acces",
        "phone_number_id": _NUMBER,
        "business_account_id": _BUSINESS,
    }
    uploads, sends = f"/{VERSION}/{_NUMBER}/media", f"/{VERSION}/{_NUMBER}/messages"
    refusals = {
        "window": error(131047, "More than 24 hours have passed"),
        "address": error(131026, "Message undeliverable"),
        "stopped": error(131050, "User has stopped marketing messages"),
        "template": error(132001, "Template does not exist in the translation"),
        "paused": error(132015, "Template is paused"),
        "cap": error(131049, "Not delivered to maintain healthy ecosystem engagement"),
        "pair": error(131056, "Too many messages to this recipient"),
        "busy": error(131016, "Service unavailable", 500),
        "again": error(131000, "Something went wrong", 500),
        "token": error(190, "Access token has expired", 401),
        "permission": error(200, "Permission denied", 403),
        "payment": error(131042, "Business eligibility payment issue"),
        "locked": error(131031, "Account has been locked", 403),
        "unknown": error(100, "Object does not exist", 400, 33),
        "text": error(131009, "Parameter value is not valid"),
        "other": error(987654, "Something new"),
    }

    def __init__(self) -> None:
        super().__init__()
        self.media: dict[str, dict[str, Any]] = {}
        self.contents: dict[str, bytes] = {}
        self.templates: list[dict[str, Any]] = []

    def take(self, body: dict[str, Any]) -> Said:
        kind = body["type"]
        assert set(body) <= _ENVELOPE | {kind} and kind in _OBJECTS
        assert (body["messaging_product"], body["recipient_type"]) == ("whatsapp", "individual")
        assert ("to" in body) != ("recipient" in body)
        told = body[kind]
        assert set(told) <= _OBJECTS[kind]
        if kind == "text":
            assert 0 < len(told["body"]) <= 4096
        elif kind == "template":
            self._template(told)
        elif told["id"] not in self.uploaded:
            return said(error(131053, "Media upload error")[1], 400)
        assert len(told.get("caption", "")) <= 1024 and len(body.get("biz_opaque_callback_data", "")) <= 512
        self.said.append(body)
        own = f"wamid.HBgMFAKE{len(self.said):04d}="
        address = body.get("recipient") or f"+{body['to']}"
        self.taken.append(Taken(own, address, told.get("body") or told.get("caption") or "", _NUMBER))
        contact = {"input": body["to"], "wa_id": body["to"]} if "to" in body else {"input": body["recipient"]}
        message = {"id": own, "message_status": "accepted"}
        return said({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})

    def _template(self, told: dict[str, Any]) -> None:
        assert told["language"]["policy"] == "deterministic" and told["language"]["code"]
        for part in told.get("components", []):
            assert part["type"] == "body"
            for value in part["parameters"]:
                assert value["type"] == "text" and value["text"].strip()
                assert not re.search(r"[\n\t]| {5}", value["text"])

    def upload(self, asked: Asked) -> Said:
        parts = self.parts(asked)
        assert parts["messaging_product"][2] == b"whatsapp"
        name, kind, content = parts["file"]
        if not _TYPES.fullmatch(kind):
            return said(error(131053, "Unsupported media type")[1], 400)
        own = str(4490709327384033 + len(self.uploaded))
        self.uploaded[own] = (name, kind, content)
        return said({"id": own})

    def other(self, asked: Asked) -> Said:
        parts = urlsplit(asked.path)
        query, path = parse_qs(parts.query), parts.path.removeprefix(f"/{VERSION}/")
        if path == _NUMBER:
            assert query["fields"] == ["display_phone_number,verified_name"]
            told = {"display_phone_number": "+237 6 50 11 22 33", "verified_name": "Chez Jeanne"}
            return said({**told, "id": _NUMBER})
        if path == f"{_BUSINESS}/message_templates":
            return self._submitted(json.loads(asked.body)) if asked.method == "POST" else self._listed(query)
        if path in self.media:
            return said({"messaging_product": "whatsapp", "id": path, **self.media[path]})
        if parts.path in self.contents:
            return Said(200, self.contents[parts.path], {"content-type": "application/octet-stream"})
        return super().other(asked)

    def _submitted(self, body: dict[str, Any]) -> Said:
        assert set(body) == {"name", "language", "category", "components"}
        assert re.fullmatch(r"[a-z0-9_]{1,512}", body["name"]) and body["category"] in (
            "UTILITY",
            "MARKETING",
        )
        (part,) = body["components"]
        places = sorted(set(re.findall(r"\{\{(\d+)\}\}", part["text"])), key=int)
        assert part["type"] == "BODY" and places == [str(n + 1) for n in range(len(places))]
        if places and len(part["example"]["body_text"][0]) != len(places):
            return said(error(100, "Example missing", 400, 2388043)[1], 400)
        if any(each["name"] == body["name"] for each in self.templates):
            return said(error(100, "Content in this language already exists", 400, 2388024)[1], 400)
        own = str(1689556908129832 + len(self.templates))
        self.templates.append({**body, "id": own, "status": "PENDING", "rejected_reason": "NONE"})
        return said({"id": own, "status": "PENDING", "category": body["category"]})

    def _listed(self, query: dict[str, list[str]]) -> Said:
        """Two a page, to see whether the next one is asked for."""
        at = int(query.get("after", ["0"])[0])
        paging: dict[str, Any] = {"cursors": {"before": str(at), "after": str(at + 2)}}
        if at + 2 < len(self.templates):
            paging["next"] = (
                f"https://graph.facebook.com/{VERSION}/{_BUSINESS}/message_templates?after={at + 2}"
            )
        return said({"data": self.templates[at : at + 2], "paging": paging})
