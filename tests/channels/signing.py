"""How each provider signs what it posts to us: one function for each channel that checks, named as its folder."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

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


def twilio(body: bytes, url: str, now: datetime) -> Signed:
    """X-Twilio-Signature: HMAC-SHA1 of the address and the sorted fields, as Twilio's pages describe it."""
    config = {"account_sid": f"AC{'a' * 32}", "auth_token": "jeton-du-compte", "number": "+33756000001"}
    fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    given = base64.b64encode(hmac.new(b"jeton-du-compte", signed.encode(), "sha1").digest()).decode()
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": given}
    return Signed(config, headers, "auth_token", covers_body=False)


def phone(body: bytes, url: str, now: datetime) -> Signed:
    """X-Kaye-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of « t.body »>."""
    seconds = str(int(now.timestamp()))
    given = hmac.new(b"secret-du-standard", seconds.encode() + b"." + body, "sha256").hexdigest()
    headers = {"content-type": "application/json", "x-kaye-signature": f"t={seconds},v1={given}"}
    return Signed({"secret": "secret-du-standard"}, headers, "secret", stamped=True)


def email(body: bytes, url: str, now: datetime) -> Signed:
    """Nobody signs a mail: the address of the hook is the secret."""
    config = {"address": "compta@clim-antilles.example", "authserv_id": "mx.clim-antilles.example"}
    return Signed(config, {}, "")


def webform(body: bytes, url: str, now: datetime) -> Signed:
    """The form signs its own token; the address of the hook is the other secret."""
    return Signed({"secret": "cle-du-formulaire", "country": "FR"}, {}, "")
