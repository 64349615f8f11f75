"""The forms of a page, as a browser would send them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_TYPED = {"text", "search", "tel", "email", "url", "number", "date", "password", "hidden", ""}
_LISTS = {"radio", "checkbox"}


@dataclass(slots=True)
class Form:
    """`values`: what is sent when nothing is touched. `typed`: the fields a person, or a script, may fill freely."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    has_file: bool = False

    @property
    def shape(self) -> tuple[object, ...]:
        """Two forms of one shape need only be tried once: digits in the address are ids."""
        path = "".join("#" if c.isdigit() else c for c in self.action)
        return (path, self.method, tuple(sorted(self.values)))


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            action = urlsplit(urljoin(self._page, given.get("action", "") or self._page))
            where = action.path + (f"?{action.query}" if action.query else "")
            self._open = Form(where, given.get("method", "get").upper())
            self.forms.append(self._open)
            return
        name = given.get("name", "")
        if self._open is None or not name:
            if tag == "option" and self._open is not None and self._select:
                self._option(self._open, given)
            return
        if tag == "input":
            self._input(self._open, name, given)
        elif tag == "textarea":
            self._open.typed.add(name)
            self._open.values[name] = ""
        elif tag == "select":
            self._select = name
            self._open.typed.add(name)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._open.values.setdefault(name, given.get("value", ""))

    def _option(self, form: Form, given: dict[str, str]) -> None:
        if "selected" in given or self._select not in form.values:
            form.values[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        if kind == "file":
            form.has_file = True
        elif kind in _LISTS:
            if "checked" in given or kind == "radio":
                form.values.setdefault(name, given.get("value", "on"))
            form.typed.add(name)
        elif kind in _TYPED:
            form.values.setdefault(name, given.get("value", ""))
            form.typed.add(name)


def forms_of(page: str, html: str) -> list[Form]:
    """The forms written in the HTML of that page."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


def one_of_each(forms: Iterable[Form]) -> list[Form]:
    """The first of each shape."""
    return list({form.shape: form for form in reversed(list(forms))}.values())
