"""A mail that says that another did not arrive: ordered rules, the standard first (C56).

RFC 3464 reports, then RFC 5965 complaints, then the texts of servers that never read them. An automatic reply is not
a bounce, although it too comes with an empty Return-Path: `letter` asks for those between the two.
"""

import re
from dataclasses import dataclass
from typing import Literal

from kaye.channels.email.receiving.addresses import mailboxes, message_ids, normal
from kaye.channels.email.receiving.decoding import one_line
from kaye.channels.email.receiving.page import text_of_page
from kaye.channels.email.receiving.tree import Part, headers_of

Weight = Literal["hard", "soft", "delayed", "complaint"]
_READ = 60_000  # characters of a report
_MOST = 50  # recipients of one report
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_ORIGINALS = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
    "message/rfc822-headers",
)
_FIELD = re.compile(r"^([A-Za-z-]{2,40})\s*:\s*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.:/-])([45])[0-5]\d(?=[ \-:>,#;]|$)(?![-. ]\d{2,}[-.])", re.MULTILINE)
_ADDRESS = re.compile(
    r"[A-Za-z0-9._%+'=&~!#$*/?^`{|}-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}"
)
_SYSTEM = re.compile(
    r"mailer[-_. ]?daemon|post ?master|mail(?:er)?[-_.]?(?:delivery|system|administrator|admin)"
    r"|mail[-_. ]?gateway"
    r"|delivery[-_. ]?(?:sub)?system|mdaemon|bounces?[-_+@]|no-?reply@.*amazonses|system administrator|symantec",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|deliver.{0,25}(?:fail|problem|error|unsuccess|impossible|status|delay|not complete)"
    r"|(?:fail|error|unsuccess|problem|warning|delay|could not).{0,25}(?:deliver|send|mail|message|transfer)"
    r"|return(?:ed)? (?:mail|message|to sender)|mail(?:er)? (?:system )?(?:error|failure|status"
    r"|delivery)|failure notice|user unknown"
    r"|non[- ]?(?:remis|deliver|distribu)|(?:[ée]chec|retard|avis|notification"
    r"|rapport).{0,30}(?:remise|distribution|livraison|envoi)"
    r"|message not (?:delivered|sent|accepted)|unzustellbar|nondeliverable|bounce|rejected"
    r"|unknown (?:user|recipient)|not delivered"
    r"|unable to deliver|delivery notification|adresse.{0,20}(?:inconnue|erron)|配信|送信",
    re.IGNORECASE,
)
# Outlook.com's own complaints carry the mail, and no report.
_COMPLAINT = re.compile(r"^\s*complaint about message from [0-9a-f.:]+\s*$", re.IGNORECASE)
_QUOTED = re.compile(
    r"^[ \t>|-]*(?:-{2,}.{0,60}(?:original|returned|unsent|copy|message|header|body|mail).{0,60}$"
    r"|received: from |return-path: |content of the message|original (?:message|mail) (?:follows|headers?)"
    r"|message-id: ?<)",
    re.IGNORECASE | re.MULTILINE,
)
_DELAYED = re.compile(
    r"delayed|will (?:be )?(?:retried|keep trying|continue)|will try again|warning message only"
    r"|do not need to resend"
    r"|not yet been delivered|no action is required|temporarily (?:deferred|undelivered)|delivery (?:is )?delay"
    r"|retard|n.avez pas besoin de renvoyer|nouvelles? tentatives?",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"user (?:is )?(?:unknown|not found|doesn|does not)|unknown (?:user|recipient|mailbox|address"
    r"|local)|no such (?:user|mailbox|recipient|address|person|domain|host)"
    r"|does ?n[o']t exist|invalid (?:recipient|address|mailbox|user)|mailbox (?:unavailable|not found"
    r"|disabled|inactive)|recipient (?:rejected|unknown|not found|address rejected)"
    r"|host (?:unknown|not found)|domain (?:not found|does not exist)|(?:account|address"
    r"|user) .{0,30}(?:disabled|closed|inactive|suspended|no longer|has been (?:deleted|removed))"
    r"|not a (?:known|valid) (?:user|recipient|mailbox)|not (?:our customer|listed in)"
    r"|adresse.{0,30}(?:inconnu|n.existe|invalid|erron)|destinataire.{0,20}inconnu"
    r"|n.existe pas|undeliverable address",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"(?:mailbox|quota|storage|inbox|bo[iî]te|disk|user).{0,40}(?:full|exceed|over|limit|pleine"
    r"|satur[ée]e|d[ée]pass)|over ?quota|insufficient (?:disk|system|storage)|too (?:large|big|many)"
    r"|spam|blocked|blacklist|block ?list|reputation|policy|denied|refused|virus|greylist|temporar"
    r"|try again|timed? ?out|connection|rate limit|trop (?:gros|volumineux)|expired"
    r"|unable to (?:connect|resolve)"
    r"|message size|size limit",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What became of one recipient. `arrived`: a report of success; `address` empty when none is named."""

    address: str
    weight: Weight = "hard"
    status: str = ""
    detail: str = ""
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Each recipient's fate and the messages it is about."""

    failures: tuple[Failure, ...]
    messages: tuple[str, ...] = ()


def standard_report(top: Part) -> Report | None:
    """By the parts that the standards give; None if there is none that says something."""
    parts = list(top.walk())
    for part in parts:
        if part.mime == "message/feedback-report":
            return _complaint(part, parts)
    if _COMPLAINT.search(top.words("subject")) and _original_parts(parts):
        return _complaint(top, parts)
    failures: list[Failure] = []
    for part in parts:
        if part.mime in _REPORTS:
            failures += _fates(part.text()[:_READ])
    if not failures:
        return None
    return Report(tuple(failures[:_MOST]), _originals(parts))


def is_feedback_of_another_kind(top: Part) -> bool:
    """A report of authentication (DMARC), or one that takes a complaint back."""
    for part in top.walk():
        if part.mime == "message/feedback-report":
            kind = _fields(part.text()[:_READ]).get("feedback-type", "").lower()
            return kind in ("auth-failure", "not-spam", "dmarc")
    return False


def told_report(top: Part) -> Report | None:
    """By what the text says, from those who deliver mail only; None if it is no failure."""
    if not _from_a_machine(top):
        return None
    parts = list(top.walk())
    spoken = [
        part
        for part in parts
        if not part.children and (part.mime.startswith("text/") or part.mime in _REPORTS)
    ]
    text = "\n".join(
        text_of_page(part.text()[:_READ]) if part.mime == "text/html" else part.text()[:_READ]
        for part in spoken[:4]
    )
    text = text[:_READ]
    subject = top.words("subject")
    told = text[: found.start()] if (found := _QUOTED.search(text)) and found.start() > 40 else text
    is_named = bool(_SUBJECT.search(subject) or top.header("x-failed-recipients"))
    if not is_named and not (_GONE.search(told) or _SOFT.search(told) or _STATUS.search(told)):
        return None
    addresses = _told_addresses(top, told, text)
    status = _status_in(told)
    weight = _weight_in(told, status, subject)
    detail = _telling_line(told)
    messages = _originals(parts) or message_ids(_field_values(text, "message-id")) or _answered(top)
    return Report(tuple(Failure(each, weight, status, detail) for each in addresses or ("",)), messages)


def _from_a_machine(top: Part) -> bool:
    sender = f"{top.words('from')} {top.words('sender')}"
    path = top.headers.get("return-path", [])
    is_empty_path = any(value.strip() in ("<>", "", "< >") for value in path)
    if _SYSTEM.search(sender) or is_empty_path or top.header("x-failed-recipients"):
        return True
    return bool(_SUBJECT.search(top.words("subject"))) and (
        top.parameter("content-type", "report-type").lower() == "delivery-status"
        or _SYSTEM.search(path[0] if path else "") is not None
    )


def _fates(text: str) -> list[Failure]:
    """RFC 3464 §2: one group of lines for the message, then one for each recipient."""
    found = []
    for group in re.split(r"\n[ \t]*\n", text):
        fields = _fields(group)
        address = _recipient(fields)
        action = fields.get("action", "").split(" ", 1)[0].strip(";, ").lower()
        status = _status_in(fields.get("status", "")) or _status_in(fields.get("diagnostic-code", ""))
        if not (address or action or status) or ("reporting-mta" in fields and not address):
            continue
        detail = one_line(fields.get("diagnostic-code", ""))[:300]
        if not address and not status:
            continue
        found.append(_fate(address, action, status, detail))
    return found


def _fate(address: str, action: str, status: str, detail: str) -> Failure:
    if action in ("delivered", "relayed", "expanded") or status.startswith("2."):
        return Failure(address, "delayed", status, detail, arrived=action == "delivered")
    if action == "delayed":
        return Failure(address, "delayed", status, detail)
    if not status or status.endswith(".0.0"):
        better = _status_in(detail)
        status = better or status
    return Failure(address, _weight_in(detail, status, ""), status, detail)


def _complaint(part: Part, parts: list[Part]) -> Report:
    fields = _fields(part.text()[:_READ])
    address = _address_in(fields.get("original-rcpt-to", "")) or _address_in(
        fields.get("removal-recipient", "")
    )
    if not address:
        quoted = (
            box.address
            for each in _original_parts(parts)
            for box in mailboxes(
                each.headers.get("x-hmxmroriginalrecipient", []) + each.headers.get("to", [])
            )
        )
        address = next(quoted, "")
    kind = fields.get("feedback-type", "abuse").strip()[:40]
    return Report((Failure(address, "complaint", "", f"Feedback-Type: {kind}"),), _originals(parts))


def _fields(group: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _FIELD.finditer(group):
        found.setdefault(line[1].lower(), one_line(line[2]))
    return found


def _field_values(text: str, name: str) -> list[str]:
    return [line[2] for line in _FIELD.finditer(text) if line[1].lower() == name]


def _recipient(fields: dict[str, str]) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        if address := _address_in(fields.get(name, "")):
            return address
    return ""


def _address_in(value: str) -> str:
    """« rfc822; a@b »; some write it in angles, or add words."""
    found = _ADDRESS.search(value.rpartition(";")[2]) or _ADDRESS.search(value)
    return normal(found[0]) if found else ""


def _original_parts(parts: list[Part]) -> list[Part]:
    return [headers_of(part.content()) for part in parts if part.mime in _ORIGINALS]


def _originals(parts: list[Part]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            one for part in _original_parts(parts) for one in message_ids(part.headers.get("message-id", []))
        )
    )


def _answered(top: Part) -> tuple[str, ...]:
    return message_ids(top.headers.get("in-reply-to", []) + top.headers.get("references", []))[-5:]


def _told_addresses(top: Part, told: str, text: str) -> tuple[str, ...]:
    """Named by a header, else in the words of the server before the mail it quotes, else the quoted « To: »."""
    named = _ADDRESS.findall(" ".join(top.headers.get("x-failed-recipients", [])))
    own = {box.address for box in mailboxes(top.headers.get("to", []) + top.headers.get("from", []))}
    found = [normal(one) for one in named or _ADDRESS.findall(told)]
    usable = [one for one in found if one and one not in own and not _SYSTEM.search(one)]
    if not usable:
        quoted = mailboxes(_field_values(text, "to"))
        usable = [box.address for box in quoted if box.address not in own]
    return tuple(dict.fromkeys(usable))[: _MOST if named else 1]


def _status_in(text: str) -> str:
    found = _STATUS.search(text)
    return ".".join(found.groups()) if found else ""


def _weight_in(text: str, status: str, subject: str) -> Weight:
    """5.x.x hard; 4.x.x, 5.2.2 and 5.7.x soft; without a status, by its words; unknown reasons are soft."""
    if status:
        # 5.2.2: the box is full; 5.7.x: a rule said no. Both pass.
        is_soft = status.startswith("4.") or status == "5.2.2" or status.startswith("5.7.")
        return "soft" if is_soft else "hard"
    if _DELAYED.search(subject) or (_DELAYED.search(text) and not _GONE.search(text)):
        return "delayed"
    if _GONE.search(text):
        return "hard"
    if _SOFT.search(text):
        return "soft"
    code = _CODE.search(text)
    return "hard" if code and code[1] == "5" else "soft"


def _telling_line(text: str) -> str:
    for line in text.split("\n"):
        if _STATUS.search(line) or _GONE.search(line) or _SOFT.search(line):
            return one_line(line)[:300]
    return one_line(text[:300])
