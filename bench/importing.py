"""(d) Import of many lines with its preview: lines a second, and the memory it takes."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.bases import Maker
from bench.report import Measure

TITLE = "Import"
_START = date(2026, 3, 2)


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Preview, then write, of a book of sales."""
    peaks = []
    for lines in (500, 2_000) if quick else (10_000, 100_000):
        with maker.base() as base:
            path = base.folder / "ventes.csv"
            _write(path, lines)
            looked = base.ask("preview", path=str(path))
            written = base.ask("import", path=str(path))
        peaks.append(float(written["peak_mib"]))
        good = written["lines"] == lines
        yield Measure(f"{lines} lines: preview", lines / looked["seconds"], "lines/s")
        yield Measure(f"{lines} lines: written", lines / written["seconds"], "lines/s", good, "all the lines")
        yield Measure(f"{lines} lines: peak memory", peaks[-1], "MiB")


def _write(path: Path, lines: int) -> None:
    """A shop's book: a date, a customer, a phone, an article, a price, what was paid; three lines a customer."""
    with path.open("w", encoding="utf-8", newline="") as file:
        book = csv.writer(file, delimiter=";")
        book.writerow(["Date", "Client", "Téléphone", "Produit", "Quantité", "Prix", "Payé", "Échéance"])
        for number in range(lines):
            customer = number // 3
            day = _START + timedelta(days=number % 60)
            book.writerow([
                day.strftime("%d/%m/%Y"), f"Mme Cliente {customer:06d}", f"+2376{70_000_000 + customer}",
                f"Huile essentielle {number % 40}", 1, 15_000, 15_000 if number % 2 else 5_000,
                (day + timedelta(days=120)).strftime("%d/%m/%Y"),
            ])  # fmt: skip
