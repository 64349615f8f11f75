"""The end of a term: the notice that the law asks for, or the renewal to propose (M49)."""

from datetime import date, datetime, timedelta

from kaye.actions.documents.ground import is_firm
from kaye.actions.send_message import Words, send_message
from kaye.countries.pack import pack
from kaye.records.calendars import local_day
from kaye.records.models import Business, Subscription
from kaye.rules.documents.recurrence import shifted
from kaye.rules.documents.subscription_file import TACIT
from kaye.rules.documents.subscriptions import Renewal, renewal
from kaye.rules.french import day_text

_LAWS = ("FR", "BE")  # families of law where a consumer must be told before a tacit renewal
_OFFER_DAYS = timedelta(days=30)
_DAY = timedelta(days=1)


def term_end(start: date, term_months: int) -> date:
    """Last day of the first term."""
    return shifted(start, term_months) - _DAY


def next_notice(subscription: Subscription) -> date | None:
    """The day to speak of the running term; None when nothing is to be said."""
    if _is_tacit(subscription):
        return _running(subscription).notice_on if _must_tell(subscription) else None
    if subscription.end is None or not subscription.term_months or subscription.noticed_until:
        return None
    return subscription.end - _OFFER_DAYS


def speak_of_renewal(*, business: Business, subscription: Subscription, today: date, now: datetime) -> None:
    """Send the notice, or ask the owner to propose; said once for each term, kept in `asks` until it is done."""
    on = next_notice(subscription)
    if on is None or on > today:
        return
    if not _is_tacit(subscription):
        assert subscription.end is not None
        _ask(subscription, f"Proposer le renouvellement : il finit le {day_text(subscription.end, today)}.")
        subscription.noticed_until = subscription.end
    else:
        term = _running(subscription)
        is_late = today > term.latest  # the law wants it earlier: a person decides
        because = "le délai est passé" if is_late else _notify(business, subscription, term, today, now)
        if because:
            _ask(
                subscription,
                f"Prévenir de la reconduction avant le {day_text(term.latest, today)} : {because}.",
            )
        subscription.noticed_until = term.term_end
    subscription.save(update_fields=["noticed_until", "asks"])


def _running(subscription: Subscription) -> Renewal:
    """The first term not spoken of yet, since the subscription is known here."""
    assert subscription.term_months is not None
    known = max(subscription.start, local_day(subscription.business, subscription.created_at))
    after = max(known, subscription.noticed_until + _DAY) if subscription.noticed_until else known
    return renewal(subscription.start, subscription.term_months, after)


def _is_tacit(subscription: Subscription) -> bool:
    return subscription.renewal == TACIT and bool(subscription.term_months) and subscription.end is None


def _must_tell(subscription: Subscription) -> bool:
    return not is_firm(subscription.customer) and pack(subscription.business.country).law in _LAWS


def _notify(business: Business, subscription: Subscription, term: Renewal, today: date, now: datetime) -> str:
    """Why the notice could not leave by itself; empty when it did."""
    values = {
        "objet": subscription.name,
        "validite": day_text(term.term_end, today),
        "date_limite": day_text(term.term_end, today),
    }
    sending = send_message(
        business=business,
        customer=subscription.customer,
        words=Words(text_id="sub.renewal_notice", values=values, dates=(term.term_end,)),
        key=f"reconduction:{subscription.pk}:{term.term_end.isoformat()}",
        family="subscription",
        now=now,
    )
    if sending.message is None:
        return sending.because
    return "" if sending.message.state != "proposed" else "le message est prêt, il reste à l'envoyer"


def _ask(subscription: Subscription, what: str) -> None:
    subscription.asks = what[:300]
