"""`kaye customer`: write a customer in the notebook."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.group("customer", help="Un client.")
def command() -> None:
    """The group."""


@command.command("add", help="Ajoute un client.")
@business_option
@click.option("--name", required=True, metavar="NOM", help="Avec sa civilité si vous voulez, ou la société.")
@click.option(
    "--firm/--consumer", "is_firm", default=None, help="Professionnel ou particulier (inconnu par défaut)."
)
@click.option("--email", metavar="ADRESSE", help="Son e-mail.")
@click.option("--phone", metavar="NUMÉRO", help="Son téléphone.")
@click.option("--siren", default="", metavar="NUMÉRO", help="SIREN, ou numéro d'entreprise de son pays.")
@click.option("--vat-number", default="", metavar="NUMÉRO", help="Numéro de TVA.")
@click.option("--address", default="", metavar="TEXTE", help="Rue et numéro.")
@click.option("--postcode", default="", metavar="TEXTE", help="Code postal.")
@click.option("--city", default="", metavar="TEXTE", help="Ville.")
@click.option("--country", default="", metavar="CODE", help="Pays, en deux lettres.")
@as_option
@at_option
@json_option
def add(
    business: str,
    name: str,
    is_firm: bool | None,
    email: str | None,
    phone: str | None,
    siren: str,
    vat_number: str,
    address: str,
    postcode: str,
    city: str,
    country: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.customer_shape import shape_of
        from kaye.actions.record_customer import Identity, record_customer
        from kaye.cli.acting import acting
        from kaye.rules.people import PersonName

        by = acting(owner, acting_as, "customers")
        customer = record_customer(
            business=owner,
            now=instant(at, owner.country),
            name_raw=name,
            parts=PersonName(company=" ".join(name.split())) if is_firm else None,
            phone=phone,
            email=email,
            country=country.strip().upper(),
            is_consumer=None if is_firm is None else not is_firm,
            address=address,
            identity=Identity(siren=siren, vat_number=vat_number, postcode=postcode, city=city),
            by=by,
        )
        answer(shape_of(customer), as_json, f"#{customer.pk} {customer.name} est dans le cahier.")
