"""A text of the library as a provider approves it: its places numbered, its optional parts settled beforehand.

Outside a channel's window only such a text may leave, word for word; what the customer reads is its body, filled.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kaye.rules.template import MissingValue, Template
from kaye.rules.variables import VARIABLES, value_of
from kaye.rules.wording import Message, choose_form

LANGUAGE = "fr"
_NEVER = ("internal", "legal", "consent")  # ours alone, letters, and what only answers a message
_WITH_PAPERS = ("doc.", "sub.invoice")  # their paper comes with them: an approved text carries none
_PLACE = re.compile(r"\{\{(\d{1,3})\}\}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to have approved. `body` has places {{1}}, {{2}}…; `places` are our names of their values, in order."""

    text_id: str
    name: str
    category: str
    body: str
    places: tuple[str, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(" ".join(VARIABLES[name].example.split()) for name in self.places)


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved text ready to leave. `category` is the provider's own: it decides consent and price."""

    name: str
    language: str
    category: str
    body: str
    places: tuple[str, ...]


def wanted(message: Message, country: str, known: Collection[str]) -> Wanted | None:
    """This text in the words of the country, said « vous »; None when it has none for WhatsApp.

    `known`: values that the business always has; a part left out when a value is missing stays only for them.
    """
    form = choose_form(message, "whatsapp", country, informal=False)
    if form is None or message.purpose in _NEVER or message.human_validation:
        return None
    if message.id.startswith(_WITH_PAPERS):
        return None
    body, places = _numbered(message.forms[form], frozenset(known))
    if "code" in places:  # a code to copy is another category, with words of the provider
        return None
    name = "kaye_" + re.sub(r"[^a-z0-9]+", "_", message.id.lower()).strip("_")
    return Wanted(message.id, name, category_of(message.purpose), body, places)


def category_of(purpose: str) -> str:
    """The category to ask for: offers are marketing, the rest is about something the customer did."""
    return "marketing" if purpose == "marketing" else "utility"


def place_values(places: Sequence[str], values: Mapping[str, str]) -> tuple[str, ...]:
    """What fills the places, each on one line. Raises MissingValue for one that is not known."""
    found = []
    for name in places:
        value = values.get(name) or value_of(name, values)
        if not value:
            raise MissingValue(name)
        found.append(" ".join(value.split()))
    return tuple(found)


def fill(body: str, values: Sequence[str]) -> str:
    """The approved text as the customer reads it. A value that looks like a place stays the letters it is."""
    return _PLACE.sub(lambda place: _at(values, int(place[1])) or place[0], body)


def count_places(body: str) -> int:
    """How many values it takes."""
    return max((int(number) for number in _PLACE.findall(body)), default=0)


def _at(values: Sequence[str], number: int) -> str:
    return values[number - 1] if 0 < number <= len(values) else ""


def _numbered(template: Template, known: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """A value said twice keeps its number."""
    out: list[str] = []
    places: list[str] = []
    for part in template.parts:
        if part.optional and not known.issuperset(part.names):
            continue
        out.append(part.literals[0])
        for name, literal in zip(part.names, part.literals[1:], strict=True):
            if name not in places:
                places.append(name)
            out += (f"{{{{{places.index(name) + 1}}}}}", literal)
    return "".join(out).strip(), tuple(places)
