"""How each provider signs what it posts to us: one function for each channel that checks, named as its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kaye.net.signatures import hmac_sha256

URL = "https://kaye.example/hooks/essai/jeton-de-l-adresse/"  # the configured public address of the hook


@dataclass(frozen=True, slots=True)
class Signed:
    """A body as it is posted. `secret`: the setting without which nothing is believed.

    `stamped`: the time is signed as well. `covers_body`: any other byte is refused (Twilio signs parsed fields).
    """

    config: Mapping[str, str]
    headers: Mapping[str, str]
    secret: str
    stamped: bool = False
    covers_body: bool = True


def meta(config: Mapping[str, str], body: bytes) -> Signed:
    """X-Hub-Signature-256 over the raw bytes, with the application's secret."""
    config = {"app_secret": "secret-application", "verify_token": "mot-de-verification"} | dict(config)
    given = hmac_sha256(config["app_secret"], body).hex()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={given}"}
    return Signed(config, headers, "app_secret")


def whatsapp(body: bytes, url: str, now: datetime) -> Signed:
    return meta({"phone_number_id": "106540352242922", "access_token": "jeton-acces"}, body)


def messenger(body: bytes, url: str, now: datetime) -> Signed:
    return meta({"page_id": "2064530330000000", "access_token": "jeton-acces"}, body)


def instagram(body: bytes, url: str, now: datetime) -> Signed:
    return meta({"account_id": "17841400000000001", "access_token": "jeton-acces"}, body)
