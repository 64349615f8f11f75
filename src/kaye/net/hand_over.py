"""Handing one text over to a provider by HTTP: what each ending means for the outbox.

Before the request is out nothing left: NotSent. An answer that says no: Refused. No answer, or one that says neither:
Unknown, never to be repeated blindly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from kaye.net.json import Record, read_json
from kaye.rules.ports.channel import About, Field, NotSent, Refused, Unknown
from kaye.rules.ports.http import Forbidden, Http, Request, Response, Trouble, Unreachable, Unreadable

# What a provider's no means: its status and its JSON (empty when it has none). None = nothing known about it.
Judge = Callable[[int, Record], Refused | None]

_ALL = frozenset(range(300, 600))
_LONGEST_WAIT = timedelta(hours=24)


def ready(label: str, fields: Sequence[Field], config: Mapping[str, str]) -> None:
    """Raises NotSent that names the settings still empty."""
    wanting = [
        each.label.lower() for each in fields if each.required and not config.get(each.name, "").strip()
    ]
    if wanting:
        raise NotSent(f"{label} non configuré : indiquez {', '.join(wanting)} dans les réglages.")


def hand_over(http: Http, request: Request, label: str, judge: Judge) -> Response:
    """The 2xx answer to one text. Raises Refused, NotSent or Unknown."""
    try:
        answer = http.call(replace(request, expected=_ALL))
    except Unreachable as trouble:
        if trouble.handed:
            raise Unknown(
                f"{label} : le message est parti, la réponse s’est perdue : à vérifier."
            ) from trouble
        raise NotSent(f"{label} : {trouble.reason_fr} Le message repartira plus tard.") from trouble
    except Forbidden as trouble:
        raise NotSent(f"{label} : {trouble.reason_fr}") from trouble
    except Trouble as trouble:
        raise Unknown(f"{label} : {trouble.reason_fr} À vérifier.") from trouble
    if answer.status < 300:
        return answer
    raise _no(answer, label, judge)


def ask(http: Http, request: Request, label: str) -> Record:
    """The JSON of a call that hands nothing over, such as asking for a token. Raises Refused or NotSent."""
    try:
        answer = http.call(replace(request, expected=_ALL))
        if answer.status in (400, 401, 403):
            raise Refused(f"{label} refuse vos identifiants : vérifiez les réglages.", True, about="account")
        if answer.status >= 300:
            raise NotSent(f"{label} a répondu {answer.status} ; le message repartira plus tard.")
        return read_json(answer.body)
    except Trouble as trouble:
        raise NotSent(f"{label} : {trouble.reason_fr} Le message repartira plus tard.") from trouble


def told(answer: Response, label: str) -> Record:
    """The JSON of a 2xx answer. Raises Unknown: it was taken, we can't say as what."""
    try:
        return read_json(answer.body)
    except Unreadable as trouble:
        raise Unknown(f"{label} a pris le message, sa réponse n’est pas lisible : à vérifier.") from trouble


def wait_of(answer: Response) -> timedelta | None:
    """`Retry-After` in seconds; None without one, or when it is a date."""
    seconds = answer.headers.get("retry-after", "").strip()
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 10):
        return None
    return min(timedelta(seconds=int(seconds)), _LONGEST_WAIT)


def words(said: str) -> str:
    """A provider's words, on one line, short: they are shown to the owner and kept."""
    return " ".join(said.split())[:200]


def _no(answer: Response, label: str, judge: Judge) -> Refused | NotSent | Unknown:
    if answer.status == 429:
        return Refused(f"{label} demande d’attendre.", False, about="rate", wait=wait_of(answer))
    if known := judge(answer.status, _record(answer)):
        return known
    if answer.status in (401, 403):
        return Refused(f"{label} refuse vos identifiants : vérifiez les réglages.", True, about="account")
    if answer.status == 503:  # « not now »: published as not done
        return NotSent(f"{label} est arrêté pour un moment ; le message repartira plus tard.")
    if answer.status >= 500:
        return Unknown(f"{label} a répondu {answer.status} : message peut-être parti, à vérifier.")
    about: About = "account" if answer.status in (301, 302, 303, 307, 308, 404, 405) else "text"
    return Refused(f"{label} refuse le message ({answer.status}).", True, about=about)


def _record(answer: Response) -> Record:
    try:
        return read_json(answer.body)
    except Unreadable:
        return Record({})
