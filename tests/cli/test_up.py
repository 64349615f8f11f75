"""`kaye up`, `kaye web`, `kaye worker`: started, found, ended, started again."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.cli.processes import (
    PATIENCE,
    children_of,
    done,
    interrupt,
    is_alive,
    kaye,
    started,
    status_of,
    taken_port,
    wait_for,
    wait_until_it_listens,
)

pytestmark = pytest.mark.db_both
_ADDRESS = re.compile(r"http://localhost:\d+")


def test_up_takes_the_next_port_serves_and_ends_with_ctrl_c(
    first_environment: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "up.txt"
    with taken_port() as port, started(first_environment, output, "up", "--port", str(port)) as process:
        said = wait_for(output, "Kayé répond sur")
        assert f"Le port {port} est déjà pris : je prends le " in said
        address = _ADDRESS.search(said)
        assert address is not None
        assert status_of(f"{address[0]}/compte/login/") == 200
        children = children_of(process.pid)
        assert len(children) == 2
        assert interrupt(process) == 0
    assert "Arrêté proprement" in output.read_text()
    assert not any(is_alive(pid) for pid in children)


@pytest.mark.one_engine
def test_a_dead_child_is_started_again(kaye_environment: dict[str, str], tmp_path: Path) -> None:
    output = tmp_path / "up.txt"
    with started(kaye_environment, output, "up", "--port", "18600") as process:
        wait_for(output, "Kayé répond sur")
        worker = _worker_of(process.pid)
        os.kill(worker, signal.SIGKILL)
        wait_for(output, "Le travail de fond s'est arrêté")
        again = _worker_of(process.pid, other_than=worker)
        assert again != worker
        assert interrupt(process, signal.SIGTERM) == 0


@pytest.mark.one_engine
def test_children_do_not_outlive_a_killed_parent(kaye_environment: dict[str, str], tmp_path: Path) -> None:
    output = tmp_path / "up.txt"
    with started(kaye_environment, output, "up", "--port", "18650") as process:
        said = wait_for(output, "Kayé répond sur")
        address = _ADDRESS.search(said)
        assert address is not None
        status_of(f"{address[0]}/compte/login/")
        _worker_of(process.pid)
        children = children_of(process.pid)
        process.kill()
        process.wait(PATIENCE)
    until = time.monotonic() + PATIENCE
    while any(is_alive(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.2)
    assert not any(is_alive(pid) for pid in children)


@pytest.mark.one_engine
def test_web_alone_serves_and_refuses_a_taken_port_asked_by_name(
    kaye_environment: dict[str, str], tmp_path: Path
) -> None:
    with taken_port() as port:
        refused = kaye(kaye_environment, "web", "--port", str(port))
    assert refused.returncode == 1
    assert f"Le port {port} est déjà pris" in refused.stderr
    output = tmp_path / "web.txt"
    with started(kaye_environment, output, "web", "--port", str(port)) as process:
        wait_for(output, f"http://localhost:{port}")
        assert status_of(f"http://127.0.0.1:{port}/compte/login/") == 200
        assert not any("worker" in line for line in children_of(process.pid).values())
        assert interrupt(process) == 0


def test_the_worker_ends_cleanly_on_both_signals(kaye_environment: dict[str, str], tmp_path: Path) -> None:
    done(kaye_environment, "init", "--name", "Chez Moussa", "--country", "CM")
    for number in (signal.SIGINT, signal.SIGTERM):
        output = tmp_path / f"worker-{number}.txt"
        with started(kaye_environment, output, "worker") as process:
            wait_until_it_listens(process.pid)
            assert process.poll() is None
            assert interrupt(process, number) == 0
        assert "Le travail est arrêté" in output.read_text()


@pytest.mark.one_engine
def test_a_login_link_is_printed_for_a_known_person_only(kaye_environment: dict[str, str]) -> None:
    done(
        kaye_environment, "init", "--name", "Chez Moussa", "--country", "CM", "--email", "moussa@shop.example"
    )
    link = done(kaye_environment, "login", "--email", "Moussa@shop.example").strip()
    assert re.fullmatch(r"http://localhost:8000/\S+/[\w-]{40,}/", link)
    unknown = kaye(kaye_environment, "login", "--email", "paul@shop.example")
    assert unknown.returncode == 1
    assert "Personne n'a l'adresse paul@shop.example" in unknown.stderr


def _worker_of(parent: int, other_than: int = 0) -> int:
    """The worker's process, once it has its signal handlers: killed before, it could not say goodbye."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [
            pid for pid, line in children_of(parent).items() if line.endswith(" worker") and pid != other_than
        ]
        if found:
            wait_until_it_listens(found[0])
            return found[0]
        time.sleep(0.1)
    raise AssertionError("no worker")
