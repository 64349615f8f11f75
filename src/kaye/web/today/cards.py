"""From a line of the engine to what a card shows and may do."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from kaye.actions.lines import Line
from kaye.channels.registry import channel
from kaye.records.facts import HOUSE
from kaye.records.models import OutgoingMessage
from kaye.rules.owner import LATE_PLAN
from kaye.web.customers.words import KIND_WORDS, kind_icon, send_word
from kaye.web.shell.cards import Choice, hold_choices
from kaye.web.shell.menu import page_url

_BOLD = re.compile(r"(?<!\w)\*([^*\n<>]{1,120})\*(?!\w)")
_RECOVERY = ("tell_agency", "lapse", "letter", "handed_off")
_MOVE = Choice("moved", "calendar-clock", "Déplacer cette relance", "Les autres gardent leur date")


@dataclass(frozen=True, slots=True)
class DayCard:
    """One contact of the morning. `action`: tap, call, approve. `dom`: an id fit for HTML and CSS."""

    id: str
    dom: str
    action: str
    kind_icon: str
    name: str
    customer_url: str
    because: str
    subject: str
    text: str
    mail_subject: str
    amount_minor: int | None
    currency: str
    amount_look: str
    send_word: str
    send_icon: str
    link: str
    elsewhere: bool
    call_url: str
    promise_url: str
    asked: bool
    edited: bool
    can_edit: bool
    choices: tuple[Choice, ...]

    @property
    def drawer(self) -> str:
        return f"volet-{self.dom}"

    @property
    def shown(self) -> SafeString:
        """The words as the customer will see them: « *montant* » is bold on WhatsApp."""
        return mark_safe(_BOLD.sub(r"<b>\1</b>", linebreaksbr(self.text)))  # escaped before


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at. `question`: message, paid, dispute, ended, contact, words, setup."""

    id: str
    dom: str
    name: str
    customer_url: str
    because: str
    question: str
    text: str
    address: str
    at: datetime | None
    amount_minor: int | None
    currency: str
    pay_url: str
    point_url: str
    settings_url: str
    recovery_url: str


@dataclass(frozen=True, slots=True)
class HouseLine:
    """For the owner only: an article running low."""

    id: str
    label: str
    because: str


def card_of(line: Line, code: str, words: str = "", asked: bool = False, back: str = "") -> DayCard:
    """`words`: the text as changed, its link must already be in `line`. `back`: where a hold returns to."""
    item, customer = line.item, line.customer
    phone = customer.phone
    is_tap = item.action == "tap"
    tel = f"tel:{phone.value}" if phone and phone.state == "ok" else ""
    known = channel(item.channel) if item.channel else None
    return DayCard(
        id=item.id,
        dom=dom_id(item.id),
        action=item.action,
        kind_icon=kind_icon(item.kind),
        name=customer.label,
        customer_url=reverse("customers_page", args=[customer.id]),
        because=item.because,
        subject=_subject(line),
        text=words or line.text,
        mail_subject=line.subject,
        amount_minor=item.amount,
        currency=code,
        amount_look=_look(line),
        send_word=send_word(item.channel) if item.channel else "",
        send_icon=f"channel:{item.channel}" if is_tap and item.channel else "send",
        link=line.link or "",
        elsewhere=bool(line.link and line.link.startswith("http")),
        call_url=tel,
        promise_url=_hold_url(line, "promise", back),
        asked=asked,
        edited=bool(words),
        can_edit=bool(known and known.capabilities.one_tap and is_tap),
        choices=_choices(line, back),
    )


def check_of(line: Line, code: str, message: OutgoingMessage | None, back: str = "/") -> Check:
    customer = line.customer
    pay = reverse("customers_pay", args=[customer.id])
    point = reverse("customers_point_add", args=[customer.id])
    return Check(
        id=line.item.id,
        dom=dom_id(line.item.id),
        name=customer.label,
        customer_url=reverse("customers_page", args=[customer.id]),
        because=line.item.because,
        question=_question(line),
        text=line.text,
        address=channel(message.channel).label if message and message.channel else "",
        at=(message.handed_at or message.due_at) if message else None,
        amount_minor=line.item.amount,
        currency=code,
        pay_url=f"{pay}?{urlencode({'retour': back})}",
        point_url=f"{point}?{urlencode({'retour': back})}",
        settings_url=page_url("settings"),
        recovery_url=reverse("customers_recovery", args=[customer.id]),
    )


def house_line(line: Line) -> HouseLine:
    cases = {case.id: case for case in line.customer.cases}
    case = cases.get(line.item.parts[0][0])
    name = case.subject.label if case else line.customer.label
    if line.customer.id != HOUSE:
        name = line.customer.label
    return HouseLine(line.item.id, name, line.item.because)


def dom_id(item: str) -> str:
    return item.replace(".", "-")


def _subject(line: Line) -> str:
    """What it is about, when it is not money."""
    item = line.item
    if item.family == "payment":
        return ""
    cases = {case.id: case for case in line.customer.cases}
    case = cases.get(item.parts[0][0])
    what = KIND_WORDS.get(item.kind, "message").capitalize()
    return f"{what} : {case.subject.label}" if case and case.subject.label else what


def _look(line: Line) -> str:
    anchor = line.item.anchor_on
    return "late" if line.item.family == "payment" and anchor and anchor < line.day else ""


def _choices(line: Line, back: str) -> tuple[Choice, ...]:
    """The six of the drawer; skipping and moving are about this follow-up, the others about the customer."""
    kinds = ["pause"]
    if line.item.family in ("payment", "delivery"):
        kinds = ["promise", "paid", "dispute", "unreachable", "pause"]
    urls = {kind: _hold_url(line, kind, back) for kind in kinds}
    urls["skip"] = (
        f"{reverse('today_done', args=[line.item.id])}?{urlencode({'quoi': 'skipped', 'retour': back})}"
    )
    moved = Choice("moved", _MOVE.icon, _MOVE.word, _MOVE.effect, _hold_url(line, "moved", back))
    return (*hold_choices(urls), moved)


def _hold_url(line: Line, kind: str, back: str) -> str:
    said = {"retour": back or "/", "relance": line.item.parts[0][0]}
    return f"{reverse('customers_hold', args=[line.customer.id, kind])}?{urlencode(said)}"


def _question(line: Line) -> str:
    item = line.item
    if item.message is not None:
        return "message"
    if item.parts[0][1] == "ask":
        cases = {case for case, _ in item.parts}
        held = {h.kind for h in line.customer.holds if h.case is None or h.case in cases}
        asked = (
            "paid",
            "question",
            "too_dear",
            "instalments",
            "dispute",
            "cheque",
            "online_check",
            *_RECOVERY,
        )
        if item.because == LATE_PLAN:
            return "plan"
        return next((kind for kind in asked if kind in held), "ended")
    if line.composed.blocked and item.channel:
        return "words"
    if item.channel:
        return "setup"
    return "contact"
