"""`kaye understand`: the shape of C37, without a base."""

import json
import os
import subprocess
from pathlib import Path

from tests.cli.processes import answer, command, kaye


def _without_base(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3", "KAYE_HOME": str(tmp_path)}


def test_one_text_gives_the_settled_shape(tmp_path: Path) -> None:
    found = answer(
        _without_base(tmp_path),
        "understand",
        "je paie 25 000 vendredi",
        "--country",
        "CM",
        "--at",
        "2026-03-18T10:00",
    )
    assert list(found) == [
        "intents", "needs_answer", "dates", "amounts", "fraction", "phones", "emails", "asked", "effects"
    ]  # fmt: skip
    assert found["intents"][0]["name"] == "promise" and found["needs_answer"] is False
    assert found["dates"] == [
        {
            "start": "2026-03-20",
            "end": "2026-03-20",
            "time": None,
            "kind": "day",
            "ambiguous": False,
            "text": "vendredi",
        }
    ]
    assert (found["amounts"][0]["minor"], found["amounts"][0]["currency"]) == (25000, "XAF")
    effect = found["effects"][0]
    assert set(effect) == {"kind", "applied", "until", "amount", "because"} and effect["applied"] is True
    assert list(tmp_path.iterdir()) == []


def test_lines_come_back_in_order_with_their_ids(tmp_path: Path) -> None:
    lines = [
        {"id": "b", "text": "stop", "country": "FR", "at": "2026-03-18T10:00"},
        {"id": 7, "text": "demain 15h", "country": "GP", "at": "2026-03-18T23:00:00+00:00"},
        {"id": "a", "text": "", "country": "CM", "at": "2026-03-18"},
    ]
    result = subprocess.run(
        command("understand", "--jsonl", "-"),
        input="".join(json.dumps(line) + "\n" for line in lines),
        env=_without_base(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["id"] for each in found] == ["b", 7, "a"]
    assert found[0]["intents"][0]["name"] == "stop"
    assert found[1]["dates"][0]["start"] == "2026-03-19" and found[1]["dates"][0]["time"] == "15:00"
    assert found[2]["intents"] == [] and found[2]["needs_answer"] is True


def test_a_file_that_is_not_there_is_said_in_french(tmp_path: Path) -> None:
    result = kaye(_without_base(tmp_path), "understand", "--jsonl", str(tmp_path / "absent.jsonl"))
    assert result.returncode == 1 and "ne s'ouvre pas" in result.stderr and "Traceback" not in result.stderr


def test_the_terminal_gets_sentences(tmp_path: Path) -> None:
    result = kaye(_without_base(tmp_path), "understand", "stop merci", "--at", "2026-03-18")
    assert result.stdout.startswith("Ne veut plus de messages")
