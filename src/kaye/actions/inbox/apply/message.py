"""A customer wrote: whose it is, the row in the thread, its attachments; then it is heard (C10–C12, C15, C22–C26)."""

from kaye.actions.inbox.agree import agree
from kaye.actions.inbox.doubts import doubted
from kaye.actions.inbox.forged import is_ours, set_aside
from kaye.actions.inbox.ground import Applied, Ground
from kaye.actions.inbox.hear import hear
from kaye.actions.inbox.identify import Whose, identify
from kaye.actions.inbox.media import keep_files
from kaye.actions.inbox.threading import Answered, answered_by
from kaye.actions.inbox.threads import thread_of
from kaye.actions.inbox.write_message import body_hash, later, write_message
from kaye.actions.unsubscribe import Stopped, stop_link, unsubscribe
from kaye.records.activity import touch
from kaye.records.models import InboxMessage
from kaye.rules.ports.inbound import MessageCame

_HISTORY = "historique : gardé sans rien déclencher"
_OTHER_APP = "une autre application tient cette conversation"


def apply(ground: Ground, event: MessageCame, identity: str, is_reused: bool = False) -> Applied:
    """One more message, in the thread of exactly one customer. `is_reused`: its id already named another (C11)."""
    if (
        known := InboxMessage.objects.filter(business=ground.business, identity=identity).first()
    ) is not None:
        return Applied("duplicate", "déjà reçu", known, customer=known.customer)
    if (stopped := _stopped_by_mail(ground, event)) is not None and (event.auto or not event.text):
        return Applied(reason="plus d'offres : demandé par e-mail", customer=stopped.customer)
    if event.mail is not None and is_ours(ground, event):
        return set_aside(ground, event, identity)
    told_hash = body_hash(event)
    event = doubted(ground, event, is_reused)
    answered = answered_by(ground, event)
    is_doubtful = event.verdict == "to_check" and event.form == "form"
    whose = identify(
        business=ground.business,
        person=event.sender,
        now=ground.received_at,
        doubtful=is_doubtful,
        prefer=answered.customer if answered else None,
    )
    thread = thread_of(whose.customer, ground.when(event))
    message = write_message(
        ground,
        event,
        thread=thread,
        customer=whose.customer,
        point=None if is_doubtful else whose.point,
        identity=identity,
        told_hash=told_hash,
    )
    _relate(message, answered)
    keep_files(message, event.files, ground.now)
    only_kept = event.history or event.standby
    if not only_kept and not is_doubtful:
        _came(whose, message)
        if event.marketing_ok:
            agree(whose.customer, whose.point, message, ground.received_at)
    request = hear(message, event, ground.now, processing=not only_kept, is_shared=whose.is_shared)
    reason = _OTHER_APP if event.standby else _HISTORY if event.history else ""
    return Applied("applied", reason, message, request, whose.customer)


def _stopped_by_mail(ground: Ground, event: MessageCame) -> Stopped | None:
    """The « mailto: » of our offers, whoever sends it: the token says who (C54). Words beside it are read as well."""
    token = event.mail.unsubscribe_token if event.mail is not None else ""
    link = stop_link(token) if token and not event.history else None
    if link is None or link.business_id != ground.business.pk:
        return None
    return unsubscribe(token=token, now=ground.now)


def _relate(message: InboxMessage, answered: Answered | None) -> None:
    """A newcomer who answers in somebody's thread: members see which, the newcomer gets nothing of it (C25)."""
    if answered is None or answered.customer.pk == message.customer_id:
        return
    thread = message.thread
    if answered.customer.pk not in thread.related:
        thread.related = [*thread.related, answered.customer.pk]
        thread.save(update_fields=["related"])


def _came(whose: Whose, message: InboxMessage) -> None:
    """The customer is alive there: the window opens, and what bounced softly counts no more (C18, C56)."""
    touch([message.customer_id], message.received_at)
    if whose.point is not None:
        whose.point.last_inbound_at = later(whose.point.last_inbound_at, message.at)
        whose.point.soft_bounces, whose.point.first_bounce_at = 0, None
        whose.point.save(update_fields=["last_inbound_at", "soft_bounces", "first_bounce_at"])
