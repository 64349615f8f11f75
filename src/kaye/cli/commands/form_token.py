"""`kaye form-token`: the hidden fields of the site's form as its page would carry them, the work done (C9)."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("form-token", help="Les champs cachés du formulaire du site, comme la page les porterait.")
@business_option
@at_option
@json_option
def command(business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.form_token import form_proof

        proof = form_proof(business=owner, now=instant(at, owner.country))
        said = {"jeton": proof.token, "altcha": proof.solved()}
        answer(said, as_json, f"jeton={said['jeton']}\naltcha={said['altcha']}")
