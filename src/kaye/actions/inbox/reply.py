"""A person answers a customer, now or later, by the way of their choice (C9, C31, C35, C36).

The row of the outbox is the truth; the thread shows it at once and counts it as an answer when the provider took it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kaye.actions.inbox.acknowledge import withdraw_acknowledgement
from kaye.actions.inbox.carry import REPLY
from kaye.actions.inbox.read_inbox import windows_of
from kaye.actions.inbox.reply_checks import warnings_about
from kaye.actions.inbox.settle import settle
from kaye.actions.inbox.threads import thread_of
from kaye.actions.inbox.ways import Way, ways_to_answer
from kaye.actions.inbox.write_message import searched
from kaye.actions.refusal import Refusal
from kaye.channels.registry import channel
from kaye.records.activity import touch
from kaye.records.facts import load_customers
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import (
    Business,
    ChannelTemplate,
    ContactPoint,
    Customer,
    InboxMessage,
    Member,
    OutgoingMessage,
    Thread,
    Upload,
)
from kaye.rules import gates
from kaye.rules.approved import count_places, fill
from kaye.rules.french import weekday_text
from kaye.rules.pasting import clean_paste
from kaye.rules.ports.channel import OutgoingText
from kaye.rules.variables import VARIABLES

CAUSES = ("reply", "payment", "echo", "stop")
_FREE = timedelta(hours=24)  # after the customer's message, an answer may leave at any hour (C35)
_FURTHEST = timedelta(days=366)
_LONGEST = 20_000


class Doubts(Refusal):
    """The text may leave once the person confirms; `warnings` are French sentences."""

    def __init__(self, warnings: Sequence[str]) -> None:
        super().__init__(" ".join(warnings))
        self.warnings = tuple(warnings)

    @property
    def mark(self) -> str:
        """What a « yes » to these warnings carries: a yes to others is none."""
        return hashlib.sha256("\n".join(self.warnings).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Replied:
    """`link`: opens the application, for one tap. `moved_to`: it waits for the customer's hours, and says so.
    `again`: the same client id, nothing new was written."""

    message: OutgoingMessage
    said: InboxMessage
    link: str | None = None
    warnings: tuple[str, ...] = ()
    moved_to: datetime | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Later, unless one of `cancel_if` happens meanwhile (reply, payment, echo, stop)."""

    send_at: datetime
    cancel_if: tuple[str, ...] = CAUSES


def reply(
    *,
    business: Business,
    customer: Customer,
    text: str,
    now: datetime,
    channel_name: str = "",
    point: ContactPoint | None = None,
    member: Member | None = None,
    by: str = "",
    client_id: str = "",
    subject: str = "",
    uploads: Sequence[Upload] = (),
    later: When | None = None,
    template: ChannelTemplate | None = None,
    template_values: Sequence[str] = (),
    answers: InboxMessage | None = None,
    read_at: datetime | None = None,
    confirmed: bool = False,
) -> Replied:
    """Put a person's words into the outbox; they leave at the next turn.

    `channel_name` empty: the customer's last one, if it is open. `client_id`: twice the same sends once. `read_at`:
    when the page was read; an answer of somebody else since then asks once more. `answers`: else the last message
    heard there. Raises Refusal with the reason of the way, Doubts while `confirmed` is False.
    """
    words = (
        clean_paste(text)[:_LONGEST] if template is None else _approved(template, template_values, uploads)
    )
    if not words and not uploads and template is None:
        raise Refusal("Écrivez votre réponse, ou joignez un fichier.")
    with transaction.atomic():
        lock(business)
        key = f"reponse:{client_id or secrets.token_hex(12)}"[:120]
        if (known := _known(business, key)) is not None:
            return known
        thread = thread_of(customer, now)
        way = _way(business, customer, thread, channel_name, point, template, now)
        _fits(way, words, uploads)
        warnings = (
            *_written_since(thread, member, read_at),
            *warnings_about(business, customer, thread, words),
            *((way.warning,) if way.warning else ()),
        )
        if warnings and not confirmed:
            raise Doubts(warnings)
        due_at, moved_to = _due(business, customer, thread, later, now)
        row = _put(business, customer, way, words, subject, key, due_at, now)
        _detail(row, way, later, template, template_values, answers, thread)
        Upload.objects.filter(pk__in=[each.pk for each in uploads], outgoing=None).update(outgoing=row)
        said = _show(row, thread, member, now)
        payload = {"message": row.pk, "channel": row.channel, "later": later is not None}
        append(business=business, kind="reply_written", at=now, customer=customer, payload=payload, by=by)
        touch([customer.pk], now)
        if later is None:
            withdraw_acknowledgement(customer)
        settle(thread, now)
    return Replied(row, said, _link(row, way, now), warnings, moved_to)


