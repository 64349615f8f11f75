"""A message to many: what its text may say, who gets which version, how fast it leaves (inbox C58)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from kaye.rules.calendar import Calendar
from kaye.rules.pasting import clean_paste
from kaye.rules.septets import sms_length
from kaye.rules.template import Template, TemplateError, compile_template
from kaye.rules.variables import VARIABLES

Variant = Literal["a", "b"]
# What may be said of anybody, whatever they bought.
WORDS = frozenset(
    {
        "appel", "appel_formel", "client_raison", "entreprise", "signataire", "tel", "lien", "lieu", "date_jour",
        "moyens", "stop",
    }
)  # fmt: skip
RATES = {"email": 10, "sms": 1, "whatsapp": 1}  # a second, under the account's own limit
_MOST = {"email": 20_000, "sms": 460, "whatsapp": 1_000}
_STOP = "\n[[{{stop}}]]"
ENOUGH = 20  # recipients of each version before one may win
GIVE_UP = timedelta(days=7)  # over the caps


class CampaignFault(ValueError):
    """A text that cannot go to many; the message is French. `field`: text_a, subject_a, text_b, subject_b."""

    def __init__(self, field: str, message_fr: str) -> None:
        super().__init__(message_fr)
        self.field = field
        self.message_fr = message_fr


@dataclass(frozen=True, slots=True)
class Words:
    """One version, ready to fill."""

    subject: Template | None
    body: Template
    said: str


def read_words(form: str, subject: str, text: str, version: Variant = "a") -> Words:
    """The words of one version, with the way to stop where the channel has no button for it. Raises CampaignFault.

    `form`: email, sms, whatsapp.
    """
    body = clean_paste(text).strip()
    if form != "email" and "stop" not in body.lower():
        body += _STOP
    found = Words(
        subject=_compiled(f"subject_{version}", " ".join(subject.split())) if form == "email" else None,
        body=_compiled(f"text_{version}", body),
        said=f"{subject}\n{body}",
    )
    if len(body) > _MOST[form]:
        raise CampaignFault(f"text_{version}", f"Ce texte est trop long : {_MOST[form]} caractères au plus.")
    return found


def parts_of(form: str, text: str) -> int:
    """How many messages are paid for: parts of an SMS, else one."""
    return sms_length(text).parts if form == "sms" else 1


def _compiled(field: str, text: str) -> Template:
    if not text:
        raise CampaignFault(
            field, "Écrivez l'objet." if field.startswith("subject") else "Écrivez le message."
        )
    try:
        template = compile_template(text)
    except TemplateError as fault:
        raise CampaignFault(field, fault.message_fr) from None
    foreign = sorted((template.required | template.optional) - WORDS)
    if foreign:
        label = VARIABLES[foreign[0]].label if foreign[0] in VARIABLES else foreign[0]
        raise CampaignFault(
            field, f"« {label} » change d'un client à l'autre et n'a pas sa place ici : retirez ce mot."
        )
    return template


def version_of(campaign: int, customer: int, has_two: bool) -> Variant:
    """Which of the two texts this customer gets: always the same one."""
    if not has_two:
        return "a"
    return "b" if hashlib.sha256(f"{campaign}:{customer}".encode()).digest()[0] & 1 else "a"


def winner(sent: tuple[int, int], won: tuple[int, int]) -> Variant:
    """The version that brought more answers or sales for each one sent; A when equal or with fewer than 20 each."""
    if min(sent) < ENOUGH:
        return "a"
    return "b" if won[1] * sent[0] > won[0] * sent[1] else "a"


def leaves_at(start: datetime, rank: int, rate: int) -> datetime:
    """When the message of this rank leaves, at `rate` a second."""
    return start + timedelta(seconds=rank / rate)


def leaving(start: datetime, count: int, rate: int, calendar: Calendar) -> tuple[datetime, datetime]:
    """The first and the last instant at which `count` messages leave from `start` on, in the hours for offers."""
    first = at = _opening(start, calendar)
    rest = count - 1
    while (room := int((_closing(at, calendar) - at).total_seconds() * rate)) <= rest:
        rest -= room
        at = _opening(_closing(at, calendar), calendar)
    return first, leaves_at(at, max(rest, 0), rate)


def _opening(instant: datetime, calendar: Calendar) -> datetime:
    opening = calendar.next_allowed(instant, "marketing")
    while not calendar.is_working(calendar.today(opening)):
        day = calendar.next_working(calendar.today(opening))
        opening = calendar.next_allowed(calendar.opens(day, "marketing"), "marketing")
    return opening


def _closing(instant: datetime, calendar: Calendar) -> datetime:
    """The end of the hours in which this instant is."""
    day = calendar.today(instant)
    ends = (calendar.local(day, span.end) for span in calendar.windows["marketing"].spans)
    return min(end for end in ends if end > instant)
