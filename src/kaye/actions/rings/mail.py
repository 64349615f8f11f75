"""The morning e-mail to a member without a device: one a day, by the business's own e-mail."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from kaye.actions.engine import channel_configs, library_of
from kaye.actions.outbound import http_client
from kaye.actions.rings.words import Counted, morning_mail, summed
from kaye.actions.today import today
from kaye.channels.registry import channel
from kaye.records.calendars import calendar_of
from kaye.records.models import Business, Member
from kaye.rules.french import day_text
from kaye.rules.ports.channel import NotSent, OutgoingText, Refused, Unknown

_DIGEST = "internal.morning_digest"


def send_morning_mail(
    business: Business, member: Member, counted: Counted, titles: Sequence[str], now: datetime
) -> bool | None:
    """True: it left (or may have: never twice). False: try again. None: no way to write to this member."""
    config = channel_configs(business).get("email")
    digest = library_of(business).get(_DIGEST)
    if config is None or digest is None or not member.user.email:
        return None
    day = calendar_of(business).today(now)
    values = {
        "signataire": business.signatory or business.name,
        "date_jour": day_text(day, day),
        "nb_relances": str(counted.follow_ups),
        "liste_relances": _list(business, now) if counted.follow_ups else "",
        "lien_app": settings.BASE_URL,
    }
    text = OutgoingText(
        key=f"{business.slug}:morning:{member.pk}:{day.isoformat()}",
        address=member.user.email,
        subject=f"{business.name} : {summed(counted)}",
        text=morning_mail(counted, titles, digest, values),
        date=now,
        sender_name=business.name,
        sender_address=business.email,
        purpose="internal",
    )
    session = None
    try:
        session = channel("email").open_session(config, http_client)
        session.send(text)
    except Refused as refused:
        return None if refused.permanent else False
    except NotSent:
        return False
    except Unknown:
        return True
    finally:
        if session is not None:
            session.close()
    return True


def _list(business: Business, now: datetime) -> str:
    """Who, without amounts: a mailbox is read by others too."""
    found = today(business, now, look_at=40).contacts[: business.list_max]
    return "\n".join(f"- {line.customer.label}" for line in found)
