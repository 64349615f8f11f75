"""Flutterwave Standard, API v3: a page of Flutterwave's (developer.flutterwave.com/v3.0)."""

from datetime import datetime
from urllib.parse import urlencode

from kaye.net.json import major, read_json, write_json
from kaye.net.signatures import same_text
from kaye.rules.money import MoneyError
from kaye.rules.money import currency as known_currency
from kaye.rules.ports.channel import Field
from kaye.rules.ports.http import Http, Request, Unreadable
from kaye.rules.ports.payment import (
    Answer,
    Capabilities,
    Config,
    Declined,
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

NAME = "flutterwave"
LABEL = "Flutterwave"
CAPABILITIES = Capabilities(
    limits=(Limit("EUR", 100), Limit("XAF", 100), Limit("XOF", 100)),
    countries=frozenset({"CM", "CI", "SN", "FR", "BE"}),
    method="mobile",
    payer_needs=frozenset({"email"}),
)
FIELDS = (
    Field(
        "secret_key",
        "Clé secrète",
        kind="password",
        required=True,
        secret=True,
        help="Elle commence par FLWSECK- ; FLWSECK_TEST- pour essayer sans argent",
    ),
    Field(
        "secret_hash",
        "Secret de notification",
        kind="password",
        required=True,
        secret=True,
        help="Le « Secret hash » : un mot de passe long, que vous choisissez",
    ),
)
GUIDE = (
    "Dans Flutterwave, ouvrez « Settings », puis « API » : recopiez la clé secrète (API v3).",
    "Dans « Webhooks », mettez l’adresse affichée ici et un « Secret hash » long, puis recopiez-le.",
    "Pour essayer, passez en « Test mode » et prenez la clé de test : aucun compte n’est débité.",
    "Flutterwave demande l’adresse e-mail de la personne qui paie.",
)
_API = "https://api.flutterwave.com/v3"
_STATES: dict[str, Said] = {
    "successful": "paid",
    "failed": "failed",
    "cancelled": "cancelled",
    "pending": "pending",
    "pending-capture": "pending",
    "pending-validation": "pending",
}


def start(config: Config, wanted: ToPay, http: Http) -> Started:
    """Open a page named by our reference. Flutterwave names the payment only once it is tried."""
    if not wanted.payer.email:
        raise Declined("Flutterwave demande l’adresse e-mail de la personne qui paie.")
    asked = {
        "tx_ref": wanted.reference,
        "amount": major(wanted.amount, known_currency(wanted.currency).exponent),
        "currency": wanted.currency,
        "redirect_url": wanted.return_url,
        "customer": {
            "email": wanted.payer.email,
            "name": wanted.payer.name,
            "phonenumber": wanted.payer.phone,
        },
        "customizations": {"title": wanted.label[:100]},
    }
    headers = {**_headers(config), "Content-Type": "application/json"}
    answer = read_json(http.call(Request("POST", f"{_API}/payments", headers, write_json(asked))).body)
    if answer.text("status") != "success":
        raise Declined(f"Flutterwave n’a pas ouvert ce paiement ({answer.text('message')[:80]}).")
    return Started("", answer.needed("data", "link"))


def ask(config: Config, tracked: Tracked, http: Http) -> Answer:
    """Find the transaction by our reference; until the customer tries to pay there is none."""
    url = f"{_API}/transactions/verify_by_reference?{urlencode({'tx_ref': tracked.reference})}"
    answer = http.call(Request("GET", url, _headers(config), expected=frozenset({400, 404})))
    found = read_json(answer.body)
    if answer.status in (400, 404):
        if "no transaction" in found.text("message").lower() or "not found" in found.text("message").lower():
            return Answer(state="absent")
        raise Unreadable("Flutterwave n’a pas compris la question.")
    told = found.inside("data")
    status, code = told.needed("status").lower(), told.text("currency").upper()
    if status not in _STATES:
        raise Unreadable(f"Flutterwave : état « {status[:30]} » inconnu.")
    return Answer(
        state=_STATES[status],
        reference=told.text("tx_ref"),
        provider_id=told.needed("id"),
        amount=told.minor(_exponent(code), "amount"),
        currency=code,
        fee=told.minor(_exponent(code), "app_fee") or 0,
        detail=told.text("processor_response")[:200],
    )


def read_notice(config: Config, notice: Notice, now: datetime) -> Hint | None:
    """Compare `verif-hash` with the secret, then say whose reference it is about."""
    secret, given = config.get("secret_hash", ""), notice.headers.get("verif-hash", "")
    if not secret or not given:
        raise Unsigned("Cet avis de Flutterwave n’est pas signé.")
    if not same_text(given, secret):
        raise Forged("Le secret de cet avis de Flutterwave n’est pas le bon.")
    event = read_json(notice.body)
    reference = event.text("data", "tx_ref") or event.text("txRef")
    return Hint(reference) if reference else None


def _headers(config: Config) -> dict[str, str]:
    if not config.get("secret_key"):
        raise NotConfigured("Flutterwave : il manque la clé secrète.")
    return {"Authorization": f"Bearer {config['secret_key']}"}


def _exponent(code: str) -> int:
    """Decimals of this currency; of one that is not ours the amount is read with two, and refused later."""
    try:
        return known_currency(code).exponent
    except MoneyError:
        return 2
