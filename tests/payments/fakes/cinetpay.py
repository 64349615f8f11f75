"""CinetPay: checkout v2; refusals are codes in the answer, whatever the HTTP status."""

import hashlib
import hmac
import json
from datetime import datetime
from urllib.parse import parse_qs, urlencode

from tests.net.server import Asked, Said
from tests.payments.fakes.base import Booked, Fake, Notice, plain, said

_ORDER = (
    "cpm_site_id cpm_trans_id cpm_trans_date cpm_amount cpm_currency signature payment_method cel_phone_num "
    "cpm_phone_prefixe cpm_language cpm_version cpm_payment_config cpm_page_action cpm_custom cpm_designation "
    "cpm_error_message"
)


class FAKE(Fake):
    name = "cinetpay"
    origins = ("https://api-checkout.cinetpay.com",)
    config = {"apikey": "12345678965a", "site_id": "445160", "secret_key": "secret"}
    currency, country, amount = "XOF", "CI", 25_000
    reference_is_repeated = False

    def answer(self, asked: Asked) -> Said:
        told = json.loads(asked.body)
        if (told.get("apikey"), told.get("site_id")) != ("12345678965a", "445160"):
            return said({"code": "609", "message": "AUTH_NOT_FOUND", "description": "apikey inconnue"}, 403)
        reference = told.get("transaction_id")
        if (asked.method, asked.path) == ("POST", "/v2/payment/check"):
            if reference not in self.book:
                return said({"code": "627", "message": "TRANSACTION_NOT_FOUND", "data": None}, 404)
            return said(self._checked(self.book[reference]))
        assert (asked.method, asked.path) == ("POST", "/v2/payment")
        if not plain(reference) or reference in self.book:
            return said({"code": "608", "message": "MINIMUM_REQUIRED_FIELDS"}, 406)
        if (
            not isinstance(told["amount"], int)
            or told["amount"] % 5
            or told["currency"] not in ("XOF", "XAF")
        ):
            return said({"code": "624", "message": "ERROR_AMOUNT_INVALID"}, 400)
        assert {"description", "notify_url", "return_url", "channels"} <= set(told)
        assert not set("#/$_&") & set(told["description"])
        self.opened += 1
        self.book[reference] = Booked(reference, reference, told["amount"], told["currency"])
        return said(self.fixture("started.json"))

    def _checked(self, booked: Booked) -> dict[str, object]:
        files = {"paid": "accepted.json", "pending": "waiting.json"}
        told = self.fixture(files.get(booked.state, "refused.json"))
        told["data"] |= {"amount": str(booked.amount), "currency": booked.currency}
        if booked.state == "cancelled":
            told |= {"code": "627", "message": "TRANSACTION_CANCEL"}
        return told

    def _posted(self, booked: Booked, **other: str) -> tuple[dict[str, str], str]:
        values = dict.fromkeys(_ORDER.split(), "") | {
            "cpm_site_id": "445160",
            "cpm_trans_id": booked.reference,
            "cpm_trans_date": "2026-05-22 09:00:00",
            "cpm_amount": str(booked.amount),
            "cpm_currency": booked.currency,
            "signature": "5f3c",
            "payment_method": "OM",
            "cpm_version": "V4",
            "cpm_designation": "Facture n° 7",
            "cpm_error_message": "SUCCES",
            **other,
        }
        signed = "".join(values[name] for name in _ORDER.split()).encode()
        return values, hmac.new(b"secret", signed, hashlib.sha256).hexdigest()

    def notice(self, booked: Booked, now: datetime) -> Notice:
        values, token = self._posted(booked)
        return {"x-token": token}, urlencode(values).encode()

    def forged(self, booked: Booked, now: datetime) -> list[Notice]:
        values, token = self._posted(booked)
        other, other_token = self._posted(booked, cpm_site_id="999999")
        changed = urlencode(values | {"cpm_amount": "5"}).encode()
        body = urlencode(values).encode()
        assert parse_qs(body.decode())["cpm_trans_id"] == [booked.reference]
        return [
            ({"x-token": token}, changed),
            ({"x-token": other_token}, urlencode(other).encode()),
            ({"x-token": token[:-2]}, body),
            ({"x-token": "0" * 64}, body),
            ({"x-token": hashlib.sha256(body).hexdigest()}, body),
            ({"x-token": token}, b"\xff\xfe"),
        ]

    def unsigned(self, booked: Booked, now: datetime) -> list[Notice]:
        body = urlencode(self._posted(booked)[0]).encode()
        return [({}, body), ({"x-token": ""}, body)]
