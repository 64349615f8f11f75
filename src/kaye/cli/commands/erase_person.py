"""`kaye erase-person`: forget somebody, but for what the law keeps (C55)."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("erase-person", help="Efface un client : messages, notes, coordonnées. Les factures restent.")
@click.argument("customer", metavar="CLIENT")
@business_option
@click.option("--yes", is_flag=True, help="Confirme : rien ne se récupère ensuite.")
@click.option("--keep-debts", is_flag=True, help="Efface aussi s'il doit de l'argent ; la dette reste.")
@as_option
@at_option
@json_option
def command(
    customer: str,
    business: str,
    yes: bool,
    keep_debts: bool,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.person.erase import erase_person
        from kaye.cli.acting import acting
        from kaye.rules.french import day_text

        by = acting(owner, acting_as, "personal_data")
        found = find_customer(business=owner, text=customer)
        if not yes:
            raise click.ClickException(
                f"Tout ce que {found.name} a écrit sera perdu. Ajoutez --yes pour confirmer ; "
                "exportez d'abord avec kaye export-person si vous en avez besoin."
            )
        now = instant(at, owner.country)
        done = erase_person(business=owner, customer=found, now=now, keep_debts=keep_debts, by=by)
        until = done.until.isoformat() if done.until else None
        shape = {"erased": done.erased, "kept": {**done.kept, "until": until}}
        kept = f" Les factures et paiements restent jusqu'au {day_text(done.until)}." if done.until else ""
        answer(
            shape,
            as_json,
            f"Effacé : {done.erased['messages']} messages, {done.erased['points']} adresses.{kept}",
        )
