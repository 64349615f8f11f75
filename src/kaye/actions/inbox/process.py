"""Apply what a stored payload says: every event in its own savepoint, messages before echoes before statuses before
the rest, whatever its order and however often it comes (C6, C7, C10)."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django_scopes import scope

from kaye.actions.inbox.apply import (
    account,
    bounce,
    call,
    consent,
    delete,
    echo,
    edit,
    identity,
    message,
    reaction,
    status,
    template,
)
from kaye.actions.inbox.channel_account import account_settings, hook_url
from kaye.actions.inbox.ground import Applied, Ground, ignored
from kaye.actions.inbox.tasks import ask
from kaye.actions.inbox.write_message import body_hash
from kaye.actions.replan import planned_once
from kaye.channels.registry import channel
from kaye.records.locks import lock
from kaye.records.models import InboundEvent, InboxMessage, RawPayload
from kaye.rules.ports.inbound import (
    AccountNews,
    BounceCame,
    CallCame,
    ConsentSaid,
    Delivered,
    EchoCame,
    Event,
    IdentityChanged,
    MessageCame,
    MessageDeleted,
    MessageEdited,
    ReactionCame,
    StatusCame,
    TemplateChanged,
    UnknownCame,
    Unreadable,
)

_LOG = logging.getLogger("kaye.inbox")
PATIENCE = timedelta(days=7)  # how long a status, an edit or a delete waits for its message
_WAITS = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=18),
)  # 5 tries in 24 h
_OTHER_ACCOUNT = "autre compte"
_KINDS: dict[type[Event], str] = {
    MessageCame: "message",
    EchoCame: "echo",
    StatusCame: "status",
    MessageEdited: "edit",
    MessageDeleted: "delete",
    ReactionCame: "reaction",
    CallCame: "call",
    IdentityChanged: "identity",
    TemplateChanged: "template",
    AccountNews: "account",
    BounceCame: "bounce",
    UnknownCame: "unknown",
}
_FIRST = {"message": 0, "echo": 1, "status": 2}
_APPLY: dict[type[Event], Callable[..., Applied]] = {
    MessageCame: message.apply,
    EchoCame: echo.apply,
    StatusCame: status.apply,
    MessageEdited: edit.apply,
    MessageDeleted: delete.apply,
    ReactionCame: reaction.apply,
    CallCame: call.apply,
    ConsentSaid: consent.apply,
    IdentityChanged: identity.apply,
    TemplateChanged: template.apply,
    AccountNews: account.apply,
    BounceCame: bounce.apply,
}


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one event. `outcome`: applied, duplicate, ignored, failed (waiting is told as applied later)."""

    kind: str
    external_id: str
    applied: Applied


def process_payload(payload: RawPayload, now: datetime) -> tuple[Done, ...]:
    """Everything this payload says, once; () when it was processed before, or can't be read.

    A fault of the database leaves it as it was, for the next turn.
    """
    business = payload.account.business
    with scope(business=business), transaction.atomic():
        lock(business)
        payload.refresh_from_db(fields=["state"])
        if payload.state != "stored":
            return ()
        ground = ground_of(payload, now)
        try:
            events = read_events(ground)
        except Unreadable as fault:
            _set_unreadable(ground, str(fault) or "forme inconnue")
            return ()
        done = [_one(ground, place, event) for place, event in _in_order(events)]
        failed = [each for each in done if each.applied.outcome == "failed"]
        payload.state = "partly" if failed else "done"
        payload.because = failed[0].applied.reason[:300] if failed else ""
        payload.save(update_fields=["state", "because"])
        return tuple(done)


def told_before(payload: RawPayload, now: datetime) -> tuple[Done, ...]:
    """What a payload that came once more says, every event of it a duplicate. Writes nothing."""
    with scope(business=payload.account.business):
        ground = ground_of(payload, now)
        try:
            events = read_events(ground)
        except Unreadable:
            return ()
        rows = {(each.kind, each.identity): each for each in InboundEvent.objects.filter(payload=payload)}
        return tuple(
            Done(
                kind_of(event),
                event.external_id,
                _known(rows.get((kind_of(event), _identity(ground, event)))),
            )
            for _, event in _in_order(events)
        )


