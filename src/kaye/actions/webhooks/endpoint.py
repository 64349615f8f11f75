"""An address to tell what happens: added, and taken away."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kaye.actions.refusal import Refusal
from kaye.net.http import Client
from kaye.records.journal import append
from kaye.records.models import Business, Event, WebhookEndpoint
from kaye.records.seal import seal
from kaye.rules.ports.http import Trouble
from kaye.rules.telling import PUBLIC

MOST = 10


def add_endpoint(
    *, business: Business, url: str, kinds: Sequence[str], now: datetime, by: str = ""
) -> tuple[WebhookEndpoint, str]:
    """The row, and the secret that signs what it receives, shown this once. Raises Refusal."""
    strange = [each for each in kinds if each not in PUBLIC]
    if strange:
        raise Refusal(f"« {strange[0]} » n'existe pas. Choisissez parmi : {', '.join(PUBLIC)}.")
    try:
        Client().check(url)
    except Trouble as trouble:
        raise Refusal(trouble.reason_fr) from None
    secret = f"whsec_{secrets.token_urlsafe(24)}"
    with transaction.atomic():
        live = WebhookEndpoint.objects.filter(business=business, stopped_at=None)
        if live.count() >= MOST:
            raise Refusal(f"Au plus {MOST} adresses : retirez-en une d'abord.")
        last = Event.objects.filter(business=business).aggregate(last=Max("pk"))["last"]
        row = WebhookEndpoint.objects.create(
            business=business,
            url=url,
            sealed=seal({"secret": secret}),
            kinds=list(dict.fromkeys(kinds)),
            told_from=last or 0,
            told_to=last or 0,
            created_at=now,
        )
        said = {"endpoint": row.pk, "kinds": row.kinds}
        append(business=business, kind="endpoint_added", at=now, payload=said, by=by)
    return row, secret


def remove_endpoint(*, business: Business, endpoint: WebhookEndpoint, now: datetime, by: str = "") -> None:
    """Nothing more is sent to it. Twice changes nothing."""
    with transaction.atomic():
        rows = WebhookEndpoint.objects.filter(business=business, pk=endpoint.pk, stopped_at=None)
        if rows.update(stopped_at=now, stopped_because="retirée"):
            endpoint.deliveries.filter(state="due").update(state="dropped", next_at=None)
            append(
                business=business, kind="endpoint_removed", at=now, payload={"endpoint": endpoint.pk}, by=by
            )
