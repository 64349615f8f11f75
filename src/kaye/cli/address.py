"""The address the site answers on: a port of this machine, or the next one that is free."""

import errno
import socket

import click

FIRST_PORT = 8000
_TRIES = 50


def listen(host: str, port: int, exact: bool = False, quiet: bool = False) -> socket.socket:
    """A socket bound to this port, or to the next free one, said in French; `exact` refuses instead.

    Bound here and inherited by the site: nobody can take the port between the look and the start.
    """
    for each in range(port, port + (1 if exact else _TRIES)):
        bound = _bind(host, each)
        if bound is not None:
            if each != port and not quiet:
                click.echo(f"Le port {port} est déjà pris : je prends le {each}.", err=True)
            return bound
    if exact:
        raise click.ClickException(f"Le port {port} est déjà pris : donnez-en un autre avec --port.")
    raise click.ClickException(f"Tous les ports de {port} à {port + _TRIES - 1} sont pris : donnez --port.")


def address_of(bound: socket.socket) -> str:
    """« http://localhost:8001 »: by that name, because passkeys work only there without HTTPS."""
    host, port = bound.getsockname()[:2]
    return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"


def _bind(host: str, port: int) -> socket.socket | None:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        # Listening at once: a second process that bound the same port without it would not be refused.
        bound.listen(128)
    except OSError as problem:
        bound.close()
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise click.ClickException(f"Impossible de répondre sur {host} : {problem.strerror}.") from None
    return bound
