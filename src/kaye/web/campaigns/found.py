"""What the screens of campaigns read."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import Http404

from kaye.actions.engine import channel_configs
from kaye.channels.registry import channel, channels
from kaye.records.models import Business, Campaign, Recipient, Segment
from kaye.rules.campaigns import RATES
from kaye.rules.ports.channel import Channel

_LATEST = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign of the list. `chip`: its look, its icon and its word."""

    row: Campaign
    chip: tuple[str, str, str]
    channel: str
    audience: int
    sent: int

    @property
    def percent(self) -> int:
        return 100 * self.sent // self.audience if self.audience else 0


STATES = {
    "draft": ("plan", "pencil", "Brouillon"),
    "scheduled": ("todo", "calendar-clock", "Prévue"),
    "running": ("todo", "send", "En cours"),
    "paused": ("", "pause", "Arrêtée"),
    "done": ("paid", "check", "Finie"),
}


def campaign_of(business: Business, pk: int) -> Campaign:
    """Raises Http404."""
    row = Campaign.objects.filter(business=business, pk=pk).first()
    if row is None:
        raise Http404
    return row


def latest(business: Business) -> list[Listed]:
    """The latest, with what has left of each. Two queries."""
    rows = list(Campaign.objects.filter(business=business).order_by("-id")[:_LATEST])
    counts = (
        Recipient.objects.filter(campaign__in=rows)
        .values("campaign")
        .annotate(n=Count("pk"), left=Count("pk", filter=Q(state__in=("sent", "uncertain"))))
    )
    numbers = {each["campaign"]: (each["n"], each["left"]) for each in counts}
    return [
        Listed(
            row,
            STATES[row.state],
            channel(row.channel).label,
            *numbers.get(row.pk, (0, 0)),
        )
        for row in rows
    ]


def ways(business: Business) -> list[Channel]:
    """The channels that can write to many and are set up."""
    ready = channel_configs(business)
    return [
        each
        for each in channels()
        if each.name in ready and each.capabilities.automatic and each.capabilities.text_form in RATES
    ]


def segments(business: Business) -> list[Segment]:
    return list(Segment.objects.filter(business=business).order_by("name")[:100])
