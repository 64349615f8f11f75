"""`kaye member`: who works in a business."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.group("member", help="Les personnes qui travaillent dans l'entreprise.")
def command() -> None:
    """The group."""


@command.command("add", help="Ajoute une personne, ou change son rôle.")
@business_option
@click.option("--email", required=True, metavar="ADRESSE", help="Son adresse e-mail.")
@click.option("--role", required=True, metavar="RÔLE", help="owner, staff ou readonly.")
@as_option
@at_option
@json_option
def add(business: str, email: str, role: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business, site=True) as owner:
        from kaye.actions.open_member import open_member
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "members")
        member = open_member(business=owner, email=email, role=role, now=instant(at, owner.country), by=by)
        shape = {"id": member.pk, "email": member.user.email, "role": member.role}
        answer(shape, as_json, f"{member.user.email} : {member.role}.")
