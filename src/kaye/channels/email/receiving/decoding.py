"""Bytes of other people's mail into text: every charset ends in something readable, nothing raises (C21)."""

import binascii
import codecs
import re
from base64 import b64decode

_ENCODED_WORD = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]{0,16000})\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?[^?\s=]{1,60}\?[bBqQ]\?)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
# What no text needs: controls but tab and LF, lone surrogates; PostgreSQL keeps no NUL.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# In a name, also the marks that turn the direction of what follows (« fdp.exe » shown as « exe.pdf »).
_IN_ONE_LINE = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
# Codecs of Python that are no charset of mail; the first two take time that grows with the square.
_NO_CHARSETS = frozenset(
    {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
# Announced by mailers that write windows-1252 (WHATWG Encoding Standard, « windows-1252 »).
_REALLY_WINDOWS = frozenset({"ascii", "iso8859-1", "cp1252"})


def text_of(raw: bytes, charset: str) -> str:
    """By the charset announced if it fits, else UTF-8, else windows-1252; LF line ends, no control character."""
    return clean(_by_charset(raw, charset))


def _by_charset(raw: bytes, charset: str) -> str:
    name = _codec(charset)
    if name and name not in _REALLY_WINDOWS:
        try:
            return raw.decode(name)
        except (UnicodeError, LookupError, ValueError):
            pass
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _codec(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip().strip("'\"")[:60]).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if name in _NO_CHARSETS else name


def clean(text: str) -> str:
    """LF line ends, and only what can be shown and kept."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Runs of spaces, line ends and invisible marks become one space."""
    return _IN_ONE_LINE.sub(" ", text).strip()


def transferred(raw: bytes, encoding: str) -> bytes:
    """The bytes behind a Content-Transfer-Encoding, whatever is broken in them."""
    kind = encoding.strip().lower()
    if kind == "base64":
        return _base64(raw)
    if kind == "quoted-printable":
        return binascii.a2b_qp(raw)
    return raw


def _base64(raw: bytes) -> bytes:
    letters = _NOT_BASE64.sub(b"", raw.partition(b"=")[0] if raw.count(b"=") <= 2 else raw)
    letters = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return b64decode(letters + b"=" * (-len(letters) % 4))


def words_of(header: str) -> str:
    """A header as people read it: RFC 2047 words decoded, those in a row put together before their charset is applied.

    Some mailers cut inside a character.
    """
    if "=?" not in header:
        return one_line(header)
    said: list[str] = []
    pending, pending_charset, end = b"", "", 0
    joined = _BETWEEN_WORDS.sub("", header)
    for found in _ENCODED_WORD.finditer(joined):
        charset = found[1].partition("*")[0].lower()
        if found.start() > end or charset != pending_charset:
            said.append(_by_charset(pending, pending_charset))
            said.append(joined[end : found.start()])
            pending = b""
        pending, pending_charset, end = pending + _word(found[2], found[3]), charset, found.end()
    said += [_by_charset(pending, pending_charset), joined[end:]]
    return one_line("".join(said))


def _word(kind: str, written: str) -> bytes:
    raw = written.encode("utf-8", "replace")
    return _base64(raw) if kind in "bB" else binascii.a2b_qp(raw, header=True)
