"""Twilio's Messages resource, after its OpenAPI description (twilio_api_v2010: CreateMessage)."""

import base64
import re
from urllib.parse import parse_qsl

from tests.channels.fakes.base import Fake, Taken, said
from tests.net.server import Asked, Said

_ACCOUNT = f"AC{'a' * 32}"
# The fields of the request body, as the description lists them; only To is required.
_FIELDS = frozenset(
    [
        "To",
        "StatusCallback",
        "ApplicationSid",
        "MaxPrice",
        "ProvideFeedback",
        "Attempt",
        "ValidityPeriod",
        "ForceDelivery",
        "ContentRetention",
        "AddressRetention",
        "SmartEncoded",
        "PersistentAction",
        "TrafficType",
        "ShortenUrls",
        "ScheduleType",
        "SendAt",
        "SendAsMms",
        "ContentVariables",
        "RiskCheck",
        "From",
        "FallbackFrom",
        "MessagingServiceSid",
        "Body",
        "MediaUrl",
        "ContentSid",
    ]
)


def _no(code: int, message: str, status: int = 400) -> tuple[int, object]:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return status, {"code": code, "message": message, "more_info": more, "status": status}


class FAKE(Fake):
    name = "twilio"
    origins = ("https://api.twilio.com",)
    config = {"account_sid": _ACCOUNT, "auth_token": "jeton", "number": "+33756000001"}
    refusals = {
        "address": _no(21211, "Invalid 'To' Phone Number: +23769900XXXX"),
        "landline": _no(21614, "'To' number is not a valid mobile number"),
        "stopped": _no(21610, "Attempt to send to unsubscribed recipient"),
        "account": _no(21408, "Permission to send an SMS has not been enabled for the region"),
        "text": _no(21617, "The concatenated message body exceeds the 1600 character limit"),
        "other": _no(29999, "Something new"),
        "rate": _no(21611, "This 'From' number has exceeded the maximum number of queued messages"),
        "keys": _no(20003, "Authenticate", 401),
    }

    def is_text(self, asked: Asked) -> bool:
        return asked.path.endswith("/Messages.json")

    def answer(self, asked: Asked) -> Said:
        assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{_ACCOUNT}/Messages.json")
        basic = base64.b64encode(f"{_ACCOUNT}:jeton".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {basic}":
            return said(self.refusals["keys"][1], 401)
        assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
        form = dict(parse_qsl(asked.body.decode("ascii"), keep_blank_values=True, strict_parsing=True))
        assert set(form) <= _FIELDS and 0 < len(form["Body"]) <= 1600
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", form["To"]) and ("From" in form) != (
            "MessagingServiceSid" in form
        )
        sid = f"SM{len(self.taken):032x}"
        self.taken.append(Taken(sid, form["To"], form["Body"], form.get("From", "")))
        told = {
            "account_sid": _ACCOUNT,
            "api_version": "2010-04-01",
            "body": form["Body"],
            "date_sent": None,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": sid,
            "status": "queued",
            "to": form["To"],
            "uri": f"/2010-04-01/Accounts/{_ACCOUNT}/Messages/{sid}.json",
        }
        return said(told, 201)
