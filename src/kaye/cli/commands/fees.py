"""`kaye fees`: late interest and the fixed sum of one debt."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command(
    "fees", help="Pénalités et indemnité de retard d'une facture : calculées, demandées ou abandonnées."
)
@business_option
@click.option("--invoice", required=True, metavar="N°", help="Le numéro de la facture, ou celui de la dette.")
@click.option("--on", metavar="DATE", help="Le jour du calcul (aujourd'hui par défaut).")
@click.option("--claim", is_flag=True, help="Les demander : le chiffre est figé.")
@click.option("--waive", is_flag=True, help="Y renoncer (avec --reason).")
@click.option("--reason", default="", metavar="TEXTE", help="Pourquoi vous y renoncez.")
@as_option
@at_option
@json_option
def command(
    business: str,
    invoice: str,
    on: str | None,
    claim: bool,
    waive: bool,
    reason: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    if claim and waive:
        raise click.ClickException("Choisissez --claim ou --waive, pas les deux.")
    with in_business(business) as owner:
        from kaye.actions.claim_fees import claim_fees
        from kaye.actions.compute_fees import compute_fees
        from kaye.actions.find_debt import find_debt
        from kaye.actions.waive_fees import waive_fees
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import currency_of, local_day
        from kaye.records.queries.fees import fees_of_debt
        from kaye.rules.money import format_money

        now = instant(at, owner.country)
        by = acting(owner, acting_as, "waive" if waive else "payments" if claim else "read")
        debt = find_debt(owner, invoice)
        day = typed_day(on, owner, now, "--on") or local_day(owner, now)
        if claim:
            claim_fees(business=owner, receivable=debt, on=day, now=now, by=by)
        if waive:
            waive_fees(business=owner, receivable=debt, reason=reason, on=day, now=now, by="commande")
        found = compute_fees(business=owner, receivable=debt, on=day)
        code = currency_of(owner).code
        total = f"{format_money(found.total, code)} : " if found.total is not None else ""
        answer(recovery.fees(found, fees_of_debt(debt), code), as_json, f"{total}{found.reason}")
