"""Links that stop offers (inbox C54): one for each address written to, without an end, kept by its hash."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django_scopes import scope

from kaye.actions.stop import stop
from kaye.records.links import address, hash_of, is_public, new_token, sealed, url_of
from kaye.records.models import Business, ContactPoint, Customer, Link
from kaye.records.queries.links import known_link

KIND = "stop"
BY = "le client, par le lien d'arrêt"


@dataclass(frozen=True, slots=True)
class Stopped:
    """Who stopped what; `link` is theirs."""

    link: Link
    business: Business
    customer: Customer


def stop_link(token: str) -> Link | None:
    """The link of this token, unless it was revoked; asked before any business is known."""
    link = known_link(KIND, token)
    return link if link is not None and link.revoked_at is None else None


def unsubscribe(*, token: str, now: datetime) -> Stopped | None:
    """Offers off on every channel, whoever asks, as often as it is asked. None: nobody holds this token."""
    link = stop_link(token)
    if link is None:
        return None
    with scope(business=link.business):
        stop(
            business=link.business,
            customer=link.customer,
            now=now,
            purpose="marketing",
            words=f"lien d'arrêt reçu sur {link.point.value}" if link.point else "lien d'arrêt",
            how="unsubscribe",
            by=BY,
        )
    return Stopped(link, link.business, link.customer)


def stop_urls(
    *, business: Business, wanted: Collection[tuple[int, str]], now: datetime
) -> dict[tuple[int, str], str]:
    """The address of the link by (customer, address written to), made where there is none yet.

    Three queries for any number; empty where customers cannot reach the site. Points that are gone have none.
    """
    if not wanted or not is_public():
        return {}
    customers = {customer for customer, _ in wanted}
    points = {
        (customer, value): pk
        for pk, customer, value in ContactPoint.objects.filter(customer_id__within=customers).values_list(
            "pk", "customer_id", "value"
        )
        if (customer, value) in wanted
    }
    known = {
        each.point_id: url_of(each)
        for each in Link.objects.filter(kind=KIND, customer_id__within=customers, revoked_at=None)
    }
    found = {key: known[pk] for key, pk in points.items() if known.get(pk)}
    tokens = {key: new_token() for key in points.keys() - found.keys()}
    Link.objects.bulk_create(
        [
            Link(
                business=business,
                kind=KIND,
                token_hash=hash_of(token),
                sealed=sealed(token),
                customer_id=key[0],
                point_id=points[key],
                purpose="marketing",
                created_at=now,
            )
            for key, token in tokens.items()
        ],
        batch_size=500,
    )
    return found | {key: address(KIND, token) for key, token in tokens.items()}
