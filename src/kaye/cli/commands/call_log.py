"""`kaye call-log`: a call made or taken, noted by hand."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("call-log", help="Note un appel : répondu, pas joint, répondeur, occupé.")
@business_option
@click.option(
    "--customer", required=True, metavar="CLIENT", help="Nom, numéro du client, téléphone ou adresse."
)
@click.option("--outcome", required=True, metavar="ISSUE", help="answered, not_reached, voicemail ou busy.")
@click.option("--direction", default="out", show_default=True, metavar="SENS", help="out ou in.")
@click.option("--text", default="", metavar="TEXTE", help="Ce qui s'est dit.")
@click.option("--seconds", type=int, metavar="N", help="Durée.")
@as_option
@at_option
@json_option
def command(
    business: str,
    customer: str,
    outcome: str,
    direction: str,
    text: str,
    seconds: int | None,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.log_call import log_call
        from kaye.cli.acting import acting, reader

        by = acting(owner, acting_as, "inbox")
        found = find_customer(business=owner, text=customer)
        row = log_call(
            business=owner,
            customer=found,
            outcome=outcome,
            direction=direction,
            text=text,
            seconds=seconds,
            member=reader(owner, acting_as),
            now=instant(at, owner.country),
            by=by,
        )
        answer({"message": row.pk, "outcome": outcome}, as_json, f"{found.name} : appel noté.")
