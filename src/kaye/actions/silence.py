"""Numbers and addresses of people who were forgotten after a refusal: only a keyed hash is kept, and it still counts
when somebody types or imports the same one again (inbox C55)."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings

from kaye.records.models import Business, Consent, ContactPoint, OptOut, Suppression
from kaye.rules.consent import PURPOSES

_WORDS = "a refusé avant que sa fiche soit effacée"


def keep_silence(*, business: Business, points: Collection[ContactPoint], now: datetime) -> None:
    """New points that somebody forgotten had refused are refused again. One query when nobody was ever forgotten."""
    if not points or not Suppression.objects.filter(business=business).exists():
        return
    hashes = {hash_of_point(business, each.kind, each.value): each for each in points}
    kept = Suppression.objects.filter(business=business, value_hash__in=list(hashes))
    refused = {row.value_hash: row.because for row in kept}
    OptOut.objects.bulk_create(
        OptOut(
            business=business,
            customer_id=point.customer_id,
            point=point,
            purpose=refused[value],
            at=now,
            words=_WORDS,
        )
        for value, point in hashes.items()
        if value in refused
    )
    Consent.objects.bulk_create(
        Consent(
            business=business,
            customer_id=point.customer_id,
            point=point,
            purpose=purpose,
            state="opted_out",
            how="import",
            words=_WORDS,
            at=now,
        )
        for value, point in hashes.items()
        if value in refused
        for purpose in (PURPOSES if refused[value] == "all" else (refused[value],))
    )


def remember_silence(
    *, business: Business, points: Iterable[tuple[ContactPoint, str]], now: datetime
) -> None:
    """Keep the hash of each point with what it refused: marketing, or all."""
    for point, purpose in points:
        Suppression.objects.update_or_create(
            business=business,
            value_hash=hash_of_point(business, point.kind, point.value),
            defaults={"because": purpose, "at": now},
        )


def hash_of_point(business: Business, kind: str, value: str) -> str:
    """Nobody finds the number again without the key of the site; two businesses have two hashes."""
    said = f"{business.pk}:{kind}:{value}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), b"kaye silence " + said, hashlib.sha256).hexdigest()
