"""Every address that the site answers, as the resolver knows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

_HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True, slots=True)
class Route:
    """`pattern` with holes such as « <pk> »; `holes`: their names, in order."""

    name: str
    pattern: str
    holes: tuple[str, ...]

    def fill(self, values: dict[str, str]) -> str:
        """The address with every hole filled."""
        return "/" + re.sub(r"<(\w+)>", lambda hole: values[hole[1]], self.pattern)


API = "api/v1/"


def routes() -> list[Route]:
    """Those of people: pages, forms, hooks."""
    return [each for each in _all() if not each.pattern.startswith(API)]


def api_routes() -> list[Route]:
    """Those of programs, behind a key; `test_api_walk.py` walks them."""
    return [each for each in _all() if each.pattern.startswith(API)]


def _all() -> Iterator[Route]:
    return _walk(get_resolver().url_patterns, "")


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for each in patterns:
        text = before + _plain(str(each.pattern))
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, text)
        else:
            yield Route(each.name or text, text, tuple(re.findall(r"<(\w+)>", text)))


def _plain(pattern: str) -> str:
    """Holes without converters; regular expressions reduced to their literal part."""
    text = _HOLE.sub(r"<\2>", _GROUP.sub(r"<\1>", pattern))
    return text.replace("^", "").replace("$", "").replace("\\Z", "").replace("/?", "/")
