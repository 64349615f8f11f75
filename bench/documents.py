"""(e) Documents: PDF alone, PDF with its electronic invoice, the first one of a process; no base is needed."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from statistics import median

from bench.bases import Maker
from bench.report import Measure
from kaye.documents.facturx import facturx, facturx_xml
from kaye.documents.pdf import pdf
from kaye.documents.profile import electronic_profile
from kaye.rules.documents.document import Document
from tests.documents.generated import generated

TITLE = "Documents"
_LIGHT = 60_000  # bytes: what a phone sends without a thought
_FIRST = """
import time
began = time.perf_counter()
from kaye.documents.pdf import pdf
loaded = time.perf_counter()
from tests.documents.generated import generated
document = generated(1)[0]
ready = time.perf_counter()
pdf(document)
print(1000 * (loaded - began), 1000 * (time.perf_counter() - ready))
"""


def measure(maker: Maker | None, quick: bool) -> Iterator[Measure]:
    """Each document has its own number, so none is remembered from the one before."""
    count = 40 if quick else 1_000
    every = _numbered(generated(), count)
    both = _numbered([each for each in generated() if electronic_profile(each) == "facturx"], count // 2)
    loaded, first = _first()
    yield Measure("what the web process loads before any document", loaded, "ms")
    yield Measure("first PDF of a process", first, "ms", first < 1_500, "< 1500 ms")
    yield Measure("PDF alone, every country and kind", _rate(pdf, every), "/s")
    yield Measure("PDF and Factur-X", _rate(facturx, both), "/s")
    yield Measure("… the XML alone", _rate(facturx_xml, both), "/s")
    sizes = [len(pdf(each)) for each in every[:200]]
    yield Measure("a PDF, median", median(sizes) / 1000, "kB")
    heaviest = max(sizes)
    yield Measure("… the heaviest of 200", heaviest / 1000, "kB", heaviest < _LIGHT, "< 60 kB")


def _numbered(documents: Sequence[Document], count: int) -> list[Document]:
    repeated = (documents[n % len(documents)] for n in range(count))
    return [replace(each, number=f"F2027-{n:05d}") for n, each in enumerate(islice(repeated, count))]


def _rate(make: Callable[[Document], object], documents: Sequence[Document]) -> float:
    make(documents[0])
    began = time.perf_counter()
    for each in documents:
        make(each)
    return len(documents) / (time.perf_counter() - began)


def _first() -> tuple[float, float]:
    """Milliseconds of the import and of the first PDF, in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", _FIRST], capture_output=True, text=True, check=True, timeout=120
    )
    loaded, first = map(float, done.stdout.split())
    return loaded, first
