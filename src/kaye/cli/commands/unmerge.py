"""`kaye unmerge`: two people after all (C27)."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("unmerge", help="Défait une fusion de deux fiches.")
@click.argument("number", type=int, metavar="FUSION")
@business_option
@as_option
@at_option
@json_option
def command(number: int, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.merge import merge_shape
        from kaye.actions.inbox.unmerge import unmerge
        from kaye.actions.refusal import Refusal
        from kaye.cli.acting import acting
        from kaye.records.models import Merge

        by = acting(owner, acting_as, "customers")
        row = Merge.objects.filter(pk=number).first()
        if row is None:
            raise Refusal(f"Aucune fusion ne porte le numéro {number}.")
        unmerge(business=owner, row=row, now=instant(at, owner.country), by=by)
        answer(merge_shape(row), as_json, "Les deux fiches sont de nouveau séparées.")
