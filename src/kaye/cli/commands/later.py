"""`kaye later`: send later, unless the customer answers, pays, or says stop meanwhile."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("later", help="Envoie plus tard, sauf s'il répond, paie ou dit stop entre-temps.")
@business_option
@click.option(
    "--customer", required=True, metavar="CLIENT", help="Nom, numéro du client, téléphone ou adresse."
)
@click.option("--channel", default="", metavar="CANAL", help="Le canal de son dernier message, sinon.")
@click.option("--text", required=True, metavar="TEXTE", help="Votre message.")
@click.option("--send-at", required=True, metavar="ISO", help="L'instant du départ.")
@click.option(
    "--cancel-if",
    default="reply,payment,echo,stop",
    show_default=True,
    metavar="LISTE",
    help="Ce qui l'annule ; vide : rien.",
)
@as_option
@at_option
@json_option
def command(
    business: str,
    customer: str,
    channel: str,
    text: str,
    send_at: str,
    cancel_if: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.reply import When, reply
        from kaye.cli.acting import acting, reader
        from kaye.cli.replies import reply_shape, reply_text

        by = acting(owner, acting_as, "inbox")
        causes = tuple(each.strip() for each in cancel_if.split(",") if each.strip())
        done = reply(
            business=owner,
            customer=find_customer(business=owner, text=customer),
            text=text,
            now=instant(at, owner.country),
            channel_name=channel,
            member=reader(owner, acting_as),
            later=When(send_at=instant(send_at, owner.country), cancel_if=causes),
            confirmed=True,
            by=by,
        )
        answer(reply_shape(done), as_json, reply_text(done))
