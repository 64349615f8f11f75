"""A crowd of threads that deliver the same events, shuffled and repeated, beside a shop that gets each once."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, close_old_connections, connections
from django_scopes import scope

from kaye.actions.inbox.process import process_payload
from kaye.actions.inbox.read_mail_and_hooks import read_mail_and_hooks
from kaye.actions.inbox.receive import receive
from kaye.actions.open_business import open_business
from kaye.records.models import ChannelAccount, InboundEvent, RawPayload
from tests.inbox.posting import (
    echoed,
    edited,
    minutes,
    payload,
    reacted,
    revoked,
    said,
    state_of,
    status,
    whatsapp,
)

THREADS = 8
_EACH = 20  # events of one customer
_COMES_BACK = 50  # times that a provider delivers again what was put off
Told = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Report:
    """`applied`: identities known at the end, one per event. `differences`: parts of the state that are not those
    of the same events delivered once, in order; must be 0, as `stuck`: payloads not processed."""

    events: int
    deliveries: int
    applied: int
    stuck: int
    differences: int
    seconds: float


def story(count: int, now: datetime) -> list[Told]:
    """Messages, edits, reactions, deletions, echoes and their statuses of several customers."""
    told: list[Told] = []
    for place in range(count):
        who, rank = divmod(place, _EACH)
        phone, at = f"2376990{who:05d}", minutes(now, -600 + rank * 7)
        first, echo = f"w{who}.0", f"w{who}.9"
        words = (
            "Un devis pour 3 portes ?",
            "Je paie vendredi",
            "merci",
            "Vous ouvrez demain ?",
            "C'est cassé",
        )
        if rank == 9:
            told.append(("e", echoed(echo, phone, "Oui", at)))
        elif rank == 11:
            told.append(("m", edited(f"w{who}.11", phone, first, "Un devis pour 4 portes ?", at)))
        elif rank == 13:
            told.append(("m", reacted(f"w{who}.13", phone, echo, "👍", at)))
        elif rank == 15:
            told.append(("m", revoked(f"w{who}.15", phone, f"w{who}.2", at)))
        elif rank in (16, 17):
            told.append(("s", status(echo, ("delivered", "read")[rank - 16], at, phone)))
        else:
            told.append(
                ("m", said(f"w{who}.{rank}", phone, words[rank % len(words)], at, user_id=f"CM.{who}"))
            )
    return told


def body_of(told: Sequence[Told]) -> bytes:
    """One payload with all of these."""
    return payload(
        *(item for kind, item in told if kind == "m"),
        statuses=tuple(item for kind, item in told if kind == "s"),
        echoes=tuple(item for kind, item in told if kind == "e"),
    )


def shuffled(told: Sequence[Told], deliveries: int, seed: int) -> list[bytes]:
    """That many payloads, which carry every event at least once."""
    draw = random.Random(seed)
    bodies = [body_of([one]) for one in told]
    while len(bodies) < deliveries:
        bodies.append(body_of(draw.sample(list(told), draw.choice((1, 1, 1, 2, 5)))))
    draw.shuffle(bodies)
    return bodies


def run(count: int, deliveries: int, now: datetime, threads: int = THREADS) -> Report:
    """In this process and its base: one shop gets each event once, in order; another gets the whole mess."""
    started = time.monotonic()
    told = story(count, now)
    calm, busy = (open_business(name=name, country="CM", now=now) for name in ("Calme", "Foule"))
    with scope(business=calm):
        account = whatsapp(calm, now)
        for start in range(0, count, _EACH):
            _take(account, body_of(told[start : start + _EACH]), now, at_once=True)
        wanted = state_of(calm)
    with scope(business=busy):
        account = whatsapp(busy, now)
    bodies = shuffled(told, deliveries, seed=4)
    with ThreadPoolExecutor(threads) as pool:
        done = [pool.submit(_deliver, account, body, now, place % 3 > 0) for place, body in enumerate(bodies)]
        for each in done:
            each.result()
        for _ in pool.map(lambda _: connections.close_all(), range(threads * 4)):
            pass
    with scope(business=busy):
        while RawPayload.objects.filter(state="stored").exists():
            read_mail_and_hooks(business=busy, now=now)
        found = state_of(busy)
        applied = InboundEvent.objects.filter(state="applied").count()
        stuck = RawPayload.objects.exclude(state="done").count()
    differences = sum(found[part] != wanted[part] for part in wanted)
    return Report(count, deliveries, applied, stuck, differences, round(time.monotonic() - started, 1))


def _deliver(account: ChannelAccount, body: bytes, now: datetime, at_once: bool) -> None:
    """Some are processed by the one who receives, the others are left to the worker. A base too busy to keep it is a
    503: the provider comes back."""
    for _ in range(_COMES_BACK):
        close_old_connections()
        try:
            _take(account, body, now, at_once)
            return
        except OperationalError:
            connections.close_all()
    raise AssertionError("the base never took it")


def _take(account: ChannelAccount, body: bytes, now: datetime, at_once: bool) -> None:
    received = receive(account=account, headers={}, body=body, now=now, check=False)
    assert received.payload is not None
    if at_once:
        row = RawPayload._base_manager.select_related("account__business").get(pk=received.payload.pk)
        process_payload(row, now)
