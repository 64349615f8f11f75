"""SMS by Africa's Talking (developers.africastalking.com/docs/sms/sending/bulk)."""

import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from urllib.parse import urlencode

from kaye.channels.africastalking.inbound import INBOUND as INBOUND
from kaye.net.hand_over import hand_over, ready, told, words
from kaye.net.json import Record
from kaye.rules.ports.channel import (
    About,
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

NAME = "africastalking"
LABEL = "Africa’s Talking"
CAPABILITIES = Capabilities(
    automatic=True,
    address="phone",
    text_form="sms",
    needs_config=True,
    one_tap=False,
    idempotent="neither",
    max_length=918,  # six parts
    answers=frozenset({"phone"}),
)
FIELDS = (
    Field("username", "Nom d’utilisateur", required=True, help="« sandbox » pour essayer sans rien envoyer"),
    Field("api_key", "Clé d’API", "password", True, secret=True),
    Field("sender", "Nom ou numéro court affiché", help="Accepté par Africa’s Talking ; vide : le leur"),
)
GUIDE = (
    "Sur account.africastalking.com, ouvrez votre application et recopiez son « Username ».",
    "Dans « Settings », « API Key », créez une clé et recopiez-la.",
    "Pour afficher votre nom, demandez un « Sender ID » ; laissez vide en attendant.",
    "Dans « SMS », « SMS Callback URLs », collez l’adresse affichée ici pour « Delivery Reports », "
    "« Incoming Messages » et « Bulk SMS Opt Out ».",
    "Touchez « Tester » : un SMS vous est envoyé ; il est pris sur votre solde.",
)
_LIVE = "https://api.africastalking.com/version1/messaging"
_TRIAL = "https://api.sandbox.africastalking.com/version1/messaging"
_TAKEN = frozenset({"100", "101", "102"})
_ABOUT: dict[str, tuple[About, str]] = {
    "401": ("account", "retient le compte le temps d’une vérification"),
    "402": ("account", "refuse le nom affiché"),
    "403": ("address", "dit que ce numéro n’existe pas"),
    "404": ("address", "n’envoie pas à ce genre de numéro"),
    "405": ("account", "dit que le solde est épuisé"),
    "406": ("stopped", "dit que ce client a refusé vos messages"),
    "407": ("address", "n’a pas de chemin vers ce numéro"),
    "409": ("rate", "n’envoie pas de publicité à cette heure"),
    "502": ("rate", "dit que l’opérateur n’a pas pris le message"),
}
_WORDS = {"InvalidSenderId": "402", "InsufficientBalance": "405", "InvalidPhoneNumber": "403"}
_RATES = read_rates(files(__package__).joinpath("costs.toml").read_text(encoding="utf-8"))


class AfricasTalkingSession:
    """One POST for each text; a 201 may still say no. Raises Refused, NotSent or Unknown."""

    def __init__(self, config: Mapping[str, str], http: Http) -> None:
        self._config = config
        self._http = http

    def send(self, text: OutgoingText) -> Receipt:
        """The receipt's reference is the messageId, which the delivery reports repeat."""
        if why := obstacle(CAPABILITIES, text):
            raise Refused(why, permanent=True, about="text" if "caractères" in why else "address")
        username = self._config["username"].strip()
        form = {"username": username, "to": text.address, "message": text.text}
        if sender := self._config.get("sender", "").strip():
            form["from"] = sender
        headers = {
            "apiKey": self._config["api_key"].strip(),
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        url = _TRIAL if username == "sandbox" else _LIVE
        body = urlencode(form, errors="replace").encode()
        answer = hand_over(self._http, Request("POST", url, headers, body), LABEL, _no)
        return _receipt(told(answer, LABEL).inside("SMSMessageData"))

    def close(self) -> None:
        """Nothing is kept open."""


def open_session(config: Mapping[str, str], way: Way | None = None) -> AfricasTalkingSession:
    """Connects at each text."""
    ready(LABEL, FIELDS, config)
    if way is None:
        raise NotSent("Africa’s Talking : pas de chemin vers l’extérieur.")
    return AfricasTalkingSession(config, way())


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """One text; raises what `send` raises."""
    return open_session(config, way).send(text)


def cost(text: OutgoingText, country: str, day: date) -> Cost | None:
    """The price follows the customer's number and operator."""
    return sms_cost(_RATES, text.address, text.text, day)


def _receipt(answer: Record) -> Receipt:
    """From `Recipients`, or from `Message` alone when nobody was written to."""
    said = words(answer.text("Message"))
    recipients = answer.many("Recipients")
    if not recipients:
        if known := _refused(_WORDS.get(said, ""), said):
            raise known
        if said and not re.match(r"Sent to [1-9]", said):
            raise Refused(f"Africa’s Talking refuse le message : {said}", True, about="text")
        raise Unknown("Africa’s Talking n’a pas dit à qui le message est parti : à vérifier.")
    one = recipients[0]
    code, sent = one.text("statusCode"), one.text("messageId")
    if known := _refused(code, one.text("status")):
        raise known
    if code not in _TAKEN or sent in ("", "None"):
        raise Unknown(f"Africa’s Talking a répondu « {words(one.text('status'))} » : à vérifier.")
    return Receipt(sent, one.text("cost"), "accepted")


def _refused(code: str, said: str) -> Refused | None:
    if code not in _ABOUT:
        return None
    about, what = _ABOUT[code]
    return Refused(f"Africa’s Talking {what} ({said or code}).", about != "rate", about=about)


def _no(status: int, answer: Record) -> Refused | None:
    """A 409 is the one refusal that comes with recipients; the others come with plain words."""
    for one in answer.many("SMSMessageData", "Recipients"):
        return _refused(one.text("statusCode"), one.text("status"))
    return None
