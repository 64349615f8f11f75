"""`kaye note`: a note for the team in a customer's thread."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("note", help="Note pour l'équipe, que le client ne voit jamais.")
@business_option
@click.option(
    "--customer", required=True, metavar="CLIENT", help="Nom, numéro du client, téléphone ou adresse."
)
@click.option("--text", required=True, metavar="TEXTE", help="La note.")
@as_option
@at_option
@json_option
def command(
    business: str, customer: str, text: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.note import note
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "inbox")
        found = find_customer(business=owner, text=customer)
        row = note(business=owner, customer=found, text=text, now=instant(at, owner.country), by=by)
        shape = {"note": row.pk, "text": row.text, "by": row.by, "at": shapes.stamp(row.at)}
        answer(shape, as_json, f"{found.name} : noté.")
