"""CSV as shops really have it: any separator, any of the encodings Excel writes, cells on several lines."""

import codecs
import csv
import io
import math
from collections import Counter
from collections.abc import Iterator

from kaye.imports.rows import Row, Table, TableError, count_lines

_SAMPLE_BYTES = 64 * 1024
_SAMPLE_RECORDS = 200
# The comma is also the French decimal mark, so it has to be clearly better than the others.
_SEPARATORS = ((";", 1.25), ("\t", 1.25), (",", 1.0), ("|", 1.0))
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_TEXT = (
    "Ce fichier n'est pas un tableau lisible. Enregistrez-le au format Excel (.xlsx) ou CSV, puis réessayez."
)


def read_csv(data: bytes, name: str) -> Table:
    """Raises TableError when the bytes are not text, or a quotation mark never closes."""
    encoding = _encoding(data)
    separator, hinted = _separator(data, encoding)

    def rows() -> Iterator[Row]:
        return _rows(data, encoding, separator, hinted)

    return Table(
        name=name,
        format="csv",
        line_count=count_lines(rows()),
        separator=separator,
        encoding=encoding,
        _open=rows,
    )


def _encoding(data: bytes) -> str:
    """UTF-8 when it is, else Windows-1252: detectors guess cp1250 for French cp1252 (« dû », then « dű »)."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    if b"\0" in data[:_SAMPLE_BYTES]:
        raise TableError(_NOT_TEXT)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _SAMPLE_BYTES):
            decoder.decode(data[start : start + _SAMPLE_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _lines(data: bytes, encoding: str) -> io.TextIOWrapper:
    # newline="" leaves line ends inside quoted cells to the csv reader.
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline="")


def _separator(data: bytes, encoding: str) -> tuple[str, bool]:
    """The separator, and whether line 1 is Excel's own « sep=; » hint, which spreadsheets don't show."""
    text = _lines(data, encoding).read(_SAMPLE_BYTES)
    first = text.lstrip().split("\n", 1)[0].strip().lower()
    if len(first) == 5 and first.startswith("sep=") and first[4] in ";,|":
        return first[4], True
    best, best_score = ";", 0.0
    for separator, weight in _SEPARATORS:
        score = weight * _regularity(text, separator)
        if score > best_score:
            best, best_score = separator, score
    return best, False


def _regularity(text: str, separator: str) -> float:
    """High when most records have the same number of cells, and many of them."""
    widths: Counter[int] = Counter()
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator)):
            if number >= _SAMPLE_RECORDS:
                break
            if any(cell.strip() for cell in record):
                widths[len(record)] += 1
    except csv.Error:
        return 0.0
    total = sum(widths.values())
    return max((count / total * math.log2(width) for width, count in widths.items()), default=0.0)


class _Recorder:
    """Hands lines to the csv reader and counts the quotation marks of the record being read."""

    def __init__(self, source: io.TextIOWrapper) -> None:
        self._source = source
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._source:
            self.quotes += line.count('"')
            yield line


def _rows(data: bytes, encoding: str, separator: str, skip_hint: bool) -> Iterator[Row]:
    recorder = _Recorder(_lines(data, encoding))
    reader = csv.reader(recorder, delimiter=separator)
    line, physical = 0, 0
    try:
        if skip_hint:
            next(reader, None)
            physical = reader.line_num
        recorder.quotes = 0
        for cells in reader:
            line += 1
            if reader.line_num > physical + 1 and recorder.quotes % 2:
                raise TableError(_unclosed(line))
            physical, recorder.quotes = reader.line_num, 0
            yield Row(line, tuple(cell.replace("\0", "") for cell in cells))
    except csv.Error as error:
        raise TableError(_unclosed(line + 1)) from error


def _unclosed(line: int) -> str:
    return (
        f"À partir de la ligne {line}, un guillemet (\") s'ouvre et ne se ferme pas. "
        "Ôtez-le ou fermez-le, puis réessayez."
    )
