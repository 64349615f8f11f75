"""SMS by Orange in Africa and the Middle East, with a prepaid bundle (developer.orange.com/apis/sms)."""

import base64
import time
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from urllib.parse import quote, urlencode

from kaye.channels.orange.inbound import INBOUND as INBOUND
from kaye.net.hand_over import ask, hand_over, ready, told, words
from kaye.net.json import Record, write_json
from kaye.rules.phones import international
from kaye.rules.ports.channel import (
    Capabilities,
    Cost,
    Field,
    NotSent,
    OutgoingText,
    Receipt,
    Refused,
    Unknown,
    Way,
    obstacle,
)
from kaye.rules.ports.http import Http, Request
from kaye.rules.rates import read_rates, sms_cost

NAME = "orange"
LABEL = "Orange SMS"
CAPABILITIES = Capabilities(
    automatic=True,
    address="phone",
    text_form="sms",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
    max_length=918,  # six parts
    answers=frozenset({"phone"}),
    per_second=5,
)
FIELDS = (
    Field("client_id", "Identifiant client", required=True, help="« Client ID » de votre application"),
    Field("client_secret", "Secret client", "password", True, secret=True),
    Field(
        "sender_number",
        "Numéro Orange du compte",
        required=True,
        help="Celui qui a acheté le forfait de SMS, avec l’indicatif, ou celui indiqué par Orange",
    ),
    Field("sender_name", "Nom affiché à vos clients", help="Onze lettres au plus, accepté par Orange"),
)
GUIDE = (
    "Sur developer.orange.com, créez une application, ajoutez-y « SMS » de votre pays et achetez un forfait.",
    "Recopiez « Client ID » et « Client secret », puis le numéro Orange du compte.",
    "Pour afficher votre nom, demandez à Orange un « sender name » ; laissez vide en attendant.",
    "Pour les accusés et les réponses, donnez à Orange l’adresse affichée ici (« Real time SMS DR » "
    "et « SMS response »).",
    "Touchez « Tester » : un SMS vous est envoyé ; il est pris sur le forfait.",
)
_API = "https://api.orange.com"
_EARLY = 60  # seconds: a token is renewed before it ends
_RATES = read_rates(files(__package__).joinpath("costs.toml").read_text(encoding="utf-8"))


class OrangeSession:
    """One token for many texts, one POST for each. Raises Refused, NotSent or Unknown."""

    def __init__(self, config: Mapping[str, str], http: Http) -> None:
        self._config = config
        self._http = http
        self._token = ""
        self._until = 0.0

    def send(self, text: OutgoingText) -> Receipt:
        """The receipt's reference is the last part of `resourceURL`, which the notices repeat."""
        if why := obstacle(CAPABILITIES, text):
            raise Refused(why, permanent=True, about="text" if "caractères" in why else "address")
        sender = self._sender()
        asked = {
            "address": f"tel:{text.address}",
            "senderAddress": sender,
            "outboundSMSTextMessage": {"message": text.text},
        }
        if name := self._config.get("sender_name", "").strip():
            asked["senderName"] = name
        headers = {
            "Authorization": f"Bearer {self._bearer()}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        url = f"{_API}/smsmessaging/v1/outbound/{quote(sender, safe='')}/requests"
        request = Request("POST", url, headers, write_json({"outboundSMSMessageRequest": asked}))
        try:
            answer = told(hand_over(self._http, request, LABEL, _no), LABEL)
        except Refused as refused:
            if refused.about == "account":
                self._token = ""
            raise
        sent = answer.text("outboundSMSMessageRequest", "resourceURL").rstrip("/").rpartition("/")[2]
        if not sent:
            raise Unknown("Orange a pris le message sans dire son numéro : à vérifier.")
        return Receipt(sent, state="accepted")

    def close(self) -> None:
        """The token ends by itself."""

    def _sender(self) -> str:
        number = international(self._config["sender_number"])
        if not number:
            raise NotSent("Orange SMS : le numéro du compte s’écrit avec l’indicatif, par exemple +237…")
        return f"tel:{number}"

    def _bearer(self) -> str:
        if self._token and time.monotonic() < self._until:
            return self._token
        basic = f"{self._config['client_id'].strip()}:{self._config['client_secret'].strip()}"
        headers = {
            "Authorization": f"Basic {base64.b64encode(basic.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        body = urlencode({"grant_type": "client_credentials"}).encode()
        given = ask(self._http, Request("POST", f"{_API}/oauth/v3/token", headers, body), LABEL)
        lasts = given.text("expires_in")
        self._token = given.text("access_token")
        self._until = time.monotonic() + (int(lasts) if lasts.isdecimal() else 0) - _EARLY
        if not self._token:
            raise NotSent("Orange SMS n’a pas donné de jeton ; le message repartira plus tard.")
        return self._token


def open_session(config: Mapping[str, str], way: Way | None = None) -> OrangeSession:
    """Asks for its token at the first text."""
    ready(LABEL, FIELDS, config)
    if way is None:
        raise NotSent("Orange SMS : pas de chemin vers l’extérieur.")
    return OrangeSession(config, way())


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """One text; raises what `send` raises."""
    return open_session(config, way).send(text)


def cost(text: OutgoingText, country: str, day: date) -> Cost | None:
    """Parts taken from the bundle; what a bundle costs depends on the country and its size."""
    return sms_cost(_RATES, text.address, text.text, day)


def _no(status: int, answer: Record) -> Refused | None:
    """Two shapes: the platform's {code, message, description}, the SMS service's {requestError: {…}}."""
    policy = answer.inside("requestError", "policyException")
    service = answer.inside("requestError", "serviceException")
    code = policy.text("messageId") or service.text("messageId") or answer.text("code")
    said = words(
        policy.text("text") or service.text("text") or answer.text("description") or answer.text("message")
    )
    variables = (policy if policy.values else service).values.get("variables")
    about = f"{said} {variables or ''}".lower()
    if status == 401 or code in ("40", "41", "42"):
        return Refused("Orange SMS : le jeton est refusé, vérifiez les identifiants.", True, about="account")
    if "expired" in about or "balance" in about or "credit" in about or "unit" in about:
        return Refused("Orange SMS : le forfait de SMS est épuisé ou terminé.", True, about="account")
    if status == 403 or policy.values:
        return Refused(f"Orange SMS n’est pas autorisé ici : {said or status}", True, about="account")
    if "sender" in about:
        return Refused(f"Orange SMS refuse l’expéditeur : {said}", True, about="account")
    if code == "SVC0004" or "address" in about:
        return Refused(f"Orange SMS refuse ce numéro : {said}", True, about="address")
    if status == 400:
        return Refused(f"Orange SMS refuse le message : {said or status}", True, about="text")
    return None
