"""`kaye backup`, `kaye restore`, `kaye resume`: everything comes back, nothing leaves twice (I15)."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.processes import answer, done, kaye, started
from tests.faults.ground import AT, SLUG, Ground, copy_ground, model_ground
from tests.faults.smtp_server import SmtpServer
from tests.tools.plugin import engine

pytestmark = pytest.mark.db_both
_MESSAGES = 30


@pytest.fixture(scope="module")
def thirty_due(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A shop of Guadeloupe; thirty reminders are ready to leave by themselves at AT."""
    home = tmp_path_factory.mktemp("model") / "home"
    with model_ground(home, os.environ.get("DATABASE_URL", ""), _MESSAGES, 10) as model:
        yield model


@pytest.fixture
def ground(thirty_due: Ground, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Ground]:
    with copy_ground(thirty_due, tmp_path / "home", f"{request.node.name}_{tmp_path.name}") as copied:
        yield copied


@pytest.fixture
def post() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def _later(hours: float) -> str:
    return (datetime.fromisoformat(AT) + timedelta(hours=hours)).isoformat()


def _approvals(ground: Ground, at: str) -> int:
    items = ground.kaye("today", "--business", SLUG, "--all", "--at", at, "--json")["items"]
    return sum(item["action"] == "approve" for item in items)


def test_what_left_since_the_backup_does_not_leave_again(
    ground: Ground, post: SmtpServer, tmp_path: Path
) -> None:
    file = str(tmp_path / "kept.sqlite3")
    ground.kaye("backup", file)
    assert len(ground.tick(KAYE_SMTP_URL=post.url)["sent"]) == _MESSAGES
    told = ground.kaye("restore", file, "--yes", "--at", _later(1), "--json")
    assert (told["held"], told["uncertain"], told["proposed"]) == (True, 0, _MESSAGES)
    assert ground.tick(_later(2), KAYE_SMTP_URL=post.url)["sent"] == []
    ground.kaye("resume", "--business", SLUG)
    for hours in (3, 48):
        assert ground.tick(_later(hours), KAYE_SMTP_URL=post.url)["sent"] == []
    assert len(post.accepted) == _MESSAGES
    assert _approvals(ground, _later(48)) == _MESSAGES
    assert ground.kaye("check", "--at", _later(48), "--json")["ok"]


@pytest.mark.one_engine
def test_what_was_on_its_way_is_looked_at_by_a_person(
    ground: Ground, post: SmtpServer, tmp_path: Path
) -> None:
    ground.tick(KAYE_SMTP_URL="smtp://127.0.0.1:9")  # nobody answers there
    assert ground.states() == {"due": _MESSAGES}
    file = str(tmp_path / "kept.sqlite3")
    ground.kaye("backup", file)
    assert len(ground.tick(_later(1), KAYE_SMTP_URL=post.url)["sent"]) == _MESSAGES
    told = ground.kaye("restore", file, "--yes", "--at", _later(2), "--json")
    assert told["uncertain"] == _MESSAGES
    assert ground.states() == {"uncertain": _MESSAGES}
    ground.kaye("resume", "--business", SLUG)
    for hours in (3, 24):
        assert ground.tick(_later(hours), KAYE_SMTP_URL=post.url)["sent"] == []
    assert len(post.accepted) == _MESSAGES
    checks = ground.checks(_later(24))
    assert len(checks) == _MESSAGES
    ground.kaye("done", checks[0]["id"], "--business", SLUG, "--outcome", "sent", "--at", _later(24))
    assert ground.states() == {"sent": 1, "uncertain": _MESSAGES - 1}
    assert ground.kaye("check", "--at", _later(24), "--json")["ok"]


@pytest.mark.one_engine
def test_a_worker_at_work_meanwhile_sends_nothing_of_the_restored_base(
    ground: Ground, post: SmtpServer, tmp_path: Path
) -> None:
    file = str(tmp_path / "kept.sqlite3")
    ground.kaye("backup", file)
    assert len(ground.tick(KAYE_SMTP_URL=post.url)["sent"]) == _MESSAGES
    environment = {**ground.environment, "KAYE_NOW": _later(1), "KAYE_SMTP_URL": post.url}
    with started(environment, tmp_path / "worker.txt", "worker") as worker:
        ground.kaye("restore", file, "--yes", "--at", _later(1))
        with pytest.raises(AssertionError, match="no sent message came"):
            ground.wait_for("sent", seconds=5)
        assert worker.poll() is None
    assert len(post.accepted) == _MESSAGES
    assert ground.kaye("check", "--at", _later(1), "--json")["ok"]


def test_a_base_comes_back_whole(ground: Ground, post: SmtpServer, tmp_path: Path) -> None:
    ground.tick(KAYE_SMTP_URL=post.url)
    file = tmp_path / "kept.sqlite3"
    ground.kaye("backup", str(file))
    before = _rows(ground)
    ground.say("UPDATE records_customer SET name = 'perdu'")
    told = ground.kaye("restore", str(file), "--yes", "--at", AT, "--json")
    after = _rows(ground)
    assert after.pop("events") == before.pop("events") + 1  # « base restored »
    assert after == before
    aside = Path(told["saved"])
    assert aside.parent == ground.home
    with closing(sqlite3.connect(aside)) as kept:
        assert kept.execute("SELECT COUNT(*) FROM records_customer WHERE name = 'perdu'").fetchone()[0] > 0
    done(ground.environment, "pay", "--business", SLUG, "--customer", f"#{_customer(ground)}", "--amount", "1",
         "--at", _later(1))  # fmt: skip
    assert ground.kaye("check", "--at", _later(1), "--json")["ok"]


