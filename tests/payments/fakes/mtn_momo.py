"""MTN MoMo Collections: a token, a request to pay, its status; notices without any proof."""

import base64
import json
import uuid
from datetime import datetime

from tests.net.server import Asked, Said
from tests.payments.fakes.base import Booked, Fake, Notice, plain, said

_BASIC = base64.b64encode(b"4b1a-user:api-key").decode()
_REASONS = {"expired": "EXPIRED", "cancelled": "APPROVAL_REJECTED"}


class FAKE(Fake):
    name = "mtn_momo"
    origins = ("https://proxy.momoapi.mtn.com",)
    config = {
        "subscription_key": "sub-key",
        "api_user": "4b1a-user",
        "api_key": "api-key",
        "environment": "mtncameroon",
    }

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("ocp-apim-subscription-key") != "sub-key":
            return said({"statusCode": 401, "message": "Access denied due to invalid subscription key"}, 401)
        if (asked.method, asked.path) == ("POST", "/collection/token/"):
            if asked.headers.get("authorization") != f"Basic {_BASIC}":
                return said({"error": "login_failed"}, 401)
            return said({"access_token": "jeton", "token_type": "access_token", "expires_in": 3600})
        assert asked.headers["authorization"] == "Bearer jeton"
        assert asked.headers["x-target-environment"] == "mtncameroon"
        if (asked.method, asked.path) == ("POST", "/collection/v1_0/requesttopay"):
            return self._create(asked)
        wanted = asked.path.removeprefix("/collection/v1_0/requesttopay/")
        found = next((each for each in self.book.values() if each.provider_id == wanted), None)
        if asked.method != "GET" or found is None:
            return said({"code": "RESOURCE_NOT_FOUND", "message": "Requested resource was not found."}, 404)
        return said(self._status(found))

    def _create(self, asked: Asked) -> Said:
        ours, told = asked.headers["x-reference-id"], json.loads(asked.body)
        assert str(uuid.UUID(ours)) == ours
        if any(each.provider_id == ours for each in self.book.values()):
            return said({"code": "RESOURCE_ALREADY_EXIST", "message": "Duplicated reference id."}, 409)
        payer = told["payer"]
        is_number = payer["partyIdType"] == "MSISDN" and payer["partyId"].isdecimal()
        if not isinstance(told["amount"], str) or not is_number or not plain(told["externalId"]):
            return said({"code": "INVALID_REQUEST"}, 400)
        if told["currency"] != "XAF":
            return said({"code": "INVALID_CURRENCY", "message": "Currency not supported."}, 500)
        assert asked.headers.get("x-callback-url", "https://").startswith("https://")
        self.opened += 1
        reference = told["externalId"]
        self.book[reference] = Booked(reference, ours, int(told["amount"]), told["currency"])
        return Said(202, b"")

    def _status(self, booked: Booked) -> dict[str, object]:
        failed = booked.state in ("failed", "expired", "cancelled")
        told = self.fixture("failed.json" if failed else "request.json")
        told |= {
            "amount": str(booked.amount),
            "currency": booked.currency,
            "externalId": booked.told_reference,
        }
        if failed:
            told["reason"]["code"] = _REASONS.get(booked.state, "PAYER_LIMIT_REACHED")
        elif booked.state == "pending":
            told["status"] = "PENDING"
            del told["financialTransactionId"]
        return told

    def notice(self, booked: Booked, now: datetime) -> Notice:
        told = self.fixture("request.json") | {"externalId": booked.reference}
        return {"content-type": "application/json"}, json.dumps(told).encode()

    def forged(self, booked: Booked, now: datetime) -> list[Notice]:
        return []

    def unsigned(self, booked: Booked, now: datetime) -> list[Notice]:
        return []
