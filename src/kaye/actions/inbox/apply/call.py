"""One state of one call: all states write one row, and the last one beats ringing whatever came first (C59)."""

from kaye.actions.inbox.ground import Applied, Ground
from kaye.actions.inbox.hear import hear_call
from kaye.actions.inbox.identify import identify
from kaye.actions.inbox.tasks import ask
from kaye.actions.inbox.threads import thread_of
from kaye.actions.inbox.write_message import later
from kaye.records.activity import touch
from kaye.records.models import InboxMessage, MessageFile
from kaye.rules.ports.inbound import CallCame

# Which state a call ends in, when several were told.
RANKS = {"": 0, "ringing": 1, "failed": 2, "busy": 3, "missed": 4, "voicemail": 5, "answered": 6}
_TO_CALL_BACK = frozenset(("missed", "voicemail", "busy"))


def apply(ground: Ground, event: CallCame, identity: str) -> Applied:
    """A masked number has no card: only a task."""
    if not event.caller.points:
        return _masked(ground, event, identity)
    row = ground.identity(event.external_id)
    message = InboxMessage.objects.filter(business=ground.business, identity=row).first()
    if message is None:
        message = _write(ground, event, row)
    elif RANKS[event.state] <= RANKS.get(message.call_state, 0):
        return Applied(
            reason="la suite de cet appel est déjà connue", message=message, customer=message.customer
        )
    if event.recording and not message.files.exists():
        MessageFile.objects.create(
            business=ground.business,
            message=message,
            ref=event.recording[:2000],
            voice=True,
            next_at=ground.now,
        )
    request = hear_call(message, event, ground.now)
    return Applied(message=message, customer=message.customer, request=request)


def _write(ground: Ground, event: CallCame, row: str) -> InboxMessage:
    whose = identify(business=ground.business, person=event.caller, now=ground.received_at)
    at = ground.when(event)
    is_in = event.direction == "in"
    message = InboxMessage.objects.create(
        business=ground.business,
        thread=thread_of(whose.customer, at),
        customer=whose.customer,
        point=whose.point,
        account=ground.account,
        channel=ground.channel,
        external_id=event.external_id[:300],
        identity=row,
        direction="in" if is_in else "out",
        origin="customer" if is_in else "phone_app",
        form="call",
        at=at,
        told_at=event.at,
        received_at=ground.received_at,
    )
    touch([whose.customer.pk], ground.received_at)
    if is_in and whose.point is not None:
        whose.point.last_inbound_at = later(whose.point.last_inbound_at, at)
        whose.point.save(update_fields=["last_inbound_at"])
    return message


def _masked(ground: Ground, event: CallCame, identity: str) -> Applied:
    if event.direction == "out" or event.state not in _TO_CALL_BACK:
        return Applied(reason="numéro masqué")
    ask(
        business=ground.business,
        kind="call_back",
        key="appel:masque",
        text="Appel manqué d'un numéro masqué",
        now=ground.now,
    )
    return Applied(reason="numéro masqué")
