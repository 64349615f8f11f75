"""MTN MoMo Collections: the request arrives on the customer's phone (momodeveloper.mtn.com, « Collection »)."""

import base64
import re
import uuid
from datetime import datetime

from kaye.net.json import Record, major, read_json, write_json
from kaye.rules.money import currency as known_currency
from kaye.rules.ports.channel import Field
from kaye.rules.ports.http import Http, Request, Unreadable
from kaye.rules.ports.payment import (
    Answer,
    Capabilities,
    Config,
    Declined,
    Hint,
    Limit,
    NotConfigured,
    Notice,
    Said,
    Started,
    ToPay,
    Tracked,
)

NAME = "mtn_momo"
LABEL = "MTN MoMo"
CAPABILITIES = Capabilities(
    limits=(Limit("XAF", 100, 1_000_000), Limit("XOF", 100, 2_000_000)),
    countries=frozenset({"CM", "CI"}),
    method="mobile",
    signed=False,
    payer_needs=frozenset({"phone"}),
    verbs=frozenset({"POST", "PUT"}),
)
FIELDS = (
    Field("subscription_key", "Clé d’abonnement", kind="password", required=True, secret=True),
    Field("api_user", "Utilisateur de l’API", required=True, help="Un long identifiant à tirets"),
    Field("api_key", "Clé de l’API", kind="password", required=True, secret=True),
    Field(
        "environment",
        "Pays",
        kind="choice",
        required=True,
        default="sandbox",
        choices=(
            ("sandbox", "Essai, sans argent"),
            ("mtncameroon", "Cameroun"),
            ("mtnivorycoast", "Côte d’Ivoire"),
        ),
    ),
)
GUIDE = (
    "Sur le portail MoMo de MTN, abonnez-vous au produit « Collections » : la clé d’abonnement est dans votre profil.",
    "Créez un utilisateur de l’API et sa clé, avec le nom de ce site comme « provider callback host ».",
    "Choisissez « Essai » d’abord ; après l’accord de MTN, mettez vos clés définitives et votre pays.",
    "La personne qui paie confirme sur son téléphone avec son code secret.",
)
_SANDBOX = "https://sandbox.momodeveloper.mtn.com"
_LIVE = "https://proxy.momoapi.mtn.com"
_NAMES = uuid.UUID("6f0a3d0e-6a55-5f0c-9d6e-0b3ec9a6b2f1")
_NOT_PLAIN = re.compile(r"[^\w .,-]+")
_FAILED: dict[str, Said] = {"EXPIRED": "expired", "APPROVAL_REJECTED": "cancelled"}


def start(config: Config, wanted: ToPay, http: Http) -> Started:
    """Ask the phone for the money. The id is made from our reference: sent twice, it is one request (409)."""
    if not wanted.payer.phone:
        raise Declined("MTN MoMo demande le numéro de la personne qui paie.")
    ours = str(uuid.uuid5(_NAMES, wanted.reference))
    words = _NOT_PLAIN.sub(" ", wanted.label).strip()[:60]
    asked = {
        "amount": major(wanted.amount, known_currency(wanted.currency).exponent),
        "currency": _sent_currency(config, wanted.currency),
        "externalId": wanted.reference,
        "payer": {"partyIdType": "MSISDN", "partyId": wanted.payer.phone.removeprefix("+")},
        "payerMessage": words,
        "payeeNote": words,
    }
    headers = {**_headers(config, http), "X-Reference-Id": ours, "Content-Type": "application/json"}
    if wanted.notice_url.startswith("https://"):  # MTN takes no other
        headers["X-Callback-Url"] = wanted.notice_url
    url = f"{_base(config)}/collection/v1_0/requesttopay"
    http.call(Request("POST", url, headers, write_json(asked), frozenset({409})))
    return Started(ours, "")


def ask(config: Config, tracked: Tracked, http: Http) -> Answer:
    """Read the request again, by the id made from our reference."""
    ours = str(uuid.uuid5(_NAMES, tracked.reference))
    url = f"{_base(config)}/collection/v1_0/requesttopay/{ours}"
    answer = http.call(Request("GET", url, _headers(config, http), expected=frozenset({404})))
    if answer.status == 404:
        return Answer(state="absent")
    told = read_json(answer.body)
    code = told.text("currency").upper()
    is_ours = code == _sent_currency(config, tracked.currency)
    reason = told.text("reason") or told.text("reason", "code")
    return Answer(
        state=_state(told, reason.upper()),
        reference=told.text("externalId"),
        provider_id=ours,
        amount=told.minor(known_currency(tracked.currency).exponent, "amount"),
        currency=tracked.currency if is_ours else code,
        detail=reason[:200],
    )


def read_notice(config: Config, notice: Notice, now: datetime) -> Hint | None:
    """Unsigned: our reference in it is only a reason to ask, and the address it came to is known to MTN alone."""
    reference = read_json(notice.body).text("externalId")
    return Hint(reference) if reference else None


def _headers(config: Config, http: Http) -> dict[str, str]:
    wanting = [
        field.label.lower() for field in FIELDS if not config.get(field.name) and field.name != "environment"
    ]
    if wanting:
        raise NotConfigured(f"MTN MoMo : il manque {', '.join(wanting)}.")
    key = {"Ocp-Apim-Subscription-Key": config["subscription_key"]}
    basic = base64.b64encode(f"{config['api_user']}:{config['api_key']}".encode()).decode()
    url = f"{_base(config)}/collection/token/"
    told = read_json(http.call(Request("POST", url, {**key, "Authorization": f"Basic {basic}"})).body)
    token = told.needed("access_token")
    return {**key, "Authorization": f"Bearer {token}", "X-Target-Environment": _environment(config)}


def _environment(config: Config) -> str:
    return config.get("environment") or "sandbox"


def _base(config: Config) -> str:
    return _SANDBOX if _environment(config) == "sandbox" else _LIVE


def _sent_currency(config: Config, code: str) -> str:
    """The sandbox knows the euro only."""
    return "EUR" if _environment(config) == "sandbox" else code


def _state(told: Record, reason: str) -> Said:
    status = told.needed("status").upper()
    if status in ("PENDING", "CREATED"):
        return "pending"
    if status == "SUCCESSFUL":
        return "paid"
    if status == "FAILED":
        return _FAILED.get(reason, "failed")
    raise Unreadable(f"MTN MoMo : état « {status[:30]} » inconnu.")
