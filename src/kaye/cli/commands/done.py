"""`kaye done`: say what became of an item."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("done", help="Dit ce qu'une relance est devenue : envoyée, appelée, pas joignable, passée.")
@click.argument("item_id", metavar="ID")
@business_option
@click.option(
    "--outcome",
    required=True,
    metavar="ISSUE",
    help="sent (envoyée), called (appelée), not_reached (pas joignable), skipped (passée).",
)
@at_option
@json_option
def command(item_id: str, business: str, outcome: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.finish_step import finish_step
        from kaye.records.calendars import currency_of

        now = instant(at, owner.country)
        done = finish_step(business=owner, item_id=item_id, outcome=outcome, now=now, by="commande")
        shape = {
            "item": shapes.item(done.line, currency_of(owner).code),
            "outcome": outcome,
            "said": done.said,
        }
        answer(shape, as_json, done.said)
