"""We wrote from somewhere else: our own row when it is our own message, else one more in the thread (C14)."""

from kaye.actions.inbox.ground import Applied, Ground
from kaye.actions.inbox.hear import hear_echo
from kaye.actions.inbox.identify import identify
from kaye.actions.inbox.media import keep_files
from kaye.actions.inbox.own import own_message
from kaye.actions.inbox.tapped import tapped
from kaye.actions.inbox.threads import thread_of
from kaye.actions.inbox.write_message import write_message
from kaye.records.models import InboxMessage
from kaye.rules.ports.inbound import EchoCame


def apply(ground: Ground, event: EchoCame, identity: str) -> Applied:
    """Nothing is understood in it: it is ours."""
    known = InboxMessage.objects.filter(business=ground.business, identity=identity).first()
    if known is not None:
        return Applied("duplicate", "déjà là", known, customer=known.customer)
    if (sent := own_message(ground, event.external_id)) is not None:
        shown = InboxMessage.objects.filter(outgoing=sent).first()
        return Applied(reason="envoyé d'ici", message=shown, customer=sent.customer)
    if not event.to.points:
        return Applied("ignored", "on ne sait pas à qui c'était")
    whose = identify(business=ground.business, person=event.to, now=ground.received_at)
    tap = None
    if not event.history:
        tap = tapped(
            business=ground.business, customer=whose.customer, text=event.text, at=ground.received_at
        )
    thread = thread_of(whose.customer, ground.when(event))
    message = write_message(
        ground, event, thread=thread, customer=whose.customer, point=whose.point, identity=identity
    )
    if tap is not None:
        message.outgoing = tap
        message.save(update_fields=["outgoing"])
    keep_files(message, event.files, ground.now)
    hear_echo(message, ground.now)
    return Applied(message=message, customer=whose.customer)
