"""Which message of ours a mail answers, surest sign first (C25)."""

import re
from dataclasses import dataclass

from kaye.actions.inbox.ground import Ground
from kaye.actions.inbox.mail_tokens import thread_of_token
from kaye.records.models import Business, Customer, Document, InboxMessage, OutgoingMessage
from kaye.rules.ports.inbound import MessageCame

_NUMBER = re.compile(r"\b[A-Z]{1,5}[-/ ]?\d{4}[-/]\d{1,8}\b")
_REFERENCES = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """`customer`: whose thread it names. That says nothing of who writes."""

    customer: Customer


def answered_by(ground: Ground, event: MessageCame) -> Answered | None:
    """1. the token of our plus-address; 2. In-Reply-To; 3. References from the last; 4. a number in the subject."""
    mail = event.mail
    if mail is None:
        return None
    if mail.token and (thread := thread_of_token(ground.business, mail.token)) is not None:
        return Answered(thread.customer)
    for named in dict.fromkeys(filter(None, (mail.in_reply_to, *reversed(mail.references[-_REFERENCES:])))):
        if (customer := _said_to(ground, named)) is not None:
            return Answered(customer)
    return _numbered(ground.business, event.subject)


def _said_to(ground: Ground, message_id: str) -> Customer | None:
    """Whose thread holds the message of that Message-ID, theirs or ours."""
    inbox = InboxMessage.objects.filter(business=ground.business, external_id=message_id[:300])
    if (known := inbox.select_related("customer").first()) is not None:
        return known.customer
    sent = OutgoingMessage.objects.filter(
        business=ground.business, provider_ref=message_id[:200], delivery__gt="", customer__isnull=False
    )
    found = sent.select_related("customer").first()
    return found.customer if found else None


def _numbered(business: Business, subject: str) -> Answered | None:
    """The customer of a quote or an invoice whose number the subject carries."""
    for number in _NUMBER.findall(subject)[:3]:
        found = Document.objects.filter(business=business, number=number).select_related("customer").first()
        if found is not None and found.customer is not None:
            return Answered(found.customer)
    return None
