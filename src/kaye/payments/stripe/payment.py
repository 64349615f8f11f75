"""Stripe Checkout: a page of Stripe's, opened on the customer's click (docs.stripe.com/api/checkout/sessions)."""

from datetime import datetime
from urllib.parse import quote, urlencode

from kaye.net.json import Record, read_json
from kaye.net.signatures import stamped
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

NAME = "stripe"
LABEL = "Stripe"
CAPABILITIES = Capabilities(
    # The least charge is 0,50 €; amounts have eight digits at most, and the franc CFA no decimals.
    limits=(Limit("EUR", 50, 99_999_999), Limit("XAF", 350, 99_999_999), Limit("XOF", 350, 99_999_999)),
    countries=frozenset({"FR", "GP", "MQ", "GF", "RE", "BE"}),
    method="card",
)
FIELDS = (
    Field(
        "secret_key", "Clé secrète", "password", True, "Elle commence par sk_live_ ou sk_test_", secret=True
    ),
    Field("webhook_secret", "Secret de signature", "password", True, "Il commence par whsec_", secret=True),
)
GUIDE = (
    "Dans Stripe, ouvrez « Développeurs », puis « Clés API » : recopiez ici la clé secrète.",
    "Dans « Webhooks », ajoutez l’adresse affichée ici, avec les événements checkout.session.completed, "
    "checkout.session.async_payment_succeeded, checkout.session.async_payment_failed, "
    "checkout.session.expired, charge.refunded et charge.dispute.created.",
    "Recopiez ensuite le « secret de signature » de ce webhook.",
    "Pour essayer, prenez les clés de test : aucune carte n’est débitée.",
)
_API = "https://api.stripe.com"
_VERSION = "2024-06-20"
_UNPAID: dict[str, Said] = {"canceled": "cancelled", "requires_payment_method": "failed"}
_CHARGE = "payment_intent.latest_charge.balance_transaction"


def start(config: Config, wanted: ToPay, http: Http) -> Started:
    """Mint a session; the same reference again gives the same session. It expires after 24 hours."""
    form = {
        "mode": "payment",
        "locale": "fr",
        "client_reference_id": wanted.reference,
        "metadata[reference]": wanted.reference,
        "payment_intent_data[metadata][reference]": wanted.reference,
        "success_url": wanted.return_url,
        "cancel_url": wanted.return_url,
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": wanted.currency.lower(),
        # The unit of Stripe is ours: cents, and whole francs (a « zero-decimal currency »).
        "line_items[0][price_data][unit_amount]": str(wanted.amount),
        "line_items[0][price_data][product_data][name]": wanted.label[:250],
    }
    if wanted.payer.email:
        form["customer_email"] = wanted.payer.email
    headers = {
        **_headers(config),
        "Idempotency-Key": wanted.reference,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answer = http.call(Request("POST", f"{_API}/v1/checkout/sessions", headers, urlencode(form).encode()))
    session = read_json(answer.body)
    return Started(session.needed("id"), session.needed("url"))


def ask(config: Config, tracked: Tracked, http: Http) -> Answer:
    """Read the session and its charge again; a session whose id was lost can't be found."""
    if not tracked.provider_id:
        return Answer(state="absent")
    query = urlencode({"expand[]": _CHARGE})
    url = f"{_API}/v1/checkout/sessions/{quote(tracked.provider_id, safe='')}?{query}"
    answer = http.call(Request("GET", url, _headers(config), expected=frozenset({404})))
    if answer.status == 404:
        return Answer(state="absent")
    session = read_json(answer.body)
    intent = session.inside("payment_intent")
    code = session.text("currency").upper()
    return Answer(
        state=_state(session, intent),
        reference=session.text("client_reference_id"),
        provider_id=session.needed("id"),
        amount=session.minor(0, "amount_total"),
        currency=code,
        fee=_fee(intent.inside("latest_charge", "balance_transaction"), code),
        detail=intent.text("last_payment_error", "message")[:200],
        notice_key=intent.text("id"),
    )


def read_notice(config: Config, notice: Notice, now: datetime) -> Hint | None:
    """Check `Stripe-Signature` over the raw bytes, then say which session, or whose charge."""
    secret, header = config.get("webhook_secret", ""), notice.headers.get("stripe-signature", "")
    if not secret or not header.strip():
        raise Unsigned("Cet avis de Stripe n’est pas signé.")
    if stamped(header, secret, notice.body, now) != "good":
        raise Forged("La signature de cet avis de Stripe n’est pas la bonne.")
    event = read_json(notice.body)
    about = event.inside("data", "object")
    if about.text("object") == "checkout.session":
        return Hint(about.text("client_reference_id"), about.text("id"))
    intent = about.text("id" if about.text("object") == "payment_intent" else "payment_intent")
    reference = about.text("metadata", "reference")
    return Hint(reference, notice_key=intent) if reference or intent else None


def _headers(config: Config) -> dict[str, str]:
    if not config.get("secret_key"):
        raise NotConfigured("Stripe : il manque la clé secrète.")
    return {"Authorization": f"Bearer {config['secret_key']}", "Stripe-Version": _VERSION}


def _state(session: Record, intent: Record) -> Said:
    charge, status = intent.inside("latest_charge"), session.needed("status")
    if charge.flag("disputed"):
        return "disputed"
    if charge.text("amount_refunded") not in ("", "0"):
        return "refunded"
    if session.needed("payment_status") == "paid":
        return "paid"
    if status not in ("open", "complete", "expired"):
        raise Unreadable(f"Stripe : état « {status[:30]} » inconnu.")
    if status == "expired":
        return "expired"
    if status == "open":
        return "pending"
    return _UNPAID.get(intent.text("status"), "pending")


def _fee(balance: Record, code: str) -> int:
    """The fee, when it is counted in the money of the payment."""
    return (balance.minor(0, "fee") or 0) if code and balance.text("currency").upper() == code else 0
