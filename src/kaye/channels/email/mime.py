"""One e-mail as bytes: text and simple HTML, written by hand because the standard library costs 1.5 ms each.

What comes in is other people's text: no value can open a header line of its own (RFC 5322 §2.2), every
line stays under 998 bytes, and the standard library's parser reads back what was put in.
"""

import re
from base64 import encodebytes
from binascii import b2a_base64, b2a_qp
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

from kaye.channels.email.html import html_of

_MIME = re.compile(r"[a-z]+/[a-zA-Z0-9.+-]{1,60}")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(
    rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_MESSAGE_ID = re.compile(rf"<{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9.-]+>")
_REFERENCE = re.compile(r"<[!-;=?-~]{1,198}>")
_REFERENCES = 20
_URL = re.compile(r"https?://[!#-;=?-\[\]^_a-z|~]{1,900}")
# Controls, the Unicode line ends (U+0085, U+2028, U+2029) and lone surrogates: no subject or name needs them.
_NOT_IN_HEADERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# Dropped from the UTF-8 bytes, where no other character contains them; tab, LF and CR stay.
_NOT_IN_BODIES = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
# 36 bytes make 48 base64 letters: « Subject: =?utf-8?B?…?= » stays under the 76 of RFC 2047 §2.
_CHUNK_BYTES = 36
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one e-mail is made of; addresses are plain ASCII « a@b », `date` is aware."""

    message_id: str
    sender_name: str
    sender_address: str
    address: str
    subject: str
    text: str
    date: datetime
    reply_to: str = ""
    unsubscribe_url: str = ""
    unsubscribe_mail: str = ""  # « a@b » or « a@b?subject=… »
    files: tuple[tuple[str, str, bytes], ...] = ()  # (name, MIME type, bytes)
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    typed: bool = False  # by a person: no machine says it was generated


def is_address(value: str) -> bool:
    """A dot-atom address in ASCII (RFC 5321 §4.1.2, without quoted local parts), within its lengths."""
    return len(value) <= 254 and value.find("@") <= 64 and _ADDRESS.fullmatch(value) is not None


def mime_bytes(letter: Letter) -> bytes:
    """The whole message, CRLF lines, without the final dot. ValueError names a part that cannot stand."""
    text = clean_text(letter.text)
    boundary = "=_" + sha256(letter.message_id.encode()).hexdigest()[:24]
    words = (
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\n{_part('plain', text)}\r\n"
        f"--{boundary}\r\n{_part('html', html_of(text))}\r\n"
        f"--{boundary}--\r\n"
    )
    if letter.files:
        words = _with_files(words, letter.files, f"{boundary}f")
    return f"{_head(letter)}{words}".encode("ascii")


def _with_files(words: str, files: tuple[tuple[str, str, bytes], ...], boundary: str) -> str:
    """RFC 2046 multipart/mixed: the words first, then each file; a name that is not plain ASCII as RFC 2231 says."""
    parts = [f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n--{boundary}\r\n{words}']
    for name, mime, content in files:
        kind = _checked(mime, _MIME.fullmatch(mime), "type of file")
        lines = encodebytes(content).decode("ascii").replace("\n", "\r\n")
        parts.append(
            f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment;\r\n filename*=UTF-8''{quote(clean_header(name), safe='')}\r\n\r\n{lines}"
        )
    return "".join(parts) + f"--{boundary}--\r\n"


def clean_text(text: str) -> str:
    """Line ends as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean_header(value: str) -> str:
    """One line: whatever could end it becomes a space."""
    return _NOT_IN_HEADERS.sub(" ", value).strip(" ")


def headers_beside(letter: Letter) -> dict[str, str]:
    """What a mailer who writes the rest himself has to add. ValueError names a part that cannot stand."""
    message_id = _checked(letter.message_id, _MESSAGE_ID.fullmatch(letter.message_id), "message id")
    lines = [f"Message-ID: {message_id}", *_marks(letter), *_thread(letter), *_ways_out(letter)]
    pairs = (line.replace("\r\n", "").split(": ", 1) for line in lines)
    return dict(pairs)


def _marks(letter: Letter) -> list[str]:
    """RFC 3834 §5 and [MS-OXCMAIL]: holiday answers are not wanted, non-delivery reports are."""
    return (
        [] if letter.typed else ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: OOF, AutoReply"]
    )


def _head(letter: Letter) -> str:
    name = clean_header(letter.sender_name)
    sender = _checked(letter.sender_address, is_address(letter.sender_address), "sender address")
    lines = [
        f"From: {_phrase(name)}\r\n <{sender}>" if name else f"From: {sender}",
        f"To: {_checked(letter.address, is_address(letter.address), 'address')}",
        f"Subject: {_unstructured(clean_header(letter.subject))}",
        f"Date: {_date(letter.date)}",
        f"Message-ID: {_checked(letter.message_id, _MESSAGE_ID.fullmatch(letter.message_id), 'message id')}",
    ]
    if letter.reply_to:
        lines.append(f"Reply-To: {_checked(letter.reply_to, is_address(letter.reply_to), 'reply address')}")
    lines += [*_marks(letter), *_thread(letter), *_ways_out(letter)]
    return "\r\n".join(lines) + "\r\nMIME-Version: 1.0\r\n"


def _thread(letter: Letter) -> list[str]:
    """RFC 5322 §3.6.4, one id a line: the first of the thread, the last ones, and what is answered."""
    answered = letter.in_reply_to
    if not _is_reference(answered):
        return []
    before = [each for each in letter.references if each != answered and _is_reference(each)]
    known = [*before[:1], *before[1:][-_REFERENCES:], answered]
    return [f"In-Reply-To: {answered}", "References: " + "\r\n ".join(known)]


def _ways_out(letter: Letter) -> list[str]:
    """RFC 2369 and RFC 8058: a link that takes one click, and an address for those whose mailer knows no other."""
    ways = []
    if letter.unsubscribe_url:
        url = _checked(letter.unsubscribe_url, _URL.fullmatch(letter.unsubscribe_url), "unsubscribe link")
        ways.append(f"<{url}>")
    if letter.unsubscribe_mail:
        mail, _, subject = letter.unsubscribe_mail.partition("?subject=")
        _checked(mail, is_address(mail) and len(subject) <= 100, "unsubscribe address")
        ways.append(f"<mailto:{quote(mail, safe='@+')}?subject={quote(subject or 'stop', safe='')}>")
    if not ways:
        return []
    lines = ["List-Unsubscribe: " + ",\r\n ".join(ways)]
    return [*lines, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] if letter.unsubscribe_url else lines


def _is_reference(value: str) -> bool:
    """A Message-ID of others is only repeated when it can stand in a header; odd ones thread nothing."""
    return len(value) <= 200 and _REFERENCE.fullmatch(value) is not None


def _checked(value: str, is_right: object, what: str) -> str:
    if not is_right:
        raise ValueError(f"{what} cannot stand in a header: {value!r}")
    return value


def _unstructured(value: str) -> str:
    return value if _is_plain(value) else _encoded_words(value)


def _phrase(name: str) -> str:
    if _is_plain(name):
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _encoded_words(name)


def _is_plain(value: str) -> bool:
    """ASCII, short enough for one line, nothing a reader would take for an encoded word, single spaces."""
    return len(value) <= 60 and value.isascii() and "=?" not in value and "  " not in value


def _encoded_words(value: str) -> str:
    """RFC 2047 base64 words, cut between characters, one on each folded line."""
    raw, start, words = value.encode(), 0, []
    while start < len(raw):
        end = start + _CHUNK_BYTES
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # inside a UTF-8 character
            end -= 1
        words.append(f"=?utf-8?B?{b2a_base64(raw[start:end], newline=False).decode()}?=")
        start = end
    return "\r\n ".join(words)


def _date(at: datetime) -> str:
    at = at.astimezone(UTC)
    return (
        f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year} "
        f"{at.hour:02d}:{at.minute:02d}:{at.second:02d} +0000"
    )


def _part(subtype: str, body: str) -> str:
    """One body, quoted-printable: lines of 76."""
    raw = body.replace("\n", "\r\n").encode("utf-8", "ignore").translate(None, _NOT_IN_BODIES)
    encoded = b2a_qp(raw).decode("ascii")
    if b"\r\n" not in raw:  # the encoder folds with the line end that it has seen first, else with a bare LF
        encoded = encoded.replace("\n", "\r\n")
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}"
    )
