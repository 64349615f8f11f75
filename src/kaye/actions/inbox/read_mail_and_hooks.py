"""What came in since the last turn: mailboxes are read, stored payloads processed, failures tried again, attachments
fetched. Any number of workers, any number of times."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from kaye.actions.inbox.ground import identity_of
from kaye.actions.inbox.media import fetch_files
from kaye.actions.inbox.process import apply_again, process_payload
from kaye.actions.inbox.pull import due_accounts, pull
from kaye.actions.send_due import Stopping, never
from kaye.records.models import (
    Business,
    ChannelAccount,
    InboundEvent,
    InboxMessage,
    MessageFile,
    OutgoingMessage,
    RawPayload,
)

_AT_ONCE = 200
_GONE = "le message brut n'est plus là"
_NEVER_CAME = "le message dont il s'agissait n'est jamais venu"


def read_mail_and_hooks(*, business: Business, now: datetime, stopping: Stopping = never) -> int:
    """Answers how many payloads and events were gone through. In the scope of the business, in no transaction."""
    pull(business=business, now=now, stopping=stopping)
    count = _process_stored(business, now, stopping)
    count += _try_again(business, now, stopping)
    fetch_files(business=business, now=now, stopping=stopping)
    return count


def with_arrivals(now: datetime) -> Q:
    """Businesses with something of this to do, as a condition on them. Outside every scope."""
    stored = RawPayload.objects.filter(state="stored")
    again = InboundEvent.objects.filter(next_at__lte=now)
    files = MessageFile.objects.filter(next_at__lte=now)
    found = Q(pk__in=stored.values("business_id"))
    for rows in (again, files, due_accounts(now)):
        found |= Q(pk__in=rows.values("business_id"))
    return found


def answer_sent(*, business: Business, message_ids: list[int], now: datetime) -> None:
    """Our messages have just got their names at the provider: statuses that came before are theirs (C13), an echo
    that was taken for another message is them (C10)."""
    if not message_ids:
        return
    rows = OutgoingMessage.objects.filter(business=business, pk__within=message_ids).exclude(provider_ref="")
    sent = list(rows.values_list("pk", "channel", "provider_ref"))
    if not sent:
        return
    accounts = {each.channel: each for each in ChannelAccount.objects.filter(business=business)}
    names = {identity_of(accounts[name], ref): pk for pk, name, ref in sent if name in accounts}
    for start in range(0, len(names), _AT_ONCE):
        some = list(names)[start : start + _AT_ONCE]
        _join_echoes(business, {name: names[name] for name in some})
        waiting = InboundEvent.objects.filter(business=business, target__in=some, state="waiting")
        for row in _with_payload(waiting):
            apply_again(row, now)


def _process_stored(business: Business, now: datetime, stopping: Stopping) -> int:
    rows = RawPayload.objects.filter(business=business, state="stored").order_by("id")
    ids = list(rows.values_list("pk", flat=True)[:_AT_ONCE])
    done = 0
    for pk in ids:
        if stopping():
            break
        payload = RawPayload.objects.select_related("account__business").filter(pk=pk).first()
        if payload is not None:
            process_payload(payload, now)
            done += 1
    return done


def _try_again(business: Business, now: datetime, stopping: Stopping) -> int:
    due = InboundEvent.objects.filter(business=business, next_at__lte=now)
    if not due.exists():  # so at almost every turn: the whole rows cost ten times as much to ask for
        return 0
    done = 0
    for row in _with_payload(due.order_by("next_at", "id"))[:_AT_ONCE]:
        if stopping():
            break
        if row.state == "waiting":
            _forget(row, _NEVER_CAME)
        elif apply_again(row, now) is None:
            _forget(row, _GONE)
        done += 1
    return done


def _forget(row: InboundEvent, why: str) -> None:
    """Nothing will come of it any more; its identity stays."""
    state = "ignored" if row.state == "waiting" else "failed"
    InboundEvent.objects.filter(pk=row.pk, next_at=row.next_at).update(state=state, reason=why, next_at=None)


def _with_payload(rows: QuerySet[InboundEvent]) -> QuerySet[InboundEvent]:
    return rows.select_related("payload__account__business", "business", "account")


def _join_echoes(business: Business, names: dict[str, int]) -> None:
    """An echo that came before our own row had a name: the row is kept, the copy goes."""
    copies = InboxMessage.objects.filter(
        business=business, identity__in=list(names), outgoing=None, direction="out"
    )
    for copy in copies.select_related("thread"):
        with transaction.atomic():
            own = InboxMessage.objects.filter(outgoing_id=names[copy.identity or ""]).first()
            InboundEvent.objects.filter(message=copy).update(message=own)
            copy.delete()
