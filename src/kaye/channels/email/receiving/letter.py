"""One mail, as the bytes that arrived, into what happened: a message, an echo of ours, a bounce."""

import re
from collections.abc import Mapping
from datetime import datetime

from kaye.channels.email.receiving.addresses import (
    Mailbox,
    date_of,
    dmarc_of,
    identity,
    mailboxes,
    message_ids,
    own_addresses,
)
from kaye.channels.email.receiving.bounce import (
    Failure,
    Report,
    is_feedback_of_another_kind,
    standard_report,
    told_report,
)
from kaye.channels.email.receiving.tree import Part, Tree, parsed
from kaye.channels.email.receiving.words import words_of_mail
from kaye.rules.ports.inbound import (
    BounceCame,
    Delivered,
    EchoCame,
    Event,
    Mail,
    MessageCame,
    Person,
    Point,
    StatusCame,
    UnknownCame,
)
from kaye.rules.ports.mail_tokens import ANSWER, RETURN, STOP, stop_token_in, token_in
from kaye.rules.understand.quoting import is_automatic, parted

FOLDER = "x-kaye-folder"
HISTORY = "x-kaye-history"
CUT = "x-kaye-cut"
_LONGEST_SUBJECT = 500
_REFERENCES = 50
# Where the address that a mail really came to is told, beside To and Cc.
_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_AUTO_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "list-id",
    "list-unsubscribe",
    "x-mail-autoreply",
)
_AWAY_SUBJECT = re.compile(
    r"^\W*(?:(?:re|tr|fwd?|aw) ?: ?)*\W*(?:r[ée]ponse automatique|automatic reply|auto[- ]?(?:reply"
    r"|response|respond|matic)"
    r"|(?:message|r[ée]ponse|notification) d.absence|absence du bureau|out of (?:the )?office"
    r"|absente?s?\b.{0,3}(?::|\bdu\b|\bjusqu|$)"
    r"|en (?:cong[ée]s?|vacances)\b|vacation|away from|on (?:holiday|leave|vacation)"
    r"|automatische antwort|automatisch antwoord"
    r"|r[ée]pondeur automatique|autoreply|je suis absente?)",
    re.IGNORECASE,
)  # fmt: skip


def read(config: Mapping[str, str], delivered: Delivered, now: datetime) -> tuple[Event, ...]:
    """Always at least one event, whatever the bytes. `external_id` is the Message-ID, else a hash (C10)."""
    tree = parsed(delivered.body)
    if delivered.headers.get(FOLDER, "") == "sent":
        return (_echo(config, delivered, tree),)
    top = tree.top
    own_id = identity(top, delivered.body)
    if (report := standard_report(top)) is not None and not is_feedback_of_another_kind(top):
        return _bounces(config, report, tree.top, own_id)
    if is_feedback_of_another_kind(top):
        return (UnknownCame(external_id=own_id, at=date_of(top), what="feedback-report"),)
    if not is_auto_reply(top) and (told := told_report(top)) is not None:
        return _bounces(config, told, tree.top, own_id)
    return (_message(config, delivered, tree),)


def is_auto_reply(top: Part) -> bool:
    """A machine's answer in somebody's absence, told apart from a bounce by its own words (RFC 3834)."""
    kind = top.header("auto-submitted").partition(";")[0].strip().lower()
    if kind.startswith("auto-replied") and top.mime != "multipart/report":
        return not _speaks_of_failure(top)
    return any(top.header(name) for name in ("x-autoreply", "x-autorespond", "x-mail-autoreply")) or bool(
        _AWAY_SUBJECT.search(top.words("subject"))
    )


def _speaks_of_failure(top: Part) -> bool:
    sender = top.words("from").lower()
    return "mailer-daemon" in sender or "postmaster@" in sender or bool(top.header("x-failed-recipients"))


def _is_auto(top: Part, text: str) -> bool:
    """C57: RFC 3834, Precedence, lists, answering machines; X-Auto-Response-Suppress only with an empty path back."""
    kind = top.header("auto-submitted").partition(";")[0].strip().lower()
    if kind and kind != "no":
        return True
    if top.header("precedence").strip().lower() in _BULK or any(top.header(name) for name in _AUTO_HEADERS):
        return True
    path = top.headers.get("return-path", [""])[0].strip()
    if top.header("x-auto-response-suppress") and "return-path" in top.headers and path in ("<>", ""):
        return True
    if top.mime == "multipart/report" or _AWAY_SUBJECT.search(top.words("subject")):
        return True
    return is_automatic(text)


