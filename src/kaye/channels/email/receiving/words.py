"""Which parts of a mail are its words, and which are files."""

import html
import re
from dataclasses import dataclass, field

from kaye.channels.email.receiving.decoding import one_line
from kaye.channels.email.receiving.page import cleaned, text_of_page
from kaye.channels.email.receiving.tree import Part, Tree
from kaye.rules.ports.inbound import IncomingFile

LONGEST = 200_000  # characters of the words of a mail
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_NAMES = {
    "message/rfc822": "message.eml", "text/calendar": "invitation.ics", "image/jpeg": "image.jpg",
    "image/png": "image.png", "image/gif": "image.gif", "image/webp": "image.webp", "application/pdf": "document.pdf",
    "text/vcard": "contact.vcf", "text/x-vcard": "contact.vcf", "text/html": "page.html", "text/plain": "texte.txt",
}  # fmt: skip


@dataclass(slots=True)
class Words:
    """The text, the cleaned HTML if there was any, and the files."""

    text: str = ""
    html: str = ""
    files: list[IncomingFile] = field(default_factory=list)
    truncated: bool = False


@dataclass(slots=True)
class _Said:
    """What one part says, in either form."""

    text: str = ""
    page: str = ""


def words_of_mail(tree: Tree) -> Words:
    """Text = the text/plain parts, else the HTML made text (C21)."""
    words = Words(truncated=tree.truncated)
    said = _read(tree.top, words, "")
    words.html = cleaned(said.page) if said.page else ""
    words.text = said.text if said.text.strip() else text_of_page(said.page)
    if len(words.text) > LONGEST:
        words.text, words.truncated = words.text[:LONGEST], True
    return words


def _read(part: Part, words: Words, parent: str) -> _Said:
    if part.children:
        below = [_read(child, words, part.mime) for child in part.children]
        return _either(below) if part.mime == "multipart/alternative" else _together(below)
    if _is_file(part):
        if part.mime not in _SIGNATURES and (part.body or part.header("content-type")):
            words.files.append(_file(part, parent))
        return _Said()
    if part.mime == "text/html":
        return _Said(page=part.text())
    return _Said(text=_unflowed(part))


def _either(below: list[_Said]) -> _Said:
    """The same thing said several ways: the first text, the last page."""
    texts = [one.text for one in below if one.text.strip()]
    pages = [one.page for one in below if one.page.strip()]
    return _Said(texts[0] if texts else "", pages[-1] if pages else "")


def _together(below: list[_Said]) -> _Said:
    """One after the other; where only some come as pages, each is turned into what is missing."""
    spoken = [one for one in below if one.text.strip() or one.page.strip()]
    if len(spoken) <= 1:
        return spoken[0] if spoken else _Said()
    text = "\n\n".join(
        (one.text if one.text.strip() else text_of_page(one.page)).strip("\n") for one in spoken
    )
    if not any(one.page for one in spoken):
        return _Said(text)
    return _Said(text, "\n".join(one.page or f"<pre>{html.escape(one.text)}</pre>" for one in spoken))


def _is_file(part: Part) -> bool:
    if part.mime not in ("text/plain", "text/html"):
        return True
    placed = part.header("content-disposition").lower()
    return placed.startswith("attachment") or bool(
        part.parameter("content-disposition", "filename") or part.parameter("content-type", "name")
    )


def _file(part: Part, parent: str) -> IncomingFile:
    content = part.content()
    name = part.parameter("content-disposition", "filename") or part.parameter("content-type", "name")
    content_id = one_line(part.header("content-id")).strip("<> ")[:200]
    return IncomingFile(
        name=_file_name(name) or _NAMES.get(part.mime, "fichier"),
        mime=part.mime,
        size=len(content),
        content=content,
        content_id=content_id if part.mime.startswith("image/") or parent == "multipart/related" else "",
    )


def _file_name(name: str) -> str:
    """Only a name: no folder, no mark that changes how it reads, 150 characters with its ending."""
    plain = re.split(r"[/\\]", one_line(name))[-1].strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return plain if len(plain) <= 150 else f"{(stem or plain)[:130]}{dot}{ending[:15]}"


def _unflowed(part: Part) -> str:
    """RFC 3676: a line that ends with a space goes on with the next."""
    text = part.text()
    if part.parameter("content-type", "format").lower() != "flowed":
        return text
    glue = "" if part.parameter("content-type", "delsp").lower() == "yes" else " "
    lines: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        bare = line.removeprefix(" ") if not line.startswith(">") else line
        joins = goes_on and bool(bare.strip()) and not bare.startswith(">") and bare != "-- "
        goes_on = bare.endswith(" ") and bare != "-- " and not bare.startswith(">")
        shown = bare.rstrip(" ") if goes_on else bare
        if joins:
            lines[-1] = f"{lines[-1]}{glue}{shown}"
        else:
            lines.append(shown)
    return "\n".join(lines)
