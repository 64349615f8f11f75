"""What became of a person's message: the thread shows it, the clock rests or goes on (C31, C35)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from kaye.actions.inbox.cancel_later import reason_of
from kaye.actions.inbox.ground import identity_of
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.tasks import ask
from kaye.records.models import Business, ChannelAccount, InboundEvent, InboxMessage, OutgoingMessage

_SAYS_WHY = ("annulé", "arrêté")


def after_replies(business: Business, message_ids: Iterable[int], now: datetime) -> None:
    """Each in its own transaction; doing it again changes nothing."""
    for pk in message_ids:
        with transaction.atomic():
            after_reply(business, pk, now)


def after_reply(business: Business, message_id: int, now: datetime) -> None:
    """Write on the inbox's row what the outbox knows, then settle. A refusal asks a person for another way."""
    row = OutgoingMessage.objects.filter(business=business, pk=message_id).select_related("customer").first()
    said = InboxMessage.objects.filter(outgoing_id=message_id).select_related("thread").first()
    if row is None or said is None:
        return
    if row.state == "sent":
        _name(business, row, said, now)
    elif row.state == "failed" and row.customer is not None:
        ask(
            business,
            "answer",
            f"reply:{row.pk}",
            f"Votre réponse à {row.customer.name} n'est pas partie",
            now,
            customer=row.customer,
            detail=row.trouble,
        )
    elif row.state == "cancelled" and row.cancel_if and not row.trouble.startswith(_SAYS_WHY[0]):
        OutgoingMessage.objects.filter(pk=row.pk).update(trouble=reason_of(row.pk))
    settle(said.thread, now)


def _name(business: Business, row: OutgoingMessage, said: InboxMessage, now: datetime) -> None:
    """The provider's own name of it, so that its echo and its statuses find it (C10)."""
    said.at = row.sent_at or now
    account = ChannelAccount.objects.filter(business=business, channel=row.channel).first()
    if row.provider_ref and account is not None:
        identity = identity_of(account, row.provider_ref)
        twins = InboxMessage.objects.filter(business=business, identity=identity).exclude(pk=said.pk)
        for twin in twins.filter(direction="out"):  # its echo came before the receipt
            InboundEvent.objects.filter(message=twin).update(message=said)
            twin.delete()
        said.external_id, said.identity, said.account = row.provider_ref, identity, account
    said.save(update_fields=["at", "external_id", "identity", "account"])
