"""Stripe: checkout sessions, form-encoded in, JSON out (stripe/openapi)."""

import json
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from kaye.net.signatures import stamp
from tests.net.server import Asked, Said
from tests.payments.fakes.base import Booked, Fake, Notice, said

_KNOWN = {
    "mode",
    "locale",
    "client_reference_id",
    "metadata[reference]",
    "payment_intent_data[metadata][reference]",
    "success_url",
    "cancel_url",
    "customer_email",
    "line_items[0][quantity]",
    "line_items[0][price_data][currency]",
    "line_items[0][price_data][unit_amount]",
    "line_items[0][price_data][product_data][name]",
}


class FAKE(Fake):
    name = "stripe"
    origins = ("https://api.stripe.com",)
    config = {"secret_key": "sk_test_abc", "webhook_secret": "whsec_abc"}
    currency, country, amount = "EUR", "FR", 12_345
    refund_is_said = True
    needs_id = True

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Bearer sk_test_abc":
            return said({"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}, 401)
        assert asked.headers["stripe-version"] == "2024-06-20"
        parts = urlsplit(asked.path)
        if (asked.method, parts.path) == ("POST", "/v1/checkout/sessions"):
            return self._create(asked)
        session = parts.path.removeprefix("/v1/checkout/sessions/")
        found = next((each for each in self.book.values() if each.provider_id == session), None)
        if asked.method != "GET" or found is None:
            return said({"error": {"code": "resource_missing", "message": "No such checkout.session"}}, 404)
        assert dict(parse_qsl(parts.query)) == {
            "expand[]": "payment_intent.latest_charge.balance_transaction"
        }
        return said(self._session(found))

    def _create(self, asked: Asked) -> Said:
        form = dict(parse_qsl(asked.body.decode(), strict_parsing=True))
        unknown = set(form) - _KNOWN
        amount = form.get("line_items[0][price_data][unit_amount]", "")
        if unknown or form.get("mode") != "payment" or not amount.isdecimal() or "success_url" not in form:
            return said({"error": {"message": f"Received unknown parameters: {unknown}"}}, 400)
        reference = form["client_reference_id"]
        assert asked.headers["idempotency-key"] == reference
        if reference not in self.book:
            code = form["line_items[0][price_data][currency]"]
            assert code == code.lower()
            self.opened += 1
            self.book[reference] = Booked(
                reference, f"cs_test_{self.opened}{reference}", int(amount), code.upper()
            )
        return said(self._session(self.book[reference]))

    def _session(self, booked: Booked) -> dict[str, object]:
        paid = booked.state in ("paid", "refunded", "disputed")
        session = self.fixture("session.json") | {
            "id": booked.provider_id,
            "amount_total": booked.amount,
            "currency": booked.currency.lower(),
            "client_reference_id": booked.told_reference,
            "payment_status": "paid" if paid else "unpaid",
            "status": {"pending": "open", "expired": "expired"}.get(booked.state, "complete"),
        }
        if booked.state not in ("pending", "expired"):
            intent = self.fixture("payment_intent.json")
            intent["status"] = {"failed": "requires_payment_method", "cancelled": "canceled"}.get(
                booked.state, "succeeded"
            )
            charge = intent["latest_charge"]
            charge["amount_refunded"] = booked.amount if booked.state == "refunded" else 0
            charge["refunded"] = booked.state == "refunded"
            charge["disputed"] = booked.state == "disputed"
            charge["balance_transaction"] |= {"fee": booked.fee, "currency": booked.currency.lower()}
            session["payment_intent"] = intent | ({} if paid else {"latest_charge": None})
        return session

    def _event(self, booked: Booked) -> bytes:
        event = self.fixture("event.json")
        event["data"]["object"] |= {"id": booked.provider_id, "client_reference_id": booked.reference}
        return json.dumps(event).encode()

    def notice(self, booked: Booked, now: datetime) -> Notice:
        body = self._event(booked)
        return {"stripe-signature": stamp("whsec_abc", body, now)}, body

    def forged(self, booked: Booked, now: datetime) -> list[Notice]:
        headers, body = self.notice(booked, now)
        good = headers["stripe-signature"]
        return [
            ({"stripe-signature": stamp("whsec_abd", body, now)}, body),
            ({"stripe-signature": stamp("whsec_abc", body, now - timedelta(seconds=301))}, body),
            ({"stripe-signature": stamp("whsec_abc", body, now + timedelta(seconds=301))}, body),
            ({"stripe-signature": good}, body + b"\n"),
            ({"stripe-signature": good[:-1]}, body),
            ({"stripe-signature": good.replace("v1=", "v0=")}, body),
            ({"stripe-signature": good.partition(",")[2]}, body),
        ]

    def unsigned(self, booked: Booked, now: datetime) -> list[Notice]:
        body = self._event(booked)
        return [({}, body), ({"stripe-signature": ""}, body), ({"stripe-signature": " "}, body)]
