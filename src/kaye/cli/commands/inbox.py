"""`kaye inbox`: every conversation, what waits for an answer first."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option

_MOST = 500


@click.command("inbox", help="La boîte : les conversations, celles à répondre d'abord.")
@business_option
@click.option(
    "--state", type=click.Choice(["to_answer", "waiting", "snoozed", "closed", "to_check"]), default=None
)
@as_option
@at_option
@json_option
def command(business: str, state: str | None, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.inbox_shapes import inbox_shape
        from kaye.actions.inbox.read_inbox import read_inbox
        from kaye.cli.acting import reader

        now = instant(at, owner.country)
        found = read_inbox(
            business=owner, member=reader(owner, acting_as), now=now, state=state or "", most=_MOST
        )
        words = {"to_answer": "à répondre", "waiting": "en attente", "snoozed": "plus tard"}
        words |= {"closed": "classée", "to_check": "à vérifier"}
        text = "\n".join(
            f"#{row.customer_id:<5} {row.name:<28} {words[row.state]}{', en retard' if row.late else ''} : "
            f"{row.text[:60]}"
            for row in found.rows
        )
        answer(inbox_shape(found, now), as_json, text or "Aucune conversation pour l'instant.")
