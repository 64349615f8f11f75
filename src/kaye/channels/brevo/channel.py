"""SMS by Brevo: sent under the name of the business (developers.brevo.com/reference/send-async-transactional-sms)."""

import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from kaye.channels.brevo.inbound import INBOUND as INBOUND
from kaye.net.hand_over import hand_over, ready, told, words
from kaye.net.json import Record, write_json
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
from kaye.rules.septets import sms_length

NAME = "brevo"
LABEL = "Brevo"
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
    Field("api_key", "Clé d’API", "password", True, "Elle commence par xkeysib-", secret=True),
    Field(
        "sender",
        "Nom affiché à vos clients",
        required=True,
        help="Onze lettres ou chiffres au plus, sans espace ni accent ; ou un numéro",
    ),
)
GUIDE = (
    "Sur app.brevo.com, ouvrez « SMTP et API », puis « Clés d’API » : créez une clé et recopiez-la.",
    "Achetez des crédits SMS dans « Facturation » : sans eux rien ne part.",
    "Choisissez le nom affiché : onze lettres ou chiffres au plus.",
    "Dans « Transactionnel », « Paramètres », « Webhook » des SMS, collez l’adresse affichée ici.",
    "Touchez « Tester » : un SMS vous est envoyé ; il compte dans vos crédits.",
)
_API = "https://api.brevo.com/v3/transactionalSMS/send"
_SENDER = re.compile(r"[A-Za-z0-9]{1,11}|\+?[0-9]{1,15}")
# French law: an advert says how to stop it; Brevo puts its short number in the place.
_STOP = " STOP [STOP_CODE]"
_RATES = read_rates(files(__package__).joinpath("costs.toml").read_text(encoding="utf-8"))


class BrevoSession:
    """One POST for each text. Raises Refused, NotSent or Unknown."""

    def __init__(self, config: Mapping[str, str], http: Http) -> None:
        self._config = config
        self._http = http

    def send(self, text: OutgoingText) -> Receipt:
        """The receipt's reference is Brevo's messageId; `tag` carries our key, which its notices repeat."""
        if why := obstacle(CAPABILITIES, text):
            raise Refused(why, permanent=True, about="text" if "caractères" in why else "address")
        sender = self._config["sender"].strip()
        if not _SENDER.fullmatch(sender):
            raise NotSent("Brevo : le nom affiché a onze lettres ou chiffres au plus, sans espace ni accent.")
        is_advert = text.purpose == "marketing"
        content = f"{text.text}{_STOP}" if is_advert else text.text
        asked = {
            "sender": sender,
            "recipient": text.address.removeprefix("+"),
            "content": content,
            "type": "marketing" if is_advert else "transactional",
            "tag": text.key,
            "unicodeEnabled": sms_length(content).unicode,
        }
        hook = self._config.get("hook_url", "")
        if hook.startswith("https://"):  # a provider refuses an address that it can't reach
            asked["webUrl"] = hook
        headers = {
            "api-key": self._config["api_key"].strip(),
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        answer = told(
            hand_over(self._http, Request("POST", _API, headers, write_json(asked)), LABEL, _no), LABEL
        )
        if not (sent := answer.text("messageId")):
            raise Unknown("Brevo a pris le message sans dire son numéro : à vérifier.")
        return Receipt(sent, answer.text("reference"), "accepted")

    def close(self) -> None:
        """Nothing is kept open."""


def open_session(config: Mapping[str, str], way: Way | None = None) -> BrevoSession:
    """`config["hook_url"]`, when the caller knows it, is where Brevo tells what became of each text."""
    ready(LABEL, FIELDS, config)
    if way is None:
        raise NotSent("Brevo : pas de chemin vers l’extérieur.")
    return BrevoSession(config, way())


def test(config: Mapping[str, str], text: OutgoingText, way: Way | None = None) -> Receipt:
    """One text; raises what `send` raises."""
    return open_session(config, way).send(text)


def cost(text: OutgoingText, country: str, day: date) -> Cost | None:
    """The price follows the customer's number; an advert carries its STOP."""
    content = f"{text.text}{_STOP}" if text.purpose == "marketing" else text.text
    return sms_cost(_RATES, text.address, content, day)


def _no(status: int, answer: Record) -> Refused | None:
    """`code` is a word; what is wrong is only in `message`, in English."""
    code, said = answer.text("code").lower(), words(answer.text("message"))
    if status == 402 or code == "not_enough_credits":
        return Refused("Brevo : il n’y a plus assez de crédits SMS.", True, about="account")
    if status != 400:
        return None
    about = said.lower()
    if "blacklist" in about or "unsubscribed" in about:
        return Refused("Brevo : ce client a demandé de ne plus recevoir de SMS.", True, about="stopped")
    if re.search(r"phone|recipient|mobile", about):
        return Refused(f"Brevo refuse ce numéro : {said}", True, about="address")
    if re.search(r"sender|account|not (been )?activated", about):
        return Refused(f"Brevo refuse le compte ou le nom affiché : {said}", True, about="account")
    return Refused(f"Brevo refuse le message : {said}", True, about="text")
