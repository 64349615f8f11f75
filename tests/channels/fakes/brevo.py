"""Brevo's transactional SMS, after developers.brevo.com/reference/send-async-transactional-sms."""

import json
import re

from tests.channels.fakes.base import Fake, Taken, said
from tests.net.server import Asked, Said

_FIELDS = frozenset(
    [
        "sender",
        "recipient",
        "content",
        "templateId",
        "type",
        "tag",
        "unicodeEnabled",
        "organisationPrefix",
        "webUrl",
    ]
)


def _no(message: str, code: str = "invalid_parameter", status: int = 400) -> tuple[int, object]:
    return status, {"code": code, "message": message}


class FAKE(Fake):
    name = "brevo"
    origins = ("https://api.brevo.com",)
    config = {"api_key": "xkeysib-1", "sender": "MaBoutique"}
    refusals = {
        "address": _no("Invalid telephone number"),
        "account": _no("Not enough credit to send SMS", "not_enough_credits", 402),
        "sender": _no("Sender name is not valid"),
        "stopped": _no("Recipient is blacklisted"),
        "text": _no("content is too long"),
        "keys": _no("Key not found", "unauthorized", 401),
    }

    def is_text(self, asked: Asked) -> bool:
        return True

    def answer(self, asked: Asked) -> Said:
        assert (asked.method, asked.path) == ("POST", "/v3/transactionalSMS/send")
        if asked.headers.get("api-key") != "xkeysib-1":
            return said(self.refusals["keys"][1], 401)
        told = json.loads(asked.body)
        assert set(told) <= _FIELDS and isinstance(told["unicodeEnabled"], bool)
        assert re.fullmatch(r"[1-9][0-9]{6,14}", told["recipient"])
        assert re.fullmatch(r"[A-Za-z0-9]{1,11}|[0-9]{1,15}", told["sender"])
        assert told["type"] in ("transactional", "marketing") and told["content"]
        reference = 1511882900176220 + len(self.taken)
        self.taken.append(Taken(str(reference), f"+{told['recipient']}", told["content"], told["sender"]))
        answer = {
            "reference": "ab1cde2fgh3i4jklmno",
            "messageId": reference,
            "smsCount": 1,
            "usedCredits": 0.7,
        }
        return said(answer | {"remainingCredits": 82.85}, 201)
