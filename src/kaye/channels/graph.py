"""Meta's Graph API as its channels use it: one version, what its errors mean, files uploaded, attachments brought."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from kaye.net.hand_over import Judge, hand_over, told, words
from kaye.net.json import Record, write_json
from kaye.rules.ports.channel import About, Attachment, NotSent, OutgoingText, Refused, Unknown, Way
from kaye.rules.ports.http import Forbidden, Http, Request, Response, TooLarge

VERSION = "v25.0"
FACEBOOK = f"https://graph.facebook.com/{VERSION}"
INSTAGRAM = f"https://graph.instagram.com/{VERSION}"
_META_HOSTS = (
    ".facebook.com",
    ".fbsbx.com",
    ".fbcdn.net",
    ".whatsapp.net",
    ".cdninstagram.com",
    ".instagram.com",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an error means: see channel.Refused. `wait` in minutes, 0 = not said."""

    words: str
    about: About
    permanent: bool = True
    wait: int = 0


Table = Mapping[tuple[int, int] | int, Verdict]  # by (code, subcode), else by code

_PERMISSION = Verdict("Meta refuse l’accès : reconnectez le compte dans les réglages.", "account")
_SLOWER = Verdict("Meta demande de ralentir.", "rate", permanent=False, wait=15)
# developers.facebook.com/docs/graph-api/guides/error-handling
COMMON: Table = {
    0: _PERMISSION,
    2: Verdict("Le service de Meta est arrêté pour un moment.", "rate", permanent=False, wait=5),
    3: _PERMISSION,
    4: _SLOWER,
    10: _PERMISSION,
    17: _SLOWER,
    32: _SLOWER,
    (100, 33): Verdict(
        "Meta ne connaît pas ce compte : vérifiez son identifiant dans les réglages.", "account"
    ),
    102: _PERMISSION,
    190: Verdict("Le jeton d’accès n’est plus bon : mettez-en un autre dans les réglages.", "account"),
    **dict.fromkeys(range(200, 300), _PERMISSION),
    368: Verdict("Meta a bloqué ce compte pour un moment : regardez vos messages de Meta.", "account"),
    613: _SLOWER,
}


def verdict_of(error: Record, table: Table) -> Verdict | None:
    """What an `error` object means; None for a code nobody published."""
    code, subcode = _number(error.text("code")), _number(error.text("error_subcode"))
    precise = table.get((code, subcode)) or COMMON.get((code, subcode))
    return precise or table.get(code) or COMMON.get(code)


def sentence(error: Record, verdict: Verdict | None) -> str:
    """The French sentence, and Meta's own words where they say more."""
    said = error.text("error_data", "details") or error.text("message") or error.text("title")
    code = error.text("code")
    if verdict:
        return f"{verdict.words} (Meta {code})" if code else verdict.words
    return words(f"Meta refuse le message : {said} ({code})")


def judge_by(table: Table) -> Judge:
    """How `net.hand_over` reads a no of Meta's."""

    def judge(status: int, answer: Record) -> Refused | None:
        error = answer.inside("error")
        verdict = verdict_of(error, table)
        if verdict is None:
            return None if status >= 500 or not error.values else Refused(sentence(error, None), True, "text")
        wait = timedelta(minutes=verdict.wait) if verdict.wait else None
        return Refused(sentence(error, verdict), verdict.permanent, verdict.about, wait)

    return judge


@dataclass(frozen=True, slots=True)
class Graph:
    """One account's way to the API. `base`: its address with the account's id."""

    label: str
    base: str
    token: str = field(repr=False)
    way: Way | None
    table: Table

    def post(self, path: str, values: Mapping[str, Any]) -> Record:
        """Hand a message over. Raises Refused, NotSent, or Unknown when it may have been taken."""
        return told(self._call("POST", path, write_json(values), "application/json"), self.label)

    def get(self, path: str) -> Record:
        """Read something. Raises Refused or NotSent."""
        return self._harmless("GET", path, b"", "application/json")

    def ask(self, path: str, values: Mapping[str, Any]) -> Record:
        """Post what reaches no customer. Raises Refused or NotSent."""
        return self._harmless("POST", path, write_json(values), "application/json")

    def upload(self, path: str, values: Mapping[str, str], name: str, file: Attachment) -> Record:
        """Deposit a file, which nobody sees yet. Raises Refused or NotSent."""
        body, kind = multipart(values, name, file)
        return self._harmless("POST", path, body, kind)

    def _harmless(self, method: str, path: str, body: bytes, kind: str) -> Record:
        try:
            return told(self._call(method, path, body, kind), self.label)
        except Unknown as trouble:  # nothing has reached the customer by it
            raise NotSent(f"{self.label} ne répond pas ; le message repartira plus tard.") from trouble

    def _call(self, method: str, path: str, body: bytes, kind: str) -> Response:
        if self.way is None:
            raise NotSent(f"{self.label} : cette machine n’appelle pas Internet.")
        headers = {"Authorization": f"Bearer {self.token}", **({"Content-Type": kind} if body else {})}
        request = Request(method, f"{self.base}{path}", headers, body)
        return hand_over(self.way(), request, self.label, judge_by(self.table))


def multipart(values: Mapping[str, str], field: str, file: Attachment) -> tuple[bytes, str]:
    """RFC 7578: the fields, then the file; and the Content-Type."""
    boundary = "kaye" + hashlib.sha256(file.content + file.name.encode("utf-8", "replace")).hexdigest()[:40]
    disposition = f"--{boundary}\r\nContent-Disposition: form-data; name="
    said = "".join(f'{disposition}"{name}"\r\n\r\n{value}\r\n' for name, value in values.items())
    name = "".join("_" if char in '"\\\r\n\x00' else char for char in file.name) or "fichier"
    head = f'{disposition}"{field}"; filename="{name}"\r\nContent-Type: {file.mime}\r\n\r\n'
    body = (said + head).encode("utf-8", "replace") + file.content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def is_open(text: OutgoingText) -> bool:
    """Whether a free text may go now: the customer wrote, not too long ago."""
    return text.window_until is not None and text.date < text.window_until


def of_meta(url: str) -> bool:
    """Whether our token may be shown there."""
    parts = urlsplit(url)
    return parts.scheme == "https" and f".{parts.hostname or ''}".endswith(_META_HOSTS)


def bring(http: Http, url: str, most: int, token: str = "") -> tuple[bytes, str]:
    """The bytes at this address and their type. Raises Trouble; the token is only shown to Meta."""
    if token and not of_meta(url):
        raise Forbidden("Cette pièce jointe n’est pas chez Meta : nous n’y montrons pas notre jeton.")
    answer = http.call(Request("GET", url, {"Authorization": f"Bearer {token}"} if token else {}))
    if len(answer.body) > most:
        raise TooLarge("Cette pièce jointe est trop lourde.")
    return answer.body, answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
