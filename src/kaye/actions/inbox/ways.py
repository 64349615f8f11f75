"""The ways a person may answer a customer, the one used last first, and for the others why not (C36)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kaye.actions.engine import channel_configs
from kaye.channels.registry import channel, channels
from kaye.records.models import Business, ChannelTemplate, ContactPoint, Customer, OptOut
from kaye.rules.ports.channel import Capabilities, Channel

_ABSENT = {
    "phone": "pas de numéro",
    "email": "pas d’adresse e-mail",
    "whatsapp_id": "pas de numéro",
    "messenger": "n’a jamais écrit sur Messenger",
    "instagram": "n’a jamais écrit sur Instagram",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A channel for an answer. `reason`: "" when a free text may leave, else window, template, number, stopped,
    bounced; `words` say it in French. `warning`: it may leave, and the person should know this first.

    `one_tap`: the text opens in an application of the person and leaves by their hand. `files`: bytes of the largest
    attachment, 0 = none. `templates`: approved, for a closed window.
    """

    channel: Channel
    point: ContactPoint | None
    reason: str = ""
    words: str = ""
    warning: str = ""
    window_until: datetime | None = None
    templates: tuple[ChannelTemplate, ...] = ()

    @property
    def name(self) -> str:
        return self.channel.name

    @property
    def icon(self) -> str:
        return f"channel:{self.channel.name}"

    @property
    def is_open(self) -> bool:
        return not self.reason

    @property
    def one_tap(self) -> bool:
        return self.channel.capabilities.one_tap

    @property
    def has_subject(self) -> bool:
        return self.channel.capabilities.text_form == "email"

    @property
    def files(self) -> int:
        return self.channel.capabilities.files


def ways_to_answer(
    *,
    business: Business,
    customer: Customer,
    points: Iterable[ContactPoint],
    windows: Mapping[str, datetime],
    used: str,
    now: datetime,
) -> tuple[Way, ...]:
    """`used`: the channel of the customer's last message. `windows`: as `ReadThread.windows`. Three queries."""
    ready = channel_configs(business)
    known = [each for each in points if each.former_at is None and each.state == "ok"]
    stops = list(OptOut.objects.filter(customer=customer, lifted_at=None, purpose="all"))
    approved = list(
        ChannelTemplate.objects.filter(business=business, state="approved").select_related("account")
    )
    found = []
    for each in channels():
        kinds = answering_kinds(each)
        if not kinds or (each.capabilities.needs_config and each.name not in ready):
            continue
        point = next((p for kind in kinds for p in reversed(known) if p.kind == kind), None)
        templates = tuple(row for row in approved if row.account.channel == each.name)
        found.append(_way(each, kinds, point, windows.get(each.name), stops, templates, now))
    return tuple(sorted(found, key=lambda way: _rank(way, used)))


def answering_kinds(each: Channel) -> tuple[str, ...]:
    """The kinds of points an answer goes to by this channel, the best first; none where nobody answers by it."""
    can = each.capabilities
    if can.answers:
        return tuple(sorted(can.answers, key=lambda kind: kind != can.address))
    writes = can.text_form in ("whatsapp", "sms", "email")
    return (can.address,) if writes and can.address and (can.automatic or can.one_tap) else ()


def _way(
    each: Channel,
    kinds: tuple[str, ...],
    point: ContactPoint | None,
    until: datetime | None,
    stops: list[OptOut],
    templates: tuple[ChannelTemplate, ...],
    now: datetime,
) -> Way:
    if point is None:
        return Way(each, None, "number", _ABSENT.get(kinds[0], "pas de contact"))
    if point.suppressed_at is not None:
        return Way(each, point, "bounced", point.because or "cette adresse ne reçoit plus")
    warning = ""
    if refusals := [stop for stop in stops if stop.point_id in (None, point.pk)]:
        if point.last_inbound_at is None or point.last_inbound_at <= max(stop.at for stop in refusals):
            return Way(each, point, "stopped", "ne veut plus de message")
        warning = "A demandé de ne plus recevoir de message, puis a écrit : répondez, sans plus."
    can = each.capabilities
    if can.window is not None and (until is None or until <= now):
        closed = _closed(can, templates)
        if closed:
            return Way(each, point, *closed, window_until=until, templates=templates)
        warning = warning or "Le délai de réponse libre est passé : répondez vous-même, sans publicité."
    return Way(each, point, warning=warning, window_until=until)


def _closed(can: Capabilities, templates: tuple[ChannelTemplate, ...]) -> tuple[str, str] | None:
    """What is left once the window is closed; None when a person may still write."""
    if can.after_window == "person":
        return None
    if can.after_window == "template" and not templates:
        return "template", "24 h passées, aucun modèle approuvé"
    return "window", "24 h passées depuis son dernier message"


def _rank(way: Way, used: str) -> tuple[bool, bool, bool, bool, str]:
    """Open first, then the one used last, or the hand for the same kind of text, then what leaves by itself."""
    form = channel(used).capabilities.text_form if used else ""
    can = way.channel.capabilities
    return (not way.is_open, way.name != used, can.text_form != form, can.one_tap, way.name)
