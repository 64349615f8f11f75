"""`kaye verify-chain`: has anybody changed the journal or the closings?"""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, json_option


@click.command(
    "verify-chain", help="Vérifie que rien n'a été changé dans le journal ni les clôtures ; code 1 sinon."
)
@business_option
@at_option
@json_option
def command(business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.cli import recovery
        from kaye.records.closings import verify_chain

        found = verify_chain(owner)
        seen = f"{found.events} écriture(s), {found.closings} clôture(s)"
        bad = found.first_bad
        answer(recovery.verified(found), as_json, bad.reason if bad else f"Rien n'a été changé : {seen}.")
        if not found.is_ok:
            raise click.exceptions.Exit(1)
