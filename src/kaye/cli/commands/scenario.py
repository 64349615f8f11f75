"""`kaye scenario`: which steps the invoices follow."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("scenario", help="Montre ou choisit les étapes que suivent les nouvelles factures.")
@business_option
@click.option("--invoices", metavar="NOM", help="invoice, invoice_industrial, freelance…")
@as_option
@at_option
@json_option
def command(
    business: str, invoices: str | None, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.choose_invoice_scenario import choose_invoice_scenario, invoice_scenarios
        from kaye.cli.acting import acting

        if invoices is not None:
            by = acting(owner, acting_as, "settings")
            choose_invoice_scenario(business=owner, key=invoices, now=instant(at, owner.country), by=by)
        known = invoice_scenarios(owner)
        shape = {
            "invoices": owner.scenario_for_invoices,
            "choices": [{"key": key, "title": title} for key, title in known],
        }
        lines = [
            f"{'*' if key == owner.scenario_for_invoices else ' '} {key} : {title}" for key, title in known
        ]
        answer(shape, as_json, "\n".join(lines))
