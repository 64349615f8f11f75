"""Send what happened to the addresses of the business: at least once, in a day, the same event id each time."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kaye.actions.outbound import http_client
from kaye.records.models import Business, Event, WebhookDelivery, WebhookEndpoint
from kaye.records.seal import SealBroken, unseal
from kaye.rules.ports.http import Http, Request, Trouble
from kaye.rules.telling import NAMES, next_try, signature

_CLAIMED = timedelta(minutes=2)  # longer than any call; a worker that dies leaves it to another
_AT_ONCE = 50
_LOOK_BACK = 500  # events may be committed out of the order of their ids
_MOST_NEW = 500


def tell(
    *,
    business: Business,
    now: datetime,
    stopping: Callable[[], bool] = lambda: False,
    http: Http | None = None,
) -> int:
    """How many were taken. Never inside a transaction: it talks to the network."""
    endpoints = list(WebhookEndpoint.objects.filter(business=business, stopped_at=None))
    for endpoint in endpoints:
        _queue(business, endpoint, now)
    if not endpoints:
        return 0
    due = WebhookDelivery.objects.filter(business=business, next_at__lte=now, endpoint__stopped_at=None)
    rows = list(due.select_related("endpoint", "event").order_by("next_at", "pk")[:_AT_ONCE])
    client, silent, taken = http or http_client(), set[int](), 0
    for row in rows:
        if stopping() or row.endpoint_id in silent:
            continue
        if not WebhookDelivery.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=now + _CLAIMED):
            continue
        if _send(row, now, client):
            taken += 1
        else:
            silent.add(row.endpoint_id)
    return taken


def endpoints_with_news(now: datetime) -> QuerySet[WebhookEndpoint]:
    """Live addresses with something to queue or to send; asked outside every scope."""
    fresh = Event.objects.filter(business=OuterRef("business"), pk__gt=OuterRef("told_to"))
    waiting = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), next_at__lte=now)
    return WebhookEndpoint.objects.filter(Exists(fresh) | Exists(waiting), stopped_at=None)


def body_of(event: Event) -> bytes:
    """What is told: the fact and its ids, never a message or a note."""
    said = {
        "id": f"evt_{event.pk}",
        "type": NAMES[event.kind],
        "at": event.at.isoformat(),
        "customer": event.customer_id,
        "data": event.payload,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _queue(business: Business, endpoint: WebhookEndpoint, now: datetime) -> None:
    """A row for each event not told yet; the constraint keeps an event seen twice from being told twice."""
    kinds = [kind for kind, name in NAMES.items() if not endpoint.kinds or name in endpoint.kinds]
    with transaction.atomic():
        fresh = Event.objects.filter(business=business, pk__gt=endpoint.told_to).order_by("pk")
        last = list(fresh.values_list("pk", flat=True)[:_MOST_NEW])
        if not last:
            return
        start = max(endpoint.told_to - _LOOK_BACK, endpoint.told_from)
        span = Event.objects.filter(business=business, pk__gt=start, pk__lte=last[-1], kind__in=kinds)
        known = set(endpoint.deliveries.filter(event__in=span).values_list("event_id", flat=True))
        WebhookDelivery.objects.bulk_create(
            WebhookDelivery(business=business, endpoint=endpoint, event=each, next_at=now, created_at=now)
            for each in span
            if each.pk not in known
        )
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(told_to=last[-1])


def _send(row: WebhookDelivery, now: datetime, client: Http) -> bool:
    body = body_of(row.event)
    try:
        secret = unseal(bytes(row.endpoint.sealed)).get("secret", "")
        headers = {
            "Content-Type": "application/json",
            "Kaye-Signature": signature(secret, body, now),
            "Kaye-Event": f"evt_{row.event_id}",
        }
        client.call(Request("POST", row.endpoint.url, headers, body))
    except SealBroken:
        return _again(row, now, "la clé du site a changé : remettez cette adresse")
    except Trouble as trouble:
        return _again(row, now, trouble.reason_fr)
    WebhookDelivery.objects.filter(pk=row.pk).update(
        state="sent", next_at=None, attempts=row.attempts + 1, trouble=""
    )
    return True


def _again(row: WebhookDelivery, now: datetime, why: str) -> bool:
    attempts = row.attempts + 1
    at = next_try(row.created_at, attempts, now)
    WebhookDelivery.objects.filter(pk=row.pk).update(
        state="due" if at else "dropped", next_at=at, attempts=attempts, trouble=why[:300]
    )
    return False
