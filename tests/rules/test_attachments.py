"""What a file is, by its bytes (C19, C20)."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaye.rules.attachments import judge, largest

_MIB = 1024 * 1024


def _zip(**files: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_types", "[Content_Types].xml"), content)
    return whole.getvalue()


_DOCX = _zip(_types=b"<x/>", word__document=b"<w/>")
_XLSX = _zip(_types=b"<x/>", xl__workbook=b"<w/>")
_ODT = _zip(mimetype=b"application/vnd.oasis.opendocument.text", content=b"<x/>")


@pytest.mark.parametrize(
    ("content", "name", "mime", "inline"),
    [
        (b"\xff\xd8\xff\xe0rest", "photo.jpg", "image/jpeg", True),
        (b"\xff\xd8\xff\xe0rest", "photo.png", "image/jpeg", True),  # its name lies
        (b"\x89PNG\r\n\x1a\nrest", "", "image/png", True),
        (b"GIF89a", "", "image/gif", True),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "image/webp", True),
        (b"\x00\x00\x00\x18ftypheic", "", "image/heic", False),
        (b"OggS\x00\x02", "vocal.ogg", "audio/ogg", True),
        (b"#!AMR\n\x3c", "", "audio/amr", True),
        (b"ID3\x04", "", "audio/mpeg", True),
        (b"\xff\xfb\x90\x00", "", "audio/mpeg", True),
        (b"\xff\xf1\x50\x80", "", "audio/aac", True),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "", "audio/wav", True),
        (b"\x00\x00\x00\x18ftypM4A ", "", "audio/mp4", True),
        (b"\x00\x00\x00\x18ftypisom", "", "video/mp4", True),
        (b"\x00\x00\x00\x18ftyp3gp4", "", "video/3gpp", True),
        (b"\x00\x00\x00\x14ftypqt  ", "", "video/quicktime", True),
        (b"%PDF-1.7", "devis.pdf", "application/pdf", False),
        ("Nom;Prix\né;2".encode(), "prix.csv", "text/csv", False),
        ("Bonjour, ça va".encode("cp1252"), "note.txt", "text/plain", False),
        (b"BEGIN:VCARD\r\n", "", "text/vcard", False),
        (b"BEGIN:VCALENDAR\r\n", "", "text/calendar", False),
        (_DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
        (_XLSX, "a.zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False),
        (_ODT, "a.odt", "application/vnd.oasis.opendocument.text", False),
        (_zip(a=b"1"), "a.zip", "application/zip", False),
        (b"\x1f\x8b\x08", "a.tgz", "application/x-archive", False),
        (b"<!DOCTYPE html><script>alert(1)</script>", "photo.jpg", "text/html", False),
        (b'<?xml version="1.0"?><svg onload="x">', "logo.png", "image/svg+xml", False),
        (b"  <ScRipt>", "a.txt", "text/html", False),
        (b"\x00\x01\x02", "x.bin", "application/octet-stream", False),
    ],
)
def test_kept(content: bytes, name: str, mime: str, inline: bool) -> None:
    found = judge(content, name, "image/jpeg" if name.endswith(".txt") else "")
    assert (found.state, found.mime, found.inline) == ("ready", mime, inline)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00", "facture.pdf"),
        (b"\x7fELF", "photo.jpg"),
        (b"#!/bin/sh\nrm -rf /", "lisez-moi.txt"),
        (b"L\x00\x00\x00\x01\x14\x02\x00rest", "dossier"),
        (b"Bonjour", "facture.pdf.exe"),
        (b"%PDF-1.7", "devis.PHP"),
        (b"alert(1)", "x.js"),
        (
            _zip(_types=b"<x/>", word__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"),
            "a.docx",
        ),
        (_DOCX, "a.docm"),
        (b"", "vide.jpg"),
    ],
)
def test_refused(content: bytes, name: str) -> None:
    assert judge(content, name, "image/jpeg").state == "refused"


def test_limits() -> None:
    assert [largest(mime) // _MIB for mime in ("image/png", "audio/ogg", "video/mp4", "application/pdf", "")] == [
        10, 20, 20, 25, 25,
    ]  # fmt: skip
    heavy = b"\xff\xd8\xff" + b"0" * (10 * _MIB)
    assert judge(heavy, "a.jpg", "").state == "too_big"
    assert judge(b"%PDF-" + heavy, "a.pdf", "").state == "ready"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_bytes_break_it(content: bytes, name: str) -> None:
    found = judge(content, name, "text/html")
    assert found.state in ("ready", "too_big", "refused")
    assert not (found.inline and found.mime in ("text/html", "image/svg+xml"))
