"""The benchmarks run, on a size too small to measure anything; figures and thresholds are written where they belong."""

from pathlib import Path

from bench import documents, importing, sending
from bench.bases import Maker
from bench.report import Measure, write
from tests.faults.smtp_server import SmtpServer

MAKER = Maker("sqlite", "")


def test_a_base_sends_what_is_due_once() -> None:
    with SmtpServer() as server, MAKER.base(KAYE_SMTP_URL=server.url) as base:
        base.ask("fill", open_cases=30, due=12, marks=5)
        assert base.ask("turn")["sent"] == 12
        assert base.ask("turn")["sent"] == 0
        assert base.ask("states")["states"] == {"sent": 12}


def test_a_turn_makes_as_many_statements_whatever_is_due_and_open() -> None:
    found = []
    for size, due in ((60, 10), (200, 30)):
        with SmtpServer() as server, MAKER.base(KAYE_SMTP_URL=server.url) as base:
            base.ask("fill", open_cases=size, due=due)
            assert base.ask("empty")["milliseconds"] > 0
            found.append(base.ask("turn", count=True)["statements"])
            base.ask("due_again", due=due)
            assert base.ask("turn")["sent"] == due
    assert found[0] == found[1]


def test_one_bad_recipient_stops_nobody() -> None:
    measures = list(sending._one_bad_recipient(MAKER, due=20))
    assert [m.value for m in measures] == [19, 1]
    assert all(m.is_good for m in measures)


def test_a_file_is_seen_then_written(tmp_path: Path) -> None:
    path = tmp_path / "ventes.csv"
    importing._write(path, 9)
    with MAKER.base() as base:
        base.ask("preview", path=str(path))
        assert base.ask("import", path=str(path))["lines"] == 9


def test_a_section_replaces_itself_and_leaves_the_others(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    write(
        "due", "Due", "python -m bench due", {"sqlite": [Measure("turn", 12.5, "ms", True, "<= 20 ms")]}, page
    )
    write(
        "sending",
        "Sending",
        "python -m bench sending",
        {"sqlite": [Measure("ratio", 7, "%", False, ">= 20%")]},
        page,
    )
    write("due", "Due", "python -m bench due", {"sqlite": [Measure("turn", 9, "ms", True, "<= 20 ms")]}, page)
    text = page.read_text()
    assert "| turn | 9 ms | <= 20 ms | ok |" in text and "12.5" not in text
    assert "| ratio | 7 % | >= 20% | missed |" in text


def test_documents_to_measure_differ_by_their_number() -> None:
    several = documents._numbered(documents.generated(), 5)
    assert len({documents.pdf(each) for each in several}) == 5
    assert documents._rate(documents.pdf, several) > 0
    assert min(documents._first()) > 0


def test_a_section_without_a_base_has_no_engine(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    write("documents", "Documents", "python -m bench documents", {"": [Measure("PDF", 90, "/s")]}, page)
    assert "###" not in page.read_text()
    assert "| PDF | 90 /s |" in page.read_text()
