"""`kaye reply`: a person's answer to a customer; it leaves at the next turn."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("reply", help="Répond à un client ; le message part au prochain « kaye tick ».")
@business_option
@click.option(
    "--customer", required=True, metavar="CLIENT", help="Nom, numéro du client, téléphone ou adresse."
)
@click.option("--channel", default="", metavar="CANAL", help="Le canal de son dernier message, sinon.")
@click.option("--text", required=True, metavar="TEXTE", help="Votre réponse.")
@click.option("--subject", default="", metavar="OBJET", help="Objet d'un e-mail.")
@click.option("--client-id", default="", metavar="ID", help="Le même deux fois n'envoie qu'une fois.")
@as_option
@at_option
@json_option
def command(
    business: str,
    customer: str,
    channel: str,
    text: str,
    subject: str,
    client_id: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.reply import reply
        from kaye.cli.acting import acting, reader
        from kaye.cli.replies import reply_shape, reply_text

        by = acting(owner, acting_as, "inbox")
        done = reply(
            business=owner,
            customer=find_customer(business=owner, text=customer),
            text=text,
            subject=subject,
            now=instant(at, owner.country),
            channel_name=channel,
            member=reader(owner, acting_as),
            client_id=client_id,
            confirmed=True,
            by=by,
        )
        answer(reply_shape(done), as_json, reply_text(done))
