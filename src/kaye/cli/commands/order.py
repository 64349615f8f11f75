"""`kaye order`: deliver what was ordered (M38)."""

from typing import Any

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.group("order", help="Les commandes : livrer, regarder.")
def command() -> None:
    """The group."""


def common(run: Any) -> Any:
    """The options that every command has."""
    for option in (json_option, at_option, as_option, business_option):
        run = option(run)
    return run


@command.command("deliver", help="Fait le bon de livraison : tout ce qui reste, ou ces quantités.")
@click.argument("reference", metavar="NUMÉRO")
@click.option("--on", "day", metavar="DATE", help="Le jour de la livraison (aujourd'hui, sinon).")
@click.option("--quantities", metavar="1=2,3=1", help="Ces quantités, par numéro de ligne.")
@common
def deliver(
    reference: str,
    day: str | None,
    quantities: str | None,
    business: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.deliver_papers import deliver_papers
        from kaye.actions.documents.answer import answer as shape_of
        from kaye.cli.acting import acting
        from kaye.cli.documents import find_document, summary, typed_quantities
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import local_day

        by, now = acting(owner, acting_as, "drafts"), instant(at, owner.country)
        note = deliver_papers(
            business=owner,
            order=find_document(owner, reference, ("order",), "La commande"),
            delivered_on=typed_day(day, owner, now, "--on") or local_day(owner, now),
            now=now,
            quantities=typed_quantities(quantities) if quantities else None,
            by=by,
        )
        shape = shape_of(note)
        answer(shape, as_json, summary(shape))


@command.command("show", help="Montre une commande.")
@click.argument("reference", metavar="NUMÉRO")
@common
def show(reference: str, business: str, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.deliver_papers import left_to_deliver
        from kaye.actions.documents.answer import answer as shape_of
        from kaye.cli.acting import acting
        from kaye.cli.documents import find_document, summary

        acting(owner, acting_as, "read")
        order = find_document(owner, reference, ("order",), "La commande")
        left = {str(line): f"{float(quantity):g}" for line, quantity in left_to_deliver(order).items()}
        shape = {**shape_of(order), "left": left}
        answer(shape, as_json, summary(shape))
