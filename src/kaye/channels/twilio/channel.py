"""SMS by Twilio: the owner's own account and number (twilio.com/docs/messaging/api/message-resource)."""

import base64
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from urllib.parse import quote, urlencode

from kaye.channels.twilio.inbound import INBOUND as INBOUND
from kaye.channels.twilio.refusals import refusal
from kaye.net.hand_over import hand_over, ready, told
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

NAME = "twilio"
LABEL = "Twilio"
CAPABILITIES = Capabilities(
    automatic=True,
    address="phone",
    text_form="sms",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
    max_length=918,  # six parts; Twilio takes 1600 characters
    answers=frozenset({"phone"}),
    per_second=1,
)
FIELDS = (
    Field("account_sid", "Identifiant du compte", required=True, help="« Account SID », il commence par AC"),
    Field("auth_token", "Jeton du compte", "password", True, "« Auth Token »", secret=True),
    Field("number", "Numéro d’envoi", required=True, help="Avec l’indicatif, par exemple +33756123456"),
    Field(
        "signing_secret",
        "Clé de signature partagée",
        "password",
        help="Seulement si Twilio signe ses avis en SHA-256 avec une clé à part",
        secret=True,
    ),
)
GUIDE = (
    "Sur console.twilio.com, recopiez « Account SID » et « Auth Token » de la page d’accueil.",
    "Dans « Phone Numbers », prenez un numéro qui envoie des SMS et recopiez-le avec son indicatif.",
    "Ouvrez ce numéro : dans « A message comes in », collez l’adresse affichée ici, en HTTP POST.",
    "Pour les appels manqués, collez la même adresse dans « Call status changes ».",
    "Touchez « Tester » : un SMS vous est envoyé ; Twilio le facture.",
)
_API = "https://api.twilio.com/2010-04-01/Accounts"
_WAITING = frozenset({"accepted", "scheduled", "queued", "sending"})
_RATES = read_rates(files(__package__).joinpath("costs.toml").read_text(encoding="utf-8"))


class TwilioSession:
    """One POST for each text. Raises Refused, NotSent or Unknown."""

    def __init__(self, config: Mapping[str, str], http: Http) -> None:
        self._config = config
        self._http = http

    def send(self, text: OutgoingText) -> Receipt:
        """The receipt's reference is the MessageSid."""
        if why := obstacle(CAPABILITIES, text):
            raise Refused(why, permanent=True, about="text" if "caractères" in why else "address")
        answer = told(hand_over(self._http, self._request(text), LABEL, refusal), LABEL)
        if not (sid := answer.text("sid")):
            raise Unknown("Twilio a pris le message sans dire son numéro : à vérifier.")
        state = answer.text("status").lower()
        return Receipt(sid, state, "accepted" if state in _WAITING else "sent")

    def close(self) -> None:
        """Nothing is kept open."""

    def _request(self, text: OutgoingText) -> Request:
        account, sender = self._config["account_sid"].strip(), self._config["number"].strip()
        kind = "MessagingServiceSid" if sender.startswith("MG") and len(sender) == 34 else "From"
        form = {"To": text.address, kind: sender.replace(" ", "") if sender[0] == "+" else sender}
        form["Body"] = text.text
        hook = self._config.get("hook_url", "")
        if hook.startswith("https://"):  # a provider refuses an address that it can't reach
            form["StatusCallback"] = hook
        basic = base64.b64encode(f"{account}:{self._config['auth_token'].strip()}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form, errors="replace").encode()
        return Request("POST", f"{_API}/{quote(account, safe='')}/Messages.json", headers, body)


def open_session(config: Mapping[str, str], way: Way | None = None) -> TwilioSession:
    """`config["hook_url"]`, when the caller knows it, is where Twilio tells what became of each text."""
    ready(LABEL, FIELDS, config)
    if way is None:
        raise NotSent("Twilio : pas de chemin vers l’extérieur.")
    return TwilioSession(config, way())


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """One text; raises what `send` raises."""
    return open_session(config, way).send(text)


def cost(text: OutgoingText, country: str, day: date) -> Cost | None:
    """The price follows the customer's number, not the country of the business."""
    return sms_cost(_RATES, text.address, text.text, day)
