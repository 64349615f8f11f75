"""`kaye snooze`: put a thread aside until an instant, or until the customer writes again."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("snooze", help="Met une conversation de côté, au plus 30 jours.")
@business_option
@click.option(
    "--customer", required=True, metavar="CLIENT", help="Nom, numéro du client, téléphone ou adresse."
)
@click.option("--until", metavar="ISO", help="L'instant où elle revient.")
@click.option("--until-reply", is_flag=True, help="Jusqu'à sa réponse.")
@as_option
@at_option
@json_option
def command(
    business: str,
    customer: str,
    until: str | None,
    until_reply: bool,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.snooze import snooze
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "inbox")
        found = find_customer(business=owner, text=customer)
        thread = snooze(
            business=owner,
            customer=found,
            now=instant(at, owner.country),
            until=instant(until, owner.country) if until else None,
            until_reply=until_reply,
            by=by,
        )
        shape = {
            "customer": {"id": found.pk, "name": found.name},
            "state": thread.state,
            "snoozed_until": shapes.stamp(thread.snoozed_until) if thread.snoozed_until else None,
            "until_reply": thread.until_reply,
            "due_at": shapes.stamp(thread.due_at) if thread.due_at else None,
        }
        answer(shape, as_json, f"{found.name} : mis de côté.")
