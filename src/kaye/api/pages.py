"""Lists: the newest first, a piece at a time, without a total (M57)."""

import base64
import binascii
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from kaye.api.problems import ApiError

MOST, USUAL = 200, 50


class PageQuery(Schema):
    """`cursor`: the `next` of the page before."""

    limit: int = Query(USUAL, ge=1, le=MOST)
    cursor: str = Query("", max_length=100)


def page(rows: QuerySet[Any], query: PageQuery, shape: Callable[[Any], Any]) -> dict[str, Any]:
    """{items, next}. One query, whatever is stored."""
    if query.cursor:
        rows = rows.filter(pk__lt=opened(query.cursor))
    found = list(rows.order_by("-pk")[: query.limit + 1])
    return piece(found, query.limit, shape)


def piece(found: list[Any], limit: int, shape: Callable[[Any], Any]) -> dict[str, Any]:
    """The same from rows already read, one more than asked for when there are more."""
    shown: Iterable[Any] = found[:limit]
    following = sealed(found[limit - 1].pk) if len(found) > limit else None
    return {"items": [shape(each) for each in shown], "next": following}


def sealed(pk: int) -> str:
    """A cursor: opaque, so that nobody builds on what it holds."""
    return base64.urlsafe_b64encode(f"v1:{pk}".encode()).decode().rstrip("=")


def opened(cursor: str) -> int:
    """The id that it holds. Raises ApiError for anything that is not one of ours."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    version, _, pk = text.partition(":")
    if version != "v1" or not pk.isdecimal() or len(pk) > 18:
        raise ApiError(422, "cursor", "Ce curseur n'est pas un des nôtres : reprenez la liste au début.")
    return int(pk)
