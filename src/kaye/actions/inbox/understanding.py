"""What a stored message says, read in its customer's calendar and country (C39)."""

from kaye.countries.pack import codes, pack
from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import InboxMessage, OutgoingMessage
from kaye.rules.draft import folded
from kaye.rules.people import zone_of_phone
from kaye.rules.understand import Understanding, understand

_OURS = 10  # texts of ours looked for inside theirs


def understanding_of(message: InboxMessage) -> Understanding:
    """By rules alone, on the local day it was written: the same answer at any time."""
    business, customer = message.business, message.customer
    point = message.point
    told = zone_of_phone(point.value) if point is not None and point.kind == "phone" else None
    country = customer.country or (told if told in codes() else "") or business.country
    calendar = calendar_of(business, country)
    return understand(
        _without_ours(message),
        today=calendar.today(message.at),
        country=country,
        currency=currency_of(business).code,
        regions=pack(business.country).phone_regions,
        calendar=calendar,
        subject=message.subject,
        auto=message.auto,
    )


def _without_ours(message: InboxMessage) -> str:
    """The text without a copy of what we wrote, which some telephones send back whole."""
    text = message.text
    if not text.strip():
        return text
    rows = OutgoingMessage.objects.filter(customer=message.customer_id, created_at__lte=message.received_at)
    for ours in rows.order_by("-pk").values_list("text", flat=True)[:_OURS]:
        words = ours.strip()
        if len(words) < 20:
            continue
        if words in text:
            text = text.replace(words, " ")
        elif folded(words) == folded(text.strip()):
            return ""
    return text
