"""Africa's Talking, after developers.africastalking.com/docs/sms/sending/bulk: a 201 may still say no."""

from urllib.parse import parse_qsl

from tests.channels.fakes.base import Fake, Taken, said
from tests.net.server import Asked, Said

_FIELDS = {
    "username",
    "to",
    "message",
    "from",
    "bulkSMSMode",
    "enqueue",
    "keyword",
    "linkId",
    "retryDurationInHours",
}


def _no(code: int, status: str) -> tuple[int, object]:
    one = {"statusCode": code, "number": "+221770001122", "status": status, "cost": "0", "messageId": "None"}
    return 201, {"SMSMessageData": {"Message": "Sent to 0/1 Total Cost: 0", "Recipients": [one]}}


class FAKE(Fake):
    name = "africastalking"
    origins = ("https://api.africastalking.com", "https://api.sandbox.africastalking.com")
    config = {"username": "maboutique", "api_key": "atsk_1", "sender": "MaBoutique"}
    refusals = {
        "address": _no(403, "InvalidPhoneNumber"),
        "landline": _no(404, "UnsupportedNumberType"),
        "stopped": _no(406, "UserInBlacklist"),
        "account": _no(405, "InsufficientBalance"),
        "sender": (201, {"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}}),
        "rate": (409, _no(409, "DoNotDisturbRejection")[1]),
    }

    def is_text(self, asked: Asked) -> bool:
        return True

    def answer(self, asked: Asked) -> Said:
        assert (asked.method, asked.path) == ("POST", "/version1/messaging")
        form = dict(parse_qsl(asked.body.decode("ascii"), strict_parsing=True))
        if (asked.headers.get("apikey"), form["username"]) != ("atsk_1", "maboutique"):
            return Said(401, b"The supplied authentication is invalid", {"content-type": "text/plain"})
        assert set(form) <= _FIELDS and asked.headers["accept"] == "application/json"
        sent = f"ATXid_{len(self.taken):08x}"
        self.taken.append(Taken(sent, form["to"], form["message"], form.get("from", "")))
        one = {
            "statusCode": 101,
            "number": form["to"],
            "status": "Success",
            "cost": "XOF 12.0000",
            "messageId": sent,
        }
        message = {"Message": "Sent to 1/1 Total Cost: XOF 12.0000", "Recipients": [one]}
        return said({"SMSMessageData": message}, 201)
