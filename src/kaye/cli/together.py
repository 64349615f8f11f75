"""The site and the worker under one parent: started together, ended together, started again when one dies."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import click

from kaye.cli.address import address_of

_STEADY = 60.0  # seconds after which a death counts as the first again
_LONGEST_WAIT = 30.0
_PATIENCE = 40.0  # seconds left to finish what is being sent
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Extra:
    """One more process beside the two, with the socket it inherits."""

    label: str
    module: str
    arguments: Sequence[str]
    bound: socket.socket


@dataclass(slots=True)
class _Child:
    """One of them. `start_at`: when to start it again."""

    label: str
    module: str
    arguments: Sequence[str]
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = 0


def serve(bound: socket.socket, *extras: Extra) -> None:
    """Serve on this socket until Ctrl-C or SIGTERM. Those who were started last end first."""
    children = (
        *(_Child(e.label, e.module, e.arguments, (e.bound.fileno(),)) for e in extras),
        _Child("Le site", "kaye.cli", ("web", "--fd", str(bound.fileno())), (bound.fileno(),)),
        _Child("Le travail de fond", "kaye.cli", ("worker",)),
    )
    environment = {name: value for name, value in os.environ.items() if name != "KAYE_RECORDS_ONLY"}
    environment.setdefault("KAYE_BASE_URL", address_of(bound))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _stop)
    try:
        while True:
            for child in children:
                _keep_alive(child, environment)
            time.sleep(0.2)
    except KeyboardInterrupt:
        pass
    finally:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)
        _end(children)
    click.echo("Arrêté proprement. Vos données restent.", err=True)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _keep_alive(child: _Child, environment: dict[str, str]) -> None:
    now = time.monotonic()
    if child.process is not None:
        code = child.process.poll()
        if code is None:
            return
        child.deaths = 1 if now - child.started_at > _STEADY else child.deaths + 1
        wait = min(2.0 ** (child.deaths - 1), _LONGEST_WAIT)
        click.echo(f"{child.label} s'est arrêté (code {code}) : nouvel essai dans {wait:.0f} s.", err=True)
        child.process, child.start_at = None, now + wait
    if now >= child.start_at:
        child.started_at = now
        child.process = subprocess.Popen(
            [sys.executable, "-P", "-m", child.module, *child.arguments],
            env=environment,
            pass_fds=child.inherits,
            start_new_session=True,  # Ctrl-C comes to the parent only, who ends them in order
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )


def _die_with_parent() -> None:
    """Asked of the kernel: a parent killed without warning leaves nobody behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(children: Sequence[_Child]) -> None:
    until = time.monotonic() + _PATIENCE
    for child in reversed(children):
        if child.process is None:
            continue
        child.process.terminate()
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
