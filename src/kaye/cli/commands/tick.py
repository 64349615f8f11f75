"""`kaye tick`: one turn of the worker."""

import click

from kaye.cli.context import answer, at_option, instant, json_option, ready


@click.command("tick", help="Un tour de travail : décide ce qui est dû et envoie ce qui part seul.")
@click.option("--business", metavar="NOM-COURT", help="Une seule entreprise ; toutes sinon.")
@at_option
@json_option
def command(business: str | None, at: str | None, as_json: bool) -> None:
    ready()
    from kaye.actions.tick import tick
    from kaye.cli.turns import only, turns_shape, turns_text
    from kaye.records.models import Business

    chosen = only(business)
    country = (
        chosen.country if chosen else (Business.objects.values_list("country", flat=True).first() or "FR")
    )
    now = instant(at, country)
    turns = tick(now, chosen)
    answer(turns_shape(turns, now), as_json, turns_text(turns))