def apply_again(row: InboundEvent, now: datetime) -> Applied | None:
    """An event that failed or waits, from its stored bytes; None when these are gone. In a transaction of its own."""
    if row.payload is None:
        return None
    with transaction.atomic():
        lock(row.business)
        row.refresh_from_db()
        if row.state not in ("failed", "waiting") or row.payload is None:
            return None
        ground = ground_of(row.payload, now)
        try:
            event = _same(ground, row, read_events(ground))
        except Unreadable:
            event = None
        if event is None:
            return None
        applied = _tried(ground, event, row.identity)
        _write(row, applied, now)
        return applied


def event_of(message: InboxMessage, now: datetime) -> Event | None:
    """The event that made this message, read again; None when its bytes are gone."""
    row = (
        InboundEvent.objects.filter(message=message, kind="message")
        .select_related("payload__account__business")
        .first()
    )
    if row is None or row.payload is None:
        return None
    ground = ground_of(row.payload, now)
    try:
        return _same(ground, row, read_events(ground))
    except Unreadable:
        return None


def ground_of(payload: RawPayload, now: datetime) -> Ground:
    """What its events are applied on."""
    account_ = payload.account
    inbound = channel(account_.channel).inbound
    if inbound is None:
        raise Unreadable("ce canal ne reçoit plus")
    return Ground(
        business=account_.business,
        account=account_,
        config={"country": account_.business.country, **account_settings(account_)},
        inbound=inbound,
        payload=payload,
        received_at=payload.received_at,
        now=max(now, payload.received_at),
    )


def read_events(ground: Ground) -> tuple[Event, ...]:
    """As the channel reads these bytes. Raises Unreadable, also for a fault of the reader, which is logged."""
    payload = ground.payload
    given = Delivered(payload.headers, bytes(payload.body), hook_url(ground.account))
    try:
        return ground.inbound.read(ground.config, given, ground.received_at)
    except Unreadable:
        raise
    except Exception as fault:
        _LOG.exception("« %s » : lecture du message brut %d", ground.channel, payload.pk)
        raise Unreadable("lecture impossible") from fault


def kind_of(event: Event) -> str:
    """The name of its kind, as commands print it (C8)."""
    if isinstance(event, ConsentSaid):
        return "opt_in" if event.agreed else "opt_out"
    return _KINDS[type(event)]


