"""Notch Pay: /payments, the public key in Authorization."""

import hashlib
import hmac
import json
from datetime import datetime

from tests.net.server import Asked, Said
from tests.payments.fakes.base import Booked, Fake, Notice, plain, said

_WORDS = {"paid": "complete", "cancelled": "canceled"}


class FAKE(Fake):
    name = "notchpay"
    origins = ("https://api.notchpay.co",)
    config = {"public_key": "pk_test.abc", "hash_key": "hsk_abc"}
    refund_is_said = True

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "pk_test.abc":
            return said({"code": 401, "status": "Unauthorized", "message": "Invalid API key"}, 401)
        if (asked.method, asked.path) == ("POST", "/payments"):
            return self._create(json.loads(asked.body))
        wanted = asked.path.removeprefix("/payments/")
        found = next((b for b in self.book.values() if wanted in (b.provider_id, b.reference)), None)
        if asked.method != "GET" or found is None:
            return said({"code": 404, "status": "Not Found", "message": "Transaction not found"}, 404)
        told = self.fixture("transaction.json")
        told["transaction"] |= {
            "reference": found.provider_id,
            "merchant_reference": found.told_reference,
            "trxref": found.told_reference,
            "amount": found.amount,
            "currency": found.currency,
            "fee": found.fee,
            "status": _WORDS.get(found.state, found.state),
        }
        return said(told, 202)

    def _create(self, told: dict[str, object]) -> Said:
        reference, amount = told["reference"], told["amount"]
        if not plain(reference) or not isinstance(amount, int) or told["currency"] not in ("XAF", "XOF"):
            return said({"code": 422, "status": "Unprocessable Entity", "message": "Invalid"}, 422)
        if reference in self.book:
            return said({"code": 409, "message": "Duplicate reference"}, 409)
        self.opened += 1
        booked = Booked(str(reference), f"trx.{self.opened}{reference}", amount, str(told["currency"]))
        self.book[booked.reference] = booked
        answer = self.fixture("started.json")
        answer["transaction"] |= {"reference": booked.provider_id, "merchant_reference": reference}
        return said(answer, 201)

    def _body(self, booked: Booked) -> bytes:
        event = self.fixture("event.json")
        event["data"] |= {"reference": booked.provider_id, "merchant_reference": booked.reference}
        return json.dumps(event).encode()

    def notice(self, booked: Booked, now: datetime) -> Notice:
        body = self._body(booked)
        return {"x-notch-signature": hmac.new(b"hsk_abc", body, hashlib.sha256).hexdigest()}, body

    def forged(self, booked: Booked, now: datetime) -> list[Notice]:
        headers, body = self.notice(booked, now)
        good = headers["x-notch-signature"]
        return [
            ({"x-notch-signature": good}, body + b" "),
            ({"x-notch-signature": good[:-1] + ("0" if good[-1] != "0" else "1")}, body),
            ({"x-notch-signature": hmac.new(b"pk_test.abc", body, hashlib.sha256).hexdigest()}, body),
            ({"x-notch-signature": hashlib.sha256(b"hsk_abc").hexdigest()}, body),
            ({"x-notch-signature": "hsk_abc"}, body),
        ]

    def unsigned(self, booked: Booked, now: datetime) -> list[Notice]:
        return [({}, self._body(booked)), ({"x-notch-signature": ""}, self._body(booked))]
