"""A text with `{{variables}}` and parts `[[left out when a value is missing]]`: compiled once, filled often.

Strict replacement against a closed list, never a template engine: what a person types is never run, and a
value that looks like a variable stays the letters it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kaye.rules.variables import OTHER_WORDS, VARIABLES, value_of

_TOKEN = re.compile(r"\[\[|\]\]|\{\{\s*([\w-]{1,60})\s*\}\}|[{}]")


class TemplateError(ValueError):
    """A text that can't be used. `position` is the place in the text, in characters."""

    def __init__(self, message_fr: str, position: int, variable: str = "") -> None:
        super().__init__(message_fr)
        self.message_fr = message_fr
        self.position = position
        self.variable = variable


class MissingValue(LookupError):
    """A value that this text can't do without is empty."""

    def __init__(self, name: str) -> None:
        label = VARIABLES[name].label if name in VARIABLES else name
        self.name = name
        self.message_fr = f"Ce texte a besoin de « {label} », qui n'est pas encore renseigné."
        super().__init__(self.message_fr)


@dataclass(frozen=True, slots=True)
class Part:
    """`literals` has one more item than `names`; an optional part is left out when one value is missing."""

    optional: bool
    literals: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    text: str
    parts: tuple[Part, ...]
    required: frozenset[str]
    optional: frozenset[str]
    literals: tuple[str, ...]


def compile_template(text: str) -> Template:
    """Raises TemplateError, with a French sentence and the place, on anything that couldn't be filled."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise TemplateError("Le texte est vide.", 0)
    parts = _parts(text)
    required = frozenset(name for part in parts if not part.optional for name in part.names)
    named = frozenset(name for part in parts for name in part.names)
    literals = tuple(literal for part in parts for literal in part.literals if literal)
    return Template(text, parts, required, named - required, literals)


def render(template: Template, values: Mapping[str, str]) -> str:
    """The finished text; raises MissingValue when a required value is empty."""
    out: list[str] = []
    for part in template.parts:
        filled = [part.literals[0]]
        for name, literal in zip(part.names, part.literals[1:], strict=True):
            value = values.get(name) or value_of(name, values)
            if not value:
                if part.optional:
                    break
                raise MissingValue(name)
            filled += (value, literal)
        else:
            out += filled
    return "".join(out).strip()


def missing(template: Template, values: Mapping[str, str]) -> tuple[str, ...]:
    """Every required name without a value, in alphabetical order, to ask for all of them at once."""
    return tuple(sorted(name for name in template.required if not value_of(name, values)))


def _parts(text: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    literals: list[str] = [""]
    names: list[str] = []
    place, opened = 0, -1
    for token in _TOKEN.finditer(text):
        literals[-1] += text[place : token.start()]
        place = token.end()
        mark = token[0]
        if mark in ("[[", "]]"):
            _check_mark(mark, opened, token.start(), names)
            parts.append(Part(opened >= 0, tuple(literals), tuple(names)))
            literals, names = [""], []
            opened = token.start() if mark == "[[" else -1
        elif token[1] is None:
            raise TemplateError(_lone_brace(text, token.start()), token.start())
        else:
            names.append(_known(token[1], token.start()))
            literals.append("")
    if opened >= 0:
        raise TemplateError("Une partie ouverte par « [[ » n'est pas fermée par « ]] ».", opened)
    literals[-1] += text[place:]
    parts.append(Part(False, tuple(literals), tuple(names)))
    return tuple(part for part in parts if part.names or part.literals != ("",))


def _check_mark(mark: str, opened: int, place: int, names: list[str]) -> None:
    if mark == "[[" and opened >= 0:
        raise TemplateError("Une partie « [[ … ]] » ne peut pas en contenir une autre.", place)
    if mark == "]]" and opened < 0:
        raise TemplateError("« ]] » ferme une partie qui n'a pas été ouverte par « [[ ».", place)
    if mark == "]]" and not names:
        raise TemplateError(
            "Cette partie « [[ … ]] » ne contient aucune variable : enlevez les crochets.", place
        )


def _known(name: str, place: int) -> str:
    if name in VARIABLES:
        return name
    near = suggestion(name)
    tail = f" Voulez-vous dire {{{{{near}}}}} ?" if near else " Choisissez-la dans la liste."
    raise TemplateError(f"La variable {{{{{name}}}}} n'existe pas.{tail}", place, name)


def suggestion(name: str) -> str:
    """The known name that the writer most likely meant, or ""."""
    lowered = name.lower()
    if lowered in VARIABLES:
        return lowered
    if lowered in OTHER_WORDS:
        return OTHER_WORDS[lowered]
    return next(iter(get_close_matches(lowered, list(VARIABLES), n=1, cutoff=0.6)), "")


def _lone_brace(text: str, place: int) -> str:
    found = re.match(r"[{}]*\s*([\w-]{1,60})?\s*[{}]*", text[place:])
    name = (found[1] or "") if found else ""
    near = name if name in VARIABLES else suggestion(name) if name else ""
    if near:
        return f"Accolades incomplètes : écrivez {{{{{near}}}}}, avec deux accolades de chaque côté."
    return "Une accolade est seule : une variable s'écrit avec deux accolades de chaque côté."
