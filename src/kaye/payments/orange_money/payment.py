"""Orange Money Web Payment: a page of Orange's (developer.orange.com/apis/om-webpay)."""

import base64
from datetime import datetime
from urllib.parse import urlencode

from kaye.net.json import read_json, write_json
from kaye.rules.ports.channel import Field
from kaye.rules.ports.http import Http, Request, Unreadable
from kaye.rules.ports.payment import (
    Answer,
    Capabilities,
    Config,
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

NAME = "orange_money"
LABEL = "Orange Money"
CAPABILITIES = Capabilities(
    limits=(Limit("XAF", 100, 1_000_000), Limit("XOF", 100, 2_000_000)),
    countries=frozenset({"CM", "CI", "SN"}),
    method="mobile",
    signed=False,
)
FIELDS = (
    Field("client_id", "Identifiant client", required=True, help="« Client ID » de votre application"),
    Field("client_secret", "Secret client", kind="password", required=True, secret=True),
    Field("merchant_key", "Clé marchand", kind="password", required=True, secret=True),
    Field(
        "country",
        "Pays",
        kind="choice",
        required=True,
        default="dev",
        choices=(
            ("dev", "Essai, sans argent"),
            ("cm", "Cameroun"),
            ("ci", "Côte d’Ivoire"),
            ("sn", "Sénégal"),
        ),
    ),
)
GUIDE = (
    "Sur developer.orange.com, créez une application et ajoutez-y « Orange Money Web Payment » "
    "(ou « WebPay Dev » pour essayer).",
    "Recopiez l’identifiant et le secret de l’application, puis la clé marchand donnée par Orange.",
    "Choisissez « Essai » d’abord ; après l’accord d’Orange, votre pays.",
    "La personne qui paie confirme avec un code reçu sur son téléphone.",
)
_API = "https://api.orange.com"
# « OUV » is the money of the trial platform.
_TRIAL_CURRENCY = "OUV"
_STATES: dict[str, Said] = {
    "INITIATED": "pending",
    "PENDING": "pending",
    "SUCCESS": "paid",
    "FAILED": "failed",
    "EXPIRED": "expired",
}


def start(config: Config, wanted: ToPay, http: Http) -> Started:
    """Open a page; its notice will carry the `notif_token` given here, and nothing else to know it by."""
    asked = {
        "merchant_key": config.get("merchant_key", ""),
        "currency": wanted.currency if _country(config) != "dev" else _TRIAL_CURRENCY,
        "order_id": wanted.reference,
        "amount": wanted.amount,
        "return_url": wanted.return_url,
        "cancel_url": wanted.return_url,
        "notif_url": wanted.notice_url,
        "lang": "fr",
        "reference": wanted.label[:30],
    }
    request = Request("POST", f"{_base(config)}/webpayment", _headers(config, http), write_json(asked))
    told = read_json(http.call(request).body)
    return Started(told.needed("pay_token"), told.needed("payment_url"), told.needed("notif_token"))


def ask(config: Config, tracked: Tracked, http: Http) -> Answer:
    """`transactionstatus` answers for the very order, amount and token it is given: a wrong one is refused."""
    if not tracked.provider_id:
        return Answer(state="absent")
    asked = {
        "order_id": tracked.reference,
        "amount": tracked.amount,
        "pay_token": tracked.provider_id,
    }
    url = f"{_base(config)}/transactionstatus"
    answer = http.call(
        Request("POST", url, _headers(config, http), write_json(asked), expected=frozenset({404}))
    )
    if answer.status == 404:
        return Answer(state="absent")
    told = read_json(answer.body)
    status = told.needed("status").upper()
    if status not in _STATES:
        raise Unreadable(f"Orange Money : état « {status[:30]} » inconnu.")
    # Neither is repeated by Orange; where one is, it is read.
    amount = told.minor(0, "amount")
    return Answer(
        state=_STATES[status],
        reference=told.text("order_id"),
        provider_id=tracked.provider_id,
        amount=tracked.amount if amount is None else amount,
        currency=told.text("currency").upper().replace(_TRIAL_CURRENCY, tracked.currency) or tracked.currency,
        detail=told.text("txnid")[:200],
    )


def read_notice(config: Config, notice: Notice, now: datetime) -> Hint | None:
    """Known by the `notif_token` of its payment, which only Orange and we have seen."""
    token = read_json(notice.body).text("notif_token")
    if not token:
        raise Unsigned("Cet avis d’Orange Money ne porte pas son jeton.")
    return Hint(notice_key=token)


def _headers(config: Config, http: Http) -> dict[str, str]:
    wanting = [
        field.label.lower() for field in FIELDS if field.name != "country" and not config.get(field.name)
    ]
    if wanting:
        raise NotConfigured(f"Orange Money : il manque {', '.join(wanting)}.")
    basic = base64.b64encode(f"{config['client_id']}:{config['client_secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"grant_type": "client_credentials"}).encode()
    told = read_json(http.call(Request("POST", f"{_API}/oauth/v3/token", headers, body)).body)
    token = told.needed("access_token")
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }


def _country(config: Config) -> str:
    return config.get("country") or "dev"


def _base(config: Config) -> str:
    return f"{_API}/orange-money-webpay/{_country(config)}/v1"
