"""What a turn of the worker answers: the messages that left, as the preview announced them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click
from django_scopes import scope

from kaye.actions import shapes
from kaye.actions.tick import Turn
from kaye.records.calendars import currency_of
from kaye.records.models import Business, ContactPoint, Customer, OutgoingMessage


def only(slug: str | None) -> Business | None:
    """The named business, None for all."""
    if slug is None:
        return None
    business = Business.objects.filter(slug=slug).first()
    if business is None:
        raise click.ClickException(f"Aucune entreprise ne s'appelle « {slug} ».")
    return business


def turns_shape(turns: Sequence[Turn], now: datetime) -> dict[str, Any]:
    """{at, sent, tasks, uncertain, failed} (R4)."""
    sent: list[dict[str, Any]] = []
    for turn in turns:
        with scope(business=turn.business):
            sent.extend(_sent(turn))
    return {
        "at": shapes.stamp(now),
        "sent": sent,
        "tasks": sum(t.planned.tasks for t in turns),
        "uncertain": sum(len(t.delivery.uncertain) for t in turns),
        "failed": sum(len(t.delivery.failed) for t in turns),
    }


def turns_text(turns: Sequence[Turn]) -> str:
    sent = sum(len(t.delivery.sent) for t in turns)
    tasks = sum(t.planned.tasks for t in turns)
    unsure = sum(len(t.delivery.uncertain) for t in turns)
    failed = sum(len(t.delivery.failed) for t in turns)
    later = sum(t.delivery.later for t in turns)
    parts = [f"Partis : {sent}", f"à faire par vous : {tasks}"]
    parts += [f"à vérifier : {unsure}"] * bool(unsure)
    parts += [f"refusés : {failed}"] * bool(failed)
    parts += [f"seront essayés de nouveau : {later}"] * bool(later)
    return " · ".join(parts)


def _sent(turn: Turn) -> list[dict[str, Any]]:
    order = {pk: n for n, pk in enumerate(turn.delivery.sent)}
    messages = sorted(OutgoingMessage.objects.filter(id__within=order), key=lambda m: order[m.pk])
    ids = {m.customer_id for m in messages if m.customer_id}
    names = dict(Customer.objects.filter(id__in=ids).values_list("id", "name"))
    points: dict[tuple[int, str], str] = {}
    for customer, kind, value in (
        ContactPoint.objects.filter(customer_id__in=ids)
        .order_by("-id")
        .values_list("customer_id", "kind", "value")
    ):
        points[customer, kind] = value
    currency = currency_of(turn.business).code
    return [_item(m, names, points, currency) for m in messages]


def _item(
    message: OutgoingMessage, names: dict[int, str], points: dict[tuple[int, str], str], currency: str
) -> dict[str, Any]:
    customer = message.customer_id or 0
    kinds = message.kinds.split(",")
    return {
        "id": message.item,
        "kind": kinds[0],
        "kinds": kinds,
        "step": message.step_label or None,
        "tone": message.tone,
        "action": "auto",
        "channel": message.channel,
        "customer": {
            "id": customer,
            "name": names.get(customer, ""),
            "phone": points.get((customer, "phone")),
            "email": points.get((customer, "email")),
        },
        "amount": shapes.money(message.amount, currency),
        "due_on": message.due_on.isoformat() if message.due_on else None,
        "anchor_on": message.anchor_on.isoformat() if message.anchor_on else None,
        "subject": message.subject or None,
        "text": message.text,
        "link": None,
        "because": message.because,
    }
