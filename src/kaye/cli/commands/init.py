"""`kaye init`: open a business."""

import click

from kaye.cli.context import answer, at_option, instant, json_option, ready


@click.command("init", help="Crée une entreprise, prête à relancer.")
@click.option("--name", required=True, metavar="NOM", help="Nom de l'entreprise.")
@click.option("--country", required=True, metavar="CODE", help="Pays : GP, MQ, GF, RE, FR, BE, CM, CI, SN.")
@click.option("--slug", metavar="NOM-COURT", help="Nom court pour les commandes (tiré du nom par défaut).")
@click.option("--email", metavar="ADRESSE", help="E-mail du propriétaire, qui pourra se connecter.")
@click.option("--channel", metavar="CANAL", help="Canal essayé en premier : whatsapp_link, sms_link, email…")
@at_option
@json_option
def command(
    name: str,
    country: str,
    slug: str | None,
    email: str | None,
    channel: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    ready(site=True)
    from kaye.actions.open_business import open_business

    now = instant(at, country)
    business = open_business(name=name, country=country, now=now, slug=slug, email=email, channel=channel)
    answer(
        {"business": business.slug, "name": business.name, "country": business.country},
        as_json,
        f"« {business.name} » est prêt. Son nom court : {business.slug}",
    )
