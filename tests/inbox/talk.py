"""Short words for the conversations of the tests."""

import itertools
from datetime import datetime
from typing import Any

from kaye.actions.inbox.hear import hear, hear_call, hear_echo
from kaye.actions.inbox.threads import thread_of
from kaye.actions.record_customer import record_customer
from kaye.records.calendars import calendar_of
from kaye.records.models import Business, ContactPoint, Customer, InboxMessage, Thread
from kaye.rules.ports.inbound import CallCame, Person

PHONE = "+237699001122"
_SERIAL = itertools.count(1)


def instant(business: Business, text: str) -> datetime:
    """« 2026-05-22T08:00 » on the wall of the shop."""
    when = datetime.fromisoformat(text)
    return calendar_of(business).local(when.date(), when.time())


def known(business: Business, at: str | datetime, name: str = "Mme Jeanne", phone: str = PHONE) -> Customer:
    """A customer on the books, with a number."""
    when = instant(business, at) if isinstance(at, str) else at
    return record_customer(business=business, now=when, name_raw=name, phone=phone)


def says(customer: Customer, text: str, at: datetime, **given: Any) -> InboxMessage:
    """The customer writes on WhatsApp."""
    message = store(customer, text, at, **given)
    hear(message, None, at)
    message.refresh_from_db()
    return message


def store(customer: Customer, text: str, at: datetime, **given: Any) -> InboxMessage:
    """As the reception leaves it."""
    point = ContactPoint.objects.filter(customer=customer).order_by("id").first()
    if point is not None:
        ContactPoint.objects.filter(pk=point.pk).update(last_inbound_at=at)
    base: dict[str, Any] = {
        "business": customer.business,
        "thread": thread_of(customer, at),
        "customer": customer,
        "point": point,
        "channel": "whatsapp_link",
        "external_id": f"m{next(_SERIAL):05d}",
        "direction": "in",
        "origin": "customer",
        "at": at,
        "received_at": at,
        "text": text,
    }
    return InboxMessage.objects.create(**base | given)


def answers(customer: Customer, text: str, at: datetime) -> InboxMessage:
    """A person answers from the application of the phone."""
    message = store(customer, text, at, direction="out", origin="phone_app")
    hear_echo(message, at)
    return message


def calls(customer: Customer, state: str, at: datetime) -> InboxMessage:
    """The customer calls."""
    message = store(customer, "", at, form="call", channel="phone")
    event = CallCame(external_id=message.external_id, caller=Person(), direction="in", state=state)  # type: ignore[arg-type]
    hear_call(message, event, at)
    return message


def thread(customer: Customer) -> Thread:
    return Thread.objects.get(customer=customer)
