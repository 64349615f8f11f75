"""`kaye today`: the morning list."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("today", help="La liste du matin : ce qu'une personne a à faire aujourd'hui.")
@business_option
@click.option("--all", "everything", is_flag=True, help="Tout, au lieu des premières.")
@at_option
@json_option
def command(business: str, everything: bool, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.today import today
        from kaye.cli.words import morning_text
        from kaye.records.calendars import currency_of

        now = instant(at, owner.country)
        morning = today(owner, now, None if everything else owner.list_max)
        currency = currency_of(owner).code
        shape = {
            "business": owner.slug,
            "at": shapes.stamp(now),
            "waiting": morning.waiting,
            "items": [shapes.item(line, currency) for line in morning.lines],
        }
        answer(shape, as_json, morning_text(owner, morning))
