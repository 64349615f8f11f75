"""Pictures and sounds of an MMS: asked with the account's keys, then read where Twilio sends us."""

import base64
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from kaye.rules.ports.http import Http, Refused, Request, TooLarge
from kaye.rules.ports.inbound import IncomingFile

_OURS = "api.twilio.com"
_MOVED = frozenset({301, 302, 303, 307, 308})
_HOPS = 3


def fetch(config: Mapping[str, str], http: Http, file: IncomingFile, most: int) -> tuple[bytes, str]:
    """(bytes, MIME type). The keys go to Twilio's own host only. Raises Trouble."""
    url = file.ref
    for _ in range(_HOPS):
        answer = http.call(Request("GET", url, _headers(config, url), expected=_MOVED))
        if answer.status not in _MOVED:
            if len(answer.body) > most:
                raise TooLarge("Cette pièce jointe est trop grosse.")
            return answer.body, answer.headers.get("content-type", file.mime).partition(";")[0].strip()
        url = urljoin(url, answer.headers.get("location", ""))
    raise Refused("Twilio renvoie d’adresse en adresse.", 310)


def _headers(config: Mapping[str, str], url: str) -> dict[str, str]:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname != _OURS:
        return {}
    keys = f"{config.get('account_sid', '').strip()}:{config.get('auth_token', '').strip()}"
    return {"Authorization": f"Basic {base64.b64encode(keys.encode()).decode()}"}
