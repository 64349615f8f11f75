"""HTML of a mail: cleaned for the screen (nothing runs, nothing loads), and as text.

Pictures keep their address aside: `data-src` for one of the Internet, shown when asked; `data-cid` for a file of the
mail. nh3 writes every attribute as name="value", which is what the small readers below count on.
"""

import html
import re

import nh3

from kaye.channels.email.receiving.decoding import clean

MOST = 1_000_000  # characters of a page that are read
_TAGS = frozenset(
    {
        "a", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt",
        "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s", "small",
        "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
    }
)  # fmt: skip
_SILENT = frozenset(  # gone with what is in them
    {
        "script", "style", "title", "template", "svg", "math", "iframe", "object", "embed", "noscript",
        "textarea", "select", "audio", "video", "canvas", "frameset", "noframes", "noembed", "xmp", "plaintext",
    }
)  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}
_NUMBER = re.compile(r"[0-9]{1,4}")
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_SOURCE = re.compile(r' src="([^"]*)"')
_ANY_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,40})[^>]*")
_ANY_TAG_WHOLE = re.compile(r"<[^>]*>")
_VALUES = re.compile(r"\"[^\"]*\"|'[^']*'")
_BUDGET = 2_000_000  # tags times the tags open around each
_LONG_TAG = 3_000  # characters of one tag, its values left out
_CLOSED_ALONE = frozenset(
    {
        "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "param",
        "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
    }
)  # fmt: skip
_NEW_LINE = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre", "hr", "dl"})
_LINE = frozenset({"div", "tr", "li", "center", "caption", "dt", "dd"})
_BLANKS = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\n\r\f]+")


def cleaned(page: str) -> str:
    """What may be shown inside a frame of ours; empty if nothing is left, or if drawing it would cost too much."""
    if is_heavy(page[:MOST]):
        return ""
    safe = nh3.clean(
        page[:MOST],
        tags=set(_TAGS),
        clean_content_tags=set(_SILENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return _TAG.sub(_aside, safe).strip()


def is_heavy(page: str) -> bool:
    """Whether readers of HTML would slow down on it: their time grows with tags times open tags, and with the square
    of the attributes of one tag. A long newsletter stays a hundred times under."""
    opened: dict[str, int] = {}
    depth, cost = 0, 0
    for tag in _ANY_TAG.finditer(page):
        name = tag[2].lower()
        cost += depth
        if cost > _BUDGET or (len(tag[0]) > _LONG_TAG and len(_VALUES.sub("", tag[0])) > _LONG_TAG):
            return True
        if tag[1]:
            if opened.get(name):
                opened[name] -= 1
                depth -= 1
        elif name not in _CLOSED_ALONE:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
    return False


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute in ("width", "height", "colspan", "rowspan", "start"):
        return value if _NUMBER.fullmatch(value) else None
    if tag == "a" and value.lower().lstrip().startswith("cid:"):
        return None
    if tag == "img" and attribute == "src" and not re.match(r"(?i)\s*(?:https?|cid):", value):
        return None
    return value


def _aside(found: re.Match[str]) -> str:
    """Whole tags are walked over, so that an attribute's text never passes for a tag."""
    if found[2] != "img":
        return found[0]
    return _SOURCE.sub(_source, found[0])


def _source(found: re.Match[str]) -> str:
    address = found[1].strip()
    if address[:4].lower() == "cid:":
        return f' data-cid="{address[4:].strip("<>")}"'
    return f' data-src="{address}"'


def text_of_page(page: str) -> str:
    """As text: lines, list marks, « > » before what is quoted."""
    if is_heavy(page[:MOST]):
        return clean(html.unescape(_ANY_TAG_WHOLE.sub(" ", page[:MOST]))).strip()
    safe = cleaned(page)
    lines = _Lines()
    end = 0
    for tag in _TAG.finditer(safe):
        lines.say(safe[end : tag.start()])
        lines.pass_tag(tag[2], bool(tag[1]))
        end = tag.end()
    lines.say(safe[end:])
    return lines.text()


class _Lines:
    """Puts words on lines; the depth of quotation is the one where a line begins."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []
        self._quoted = 0
        self._plain = 0
        self._gap = False

    def say(self, escaped: str) -> None:
        if not escaped:
            return
        words = html.unescape(escaped)
        if self._plain:
            first, *others = words.split("\n")
            self._line.append(first)
            for other in others:
                self._end()
                self._line.append(other)
            return
        words = _SPACES.sub(" ", words)
        self._line.append(words if self._line else words.lstrip(" "))

    def pass_tag(self, tag: str, is_end: bool) -> None:
        if tag == "br":
            self._end()
        elif tag in ("td", "th"):
            if is_end and self._line:
                self._line.append(" ")
        elif tag in _LINE:
            self._end_if_any()
            if tag == "li" and not is_end:
                self._line.append("- ")
        elif tag in _NEW_LINE or tag == "blockquote":
            self._end_if_any()
            if tag == "blockquote":
                self._quoted = max(0, self._quoted + (-1 if is_end else 1))
            self._gap = True
            if tag == "pre":
                self._plain = max(0, self._plain + (-1 if is_end else 1))

    def text(self) -> str:
        self._end_if_any()
        return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in self._done)).strip()

    def _end_if_any(self) -> None:
        if "".join(self._line).strip():
            self._end()
        else:
            self._line = []

    def _end(self) -> None:
        mark = "> " * min(self._quoted, 5)
        if self._gap and self._done and self._done[-1].strip("> ") and self._done[-1].startswith(mark):
            self._done.append(mark)
        self._gap = False
        self._done.append(mark + "".join(self._line).replace("\xa0", " ").strip(" "))
        self._line = []