def cancel_reply(
    *, business: Business, message: OutgoingMessage, now: datetime, by: str = ""
) -> OutgoingMessage:
    """An answer that waits will not leave; its words stay as a draft. Raises Refusal once it is leaving."""
    with transaction.atomic():
        lock(business)
        mine = OutgoingMessage.objects.filter(pk=message.pk, family=REPLY, state__in=("due", "proposed"))
        if not mine.update(state="cancelled", trouble="annulé par vous"):
            raise Refusal("Ce message n'attend plus : il est déjà parti.")
        message.refresh_from_db()
        said = {"message": message.pk}
        append(
            business=business, kind="reply_cancelled", at=now, customer=message.customer, payload=said, by=by
        )
        shown = InboxMessage.objects.filter(outgoing=message).select_related("thread").first()
        if shown is not None:
            settle(shown.thread, now)
    return message


def _known(business: Business, key: str) -> Replied | None:
    row = OutgoingMessage.objects.filter(business=business, key=key).first()
    if row is None:
        return None
    return Replied(row, InboxMessage.objects.get(outgoing=row), again=True)


def _way(
    business: Business,
    customer: Customer,
    thread: Thread,
    name: str,
    point: ContactPoint | None,
    template: ChannelTemplate | None,
    now: datetime,
) -> Way:
    """The way asked for, else the first open one; a closed window is no obstacle to an approved template."""
    points = (
        [point] if point is not None else list(ContactPoint.objects.filter(customer=customer).order_by("id"))
    )
    heard = InboxMessage.objects.filter(thread=thread, direction="in", history=False).order_by("-at", "-pk")
    last = heard.values_list("channel", "point_id").first()
    if point is None and last is not None and last[1] is not None:  # the very point that wrote, if it may be
        points.sort(key=lambda each: each.pk == last[1])
    windows = windows_of([thread], now).get(thread.pk, {})
    used = last[0] if last else ""
    ways = ways_to_answer(
        business=business, customer=customer, points=points, windows=windows, used=used, now=now
    )
    if name:
        way = next((each for each in ways if each.name == name), None)
        if way is None:
            raise Refusal(f"{channel(name).label} n'est pas encore réglé, ou ne sert pas à répondre.")
    else:
        way = next((each for each in ways if each.is_open), ways[0] if ways else None)
        if way is None:
            raise Refusal("Aucun moyen d'écrire à ce client n'est réglé.")
    by_template = template is not None and way.reason == "window" and way.point is not None
    if not way.is_open and not by_template:
        raise Refusal(f"{way.channel.label} : {way.words}.")
    return way


def _approved(template: ChannelTemplate, values: Sequence[str], uploads: Sequence[Upload]) -> str:
    """The approved text as the customer will read it; what the provider would refuse is said before asking it."""
    if template.state != "approved":
        raise Refusal("Ce modèle n’est pas accepté en ce moment : choisissez-en un autre.")
    if uploads:
        raise Refusal("Un modèle ne porte pas de pièce jointe : retirez-la, ou attendez sa réponse.")
    values = [" ".join(each.split()) for each in values]
    for number in range(count_places(template.body)):
        if number >= len(values) or not values[number]:
            name = template.places[number] if number < len(template.places) else ""
            label = VARIABLES[name].label if name in VARIABLES else f"place {number + 1}"
            raise Refusal(f"Remplissez « {label} » : un modèle part sans blanc.")
    return fill(template.body, values)


def _fits(way: Way, words: str, uploads: Sequence[Upload]) -> None:
    longest = way.channel.capabilities.max_length
    if longest is not None and len(words) > longest:
        raise Refusal(f"Ce texte fait {len(words)} caractères ; {way.channel.label} en accepte {longest}.")
    if not uploads:
        return
    if not way.files:
        raise Refusal(f"{way.channel.label} n'envoie pas de fichier : choisissez un autre moyen.")
    for each in uploads:
        if len(bytes(each.content)) > way.files:
            raise Refusal(f"« {each.name} » est trop lourd pour {way.channel.label}.")


