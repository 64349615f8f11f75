"""`kaye demo`: two shops to look at."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from kaye.cli.context import at_option, instant, ready
from kaye.cli.numbers import Whole

if TYPE_CHECKING:
    from kaye.demo.morning import Shown


@click.command("demo", help="Ouvre deux boutiques d'exemple et lance le site ; Ctrl-C arrête tout.")
@click.option("--port", type=Whole(1, 65535), default=8000, show_default=True, help="Port, ou le suivant.")
@click.option("--no-serve", is_flag=True, help="Prépare et montre la liste du matin, sans lancer le site.")
@at_option
def command(port: int, no_serve: bool, at: str | None) -> None:
    import os

    from kaye.cli.address import address_of, listen

    bound = None if no_serve else listen("127.0.0.1", port)
    if bound is not None:
        os.environ.setdefault("KAYE_BASE_URL", address_of(bound))
    os.environ.pop("KAYE_SMTP_URL", None)  # nothing of the demo leaves this machine
    ready(site=True)
    now = instant(at, "CM")
    _prepare(now)
    post = listen("127.0.0.1", 8025, quiet=True)
    from django.db import connections

    from kaye.demo.shops import mail_goes_to

    mail_goes_to(post.getsockname()[1])
    _show(now)
    connections.close_all()
    if bound is None:
        return
    from kaye.cli.together import Extra, serve
    from kaye.settings import config

    folder = config.home() / "courrier"
    click.echo(f"Les e-mails de la démonstration n'arrivent à personne : ils sont gardés dans {folder}.")
    click.echo("Ctrl-C pour arrêter ; les données restent pour la prochaine fois.")
    serve(bound, Extra("Le courrier", "kaye.demo.mailbox", (str(post.fileno()), str(folder)), post))


def _prepare(now: datetime) -> None:
    from kaye.demo.shops import load_shops

    click.echo("Préparation de la démonstration…", err=True)
    if load_shops(now):
        click.echo("Deux boutiques ouvertes, leurs fichiers importés : « Chez Moussa » et « Clim'Antilles ».")
    else:
        click.echo("Les données de la dernière fois sont gardées.")


def _show(now: datetime) -> None:
    from django.conf import settings

    from kaye.cli.links import entry_link
    from kaye.demo.morning import morning_of
    from kaye.demo.shops import owner_link
    from kaye.records.models import Business

    for business in Business.objects.order_by("id")[:5]:
        click.echo()
        click.echo(_morning_text(morning_of(business, now)))
    click.echo()
    click.echo(f"Adresse : {settings.BASE_URL}")
    token = owner_link(instant(None, "CM"))
    if token is not None:
        click.echo(f"Pour entrer (une fois, aujourd'hui) : {entry_link(token)}")


def _morning_text(shown: "Shown") -> str:
    from kaye.cli.words import morning_text
    from kaye.rules.french import weekday_text

    said = morning_text(shown.business, shown.morning)
    if shown.closed:
        said = (
            f"Aujourd'hui : {shown.closed}, rien ne part. Voici {weekday_text(shown.day)} :\n"
            + said.replace("aujourd'hui", "ce jour-là", 1)
        )
    return f"« {shown.business.name} »\n{said}"
