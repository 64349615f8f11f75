"""What an independent reader finds in a PDF."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdf


def squeezed(text: str) -> str:
    """Without spaces of any kind: readers don't agree on them."""
    return re.sub(r"\s", "", text)


def text_of(made: bytes) -> str:
    """All its words, squeezed."""
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))


def poppler_text(made: bytes, folder: Path) -> str | None:
    """The same by poppler, where it is installed."""
    if shutil.which("pdftotext") is None:
        return None
    path = folder / "read.pdf"
    path.write_bytes(made)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True, timeout=60)
    return squeezed(done.stdout.decode())


def attachments_of(made: bytes) -> dict[str, bytes]:
    return {each.name: each.content for each in pypdf.PdfReader(io.BytesIO(made)).attachment_list}


def xmp_of(made: bytes) -> str:
    root = pypdf.PdfReader(io.BytesIO(made)).trailer["/Root"]
    return root["/Metadata"].get_object().get_data().decode()


def every_font_is_embedded(made: bytes) -> bool:
    """Each font descriptor holds its file."""
    reader = pypdf.PdfReader(io.BytesIO(made))
    found = [
        each
        for number in range(1, reader.trailer["/Size"])
        if isinstance(each := reader.get_object(number), pypdf.generic.DictionaryObject)
        and each.get("/Type") == "/FontDescriptor"
    ]
    return bool(found) and all({"/FontFile", "/FontFile2", "/FontFile3"} & set(each) for each in found)