def _written_since(thread: Thread, member: Member | None, read_at: datetime | None) -> tuple[str, ...]:
    """Somebody else answered since the page was read."""
    if read_at is None:
        return ()
    since = InboxMessage.objects.filter(thread=thread, direction="out", at__gt=read_at)
    since = since.exclude(outgoing__state="cancelled").select_related("by__user").order_by("-at")
    for each in since[:5]:
        if each.by is None or member is None or each.by_id != member.pk:
            who = each.by.user.email if each.by else "Quelqu'un"
            return (f"{who} a répondu entre-temps : envoyer quand même ?",)
    return ()


def _due(
    business: Business, customer: Customer, thread: Thread, later: When | None, now: datetime
) -> tuple[datetime, datetime | None]:
    """When it leaves, and whether it had to wait for the customer's hours."""
    wanted = now
    if later is not None:
        if later.send_at <= now:
            raise Refusal("Cet instant est passé : choisissez plus tard.")
        if later.send_at > now + _FURTHEST:
            raise Refusal("C'est dans plus d'un an : choisissez un jour plus proche.")
        if unknown := [each for each in later.cancel_if if each not in CAUSES]:
            raise Refusal(f"« {unknown[0]} » : choisissez parmi {', '.join(CAUSES)}.")
        wanted = later.send_at
    if thread.last_inbound_at is not None and wanted - thread.last_inbound_at <= _FREE:
        return wanted, None
    person = load_customers(business, [customer.pk], now)[0]
    opening = gates.next_opening(person, wanted, "transactional")
    return opening, opening if opening > wanted else None


def _put(
    business: Business,
    customer: Customer,
    way: Way,
    words: str,
    subject: str,
    key: str,
    due_at: datetime,
    now: datetime,
) -> OutgoingMessage:
    assert way.point is not None
    person = load_customers(business, [customer.pk], now)[0]
    return OutgoingMessage.objects.create(
        business=business,
        key=key,
        customer=customer,
        state="due" if way.channel.capabilities.automatic else "proposed",
        channel=way.name,
        address=way.point.value,
        purpose="transactional",
        family=REPLY,
        kinds=REPLY,
        subject=subject[:200],
        text=words,
        local_date=person.calendar.today(due_at),
        due_at=due_at,
        created_at=now,
    )


def _detail(
    row: OutgoingMessage,
    way: Way,
    later: When | None,
    template: ChannelTemplate | None,
    values: Sequence[str],
    answers: InboxMessage | None,
    thread: Thread,
) -> None:
    """What it answers, what cancels it, the approved text it uses."""
    heard = InboxMessage.objects.filter(thread=thread, channel=way.name, direction="in").exclude(
        external_id=""
    )
    answered = answers or heard.order_by("-at", "-pk").first()
    row.cancel_if = " ".join(later.cancel_if) if later is not None else ""
    row.answers = answered.external_id if answered is not None and answered.channel == way.name else ""
    if not row.subject and way.has_subject and answered is not None and answered.subject:
        subject = answered.subject
        row.subject = (subject if subject.lower().startswith("re:") else f"Re: {subject}")[:200]
    if template is not None:
        said = [" ".join(each.split()) for each in values]
        row.template = {"name": template.name, "language": template.language, "values": said}
    row.save(update_fields=["cancel_if", "answers", "subject", "template", "text"])


def _show(row: OutgoingMessage, thread: Thread, member: Member | None, now: datetime) -> InboxMessage:
    return InboxMessage.objects.create(
        business=row.business,
        thread=thread,
        customer_id=thread.customer_id,
        point=ContactPoint.objects.filter(customer=thread.customer_id, value=row.address).first(),
        channel=row.channel,
        direction="out",
        origin="person",
        form="email" if row.subject else "text",
        at=now,
        received_at=now,
        subject=row.subject,
        text=row.text,
        search=searched(row.text, row.subject),
        outgoing=row,
        by=member,
    )


def _link(row: OutgoingMessage, way: Way, now: datetime) -> str | None:
    if row.state != "proposed":
        return None
    text = OutgoingText(key=row.key, address=row.address, text=row.text, subject=row.subject, date=now)
    return way.channel.link(text)


def moved_text(replied: Replied) -> str:
    """« part lundi 25 mai, à l'ouverture » when it had to wait."""
    if replied.moved_to is None:
        return ""
    return f"part {weekday_text(replied.message.local_date)}, à l'ouverture de ses heures"
