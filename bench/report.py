"""Figures with their thresholds, printed as they come and written into docs/operate/performance.md."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operate" / "performance.md"
_HEAD = """# Performance

Each figure below was written here by the command above its table. A threshold is a ratio taken in one run, or a bound:
absolute speeds change with the machine, ratios much less. Commits are durable (SQLite: WAL, synchronous=FULL;
PostgreSQL: fsync and synchronous_commit on). Servers are local: real providers answer more slowly.
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `is_good`: None where there is nothing to reach; `wanted`: what it was to reach."""

    what: str
    value: float
    unit: str
    is_good: bool | None = None
    wanted: str = ""

    @property
    def verdict(self) -> str:
        return "" if self.is_good is None else "ok" if self.is_good else "missed"

    @property
    def figure(self) -> str:
        shown = (
            f"{self.value:,.0f}"
            if self.value >= 100 or self.value == int(self.value)
            else f"{self.value:.2f}"
        )
        return f"{shown.replace(',', ' ')} {self.unit}".strip()


def say(measure: Measure) -> None:
    """One line on the screen."""
    wanted = f"  [{measure.wanted}] {measure.verdict}" if measure.wanted else ""
    print(f"  {measure.what}: {measure.figure}{wanted}", flush=True)


def write(
    name: str, title: str, command: str, found: dict[str, Sequence[Measure]], page: Path = PAGE
) -> None:
    """Put this section in its place in the page; the others stay as they are."""
    sections = _sections(page)
    lines = [f"## {title}", "", f"`{command}` — {_day()}, {_machine()}.", ""]
    for engine, measures in found.items():
        lines += [f"### {_NAMES.get(engine, engine)}", ""] if engine else []
        lines += ["| | figure | threshold | |", "|---|---:|---|---|"]
        lines += [f"| {m.what} | {m.figure} | {m.wanted} | {m.verdict} |" for m in measures]
        lines.append("")
    sections[name] = "\n".join(lines).rstrip() + "\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    body = "\n".join(f"<!-- {key} -->\n{text}" for key, text in sorted(sections.items()))
    page.write_text(f"{_HEAD}\n{body}", encoding="utf-8")


_NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


def _sections(page: Path) -> dict[str, str]:
    if not page.exists():
        return {}
    parts = re.split(r"<!-- (\w+) -->\n", page.read_text(encoding="utf-8"))
    return {name: text.rstrip() + "\n" for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def _day() -> str:
    return datetime.now(UTC).date().isoformat()


def _machine() -> str:
    """In generic words: no name, no address."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, load {load:.1f}"
