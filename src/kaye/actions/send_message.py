"""Write to one customer about one thing that happened: a paper, a payment, an agreement. Not a follow-up.

Sent by itself where a channel can, else left as one tap with the text written. Said once: `key` names its cause.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from kaye.actions.engine import Engine, engine
from kaye.actions.free_draft import free_draft
from kaye.actions.lines import template_of
from kaye.channels.registry import channel
from kaye.records.facts import load_customers
from kaye.records.journal import append
from kaye.records.models import Business, ContactPoint, Customer, DocumentFile, OutgoingMessage
from kaye.rules import gates
from kaye.rules.approved import fill, place_values
from kaye.rules.checks import blocking, run_checks
from kaye.rules.facts import CustomerFacts
from kaye.rules.ports.channel import OutgoingText
from kaye.rules.reach import NoReach, Reach, reach
from kaye.rules.values import personal_values
from kaye.rules.wording import Message, MissingValue, choose_form, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text of the library and what fills it. `amounts` (minor units) and `dates` are those it may say."""

    text_id: str
    values: Mapping[str, str]
    amounts: Collection[int] = ()
    dates: Collection[date] = ()
    references: Collection[str] = ()
    variant: str = ""  # of the form, when the text has it: « offhours »


@dataclass(frozen=True, slots=True)
class Sending:
    """`message` None: it cannot leave, `because` says why in French. `link`: opens the application, for one tap."""

    message: OutgoingMessage | None
    link: str | None = None
    because: str = ""


def send_message(
    *,
    business: Business,
    customer: Customer,
    words: Words,
    key: str,
    family: str,
    now: datetime,
    files: Sequence[DocumentFile] = (),
    channels: tuple[str, ...] = (),
    at: datetime | None = None,
    by: str = "",
    point: ContactPoint | None = None,
    answers: str = "",
    automatic_only: bool = False,
) -> Sending:
    """Put it into the outbox, due at the next opening of the customer's window; the same key again changes nothing.

    `family`: document, payment, subscription… for the history. `channels` restricts the ways. A one-tap message is
    `proposed` until `confirm_sent`. `at`: another instant, for what waits for a day or confirms at once (C53).
    `point`: to this one, on the only channel of `channels`; `answers`: external id of the message it answers;
    `automatic_only`: nothing is left as one tap.
    """
    with transaction.atomic():
        known = OutgoingMessage.objects.filter(business=business, key=key).first()
        if known is not None:
            return Sending(known, _link(known, now) if known.state == "proposed" else None)
        ready = engine(business)
        person = load_customers(business, [customer.pk], now)[0]
        message = ready.library.get(words.text_id)
        if message is None:
            raise LookupError(words.text_id)
        why = gates.refused(person, message.purpose)
        if why is not None:
            return Sending(None, because=why)
        way = (
            _way_to(ready, person, message, channels[0], point)
            if point is not None
            else reach(
                person, ready.facts, message, person.calendar.today(now), channels, has_files=bool(files)
            )
        )
        if isinstance(way, NoReach):
            return Sending(None, because=way.because)
        if automatic_only and not (way.automatic and way.ready):
            return Sending(None, because="ce canal n'envoie pas seul")
        sending = _put(ready, person, message, way, words, key, family, now, at, files, by)
        if sending.message is not None and answers:
            sending.message.answers = answers[:300]
            sending.message.save(update_fields=["answers"])
        return sending


def _way_to(
    ready: Engine, person: CustomerFacts, message: Message, name: str, point: ContactPoint
) -> Reach | NoReach:
    """Back to the very point that wrote, the way it wrote."""
    able = channel(name).capabilities
    fact = next((each for each in person.points if each.id == point.pk), None)
    form = choose_form(message, able.text_form, person.country, person.informal)
    if fact is None or fact.state != "ok" or fact.kind not in (able.answers or {able.address}):
        return NoReach("pas de moyen de lui répondre par là")
    if form is None:
        return NoReach("pas de texte prévu pour ce canal")
    return Reach(name, fact, form, able.automatic, name in ready.facts.automatic)


def _put(
    ready: Engine,
    person: CustomerFacts,
    message: Message,
    way: Reach,
    words: Words,
    key: str,
    family: str,
    now: datetime,
    at: datetime | None,
    files: Sequence[DocumentFile],
    by: str,
) -> Sending:
    today = person.calendar.today(now)
    values = {**personal_values(person, ready.facts, today), **words.values}
    if words.variant and f"{way.form}_{words.variant}" in message.forms:
        way = replace(way, form=f"{way.form}_{words.variant}")
    approved = ready.facts.approved.get((way.channel, message.id)) if way.approved else None
    template = None
    try:
        if approved is not None:
            places = place_values(approved.places, values)
            text, template = (
                fill(approved.body, places),
                template_of(ready.facts, way.channel, message.id, places),
            )
        else:
            text = render(message.forms[way.form], values)
        subject = ""
        if way.form.startswith("email") and "email_subject" in message.forms:
            subject = render(message.forms["email_subject"], values)
    except MissingValue as missing:
        return Sending(None, because=missing.message_fr)
    edited = (message.id, way.form) in ready.library.edited
    draft = free_draft(
        person=person,
        business=ready.facts,
        way=way,
        text=text,
        subject=subject,
        values=values,
        purpose=message.purpose,
        tone=message.tone,
        is_edited=edited,
        today=today,
        amounts=words.amounts,
        dates=words.dates,
        references=words.references,
    )
    found = blocking(run_checks(draft))
    if found:
        return Sending(None, because=found[0].message_fr)
    leaves_alone = way.automatic and way.ready
    if way.automatic and not way.ready:
        label = ready.facts.channel_labels.get(way.channel, way.channel).lower()
        return Sending(None, because=f"l'envoi par {label} n'est pas encore réglé")
    due_at = (at or gates.next_opening(person, now, message.purpose)) if leaves_alone else now
    row = OutgoingMessage.objects.create(
        business=ready.business,
        key=key,
        customer_id=person.id,
        state="due" if leaves_alone else "proposed",
        channel=way.channel,
        address=way.point.value,
        purpose=message.purpose,
        family=family,
        kinds=family,
        text_id=message.id,
        tone=message.tone,
        subject=subject[:200],
        text=text,
        because="",
        local_date=person.calendar.today(due_at),
        due_at=due_at,
        files=",".join(str(each.pk) for each in files),
        template=template,
        created_at=now,
    )
    said = {"message": row.pk, "text": message.id, "key": key}
    append(
        business=ready.business, kind="message_written", at=now, payload=said, customer=row.customer, by=by
    )
    return Sending(row, None if leaves_alone else _link(row, now))


def _link(row: OutgoingMessage, now: datetime) -> str | None:
    return channel(row.channel).link(
        OutgoingText(key=row.key, address=row.address, text=row.text, subject=row.subject, date=now)
    )
