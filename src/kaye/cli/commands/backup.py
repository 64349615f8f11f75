"""`kaye backup`: everything in one file."""

import click

from kaye.cli.context import answer, json_option, ready


@click.command("backup", help="Écrit toute la base dans un seul fichier, sans arrêter le travail.")
@click.argument("file", metavar="FICHIER", type=click.Path(dir_okay=False))
@json_option
def command(file: str, as_json: bool) -> None:
    ready(site=True)
    from pathlib import Path

    from kaye.actions.back_up import back_up

    done = back_up(Path(file))
    said = (
        f"Sauvegarde faite : {done.path} ({max(1, done.size // 1024)} ko).\n"
        "La clé secrète n'y est pas : gardez aussi le fichier secret.key, ailleurs."
    )
    answer({"file": str(done.path), "bytes": done.size}, as_json, said)
