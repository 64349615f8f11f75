"""Notch Pay: a page of Notch Pay's, mobile money and cards (developer.notchpay.co/api-reference)."""

from datetime import datetime
from urllib.parse import quote

from kaye.net.json import read_json, write_json
from kaye.net.signatures import is_hex_hmac
from kaye.rules.ports.channel import Field
from kaye.rules.ports.http import Http, Request, Unreadable
from kaye.rules.ports.payment import (
    Answer,
    Capabilities,
    Config,
    Forged,
    Hint,
    Limit,
    NotConfigured,
    Notice,
    Said,
    Started,
    ToPay,
    Tracked,
    Unsigned,
)

NAME = "notchpay"
LABEL = "Notch Pay"
CAPABILITIES = Capabilities(
    limits=(Limit("XAF", 100), Limit("XOF", 100)),
    countries=frozenset({"CM", "CI", "SN"}),
    method="mobile",
)
FIELDS = (
    Field(
        "public_key",
        "Clé publique",
        kind="password",
        required=True,
        secret=True,
        help="Elle commence par pk. ; pk_test. pour essayer sans argent",
    ),
    Field("hash_key", "Clé de hachage", kind="password", required=True, secret=True),
)
GUIDE = (
    "Dans Notch Pay, ouvrez « Paramètres », puis « Clés API » : recopiez la clé publique.",
    "Dans « Webhooks », ajoutez l’adresse affichée ici, puis recopiez la clé de hachage.",
    "Pour essayer, prenez la clé de test : aucun compte n’est débité.",
)
_API = "https://api.notchpay.co/payments"
# developer.notchpay.co/docs/payments/status; « incomplete »: less than the amount came so far.
_STATES: dict[str, Said] = {
    "pending": "pending",
    "processing": "pending",
    "incomplete": "pending",
    "complete": "paid",
    "failed": "failed",
    "rejected": "failed",
    "abandoned": "cancelled",
    "canceled": "cancelled",
    "expired": "expired",
    "refunded": "refunded",
    "partialy-refunded": "refunded",
    "partially-refunded": "refunded",
}


def start(config: Config, wanted: ToPay, http: Http) -> Started:
    """Open a payment; Notch Pay gives its own reference and keeps ours beside."""
    customer = {
        name: value
        for name, value in (
            ("name", wanted.payer.name),
            ("phone", wanted.payer.phone),
            ("email", wanted.payer.email),
        )
        if value
    }
    asked = {
        "amount": wanted.amount,
        "currency": wanted.currency,
        "description": wanted.label[:200],
        "reference": wanted.reference,
        "callback": wanted.return_url,
        "locked_currency": wanted.currency,
        **({"customer": customer} if customer else {}),
    }
    headers = {**_headers(config), "Content-Type": "application/json"}
    answer = read_json(http.call(Request("POST", _API, headers, write_json(asked))).body)
    return Started(answer.needed("transaction", "reference"), answer.needed("authorization_url"))


def ask(config: Config, tracked: Tracked, http: Http) -> Answer:
    """Read the transaction again, by its reference there, else by ours."""
    url = f"{_API}/{quote(tracked.provider_id or tracked.reference, safe='')}"
    answer = http.call(Request("GET", url, _headers(config), expected=frozenset({404})))
    if answer.status == 404:
        return Answer(state="absent")
    told = read_json(answer.body).inside("transaction")
    status = told.needed("status").lower()
    if status not in _STATES:
        raise Unreadable(f"Notch Pay : état « {status[:30]} » inconnu.")
    return Answer(
        state=_STATES[status],
        reference=told.text("merchant_reference") or told.text("trxref"),
        provider_id=told.text("reference"),
        amount=told.minor(0, "amount"),
        currency=told.text("currency").upper(),
        fee=told.minor(0, "fee") or 0,
        detail=told.text("failure_reason")[:200],
    )


def read_notice(config: Config, notice: Notice, now: datetime) -> Hint | None:
    """Check `x-notch-signature`, the HMAC of the raw bytes, then say which transaction."""
    secret, given = config.get("hash_key", ""), notice.headers.get("x-notch-signature", "")
    if not secret or not given.strip():
        raise Unsigned("Cet avis de Notch Pay n’est pas signé.")
    if not is_hex_hmac(given, secret, notice.body):
        raise Forged("La signature de cet avis de Notch Pay n’est pas la bonne.")
    data = read_json(notice.body).inside("data")
    about = data.inside("transaction") if data.inside("transaction").values else data
    ours = about.text("merchant_reference") or about.text("trxref")
    theirs = about.text("reference")
    return Hint(ours, theirs) if ours or theirs else None


def _headers(config: Config) -> dict[str, str]:
    if not config.get("public_key"):
        raise NotConfigured("Notch Pay : il manque la clé publique.")
    return {"Authorization": config["public_key"], "Accept": "application/json"}
