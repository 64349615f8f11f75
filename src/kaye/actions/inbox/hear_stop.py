"""« STOP »: at once, for everybody who shares the point; said back once, then silence (C22, C42, C53)."""

import re
from datetime import timedelta

from kaye.actions.hold import place_hold
from kaye.actions.inbox.effects import BY, Heard, last_quote
from kaye.actions.inbox.tasks import ask
from kaye.actions.send_message import Words, send_message
from kaye.actions.stop import stop
from kaye.records.models import ContactPoint, OptOut, Sale
from kaye.records.sums import open_instalments
from kaye.rules.draft import folded

FAMILY = "consent"  # of the confirmation: it leaves although the point has just been stopped
_ERASURE = timedelta(days=30)
_OFFERS = re.compile(
    r"\b(?:promos?|promotions?|pub|pubs|publicites?|offres?|newsletters?|reclames?|marketing)\b"
)
_DATA = re.compile(
    r"\b(?:supprim\w+|effac\w+|retir\w+|oubli\w+)\b.{0,40}\b(?:donnees|numero|coordonnees|fichiers?|infos?|informations|base|listes?)\b"
)


def hear_stop(heard: Heard) -> None:
    """Write the refusal down. In the caller's transaction. Said again, nothing changes and nothing is sent."""
    message = heard.message
    words = folded(message.text)
    offers_only = bool(_OFFERS.search(words)) and not _DATA.search(words)
    for point in _sharing(heard):
        known = OptOut.objects.filter(customer=point.customer, lifted_at=None)
        silent = known.filter(point=point, purpose="all").exists()
        first = not silent and not (offers_only and known.filter(purpose="marketing").exists())
        if first and point == message.point:
            _confirm(heard, point)
        _refuse(heard, point, offers_only)
    if message.point is None:
        stop(
            business=heard.business,
            customer=heard.customer,
            now=heard.now,
            words=heard.words,
            how="message",
            by=BY,
        )
    if _DATA.search(words):
        ask(
            heard.business,
            "erasure",
            f"erasure:{heard.customer.pk}",
            f"{heard.customer.name} demande d'effacer ses données",
            heard.now,
            customer=heard.customer,
            due_on=heard.today + _ERASURE,
            owner_only=True,
        )
    if not offers_only:
        _ask_for_another_way(heard)


def _sharing(heard: Heard) -> list[ContactPoint]:
    """The point that wrote, on every card that holds it."""
    mine = heard.message.point
    if mine is None:
        return []
    rows = ContactPoint.objects.filter(business=heard.business, kind=mine.kind, value=mine.value)
    return list(rows.select_related("customer").order_by("id"))


def _refuse(heard: Heard, point: ContactPoint, offers_only: bool) -> None:
    for purpose, where in (("marketing", None), ("all", point)):
        if purpose == "all" and offers_only:
            continue
        stop(
            business=heard.business,
            customer=point.customer,
            now=heard.now,
            purpose=purpose,
            point=where,
            words=heard.words,
            how="message",
            by=BY,
        )


def _confirm(heard: Heard, point: ContactPoint) -> None:
    """Before the refusal is written: afterwards nothing may be addressed there any more."""
    send_message(
        business=heard.business,
        customer=point.customer,
        words=Words(text_id="consent.stop_confirm", values={}),
        key=f"stop:{point.pk}:{heard.message.pk}",
        family=FAMILY,
        now=heard.now,
        channels=(heard.message.channel,),
        point=point,
        answers=heard.message.external_id,
        at=heard.now,
        automatic_only=True,
    )


def _ask_for_another_way(heard: Heard) -> None:
    """Money, a quote or an order is open: another channel only after a person agreed."""
    customer = heard.customer
    open_orders = Sale.objects.filter(customer=customer, kind="order", delivered_on=None, cancelled_at=None)
    owes = open_instalments(heard.business).filter(customer=customer).exists()
    if not (owes or open_orders.exists() or last_quote(heard.business, customer)):
        return
    place_hold(
        business=heard.business, customer=customer, kind="stopped", now=heard.now, words=heard.words, by=BY
    )
    ask(
        heard.business,
        "other_way",
        f"other_way:{customer.pk}",
        f"{customer.name} a dit stop et quelque chose est en cours : par quel autre moyen le joindre ?",
        heard.now,
        customer=customer,
    )
