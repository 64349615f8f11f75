"""`kaye up`: the site and the worker, in one command."""

import click

from kaye.cli.context import ready
from kaye.cli.numbers import Whole


@click.command("up", help="Lance le site et le travail de fond ; Ctrl-C arrête les deux.")
@click.option("--port", type=Whole(1, 65535), default=8000, show_default=True, help="Port, ou le suivant.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute : cette machine seule."
)
def command(port: int, host: str) -> None:
    from kaye.cli.address import address_of, listen
    from kaye.cli.together import serve

    bound = listen(host, port)
    ready(site=True)
    from django.db import connections

    connections.close_all()
    click.echo(f"Kayé répond sur {address_of(bound)} (Ctrl-C pour arrêter)")
    serve(bound)
