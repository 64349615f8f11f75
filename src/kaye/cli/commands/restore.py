"""`kaye restore`: go back to a backup."""

import click

from kaye.cli.context import answer, at_option, instant, json_option, ready


@click.command("restore", help="Reprend une sauvegarde. Rien ne part ensuite avant « kaye resume ».")
@click.argument("file", metavar="FICHIER", type=click.Path(dir_okay=False))
@click.option("--yes", is_flag=True, help="Remplace une base qui contient déjà des entreprises.")
@at_option
@json_option
def command(file: str, yes: bool, at: str | None, as_json: bool) -> None:
    ready(site=True)
    from pathlib import Path

    from kaye.actions.restore_base import restore_base
    from kaye.settings import config

    now = instant(at, "FR")
    aside = config.home() / f"avant-reprise-{now:%Y%m%d-%H%M%S}.sqlite3"
    done = restore_base(path=Path(file), now=now, over=yes, aside=aside)
    lines = [
        f"Sauvegarde reprise : {done.businesses} entreprise{'s' * (done.businesses > 1)}.",
        f"Les envois sont retenus. À vérifier : {done.uncertain}. À valider : {done.proposed}.",
        "Quand vous avez vérifié : kaye resume --business NOM-COURT",
    ]
    lines += [f"Ce qui était là avant est gardé dans {done.saved}."] * (done.saved is not None)
    shape = {
        "businesses": done.businesses,
        "uncertain": done.uncertain,
        "proposed": done.proposed,
        "held": True,
        "saved": str(done.saved) if done.saved else None,
    }
    answer(shape, as_json, "\n".join(lines))
