"""The code asked before signing from the space: sent to the contact point on file, good ten minutes (M40)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Words, send_message
from kaye.records.journal import append
from kaye.records.models import Business, Event, Link

_GOOD_FOR = timedelta(minutes=10)
_MOST_TRIES = 5
_MOST_ASKED = 5  # in an hour
_CANNOT = (
    "Aucun code ne peut vous être envoyé : ouvrez le devis par le lien que vous avez reçu, ou appelez-nous."
)


def ask_code(*, business: Business, link: Link, now: datetime) -> None:
    """Draw a code and send it. Raises Refusal where nothing can leave by itself."""
    with transaction.atomic():
        since = now - timedelta(hours=1)
        asked = Event.objects.filter(customer=link.customer, kind="code_asked", at__gt=since).count()
        if asked >= _MOST_ASKED:
            raise Refusal("Plusieurs codes sont déjà partis : attendez une heure, ou appelez-nous.")
        code = f"{secrets.randbelow(10**6):06d}"
        said = append(
            business=business, kind="code_asked", at=now, customer=link.customer, payload={"link": link.pk}
        )
        sending = send_message(
            business=business,
            customer=link.customer,
            words=Words(text_id="link.code", values={"code": code}),
            key=f"code:{link.pk}:{said.pk}",
            family="link",
            now=now,
            at=now,
        )
        if sending.message is None or sending.message.state != "due":
            raise Refusal(_CANNOT)
        Link.objects.filter(pk=link.pk).update(
            code_hash=_hash(link, code), code_until=now + _GOOD_FOR, code_tries=0
        )


def check_code(*, business: Business, link: Link, code: str, now: datetime) -> None:
    """Uses the code up. Raises Refusal when it is wrong, late or tried too often."""
    rows = Link.objects.filter(business=business, pk=link.pk, code_until__gt=now, code_tries__lt=_MOST_TRIES)
    if not rows.update(code_tries=F("code_tries") + 1):
        raise Refusal("Ce code n'est plus bon : demandez-en un autre.")
    link.refresh_from_db()
    digits = "".join(each for each in code if each.isdecimal())
    if not secrets.compare_digest(link.code_hash, _hash(link, digits)):
        raise Refusal("Ce code n'est pas celui que nous avons envoyé : vérifiez les six chiffres.")
    Link.objects.filter(pk=link.pk).update(code_hash="", code_until=None)


def _hash(link: Link, code: str) -> str:
    return hashlib.sha256(f"{link.token_hash}:{code}".encode()).hexdigest()
