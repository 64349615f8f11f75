"""A provider refused a message for good: what that stops depends on what it is about."""

from datetime import datetime

from kaye.actions.hold import place_hold
from kaye.actions.inbox.tasks import ask
from kaye.actions.stop import stop
from kaye.channels.registry import channel
from kaye.records.models import Business, Case, ChannelAccount, ContactPoint, MessageStep
from kaye.rules.ports.channel import Refused

_BY = "le service d'envoi"


def waits_for_us(refused: Refused) -> bool:
    """Whether the message stays to be sent: tried again later, or when the account works again."""
    return not refused.permanent or refused.about in ("account", "rate")


def hold_account(business: Business, name: str, refused: Refused, now: datetime) -> None:
    """Nothing leaves this way until the owner looked; said once."""
    ChannelAccount.objects.filter(business=business, channel=name).update(trouble=refused.reason_fr[:300])
    ask(
        business,
        "channel",
        f"canal:{name}",
        f"{channel(name).label} n'envoie plus : {refused.reason_fr}"[:300],
        now,
        owner_only=True,
    )


def stop_what_was_refused(
    business: Business,
    message_id: int,
    customer_id: int | None,
    address: str,
    refused: Refused,
    now: datetime,
) -> None:
    """address: it is dead. stopped: the person refused there. window, template, text: the owner chooses another way.

    In the caller's transaction.
    """
    points = ContactPoint.objects.filter(customer_id=customer_id or 0, value=address)
    if refused.about == "address":
        points.update(state="dead", because=refused.reason_fr[:200])
    elif refused.about == "stopped":
        for point in points.select_related("customer"):
            stop(
                business=business,
                customer=point.customer,
                now=now,
                purpose="all",
                point=point,
                words=refused.reason_fr,
                how="provider",
                by=_BY,
            )
    else:
        carried = Case.objects.filter(pk__in=_cases_of(message_id), closed_at=None).select_related("customer")
        for case in carried.exclude(customer=None):
            assert case.customer is not None
            place_hold(
                business=business,
                customer=case.customer,
                kind="refused",
                case=case,
                now=now,
                words=refused.reason_fr,
                by=_BY,
            )


def _cases_of(message_id: int) -> list[int]:
    return list(MessageStep.objects.filter(message_id=message_id).values_list("case_id", flat=True))
