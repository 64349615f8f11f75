"""« Tester » the form: a request goes all the way, as from a visitor, and leaves nothing behind."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import transaction
from django_scopes import scope

from kaye.actions.inbox.form_page import CHANNEL
from kaye.actions.inbox.form_token import form_proof
from kaye.actions.inbox.process import process_payload
from kaye.actions.inbox.receive import receive
from kaye.actions.refusal import Refusal
from kaye.actions.try_channel import Tried
from kaye.records.journal import append
from kaye.records.models import Business, ChannelAccount

_KIND = {"content-type": "application/x-www-form-urlencoded"}
_READING = timedelta(minutes=1)  # what a person takes to fill it in
_ARRIVED = "Une demande d’essai est arrivée jusqu’à la boîte, puis a été effacée."
_DOUBTED = "La demande d’essai a été gardée « à vérifier » : {doubt}"


def try_form(*, business: Business, now: datetime, by: str = "") -> Tried:
    """Stored, read, matched and put on the clock inside a transaction that is undone. Raises Refusal when it is off."""
    proof = form_proof(business=business, now=now - _READING)
    account = ChannelAccount.objects.get(business=business, channel=CHANNEL)
    body = urlencode(
        {
            "nom": "Essai du formulaire",
            "contact": "essai@example.org",
            "message": "Ceci est un essai du formulaire.",
            "jeton": proof.token,
            "altcha": proof.solved(),
        }
    ).encode()
    with scope(business=business), transaction.atomic():
        tried = _gone_through(account, body, now)
        transaction.set_rollback(True)
    trouble = "" if tried.left else tried.words
    with scope(business=business), transaction.atomic():
        ChannelAccount.objects.filter(pk=account.pk).update(tested_at=now, trouble=trouble[:300])
        append(
            business=business,
            kind="channel_tested",
            at=now,
            payload={"channel": CHANNEL, "left": tried.left},
            by=by,
        )
    return tried


def _gone_through(account: ChannelAccount, body: bytes, now: datetime) -> Tried:
    received = receive(account=account, headers=_KIND, body=body, now=now)
    if received.payload is None:
        raise Refusal("Le formulaire n’a pas pris la demande d’essai. Réessayez dans un instant.")
    done = process_payload(received.payload, now)
    message = done[0].applied.message if done else None
    if message is None:
        return Tried(False, done[0].applied.reason if done else "La demande d’essai n’a pas pu être lue.")
    if message.verdict:
        return Tried(False, _DOUBTED.format(doubt=message.doubt))
    return Tried(True, _ARRIVED)
