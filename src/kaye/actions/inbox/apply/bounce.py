"""A mail that did not arrive: it counts only if it names a message of ours (C56)."""

from datetime import timedelta

from django.db.models import F

from kaye.actions.consent import choose
from kaye.actions.inbox.apply.status import RANKS
from kaye.actions.inbox.ground import Applied, Ground, ignored
from kaye.actions.inbox.mail_tokens import message_of_token
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.tasks import ask
from kaye.actions.replan import replan
from kaye.records.journal import append
from kaye.records.models import Case, ContactPoint, InboxMessage, OutgoingMessage
from kaye.rules.ports.inbound import BounceCame

_SOFT_MOST, _SOFT_DAYS = 3, timedelta(days=3)


def apply(ground: Ground, event: BounceCame, identity: str) -> Applied:
    """hard: that address is silent at once; soft: after three in a row over three days; delayed: a note only;
    complaint: silent, and no more offers anywhere."""
    sent = _sent(ground, event)
    if sent is None:
        return ignored("il ne parle d'aucun message parti d'ici")
    if event.weight == "delayed":
        OutgoingMessage.objects.filter(pk=sent.pk).update(trouble=event.detail[:300])
        return Applied(reason="retardé", customer=sent.customer)
    if event.weight in ("hard", "soft") and RANKS["failed"] > RANKS.get(sent.delivery, 0):
        OutgoingMessage.objects.filter(pk=sent.pk).update(delivery="failed", trouble=event.detail[:300])
    for point in ContactPoint.objects.filter(business=ground.business, kind="email", value=sent.address):
        _weigh(ground, event, point)
    shown = InboxMessage.objects.filter(outgoing=sent).select_related("thread").first()
    if shown is not None:
        settle(shown.thread, ground.now)
    return Applied(message=shown, customer=sent.customer)


def _sent(ground: Ground, event: BounceCame) -> OutgoingMessage | None:
    if event.token and (found := message_of_token(ground.business, event.token)) is not None:
        return found
    named = [each[:200] for each in event.messages if each]
    rows = OutgoingMessage.objects.filter(business=ground.business, channel=ground.channel, delivery__gt="")
    return rows.filter(provider_ref__in=named).order_by("id").first() if named else None


def _weigh(ground: Ground, event: BounceCame, point: ContactPoint) -> None:
    if event.weight == "complaint":
        _silence(ground, point, "s'est plaint d'un message indésirable")
        choose(
            business=ground.business,
            customer=point.customer,
            purpose="marketing",
            state="opted_out",
            how="provider",
            words="plainte pour message indésirable",
            source=ground.channel,
            now=ground.received_at,
        )
    elif event.weight == "hard":
        _silence(ground, point, event.detail or f"l'adresse n'existe pas ({event.status})")
    else:
        at = ground.when(event)
        first = point.first_bounce_at or at
        ContactPoint.objects.filter(pk=point.pk).update(
            soft_bounces=F("soft_bounces") + 1, first_bounce_at=min(first, at)
        )
        if point.soft_bounces + 1 >= _SOFT_MOST and at - first >= _SOFT_DAYS:
            _silence(ground, point, event.detail or "les messages n'arrivent plus")


def _silence(ground: Ground, point: ContactPoint, because: str) -> None:
    """Nothing goes there any more, until a person lifts it; another address is asked for while something is open."""
    if not ContactPoint.objects.filter(pk=point.pk, suppressed_at=None).update(
        suppressed_at=ground.now, because=because[:200]
    ):
        return
    customer, business = point.customer, ground.business
    said = {"point": point.pk, "value": point.value, "why": because}
    append(business=business, kind="point_suppressed", at=ground.now, customer=customer, payload=said)
    if customer.owed > 0 or Case.objects.filter(customer=customer, closed_at=None).exists():
        ask(
            business=business,
            kind="other_address",
            key=f"adresse:{customer.pk}:{point.value}",
            text=f"{customer.name} : les e-mails n'arrivent plus, autre adresse ?",
            detail=because,
            customer=customer,
            now=ground.now,
        )
    replan(business=business, customer_ids=[customer.pk], now=ground.now)
