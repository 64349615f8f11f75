"""Change what a business says of itself, and how it works."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from kaye.actions.decide_again import decide_again
from kaye.actions.inbox.set_hours import settle_running
from kaye.actions.refusal import FieldRefusal
from kaye.channels.registry import names
from kaye.countries.pack import pack
from kaye.records.journal import append
from kaye.records.models import Business
from kaye.rules.people import EmailError, PhoneError, parse_email, parse_phone

LIST_MOST = 10
INSTALMENTS = (2, 12)


@dataclass(frozen=True, slots=True)
class BusinessChange:
    """What changes; None: stays as it is. `instalments_offered` 0: none offered."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    place: str | None = None
    signatory: str | None = None
    payment_means: str | None = None
    payment_link: str | None = None
    supplier: str | None = None
    instalments_offered: int | None = None
    list_max: int | None = None
    holidays_on: Sequence[str] | None = None
    channel_order: Sequence[str] | None = None
    acknowledges: bool | None = None
    text_missed_calls: bool | None = None


def change_business(*, business: Business, change: BusinessChange, now: datetime, by: str = "") -> Business:
    """Only what is given changes; open cases are then decided again. Raises FieldRefusal."""
    given = {each.name: getattr(change, each.name) for each in fields(change)}
    checked = {field: _checked(business, field, value) for field, value in given.items() if value is not None}
    with transaction.atomic():
        business.refresh_from_db()
        changed = [field for field, value in checked.items() if getattr(business, field) != value]
        if not changed:
            return business
        for field in changed:
            setattr(business, field, checked[field])
        business.save(update_fields=changed)
        append(business=business, kind="business_changed", at=now, payload={"fields": changed}, by=by)
        decide_again(business, now)
        if "holidays_on" in changed:  # days off move the clocks of the inbox
            settle_running(business, now)
    return business


def _checked(business: Business, field: str, value: object) -> object:
    if isinstance(value, str):
        return _text(business, field, " ".join(value.split()))
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _number(field, value)
    assert isinstance(value, list | tuple)
    known = _known(business, field)
    if unknown := [each for each in value if each not in known]:
        raise FieldRefusal(field, f"« {unknown[0]} » : choisissez parmi {', '.join(known)}.")
    return ",".join(dict.fromkeys(value))


def _text(business: Business, field: str, text: str) -> str:
    longest = getattr(Business._meta.get_field(field), "max_length", None) or 200
    if len(text) > longest:
        raise FieldRefusal(field, f"Gardez au plus {longest} caractères.")
    if field == "name" and not text:
        raise FieldRefusal(field, "Donnez un nom à l'entreprise.")
    if not text:
        return ""
    try:
        if field == "email":
            return parse_email(text)
        if field == "phone":
            parse_phone(text, business.country)
    except (EmailError, PhoneError) as fault:
        raise FieldRefusal(field, str(fault)) from None
    if field == "payment_link" and not _is_link(text):
        raise FieldRefusal(field, "Écrivez le lien en entier, par exemple https://paiement.exemple.com/moi.")
    return text


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in text


def _number(field: str, value: int) -> int | None:
    if field == "list_max" and not 1 <= value <= LIST_MOST:
        raise FieldRefusal(field, f"La liste du matin va de 1 à {LIST_MOST} relances.")
    if field != "instalments_offered":
        return value
    if value and not INSTALMENTS[0] <= value <= INSTALMENTS[1]:
        raise FieldRefusal(field, f"Proposez de {INSTALMENTS[0]} à {INSTALMENTS[1]} fois, ou laissez vide.")
    return value or None


def _known(business: Business, field: str) -> tuple[str, ...]:
    if field == "channel_order":
        return names()
    return tuple(rule.name for rule in pack(business.country).customary)
