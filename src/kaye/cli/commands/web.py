"""`kaye web`: the site alone."""

import click

from kaye.cli.context import ready
from kaye.cli.numbers import Whole


@click.command("web", help="Sert le site, sans le travail de fond.")
@click.option("--port", type=Whole(1, 65535), help="Port ; sans lui, 8000 ou le premier libre après.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute : cette machine seule."
)
@click.option("--fd", type=int, hidden=True)
def command(port: int | None, host: str, fd: int | None) -> None:
    import os
    import socket

    from kaye.cli.address import FIRST_PORT, address_of, listen
    from kaye.cli.server import Site

    bound = (
        socket.socket(fileno=fd)
        if fd is not None
        else listen(host, port or FIRST_PORT, exact=port is not None)
    )
    if fd is None:
        os.environ.setdefault("KAYE_BASE_URL", address_of(bound))
        click.echo(f"Kayé répond sur {address_of(bound)}", err=True)
    ready(site=True)
    from django.db import connections

    connections.close_all()  # a connection is never shared with the processes to come
    Site(bound).run()
