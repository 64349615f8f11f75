"""What became of a message of ours: it only goes up, and a failure shows only while nothing better is known (C13)."""

from django.db.models import Q

from kaye.actions.inbox.ground import Applied, Ground, waiting
from kaye.actions.inbox.own import own_message
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.tasks import ask
from kaye.actions.mark_sent import mark_sent
from kaye.actions.replan import replan
from kaye.actions.stop import stop
from kaye.records.journal import append
from kaye.records.models import ChannelAccount, ContactPoint, InboxMessage, OutgoingMessage
from kaye.rules.ports.inbound import StatusCame

# A failure that came after « sent » is shown, one that came before « delivered » is not: one order for all arrivals.
RANKS = {"": 0, "accepted": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 5}


def apply(ground: Ground, event: StatusCame, identity: str) -> Applied:
    """It never makes a message: one that is unknown is waited for."""
    sent = own_message(ground, event.message, event.key)
    if sent is None:
        target = ground.identity(event.message)
        echo = InboxMessage.objects.filter(business=ground.business, identity=target).first()
        return Applied(message=echo, customer=echo.customer) if echo else waiting(target)
    _know_its_name(ground, event, sent)
    if RANKS[event.state] > RANKS.get(sent.delivery, 0):
        sent.delivery = event.state
        if event.state == "failed":
            sent.trouble = event.detail[:300]
        sent.save(update_fields=["delivery", "trouble"])
        if event.state == "failed":
            _failed(ground, event, sent)
        elif event.state in (
            "delivered",
            "read",
        ):  # it arrives again: what bounced softly counts no more (C56)
            points = ContactPoint.objects.filter(business=ground.business, value=sent.address)
            points.filter(soft_bounces__gt=0).update(soft_bounces=0, first_bounce_at=None)
    shown = InboxMessage.objects.filter(outgoing=sent).select_related("thread").first()
    if shown is not None:
        settle(shown.thread, ground.now)
    return Applied(message=shown, customer=sent.customer)


def _know_its_name(ground: Ground, event: StatusCame, sent: OutgoingMessage) -> None:
    """The answer to our sending was lost, and here the provider speaks of it: it has it (uncertain no more)."""
    if sent.provider_ref == event.message[:200] and sent.state != "uncertain":
        return
    if sent.state == "uncertain":
        mark_sent(ground.business, {sent.pk: event.message[:200]}, sent.lease_owner, ground.now)
        if sent.customer_id:
            replan(business=ground.business, customer_ids=[sent.customer_id], now=ground.now)
    elif not sent.provider_ref and sent.state != "handing":
        OutgoingMessage.objects.filter(pk=sent.pk).update(provider_ref=event.message[:200])
    sent.refresh_from_db()


def _failed(ground: Ground, event: StatusCame, sent: OutgoingMessage) -> None:
    """The provider took it and could not bring it: the owner learns why, and what must stop stops."""
    said = {"message": sent.pk, "why": event.detail, "about": event.about}
    append(
        business=ground.business, kind="message_failed", at=ground.now, customer=sent.customer, payload=said
    )
    if event.about == "account":
        ChannelAccount.objects.filter(pk=ground.account.pk).update(trouble=event.detail[:300])
    if sent.customer is None:
        return
    points = ContactPoint.objects.filter(customer=sent.customer, value=sent.address)
    if event.about == "address":
        points.filter(~Q(state="dead")).update(state="dead", because=event.detail[:200])
        ask(
            business=ground.business,
            kind="other_address",
            key=f"adresse:{sent.customer_id}:{sent.address}",
            text=f"{sent.customer.name} : le message n'est pas arrivé, autre adresse ?",
            detail=event.detail,
            customer=sent.customer,
            now=ground.now,
        )
    elif event.about == "stopped":
        for point in points:
            stop(
                business=ground.business,
                customer=sent.customer,
                point=point,
                # Meta's refusal of an offer is about offers, not about answers.
                purpose="marketing" if sent.purpose == "marketing" else "all",
                words=event.detail,
                now=ground.now,
            )
    replan(business=ground.business, customer_ids=[sent.customer.pk], now=ground.now)
