"""A filled text with its variables told apart, to highlight them on a screen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaye.rules.template import Template
from kaye.rules.variables import VARIABLES, value_of


@dataclass(frozen=True, slots=True)
class Piece:
    """`state`: "" for words of the text, value for a filled variable, missing for one without a value."""

    text: str
    state: str = ""


def marked(template: Template, values: Mapping[str, str]) -> tuple[Piece, ...]:
    """The text as `render` writes it, in pieces; a required value that is missing shows its French name."""
    pieces = list(_strip(_merge(_pieces(template, values))))
    return tuple(pieces)


def example_values() -> dict[str, str]:
    """A value for every variable of the palette, for a text shown without a customer."""
    return {name: variable.example for name, variable in VARIABLES.items()}


def _pieces(template: Template, values: Mapping[str, str]) -> Iterator[Piece]:
    for part in template.parts:
        found = [values.get(name) or value_of(name, values) for name in part.names]
        if part.optional and not all(found):
            continue
        yield Piece(part.literals[0])
        for name, value, literal in zip(part.names, found, part.literals[1:], strict=True):
            yield Piece(value, "value") if value else Piece(VARIABLES[name].label, "missing")
            yield Piece(literal)


def _merge(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbouring words become one piece, empty ones disappear."""
    words = ""
    for piece in pieces:
        if not piece.state:
            words += piece.text
            continue
        if words:
            yield Piece(words)
            words = ""
        yield piece
    if words:
        yield Piece(words)


def _strip(pieces: Iterator[Piece]) -> list[Piece]:
    found = list(pieces)
    if found and not found[0].state:
        found[0] = Piece(found[0].text.lstrip())
    if found and not found[-1].state:
        found[-1] = Piece(found[-1].text.rstrip())
    return [piece for piece in found if piece.text]
