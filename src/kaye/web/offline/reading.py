"""The JSON that a phone sends: {place, acts: [{uuid, kind, made_at, data}]}."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kaye.actions.offline.asked import Act

MOST = 100  # acts of one call; the phone sends the rest after
LONGEST = 1_000_000  # bytes
_DEEPEST = 64_000  # bytes of one act


class Unreadable(ValueError):
    """Not what a phone of ours sends."""


def read_acts(body: bytes) -> tuple[str, list[Act]]:
    """(place, acts). Raises Unreadable."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(told, dict) or not isinstance(told.get("acts"), list) or len(told["acts"]) > MOST:
        raise Unreadable("no list of acts")
    return str(told.get("place", "")), [_act(each) for each in told["acts"]]


def _act(told: Any) -> Act:
    if not isinstance(told, Mapping) or not isinstance(told.get("data"), Mapping):
        raise Unreadable("no act")
    if len(json.dumps(told["data"])) > _DEEPEST or "\\u0000" in json.dumps(told["data"]):
        raise Unreadable("no form holds that")
    try:
        uuid = UUID(str(told.get("uuid", "")))
        made_at = datetime.fromisoformat(str(told.get("made_at", "")))
    except ValueError:
        raise Unreadable("no id, or no instant") from None
    if made_at.tzinfo is None:
        raise Unreadable("no zone")
    return Act(str(uuid), str(told.get("kind", ""))[:20], made_at, told["data"])
