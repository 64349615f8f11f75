"""A mail as a tree of parts, within limits: written by hand so that no depth, count or broken line makes it fail.

The standard library's parser recurses without a bound and looks at every line once per level.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from kaye.channels.email.receiving.decoding import text_of, transferred, words_of

MOST_PARTS = 200
DEEPEST = 20
_HEADER = 16 * 1024  # bytes of one header
_HEADERS = 64 * 1024  # of all of them
_END_OF_HEADERS = re.compile(rb"\r?\n[ \t]*\r?\n|\r[ \t]*\r(?!\n)")
_LINES = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(r"[!-9;-~]{1,100}")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_PARAMETER = re.compile(
    r';\s*([!#$&+.^_`|~0-9A-Za-z*\'-]{1,60})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;\s]*)', re.DOTALL
)
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `headers` by small names, each with its values in order; `body` as it travelled, of a leaf only."""

    headers: dict[str, list[str]]
    mime: str
    body: bytes = b""
    children: tuple["Part", ...] = ()

    def header(self, name: str) -> str:
        """The first value, as it was written; empty if there is none."""
        return (self.headers.get(name) or [""])[0]

    def words(self, name: str) -> str:
        """The first value as people read it."""
        return words_of(self.header(name))

    def parameter(self, header: str, name: str) -> str:
        """« charset », « boundary », « filename »…: RFC 2231 forms and mailers' own RFC 2047 ones."""
        return _parameters(self.header(header)).get(name, "")

    def content(self) -> bytes:
        """The bytes that were meant."""
        return transferred(self.body, self.header("content-transfer-encoding"))

    def text(self) -> str:
        """The content as text."""
        return text_of(self.content(), self.parameter("content-type", "charset"))

    def walk(self) -> Iterator["Part"]:
        """This part and all below, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Tree:
    """What was read. `truncated`: a limit was passed and something is left out or cut."""

    top: Part
    truncated: bool


def parsed(raw: bytes) -> Tree:
    """Any bytes as a mail; what has no headers is all text."""
    builder = _Builder()
    return Tree(builder.part(_trimmed(raw), 0, "text/plain"), builder.truncated)


def headers_of(raw: bytes) -> Part:
    """Only the headers of a mail that is quoted in another."""
    block, _ = _split(_trimmed(raw))
    headers, _ = _headers(block)
    return Part(headers, "message/rfc822")


def body_of(raw: bytes) -> bytes:
    """What stands after the headers."""
    return _split(_trimmed(raw))[1]


class _Builder:
    """Counts the parts of one mail."""

    def __init__(self) -> None:
        self.truncated = False
        self._parts = 0

    def part(self, raw: bytes, depth: int, default: str) -> Part:
        self._parts += 1
        block, body = _split(raw)
        headers, cut = _headers(block)
        self.truncated |= cut
        mime = _mime((headers.get("content-type") or [""])[0], default)
        if not mime.startswith("multipart/"):
            return Part(headers, mime, body)
        boundary = _parameters((headers.get("content-type") or [""])[0]).get("boundary", "")
        if depth >= DEEPEST:
            self.truncated = True
        sections = _sections(body, boundary) if boundary and depth < DEEPEST else []
        if not sections:
            headers.pop("content-transfer-encoding", None)  # a multipart has none (RFC 2045 §6.4)
            return Part(headers, "text/plain" if depth < DEEPEST else "application/octet-stream", body)
        within = "message/rfc822" if mime == "multipart/digest" else "text/plain"
        children = []
        for section in sections:
            if self._parts >= MOST_PARTS:
                self.truncated = True
                break
            children.append(self.part(section, depth + 1, within))
        return Part(headers, mime, children=tuple(children))


def _trimmed(raw: bytes) -> bytes:
    """Without the blank lines, byte-order mark and « From » line of a mail folder that may stand before."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return raw.partition(b"\n")[2] if raw.startswith((b"From ", b">From ")) else raw


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Headers and body; a part that begins with an empty line has no headers, one without any is all body."""
    if raw[:1] in (b"\r", b"\n"):
        return b"", raw.removeprefix(b"\r").removeprefix(b"\n")
    if end := _END_OF_HEADERS.search(raw):
        block, body = raw[: end.start()], raw[end.end() :]
    else:
        block, body = raw, b""
    first = _LINES.split(block[:2000], maxsplit=1)[0]
    if not _NAME.fullmatch(first.partition(b":")[0].rstrip().decode("latin-1")) or b":" not in first:
        return b"", raw
    return block, body


def _headers(block: bytes) -> tuple[dict[str, list[str]], bool]:
    """By small name, unfolded, each cut to 16 KiB; True when all of them passed 64 KiB and the rest was left."""
    found: dict[str, list[str]] = {}
    last: list[str] = []
    for raw in _LINES.split(block[:_HEADERS]):
        if raw[:1] in (b" ", b"\t"):
            if last and len(last[-1]) < _HEADER:
                last[-1] = f"{last[-1]} {_line(raw).strip()}"[:_HEADER]
            continue
        name, colon, value = raw.partition(b":")
        key = name.decode("latin-1").rstrip().lower()
        if colon and _NAME.fullmatch(key):
            last = found.setdefault(key, [])
            last.append(_line(value[:_HEADER]).strip())
        else:
            last = []
    return found, len(block) > _HEADERS


def _line(raw: bytes) -> str:
    """Headers are ASCII; when they are not, mostly UTF-8 (RFC 6532), else windows-1252."""
    return raw.decode("ascii") if raw.isascii() else text_of(raw, "")


def _mime(value: str, default: str) -> str:
    if not value:
        return default
    kind = value.partition(";")[0].strip().lower()
    if _TYPE.fullmatch(kind):
        return kind
    return "text/plain" if kind in ("text", "") else "application/octet-stream"


def _parameters(value: str) -> dict[str, str]:
    """Names in small letters. RFC 2231: sections put in order, their percent-encoding undone."""
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(value):
        name, written = found[1].lower(), _unquoted(found[2])
        section = _SECTION.fullmatch(name)
        if section is None or not (section[2] or section[3]):
            plain.setdefault(name, words_of(written))
            continue
        sections.setdefault(section[1], {}).setdefault(int(section[2] or 0), (written, bool(section[3])))
    return plain | {name: _joined(pieces) for name, pieces in sections.items()}


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    raw, charset = b"", "utf-8"
    for number, (written, is_encoded) in sorted(pieces.items()):
        if is_encoded and number == 0 and written.count("'") >= 2:
            charset, _, written = written.split("'", 2)
        raw += unquote_to_bytes(written) if is_encoded else written.encode("utf-8", "replace")
    return text_of(raw, charset)


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'), flags=re.DOTALL)


def _sections(body: bytes, boundary: str) -> list[bytes]:
    """Between the lines « --boundary », up to the closing one; what stands before and after belongs to nobody."""
    mark = re.compile(
        rb"(?:\r\n|\n|\r|\A)--"
        + re.escape(boundary.encode("utf-8", "replace"))
        + rb"(--)?[ \t]*(?=[\r\n]|\Z)"
    )
    found: list[bytes] = []
    start = -1
    for line in mark.finditer(body):
        if start >= 0:
            found.append(body[start : line.start()])
        if line[1]:
            return found
        start = _after_line(body, line.end())
        if len(found) > MOST_PARTS:
            return found
    if start >= 0:
        found.append(body[start:])
    return found


def _after_line(body: bytes, at: int) -> int:
    if body[at : at + 2] == b"\r\n":
        return at + 2
    return at + 1
