"""`kaye settings`: what a business prints on its papers, and how it invoices."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("settings", help="Les réglages des devis et des factures.")
@business_option
@click.option(
    "--set", "given", multiple=True, metavar="CLÉ=VALEUR", help="Change un réglage (vide : l'enlève)."
)
@as_option
@at_option
@json_option
def command(
    business: str, given: tuple[str, ...], acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.change_papers import change_papers
        from kaye.actions.documents.ground import settings_of
        from kaye.cli.acting import acting

        wanted = {}
        for each in given:
            key, mark, value = each.partition("=")
            if not mark:
                raise click.BadParameter("écrivez CLÉ=VALEUR.", param_hint="--set")
            wanted[key.strip()] = value
        by = acting(owner, acting_as, "settings" if wanted else "read")
        values = settings_of(owner)
        if wanted:
            changed = change_papers(business=owner, given=wanted, now=instant(at, owner.country), by=by)
            values = changed.values
            for warning in changed.warnings:
                click.echo(warning, err=True)
        text = "\n".join(f"{key:<22} {_said(value)}" for key, value in values.items())
        answer(values, as_json, text)


def _said(value: str | bool | int) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value) or "—"
