"""`kaye login`: a link that lets a person in once."""

import click

from kaye.cli.context import answer, instant, json_option, ready


@click.command("login", help="Donne un lien de connexion, bon une fois et un quart d'heure.")
@click.option("--email", required=True, metavar="ADRESSE", help="L'adresse de la personne.")
@json_option
def command(email: str, as_json: bool) -> None:
    ready(site=True)
    from django.contrib.auth import get_user_model

    from kaye.actions.login_link import make_login_link
    from kaye.cli.links import entry_link

    person = get_user_model().objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise click.ClickException(
            f"Personne n'a l'adresse {email} ici. « kaye init --email » crée un propriétaire."
        )
    link = entry_link(make_login_link(person, instant(None, "FR")))
    answer({"email": person.email, "link": link}, as_json, link)