def _in_order(events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
    """With their place in the payload."""
    return iter(sorted(enumerate(events), key=lambda each: (_FIRST.get(kind_of(each[1]), 3), each[0])))


def _one(ground: Ground, place: int, event: Event) -> Done:
    kind, name = kind_of(event), _identity(ground, event)
    known = InboundEvent.objects.filter(account=ground.account, kind=kind, identity=name).first()
    if known is not None and _is_another_mail(event, known):
        name = ground.identity(event.external_id, body_hash(event))  # type: ignore[arg-type]
        known = InboundEvent.objects.filter(account=ground.account, kind=kind, identity=name).first()
        is_reused = True
    else:
        is_reused = False
    if known is not None:
        return Done(kind, event.external_id, _known(known))
    applied = _tried(ground, event, name, is_reused)
    row = InboundEvent(
        business=ground.business,
        account=ground.account,
        payload=ground.payload,
        place=place,
        kind=kind,
        identity=name,
        at=ground.when(event),
    )
    _write(row, applied, ground.now)
    if applied.message is not None and kind in ("message", "echo"):
        _answer_waiting(ground, name)
    return Done(kind, event.external_id, applied)


def _identity(ground: Ground, event: Event) -> str:
    """States of one call are told one by one, under one id (C59)."""
    if isinstance(event, CallCame):
        return ground.identity(event.external_id, event.state)
    return ground.identity(event.external_id)


def _is_another_mail(event: Event, known: InboundEvent) -> bool:
    """The same Message-ID over another body (C11), or a form's number used again for other words (C59)."""
    return (
        isinstance(event, MessageCame)
        and (event.mail is not None or event.form == "form")
        and known.message is not None
        and known.message.body_hash != body_hash(event)
    )


def _known(row: InboundEvent | None) -> Applied:
    said = row.message if row is not None else None
    return Applied("duplicate", "déjà reçu", said, customer=said.customer if said else None)


def _tried(ground: Ground, event: Event, name: str, is_reused: bool = False) -> Applied:
    """In its own savepoint: one that fails leaves nothing behind and does not touch the others."""
    if event.account and ground.inbound.account_field:
        own = ground.config.get(ground.inbound.account_field, "")
        if own and not _same_account(event.account, own):
            return ignored(_OTHER_ACCOUNT)
    if isinstance(event, UnknownCame):
        return ignored(f"inconnu : {event.what}"[:300])
    more = {"is_reused": True} if is_reused else {}
    try:
        with transaction.atomic(), planned_once(business=ground.business, now=ground.now):
            return _APPLY[type(event)](ground, event, name, **more)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        _LOG.exception("« %s » : événement %s", ground.channel, event.external_id)
        return Applied("failed", f"{type(fault).__name__} : {fault}"[:300])


def _same_account(told: str, own: str) -> bool:
    """« whatsapp:+237… », « +237… » and « 237… » are one number."""
    plain = [each.strip().lower().removeprefix("whatsapp:").lstrip("+") for each in (told, own)]
    return plain[0] == plain[1]


def _write(row: InboundEvent, applied: Applied, now: datetime) -> None:
    outcome = applied.outcome
    row.message, row.reason, row.target = applied.message, applied.reason[:300], applied.target
    row.state = "applied" if outcome == "duplicate" else outcome
    row.next_at = None
    if outcome == "failed":
        row.next_at = now + _WAITS[row.attempts] if row.attempts < len(_WAITS) else None
        row.attempts += 1
        if row.next_at is None:
            _tell_failed(row, now)
    elif outcome == "waiting":
        row.next_at = (row.payload.received_at if row.payload else now) + PATIENCE
    row.save()


def _answer_waiting(ground: Ground, name: str) -> None:
    """What came before this message and was about it (C13, C16)."""
    rows = InboundEvent.objects.filter(business=ground.business, target=name, state="waiting")
    for row in rows.select_related("payload__account__business").order_by("at", "id"):
        apply_again(row, ground.now)


def _same(ground: Ground, row: InboundEvent, events: Sequence[Event]) -> Event | None:
    """The event of this row among those of its payload: at its place, else by its identity."""
    found = list(events[row.place : row.place + 1]) + list(events)
    for event in found:
        names = [_identity(ground, event)]
        if isinstance(event, MessageCame):
            names.append(ground.identity(event.external_id, body_hash(event)))
        if kind_of(event) == row.kind and row.identity in names:
            return event
    return None


def _set_unreadable(ground: Ground, why: str) -> None:
    payload = ground.payload
    payload.state, payload.because = "unreadable", why[:300]
    payload.save(update_fields=["state", "because"])
    label = channel(ground.channel).label
    ask(
        business=ground.business,
        kind="unreadable",
        key=f"illisible:{ground.channel}",
        text=f"{label} : un message reçu n'a pas pu être lu, à vérifier",
        detail=f"Gardé tel quel sous le numéro {payload.pk} pendant 90 jours.",
        now=ground.now,
        owner_only=True,
    )


def _tell_failed(row: InboundEvent, now: datetime) -> None:
    label = channel(row.account.channel).label
    ask(
        business=row.business,
        kind="unreadable",
        key=f"evenement:{row.identity[:40]}",
        text=f"{label} : un événement reçu n'a pas pu être enregistré, à vérifier",
        detail=row.reason,
        now=now,
        owner_only=True,
    )
