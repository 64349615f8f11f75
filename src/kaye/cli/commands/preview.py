"""`kaye preview`: the days to come."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option
from kaye.cli.numbers import Whole


@click.command("preview", help="Ce qui va partir dans les prochains jours, si rien ne change.")
@business_option
@click.option("--days", default=30, show_default=True, type=Whole(1, 366), help="Nombre de jours.")
@at_option
@json_option
def command(business: str, days: int, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.preview import preview
        from kaye.cli.words import days_text
        from kaye.records.calendars import currency_of

        now = instant(at, owner.country)
        currency = currency_of(owner).code
        lines = list(preview(owner, now, days))
        shape = {"business": owner.slug, "at": shapes.stamp(now), "days": shapes.days(lines, currency)}
        answer(shape, as_json, days_text(lines, currency))