def test_a_backup_is_one_private_file_without_secrets(
    kaye_environment: dict[str, str], tmp_path: Path
) -> None:
    done(
        kaye_environment, "init", "--name", "Chez Moussa", "--country", "CM", "--email", "moussa@shop.example"
    )
    done(kaye_environment, "login", "--email", "moussa@shop.example")
    file = tmp_path / "kept.sqlite3"
    told = answer(kaye_environment, "backup", str(file))
    assert told["bytes"] == file.stat().st_size > 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "home") == ["kept.sqlite3"]
    with closing(sqlite3.connect(file)) as kept:
        assert kept.execute("SELECT slug FROM records_business").fetchall() == [("chez-moussa",)]
        assert kept.execute("SELECT COUNT(*) FROM records_loginlink").fetchone() == (0,)
    assert kaye_environment["KAYE_SECRET_KEY"].encode() not in file.read_bytes()
    done(kaye_environment, "backup", str(file))  # an older backup of that name is replaced


@pytest.mark.one_engine
def test_refusals_change_nothing(kaye_environment: dict[str, str], tmp_path: Path) -> None:
    done(kaye_environment, "init", "--name", "Chez Moussa", "--country", "CM")
    letter = tmp_path / "lettre.txt"
    letter.write_text("cher ami")
    kept = tmp_path / "kept.sqlite3"
    done(kaye_environment, "backup", str(kept))
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    newer = tmp_path / "newer.sqlite3"
    newer.write_bytes(kept.read_bytes())
    with closing(sqlite3.connect(newer)) as base:
        base.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '9999_x', '2030-01-01')"
        )
        base.commit()
    refused = (
        (("backup", str(letter)), "n'est pas une sauvegarde"),
        (("backup", str(tmp_path / "nowhere" / "x")), "n'existe pas"),
        (("restore", str(tmp_path / "absent")), "n'existe pas"),
        (("restore", str(kept)), "ajoutez --yes"),
        (("restore", str(letter), "--yes"), "n'est pas une sauvegarde de Kayé"),
        (("restore", str(broken), "--yes"), "abîmé"),
        (("restore", str(newer), "--yes"), "version plus récente"),
        (("resume", "--business", "chez-moussa"), "ne sont pas retenus"),
    )
    if engine() == "sqlite":
        live = Path(kaye_environment["KAYE_HOME"]) / "kaye.sqlite3"
        refused += ((("backup", str(live)), "n'est pas une sauvegarde"),)
    for words, sentence in refused:
        result = kaye(kaye_environment, *words)
        assert (result.returncode, sentence in result.stderr) == (1, True), (words, result.stderr)
    assert letter.read_text() == "cher ami"
    assert answer(kaye_environment, "check")["counts"]["businesses"] == 1


@pytest.mark.one_engine
def test_a_restored_base_on_an_empty_machine_needs_no_yes(
    kaye_environment: dict[str, str], tmp_path: Path
) -> None:
    done(
        kaye_environment, "init", "--name", "Chez Moussa", "--country", "CM", "--email", "moussa@shop.example"
    )
    file = tmp_path / "kept.sqlite3"
    done(kaye_environment, "backup", str(file))
    # Elsewhere the base is the embedded one: a backup is also the way from an engine to the other.
    elsewhere = {**kaye_environment, "KAYE_HOME": str(tmp_path / "elsewhere"), "DATABASE_URL": ""}
    told = answer(elsewhere, "restore", str(file))
    assert (told["businesses"], told["saved"]) == (1, None)
    assert done(elsewhere, "login", "--email", "moussa@shop.example").startswith("http")
    assert answer(elsewhere, "check")["ok"]
    back = tmp_path / "back.sqlite3"
    done(elsewhere, "backup", str(back))
    assert answer(kaye_environment, "restore", str(back), "--yes")["businesses"] == 1
    assert answer(kaye_environment, "check")["ok"]


def _rows(ground: Ground) -> dict[str, object]:
    tables = ("customer", "instalment", "case", "stepdone", "outgoingmessage", "messagestep", "payment")
    counts: dict[str, object] = {
        name: ground.ask(f"SELECT COUNT(*), MAX(id), MIN(id) FROM records_{name}") for name in tables
    }
    counts["names"] = ground.ask("SELECT id, name, owed FROM records_customer ORDER BY id")
    counts["texts"] = ground.ask("SELECT id, text, state FROM records_outgoingmessage ORDER BY id")
    counts["chain"] = ground.ask("SELECT hash FROM records_event WHERE seq IS NOT NULL ORDER BY seq")
    counts["events"] = ground.ask("SELECT COUNT(*) FROM records_event")[0][0]
    return counts


def _customer(ground: Ground) -> int:
    return int(ground.ask("SELECT MIN(id) FROM records_customer WHERE owed > 0")[0][0])
