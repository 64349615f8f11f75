"""What a file is, by its bytes and not by its name, and whether it may be kept and shown (C19, C20)."""

from dataclasses import dataclass
from typing import Literal

_MIB = 1024 * 1024
_MOST = {"image": 10 * _MIB, "audio": 20 * _MIB, "video": 20 * _MIB}
_DOCUMENT = 25 * _MIB
_HEAD = 4096

# Shown in place; the rest of what is kept is only downloaded.
_INLINE = frozenset(
    ("image/jpeg", "image/png", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac",
     "audio/wav", "audio/amr", "video/mp4", "video/3gpp", "video/quicktime")
)  # fmt: skip
_FIRST_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
)
_PROGRAMS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "un programme"),
    (b"\x7fELF", "un programme"),
    (b"\xca\xfe\xba\xbe", "un programme"),
    (b"\xcf\xfa\xed\xfe", "un programme"),
    (b"\xce\xfa\xed\xfe", "un programme"),
    (b"\xfe\xed\xfa", "un programme"),
    (b"#!", "un programme"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "un raccourci"),
    (b"dex\n", "un programme"),
)
_ARCHIVES = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ", b"MSCF")
# Names that a computer runs, whatever the bytes say.
_RUN = frozenset(
    ("exe", "com", "bat", "cmd", "scr", "pif", "msi", "msp", "mst", "jar", "js", "jse", "vbs", "vbe", "wsf", "wsh",
     "ps1", "psm1", "sh", "hta", "cpl", "lnk", "reg", "apk", "app", "dll", "sys", "gadget", "scf", "url", "php",
     "phtml", "pht", "py", "pl", "rb", "cgi", "asp", "aspx", "jsp", "docm", "xlsm", "pptm", "dotm", "xltm", "xlam",
     "ppam", "xll", "iso", "img", "vhd", "desktop", "chm", "inf")
)  # fmt: skip
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
)
_MACROS = (b"vbaProject.bin", b"vbaData.xml", b"macrosheets/", b"Basic/Standard/")


@dataclass(frozen=True, slots=True)
class Judged:
    """`state`: ready, too_big, refused. `mime`: what the bytes are. `inline`: may be shown in place."""

    state: Literal["ready", "too_big", "refused"]
    mime: str
    inline: bool = False
    because: str = ""


def judge(content: bytes, name: str, said: str) -> Judged:
    """`said`: the type that the sender gave, believed for nothing but plain text."""
    if not content:
        return Judged("refused", "application/octet-stream", because="elle est vide")
    if program := _program(content, name):
        return Judged("refused", "application/octet-stream", because=f"c'est {program}")
    mime = type_of(content, name, said)
    if len(content) > largest(mime):
        return Judged("too_big", mime, because="trop lourde pour être gardée")
    return Judged("ready", mime, mime in _INLINE)


def largest(mime: str) -> int:
    """Bytes kept at most for that type."""
    return _MOST.get(mime.partition("/")[0], _DOCUMENT)


def type_of(content: bytes, name: str = "", said: str = "") -> str:
    """The MIME type that the bytes show; « application/octet-stream » when they show none."""
    head = content[:_HEAD]
    for start, mime in _FIRST_BYTES:
        if head.startswith(start):
            return mime
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE"):
        return "image/webp" if head[8:12] == b"WEBP" else "audio/wav"
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12], said)
    if head.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if head.startswith(_ARCHIVES):
        return "application/x-archive"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "audio/aac" if head[1] & 0xF6 == 0xF0 else "audio/mpeg"
    return _text(head, name)


def _program(content: bytes, name: str) -> str:
    end = name.rpartition(".")[2].lower().strip()
    if "." in name and end in _RUN:
        return "un fichier qui s'exécute"
    for start, what in _PROGRAMS:
        if content.startswith(start) and not content.startswith(b"#!AMR"):
            return what
    if content.startswith(b"PK\x03\x04") and any(mark in content for mark in _MACROS):
        return "un document avec des macros"
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and (
        b"V\x00B\x00A" in content or b"VBA" in content
    ):
        return "un document avec des macros"
    return ""


def _iso_media(brand: bytes, said: str) -> str:
    if brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return "image/heic"
    if brand == b"qt  ":
        return "video/quicktime"
    if brand.startswith(b"3g"):
        return "audio/mp4" if said.startswith("audio/") else "video/3gpp"
    if brand in (b"M4A ", b"M4B ") or said.startswith("audio/"):
        return "audio/mp4"
    return "video/mp4"


def _zipped(content: bytes) -> str:
    head = content[:_HEAD]
    for mark, mime in _ZIPPED[2:]:
        if mark in head:
            return mime
    if b"[Content_Types].xml" in content:
        for mark, mime in _ZIPPED[:2]:
            if mark in content:
                return mime
    return "application/zip"


def _text(head: bytes, name: str) -> str:
    """HTML and SVG are told from plain text: they are never shown in place."""
    if b"\x00" in head:
        return "application/octet-stream"
    low = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in low:
        return "image/svg+xml"
    if (
        low.startswith((b"<!doctype", b"<html", b"<?xml", b"<script", b"<"))
        or b"<html" in low
        or b"<script" in low
    ):
        return "text/html"
    try:
        head.decode("utf-8", "strict" if len(head) < _HEAD else "ignore")
    except UnicodeDecodeError:
        if sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head) > 0:
            return "application/octet-stream"
    return "text/csv" if name.lower().endswith(".csv") else "text/plain"
