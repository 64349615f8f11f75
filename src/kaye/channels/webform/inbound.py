"""A posted form into one message; what makes it doubtful is said, nothing is dropped (C59)."""

import contextlib
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from kaye.channels.webform.fields import Posted, posted
from kaye.net.form_proof import LATEST, SOONEST, FormToken, is_solved, read_token
from kaye.rules.people import EmailError, PhoneError, parse_email, parse_phone
from kaye.rules.ports.inbound import Delivered, Event, Inbound, MessageCame, Person, Point

_LINKS = 3
_LINK = re.compile(r"https?://|\bwww\.|\[url|\bhref\s*=", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+")
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-]{4,30}")
_YES = frozenset({"1", "on", "oui", "yes", "true"})
_TOGETHER = 600  # seconds within which the same fields are the same form
_LONGEST = 20_000  # characters of the message
_SHORT = 200  # of the other fields
_PROOFS = frozenset({"jeton", "altcha"})

_HIDDEN_FIELD = "Un champ que personne ne voit a été rempli : sans doute un robot."
_NOT_OURS = "Ce message n’est pas passé par votre formulaire."
_TOO_FAST = "Le formulaire a été rempli en moins de trois secondes."
_TOO_OLD = "Le formulaire était ouvert depuis plus d’un jour."
_NO_WORK = "La vérification contre les robots n’a pas été faite."
_MANY_LINKS = "Le message contient trois liens ou plus."
_NO_CONTACT = "Ni numéro de téléphone ni adresse e-mail utilisable."


def read(config: Mapping[str, str], delivered: Delivered, now: datetime) -> tuple[Event, ...]:
    """One message; `external_id` is the nonce of the form, else a hash of the fields within 10 minutes (C10).

    `config`: `secret`, and `country` of the business for numbers written as at home. Raises Unreadable.
    """
    form = posted(delivered.body, delivered.headers.get("content-type", ""))
    secret, token = config.get("secret", ""), form.values.get("jeton", "")
    shown = read_token(secret, token)
    points = contact_points(form.values.get("contact", ""), config.get("country", ""))
    doubt = (
        _doubt_of_proof(form, shown, now)
        or ("" if is_solved(secret, token, form.values.get("altcha", "")) else _NO_WORK)
        or _doubt_of_words(form)
        or ("" if points else _NO_CONTACT)
    )
    return (
        MessageCame(
            external_id=f"form:{shown.nonce}" if shown else f"champs:{_hash(form, now)}",
            at=now,
            sender=Person(points, _short(form, "nom") or _short(form, "contact")),
            form="form",
            text=form.values.get("message", "").strip()[:_LONGEST],
            files=tuple(form.files),
            truncated=len(form.values.get("message", "")) > _LONGEST,
            verdict="to_check" if doubt else "",
            doubt=doubt,
            marketing_ok=_short(form, "accord_marketing").lower() in _YES,
            call_back=_short(form, "rappel"),
        ),
    )


def contact_points(written: str, country: str) -> tuple[Point, ...]:
    """The number or the address, or both, that somebody wrote in one field; nobody has attested them."""
    found = []
    rest = written
    if (address := _ADDRESS.search(written)) is not None:
        rest = written.replace(address[0], " ")
        with contextlib.suppress(EmailError):
            found.append(Point("email", parse_email(address[0].strip(".")).lower(), verified=False))
    if (number := _NUMBER.search(rest)) is not None:
        with contextlib.suppress(PhoneError):
            found.append(Point("phone", parse_phone(number[0].strip(), country or "FR").e164, verified=False))
    return tuple(found)


def _doubt_of_proof(form: Posted, shown: FormToken | None, now: datetime) -> str:
    if form.values.get("site_web", "").strip():
        return _HIDDEN_FIELD
    if shown is None:
        return _NOT_OURS
    if now - shown.at < SOONEST:
        return _TOO_FAST
    return _TOO_OLD if now - shown.at > LATEST else ""


def _doubt_of_words(form: Posted) -> str:
    said = "\n".join(value for name, value in form.values.items() if name not in _PROOFS)
    return _MANY_LINKS if len(_LINK.findall(said)) >= _LINKS else ""


def _short(form: Posted, name: str) -> str:
    return " ".join(form.values.get(name, "").split())[:_SHORT]


def _hash(form: Posted, now: datetime) -> str:
    said = sorted((name, value) for name, value in form.values.items() if name not in _PROOFS)
    files = [hashlib.sha256(file.content or b"").hexdigest() for file in form.files]
    whole = repr((said, files, int(now.timestamp()) // _TOGETHER))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


INBOUND = Inbound(read=read, visitors=True)
