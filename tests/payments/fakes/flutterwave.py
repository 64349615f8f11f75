"""Flutterwave v3: hosted links; a transaction exists only once the customer tried."""

import json
from datetime import datetime
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from kaye.rules.money import currency
from tests.net.server import Asked, Said
from tests.payments.fakes.base import Booked, Fake, Notice, plain, said

_WORDS = {"paid": "successful"}


class FAKE(Fake):
    name = "flutterwave"
    origins = ("https://api.flutterwave.com",)
    config = {"secret_key": "FLWSECK_TEST-abc", "secret_hash": "un-long-secret"}

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Bearer FLWSECK_TEST-abc":
            return said({"status": "error", "message": "Invalid authorization key", "data": None}, 401)
        parts = urlsplit(asked.path)
        if (asked.method, parts.path) == ("POST", "/v3/payments"):
            return self._create(json.loads(asked.body))
        assert (asked.method, parts.path) == ("GET", "/v3/transactions/verify_by_reference")
        found = self.book.get(dict(parse_qsl(parts.query))["tx_ref"])
        if found is None or found.extra.get("untried"):
            return said(
                {"status": "error", "message": "No transaction was found for this id", "data": None}, 400
            )
        exponent = 0 if found.currency != "EUR" else 2
        told = self.fixture("transaction.json")
        told["data"] |= {
            "id": int(found.provider_id),
            "tx_ref": found.told_reference,
            "amount": float(Decimal(found.amount).scaleb(-exponent)) if exponent else found.amount,
            "currency": found.currency,
            "app_fee": float(Decimal(found.fee).scaleb(-exponent)),
            "status": _WORDS.get(found.state, found.state),
        }
        return said(told)

    def _create(self, told: dict[str, object]) -> Said:
        customer = told["customer"]
        assert isinstance(customer, dict)
        if not plain(told["tx_ref"]) or not customer.get("email") or not told.get("redirect_url"):
            return said({"status": "error", "message": "customer.email is required", "data": None}, 400)
        code = str(told["currency"])
        amount = int(Decimal(str(told["amount"])).scaleb(currency(code).exponent))
        self.opened += 1
        reference = str(told["tx_ref"])
        self.book[reference] = Booked(reference, str(4_975_000 + self.opened), amount, code)
        return said(self.fixture("started.json"))

    def _body(self, booked: Booked) -> bytes:
        event = self.fixture("event.json")
        event["data"] |= {"id": int(booked.provider_id), "tx_ref": booked.reference}
        return json.dumps(event).encode()

    def notice(self, booked: Booked, now: datetime) -> Notice:
        return {"verif-hash": "un-long-secret"}, self._body(booked)

    def forged(self, booked: Booked, now: datetime) -> list[Notice]:
        wrong = ("un-long-secre", "un-long-secret ", "Un-long-secret", "FLWSECK_TEST-abc", "é")
        return [({"verif-hash": each}, self._body(booked)) for each in wrong]

    def unsigned(self, booked: Booked, now: datetime) -> list[Notice]:
        return [({}, self._body(booked)), ({"verif-hash": ""}, self._body(booked))]
