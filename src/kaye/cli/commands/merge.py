"""`kaye merge`: two cards of one person become one (C27)."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("merge", help="Réunit deux fiches du même client ; la première est gardée.")
@click.argument("keep", metavar="GARDÉ")
@click.argument("other", metavar="AUTRE")
@business_option
@as_option
@at_option
@json_option
def command(
    keep: str, other: str, business: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.merge import merge, merge_shape
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "customers")
        kept, absorbed = (find_customer(business=owner, text=each) for each in (keep, other))
        row = merge(business=owner, keep=kept, other=absorbed, now=instant(at, owner.country), by=by)
        text = f"« {absorbed.name} » a rejoint « {kept.name} ». Pour défaire : kaye unmerge {row.pk}."
        answer(merge_shape(row), as_json, text)
