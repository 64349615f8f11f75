"""The fields and files of a posted form: urlencoded or multipart/form-data (RFC 7578), whatever is broken in it."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from kaye.rules.ports.inbound import IncomingFile, Unreadable

_MOST = 100  # fields
_FILES = 20
_BOUNDARY = re.compile(r'boundary="?([^";\r\n]{1,120})', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*(name|filename)="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(slots=True)
class Posted:
    """The first value of each field, and the files that are not empty."""

    values: dict[str, str] = field(default_factory=dict)
    files: list[IncomingFile] = field(default_factory=list)


def posted(body: bytes, content_type: str) -> Posted:
    """Raises Unreadable when there is no field at all."""
    boundary = _BOUNDARY.search(content_type)
    first = re.match(rb"--([^\r\n]{1,120})\r?\n", body)
    if boundary:
        found = _multipart(body, boundary[1].strip().encode())
    elif first and b"ontent-" in body[:1000]:
        found = _multipart(body, first[1].rstrip())
    else:
        found = _urlencoded(body)
    if not found.values and not found.files:
        raise Unreadable("aucun champ")
    return found


def _urlencoded(body: bytes) -> Posted:
    try:
        # As Latin-1 a character is a byte: each value finds its own charset afterwards.
        written = body.strip().decode("latin-1")
        pairs = parse_qsl(written, keep_blank_values=True, max_num_fields=_MOST, encoding="latin-1")
    except ValueError:
        raise Unreadable("trop de champs") from None
    found = Posted()
    for name, value in pairs:
        found.values.setdefault(_text(name.encode("latin-1")), _text(value.encode("latin-1")))
    return found if any(b"=" in part for part in body.split(b"&")) else Posted()


def _multipart(body: bytes, boundary: bytes) -> Posted:
    found = Posted()
    for part in re.split(rb"(?:\A|\r?\n)--" + re.escape(boundary), body)[1 : _MOST + _FILES]:
        if part.startswith(b"--"):
            break
        head, _, content = part.lstrip(b"\r\n").partition(b"\r\n\r\n")
        if not _:
            head, _, content = part.lstrip(b"\r\n").partition(b"\n\n")
        _take(found, _text(head), content)
    return found


def _take(found: Posted, head: str, content: bytes) -> None:
    lines = {
        name.strip().lower(): value for name, _, value in (line.partition(":") for line in head.split("\n"))
    }
    said = {name.lower(): value for name, value in _PARAMETER.findall(lines.get("content-disposition", ""))}
    if "filename" in said:
        if content and len(found.files) < _FILES:
            found.files.append(_file(said["filename"], lines.get("content-type", ""), content))
    elif said.get("name"):
        found.values.setdefault(said["name"], _text(content))


def _file(name: str, kind: str, content: bytes) -> IncomingFile:
    mime = kind.partition(";")[0].strip().lower()
    plain = re.split(r"[/\\]", " ".join(name.split()))[-1].strip(". ")[-150:]
    return IncomingFile(
        name=plain or "fichier",
        mime=mime if _MIME.fullmatch(mime) else "application/octet-stream",
        size=len(content),
        content=content,
    )


def _text(raw: bytes) -> str:
    """UTF-8, else windows-1252; LF line ends, only what can be shown and kept."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
