"""`kaye hours`: when the shop is open, and how fast it means to answer."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("hours", help="Heures d'ouverture et délai de réponse.")
@business_option
@click.option(
    "--set", "hours", metavar="HEURES", help="« mon-fri 08:00-12:00,14:00-17:00; sat 08:00-12:00 »."
)
@click.option("--target", type=int, metavar="MINUTES", help="Délai de réponse, en minutes d'ouverture.")
@as_option
@at_option
@json_option
def command(
    business: str,
    hours: str | None,
    target: int | None,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.inbox.set_hours import set_hours
        from kaye.cli.acting import acting
        from kaye.records.calendars import opening_of

        now = instant(at, owner.country)
        if hours is not None or target is not None:
            by = acting(owner, acting_as, "settings")
            set_hours(business=owner, now=now, hours=hours, target=target, by=by)
        opening = opening_of(owner)
        shape = {
            "hours": opening.hours.text,
            "target": owner.answer_minutes,
            "is_default": not owner.hours,
            "open": opening.is_open(now),
            "next_open": shapes.stamp(opening.next_open(now)),
        }
        text = f"Ouvert {opening.hours.french}. Réponse en {owner.answer_minutes} minutes d'ouverture."
        answer(shape, as_json, text)
