"""`kaye approve`: say yes to a proposal."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("approve", help="Valide une relance proposée : elle part à la prochaine heure permise.")
@click.argument("item_id", metavar="ID")
@business_option
@at_option
@json_option
def command(item_id: str, business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.approve import approve
        from kaye.records.calendars import currency_of
        from kaye.rules.french import weekday_text

        now = instant(at, owner.country)
        approved = approve(business=owner, item_id=item_id, now=now, by="commande")
        leaves = approved.leaves_at
        if leaves is None:
            said = "C'est à vous de l'envoyer : Kayé n'envoie jamais une mise en demeure."
        else:
            local = leaves.astimezone(approved.line.customer.calendar._tz)
            said = f"Validée : départ {weekday_text(local.date())} à {local:%H h %M}."
        shape = {
            "item": shapes.item(approved.line, currency_of(owner).code),
            "leaves_at": shapes.stamp(leaves) if leaves else None,
            "said": said,
        }
        answer(shape, as_json, said)
