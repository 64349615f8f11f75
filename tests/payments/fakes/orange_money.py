"""Orange Money Web Payment: OAuth, a page, a status for the exact order, amount and token."""

import base64
import json
from datetime import datetime
from urllib.parse import parse_qsl

from tests.net.server import Asked, Said
from tests.payments.fakes.base import Booked, Fake, Notice, plain, said

_BASIC = base64.b64encode(b"client:secret").decode()
_WORDS = {"paid": "SUCCESS"}


class FAKE(Fake):
    name = "orange_money"
    origins = ("https://api.orange.com",)
    config = {
        "client_id": "client",
        "client_secret": "secret",
        "merchant_key": "marchand",
        "country": "cm",
    }
    amount_is_repeated = False
    needs_id = True

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/oauth/v3/token":
            assert dict(parse_qsl(asked.body.decode())) == {"grant_type": "client_credentials"}
            if asked.headers.get("authorization") != f"Basic {_BASIC}":
                return said({"error": "invalid_client"}, 401)
            return said({"token_type": "Bearer", "access_token": "jeton", "expires_in": "7776000"})
        assert asked.headers["authorization"] == "Bearer jeton"
        told = json.loads(asked.body)
        if asked.path == "/orange-money-webpay/cm/v1/webpayment":
            return self._create(told)
        assert asked.path == "/orange-money-webpay/cm/v1/transactionstatus"
        found = self.book.get(told["order_id"])
        if found is None or (found.provider_id, found.amount) != (told["pay_token"], told["amount"]):
            return said({"code": 4, "message": "Resource not found"}, 404)
        answer = self.fixture("status.json") | {
            "status": _WORDS.get(found.state, found.state.upper()),
            "order_id": found.told_reference,
        }
        return said(answer, 201)

    def _create(self, told: dict[str, object]) -> Said:
        reference, amount = told["order_id"], told["amount"]
        wanted = {"return_url", "cancel_url", "notif_url", "lang", "merchant_key", "currency"}
        if not plain(reference) or not isinstance(amount, int) or not wanted <= set(told):
            return said({"code": 25, "message": "Missing parameter"}, 400)
        if reference in self.book or told["merchant_key"] != "marchand":
            return said({"code": 51, "message": "Forbidden"}, 403)
        self.opened += 1
        answer = self.fixture("started.json")
        answer["pay_token"] += f"{self.opened:04}{reference}"
        answer["notif_token"] += f"{self.opened:04}{reference}"
        self.book[str(reference)] = Booked(
            str(reference),
            answer["pay_token"],
            amount,
            str(told["currency"]),
            extra={"notif_token": answer["notif_token"]},
        )
        return said(answer, 201)

    def notice(self, booked: Booked, now: datetime) -> Notice:
        told = self.fixture("notice.json") | {"notif_token": booked.extra["notif_token"]}
        return {"content-type": "application/json"}, json.dumps(told).encode()

    def forged(self, booked: Booked, now: datetime) -> list[Notice]:
        return []

    def unsigned(self, booked: Booked, now: datetime) -> list[Notice]:
        return [({}, b'{"status": "SUCCESS"}'), ({}, b'{"status": "SUCCESS", "notif_token": ""}')]
