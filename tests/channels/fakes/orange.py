"""Orange's SMS for Africa and the Middle East, after developer.orange.com/apis/sms/getting-started."""

import base64
import json
import re
from urllib.parse import parse_qsl

from tests.channels.fakes.base import Fake, Taken, said
from tests.net.server import Asked, Said

_BASIC = base64.b64encode(b"client:secret").decode()
_PATH = "/smsmessaging/v1/outbound/tel%3A%2B237690000001/requests"
_FIELDS = {"address", "senderAddress", "outboundSMSTextMessage"}


def _service(code: str, text: str, variables: list[str]) -> tuple[int, object]:
    told = {"messageId": code, "text": text, "variables": variables}
    return 400, {"requestError": {"serviceException": told}}


def _policy(code: str, text: str, variables: list[str]) -> tuple[int, object]:
    told = {"messageId": code, "text": text, "variables": variables}
    return 403, {"requestError": {"policyException": told}}


class FAKE(Fake):
    name = "orange"
    origins = ("https://api.orange.com",)
    config = {"client_id": "client", "client_secret": "secret", "sender_number": "+237 690 00 00 01"}
    refusals = {
        "address": _service("SVC0004", "No valid addresses provided in message part %1", ["address"]),
        "text": _service("SVC0002", "Invalid input value for message part %1", ["outboundSMSTextMessage"]),
        "sender": _service("SVC0002", "Invalid input value for message part %1", ["senderName"]),
        "account": _policy(
            "POL0001", "A policy error occurred. Error code is %1", ["Expired contract:No available units"]
        ),
        "keys": (
            401,
            {"code": 42, "message": "Expired credentials", "description": "The token has expired."},
        ),
    }

    def __init__(self) -> None:
        super().__init__()
        self.tokens = 0
        self.lasts = "3600"

    def is_text(self, asked: Asked) -> bool:
        return asked.path != "/oauth/v3/token"

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/oauth/v3/token":
            assert dict(parse_qsl(asked.body.decode())) == {"grant_type": "client_credentials"}
            if asked.headers.get("authorization") != f"Basic {_BASIC}":
                return said({"error": "invalid_client", "error_description": "unknown"}, 401)
            self.tokens += 1
            token = f"jeton{self.tokens}"
            return said({"token_type": "Bearer", "access_token": token, "expires_in": self.lasts})
        assert (asked.method, asked.path) == ("POST", _PATH)
        if asked.headers.get("authorization") != f"Bearer jeton{self.tokens}":
            return said(self.refusals["keys"][1], 401)
        told = json.loads(asked.body)["outboundSMSMessageRequest"]
        assert set(told) - {"senderName"} == _FIELDS and told["senderAddress"] == "tel:+237690000001"
        assert re.fullmatch(r"tel:\+[1-9][0-9]{6,14}", told["address"])
        reference = f"e3ebf4d1-6d27-4d6a-9b5c-{len(self.taken):012x}"
        text = told["outboundSMSTextMessage"]["message"]
        self.taken.append(Taken(reference, told["address"][4:], text, told.get("senderName", "")))
        url = f"https://api.orange.com/smsmessaging/v1/outbound/tel:+237690000001/requests/{reference}"
        return said({"outboundSMSMessageRequest": told | {"resourceURL": url}}, 201)
