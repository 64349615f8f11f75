"""An approved text for a closed window: its places to fill, what the customer will read, about what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from kaye.actions.inbox.canned import place_guesses
from kaye.actions.inbox.ways import Way
from kaye.records.models import ChannelTemplate, Customer
from kaye.rules.approved import count_places, fill
from kaye.rules.ports.channel import OutgoingText, ProviderTemplate
from kaye.rules.titles import text_title
from kaye.rules.variables import VARIABLES
from kaye.web.access import ShopRequest
from kaye.web.inbox.words import person_word
from kaye.web.screen import who


@dataclass(frozen=True, slots=True)
class Place:
    """One blank. `label`: what goes there."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The text chosen. `preview`: with the values typed so far, « … » where one is missing."""

    row: ChannelTemplate
    title: str
    places: tuple[Place, ...]
    preview: str
    cost: str


def title_of(row: ChannelTemplate) -> str:
    """As the library calls it, else the name it has at the provider's."""
    return text_title(row.text_id) if row.text_id else row.name


def chosen(request: ShopRequest, way: Way | None, customer: Customer) -> Chosen | None:
    """?modele= or the one of the form, among those of the way."""
    wanted = request.POST.get("template") or request.GET.get("modele", "")
    row = next((each for each in way.templates if str(each.pk) == wanted), None) if way else None
    if row is None or way is None:
        return None
    values = tuple(" ".join(each.split())[:500] for each in request.POST.getlist("place")) or place_guesses(
        row, customer, person_word(who(request))
    )
    values = (*values, *[""] * count_places(row.body))[: count_places(row.body)]
    labels = _labels(row, len(values))
    places = tuple(Place(label, value) for label, value in zip(labels, values, strict=True))
    preview = fill(row.body, [value or "…" for value in values])
    return Chosen(row, title_of(row), places, preview, _cost(request, way, row, values))


def _labels(row: ChannelTemplate, count: int) -> list[str]:
    known = [VARIABLES[name].label if name in VARIABLES else name for name in row.places]
    return [*known, *(f"place {number}" for number in range(len(known) + 1, count + 1))][:count]


def _cost(request: ShopRequest, way: Way, row: ChannelTemplate, values: Sequence[str]) -> str:
    """« environ 0,03 USD ; tarif à vérifier »; empty where no price is known."""
    if way.channel.cost is None or way.point is None:
        return ""
    text = OutgoingText(
        key="",
        address=way.point.value,
        text="",
        date=request.now,
        purpose=row.category,
        template=ProviderTemplate(row.name, row.language, tuple(values)),
    )
    cost = way.channel.cost(text, request.business.country, request.today)
    return cost.note if cost is not None else ""
