"""Pause, resume, reprice or end a subscription; what is already invoiced stays (M46, M47)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kaye.actions.documents.ground import ground
from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Sending, Words, send_message
from kaye.actions.subscriptions.subscribe import plan_next
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Subscription, SubscriptionPause, SubscriptionPrice
from kaye.records.subscriptions import subscriptions_of
from kaye.rules.documents.amounts import DocumentError, parse_unit_price
from kaye.rules.documents.asked import read_asked
from kaye.rules.documents.lines import Prices
from kaye.rules.documents.vat import charges_vat
from kaye.rules.french import day_text
from kaye.rules.money import format_price

PRICE_TEXT = "sub.price_change"


def pause(
    *,
    business: Business,
    subscription: Subscription,
    start: date,
    until: date | None,
    now: datetime,
    by: str = "",
) -> SubscriptionPause:
    """Periods whose first day lies in [start, until] are not invoiced; the anchor stays. Raises Refusal."""
    if until is not None and until < start:
        raise Refusal("La pause finit avant de commencer : vérifiez les deux jours.")
    with _changing(business, subscription, "subscription_paused", now, by) as said:
        if subscription.pauses.filter(until=None).exists():
            raise Refusal("Cet abonnement est déjà en pause : reprenez-le d'abord.")
        row = SubscriptionPause.objects.create(
            business=business, subscription=subscription, start=start, until=until, created_at=now
        )
        said |= {"from": start.isoformat(), "until": until.isoformat() if until else None}
    return row


def resume(*, business: Business, subscription: Subscription, on: date, now: datetime, by: str = "") -> None:
    """The open pause ends the day before `on`; periods of the past stay unpaid. Raises Refusal."""
    with _changing(business, subscription, "subscription_resumed", now, by) as said:
        row = subscription.pauses.filter(until=None).first()
        if row is None:
            raise Refusal("Cet abonnement n'est pas en pause.")
        if on <= row.start:
            row.delete()
        else:
            row.until = date.fromordinal(on.toordinal() - 1)
            row.save(update_fields=["until"])
        said |= {"on": on.isoformat()}


def reprice(
    *,
    business: Business,
    subscription: Subscription,
    line: int,
    unit_price: str,
    on: date,
    now: datetime,
    by: str = "",
) -> tuple[SubscriptionPrice, Sending]:
    """A new price for periods that begin on `on` or later; the customer is told at once (M47).

    A consumer told less than 30 days before keeps the old price until then. Raises Refusal.
    """
    try:
        price = parse_unit_price(unit_price)
    except DocumentError as fault:
        raise Refusal(str(fault)) from None
    lines = subscription.asked["lines"]
    if not 1 <= line <= len(lines):
        raise Refusal(f"Cet abonnement n'a pas de ligne {line} : choisissez de 1 à {len(lines)}.")
    with _changing(business, subscription, "subscription_repriced", now, by) as said:
        row = SubscriptionPrice.objects.create(
            business=business, subscription=subscription, line=line, on=on, unit_price=price, created_at=now
        )
        sending = _tell(business, subscription, row, now, by)
        if sending.message is not None:
            row.told_on = sending.message.local_date
            row.save(update_fields=["told_on"])
        said |= {"line": line, "on": on.isoformat(), "unit_price": f"{price:f}"}
    return row, sending


def end(*, business: Business, subscription: Subscription, on: date, now: datetime, by: str = "") -> None:
    """The last day served. A period already invoiced is not refunded by itself (M46). Raises Refusal."""
    if on < subscription.start:
        raise Refusal("Ce jour est avant le début de l'abonnement : choisissez-en un après.")
    with _changing(business, subscription, "subscription_ended", now, by) as said:
        subscription.end = on
        subscription.save(update_fields=["end"])
        said |= {"on": on.isoformat()}


def find_subscription(business: Business, pk: int) -> Subscription:
    """With its pauses, prices and periods. Raises Refusal."""
    found = subscriptions_of(business).filter(pk=pk).first()
    if found is None:
        raise Refusal(f"Aucun abonnement ne porte le numéro {pk}.")
    return found


@contextmanager
def _changing(
    business: Business, subscription: Subscription, kind: str, now: datetime, by: str
) -> Iterator[dict[str, Any]]:
    """One transaction; what the block adds to the answer is written in the journal."""
    with transaction.atomic():
        lock(business)
        if subscription.end is not None and subscription.next_on is None:
            raise Refusal(f"Cet abonnement est fini depuis le {day_text(subscription.end)}.")
        said: dict[str, Any] = {"subscription": subscription.pk}
        yield said
        plan_next(find_subscription(business, subscription.pk))
        subscription.refresh_from_db(fields=["next_on", "end"])
        append(business=business, kind=kind, at=now, customer=subscription.customer, payload=said, by=by)


def _tell(
    business: Business, subscription: Subscription, row: SubscriptionPrice, now: datetime, by: str
) -> Sending:
    land = ground(business)
    asked = read_asked(subscription.asked, land.asked_law(subscription.customer))
    today = local_day(business, now)
    label = asked.draft.lines[row.line - 1].label
    without_vat = asked.draft.prices is Prices.HT and charges_vat(land.taxes.vat, land.papers.regime)
    values = {
        "objet": f"{label} (prix hors taxes)" if without_vat else label,
        "prix": format_price(row.unit_price, land.currency.code),
        "date_frais": day_text(row.on, today),
    }
    words = Words(text_id=PRICE_TEXT, values=values, dates=(row.on,))
    return send_message(
        business=business,
        customer=subscription.customer,
        words=words,
        key=f"prix:{row.pk}",
        family="subscription",
        now=now,
        by=by,
    )
