"""`kaye resume`: messages leave again after a restore."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("resume", help="Laisse de nouveau partir les messages, après une sauvegarde reprise.")
@business_option
@at_option
@json_option
def command(business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.resume_sending import resume_sending

        resume_sending(business=owner, now=instant(at, owner.country), by="commande")
        answer({"business": owner.slug, "held": False}, as_json, "Les messages partent de nouveau.")
