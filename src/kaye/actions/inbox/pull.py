"""Mailboxes, which are asked rather than told: each item is kept together with how far we are (C11)."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kaye.actions.inbox.channel_account import account_settings
from kaye.actions.inbox.receive import store
from kaye.actions.send_due import Stopping, never
from kaye.channels.registry import channel, channels
from kaye.records.models import Business, ChannelAccount
from kaye.rules.ports.channel import DeliveryError
from kaye.rules.ports.http import Trouble
from kaye.rules.ports.inbound import Pulled

_LOG = logging.getLogger("kaye.inbox")
NOT_OFTENER = timedelta(minutes=1)
_UNREAD = "Cette boîte n'a pas pu être lue : nous réessaierons."


def pulling() -> list[str]:
    """Channels that are asked."""
    return [each.name for each in channels() if each.inbound is not None and each.inbound.pull is not None]


def due_accounts(now: datetime) -> QuerySet[ChannelAccount]:
    """Accounts that may be asked again, as rows of any business."""
    rested = Q(pulled_at=None) | Q(pulled_at__lte=now - NOT_OFTENER) | Q(pulled_at__gt=now)
    return ChannelAccount.objects.filter(rested, channel__in=pulling(), is_on=True)


def pull(*, business: Business, now: datetime, stopping: Stopping = never) -> int:
    """Read what is new in each; answers how many items were kept. Never inside a transaction."""
    kept = 0
    for account in due_accounts(now).filter(business=business).select_related("business").order_by("id"):
        if stopping():
            break
        kept += _read(account, now)
    return kept


def _read(account: ChannelAccount, now: datetime) -> int:
    """A mailbox that fails is told on the account, and asked again at the next turn."""
    settings = account_settings(account)
    inbound = channel(account.channel).inbound
    if inbound is None or inbound.pull is None or not settings:
        return 0
    ChannelAccount.objects.filter(pk=account.pk).update(pulled_at=now)
    try:
        items = inbound.pull(settings, dict(account.cursor))
    except (Trouble, DeliveryError) as trouble:
        _tell(account, trouble.reason_fr)
        return 0
    except Exception:
        _LOG.exception("« %s » : lecture de la boîte", account.channel)
        _tell(account, _UNREAD)
        return 0
    if account.trouble:
        _tell(account, "")
    return sum(_keep(account, item, now) for item in items)


def _keep(account: ChannelAccount, item: Pulled, now: datetime) -> bool:
    """The item and how far we are, together: neither is lost without the other. An empty one only says how far."""
    with transaction.atomic():
        if not item.body:
            ChannelAccount.objects.filter(pk=account.pk).update(cursor=dict(item.cursor))
            return False
        received = store(account, {k.lower(): v for k, v in item.headers.items()}, item.body, now)
        ChannelAccount.objects.filter(pk=account.pk).update(cursor=dict(item.cursor))
    return not received.duplicate


def _tell(account: ChannelAccount, trouble: str) -> None:
    ChannelAccount.objects.filter(pk=account.pk).update(trouble=trouble[:300])