def _message(config: Mapping[str, str], delivered: Delivered, tree: Tree) -> MessageCame:
    top = tree.top
    words = words_of_mail(tree)
    senders = mailboxes(top.headers.get("from", []))
    sender = senders[0] if senders else Mailbox("", top.words("from")[:200])
    own = own_addresses(config)
    mail = _mail(config, top, sender.address)
    doubt = _doubt(top, sender, senders, own, mail)
    text, quoted = parted(words.text)
    return MessageCame(
        external_id=identity(top, delivered.body),
        at=date_of(top),
        sender=_person(sender, own, mail.dmarc == "pass"),
        form="email",
        text=text,
        quoted=quoted,
        subject=top.words("subject")[:_LONGEST_SUBJECT],
        html=words.html,
        files=tuple(words.files),
        reply_to=mail.in_reply_to,
        mail=mail,
        auto=_is_auto(top, text),
        truncated=words.truncated or CUT in delivered.headers,
        history=delivered.headers.get(HISTORY, "") == "1",
        verdict="to_check" if doubt else "",
        doubt=doubt,
    )


def _person(sender: Mailbox, own: frozenset[str], is_proved: bool) -> Person:
    """Nobody when it says to be us: such a mail belongs to no customer (C26)."""
    if not sender.address or sender.address in own:
        return Person((), sender.name or sender.address)
    return Person((Point("email", sender.address, is_proved),), sender.name)


def _doubt(top: Part, sender: Mailbox, senders: tuple[Mailbox, ...], own: frozenset[str], mail: Mail) -> str:
    if sender.address in own:
        return "Ce message dit venir de votre propre adresse."
    if not sender.address:
        return "Ce message ne dit pas de quelle adresse il vient."
    if len(top.headers.get("from", [])) > 1 or len(senders) > 1:
        return "Ce message se donne plusieurs expéditeurs."
    if mail.dmarc == "fail":
        return "Rien ne prouve que ce message vient de cette adresse : son domaine ne le reconnaît pas."
    return ""


def _mail(config: Mapping[str, str], top: Part, sender: str) -> Mail:
    recipients = tuple(
        box.address for box in mailboxes([v for name in _RECIPIENTS for v in top.headers.get(name, [])])
    )
    own = own_addresses(config)
    answered = message_ids(top.headers.get("in-reply-to", []))
    return Mail(
        in_reply_to=answered[0] if answered else "",
        references=message_ids(top.headers.get("references", []))[-_REFERENCES:],
        token=token_in(ANSWER, recipients, own),
        recipients=recipients,
        dmarc=dmarc_of(top, config.get("authserv_id", ""), sender),
        unsubscribe_token=token_in(STOP, recipients, own) or stop_token_in(top.words("subject")),
    )


def _echo(config: Mapping[str, str], delivered: Delivered, tree: Tree) -> EchoCame:
    """A mail of the Sent folder; who else received it is in `mail.recipients`."""
    top = tree.top
    words = words_of_mail(tree)
    mail = _mail(config, top, "")
    boxes = mailboxes(top.headers.get("to", [])) or mailboxes(
        top.headers.get("cc", []) + top.headers.get("bcc", [])
    )
    to = boxes[0] if boxes else Mailbox("")
    return EchoCame(
        external_id=identity(top, delivered.body),
        at=date_of(top),
        to=Person((Point("email", to.address, verified=False),) if to.address else (), to.name),
        form="email",
        text=parted(words.text)[0],
        subject=top.words("subject")[:_LONGEST_SUBJECT],
        files=tuple(words.files),
        reply_to=mail.in_reply_to,
        mail=mail,
        history=delivered.headers.get(HISTORY, "") == "1",
    )


def _bounces(config: Mapping[str, str], report: Report, top: Part, own_id: str) -> tuple[Event, ...]:
    """One event for each recipient; the identities of those after the first carry their rank."""
    recipients = tuple(
        box.address for box in mailboxes([v for name in _RECIPIENTS for v in top.headers.get(name, [])])
    )
    token = token_in(RETURN, recipients, own_addresses(config))
    at = date_of(top)
    return tuple(
        _bounce(failure, report.messages, token, own_id if not rank else f"{own_id}#{rank}", at)
        for rank, failure in enumerate(report.failures)
    )


def _bounce(
    failure: Failure, messages: tuple[str, ...], token: str, external_id: str, at: datetime | None
) -> Event:
    if failure.arrived and messages:
        return StatusCame(
            external_id=external_id, at=at, message=messages[0], state="delivered", detail=failure.detail
        )
    if failure.arrived or failure.status.startswith("2."):
        return UnknownCame(external_id=external_id, at=at, what="delivery-status")
    return BounceCame(
        external_id=external_id,
        at=at,
        address=failure.address,
        weight=failure.weight,
        messages=messages,
        token=token,
        status=failure.status,
        detail=failure.detail,
    )
