"""CinetPay checkout v2: a page of CinetPay's, mobile money and cards (docs.cinetpay.com/api/1.0-fr/checkout)."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from kaye.net.json import Record, read_json, write_json
from kaye.net.signatures import is_hex_hmac, same_text
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

NAME = "cinetpay"
LABEL = "CinetPay"
CAPABILITIES = Capabilities(
    limits=(Limit("XAF", 100, 1_500_000, multiple=5), Limit("XOF", 100, 1_500_000, multiple=5)),
    countries=frozenset({"CI", "CM", "SN"}),
    method="mobile",
    verbs=frozenset({"POST", "GET"}),
)
FIELDS = (
    Field("apikey", "Clé API", kind="password", required=True, secret=True),
    Field("site_id", "Identifiant du site", required=True, help="Le « SITE ID », un nombre"),
    Field("secret_key", "Clé secrète", kind="password", required=True, secret=True),
)
GUIDE = (
    "Dans votre espace CinetPay, ouvrez « Intégration » : la clé API et le SITE ID y sont.",
    "La clé secrète est sur la même page : elle prouve que les avis viennent bien de CinetPay.",
    "Indiquez l’adresse affichée ici comme adresse de notification.",
    "CinetPay n’accepte que des multiples de 5 francs.",
)
_API = "https://api-checkout.cinetpay.com/v2/payment"
_NOT_PLAIN = re.compile(r"[^\w .,'’()-]+")
# In this order, as posted: the page « HMAC » of the documentation.
_SIGNED = (
    "cpm_site_id",
    "cpm_trans_id",
    "cpm_trans_date",
    "cpm_amount",
    "cpm_currency",
    "signature",
    "payment_method",
    "cel_phone_num",
    "cpm_phone_prefixe",
    "cpm_language",
    "cpm_version",
    "cpm_payment_config",
    "cpm_page_action",
    "cpm_custom",
    "cpm_designation",
    "cpm_error_message",
)
_WAITING = {"623", "662", "663"}
_STATES: dict[str, Said] = {"ACCEPTED": "paid", "REFUSED": "failed", "CANCELLED": "cancelled"}


def start(config: Config, wanted: ToPay, http: Http) -> Started:
    """Open a payment named by our reference; CinetPay refuses a reference used before."""
    asked: dict[str, str | int] = {
        **_keys(config),
        "transaction_id": wanted.reference,
        "amount": wanted.amount,
        "currency": wanted.currency,
        "description": _NOT_PLAIN.sub(" ", wanted.label).strip()[:100] or wanted.reference,
        "notify_url": wanted.notice_url,
        "return_url": wanted.return_url,
        "channels": "ALL",
        "lang": "fr",
        "metadata": wanted.reference,
    }
    answer = _call(http, _API, asked)
    if answer.text("code") != "201":
        raise Declined(f"CinetPay n’a pas ouvert ce paiement ({answer.text('message')[:80]}).")
    return Started(wanted.reference, answer.needed("data", "payment_url"))


def ask(config: Config, tracked: Tracked, http: Http) -> Answer:
    """`/payment/check` by our reference, which the answer does not repeat: it is the one asked for."""
    answer = _call(http, f"{_API}/check", {**_keys(config), "transaction_id": tracked.reference})
    told = answer.inside("data")
    state = _state(answer.needed("code"), told.text("status").upper(), answer.text("message").upper())
    return Answer(
        state=state,
        reference=tracked.reference,
        provider_id=tracked.reference,
        amount=told.minor(0, "amount"),
        currency=told.text("currency").upper(),
        detail=answer.text("message")[:200],
    )


def read_notice(config: Config, notice: Notice, now: datetime) -> Hint | None:
    """Check `x-token`, the HMAC of sixteen posted values, and that the site is ours."""
    secret, token = config.get("secret_key", ""), notice.headers.get("x-token", "")
    if not secret or not token.strip():
        raise Unsigned("Cet avis de CinetPay n’est pas signé.")
    try:
        posted = dict(parse_qsl(notice.body.decode(), keep_blank_values=True, max_num_fields=60))
    except ValueError:
        raise Forged("Cet avis de CinetPay n’est pas lisible, donc pas signé.") from None
    signed = "".join(posted.get(name, "") for name in _SIGNED).encode()
    if not is_hex_hmac(token, secret, signed) or not same_text(
        posted.get("cpm_site_id", ""), config.get("site_id", "")
    ):
        raise Forged("La signature de cet avis de CinetPay n’est pas la bonne.")
    reference = posted.get("cpm_trans_id", "")
    return Hint(reference, provider_id=reference) if reference else None


def _keys(config: Config) -> dict[str, str]:
    if not config.get("apikey") or not config.get("site_id"):
        raise NotConfigured("CinetPay : il manque la clé API ou l’identifiant du site.")
    return {"apikey": config["apikey"], "site_id": config["site_id"]}


def _call(http: Http, url: str, asked: Mapping[str, str | int]) -> Record:
    """CinetPay says no with a code of its own, whatever the HTTP status."""
    request = Request(
        "POST", url, {"Content-Type": "application/json"}, write_json(asked), frozenset({400, 403, 404, 406})
    )
    return read_json(http.call(request).body)


def _state(code: str, status: str, message: str) -> Said:
    if not status and "NOT_FOUND" in message:
        return "absent"
    if code == "00" and status == "ACCEPTED":
        return "paid"
    if code in _WAITING or status.startswith("WAITING") or status == "PENDING":
        return "pending"
    if code == "627" or message == "TRANSACTION_CANCEL":
        return "cancelled"
    if code != "00" and status in ("REFUSED", "CANCELLED"):
        return _STATES[status]
    if code in ("600", "602", "604"):
        return "failed"
    raise Unreadable(f"CinetPay : réponse « {code[:10]} {message[:40]} » inconnue.")
