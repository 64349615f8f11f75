"""`kaye thread`: one customer's whole conversation, over all channels."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("thread", help="La conversation d'un client : nom, numéro du client, téléphone ou adresse.")
@business_option
@click.argument("customer", metavar="CLIENT|CONTACT")
@at_option
@json_option
def command(business: str, customer: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from zoneinfo import ZoneInfo

        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.inbox_shapes import thread_shape
        from kaye.actions.inbox.read_thread import read_thread
        from kaye.records.calendars import calendar_of
        from kaye.rules.french import weekday_text

        now = instant(at, owner.country)
        found = find_customer(business=owner, text=customer)
        read = read_thread(customer=found, now=now, most=None)
        zone = ZoneInfo(calendar_of(owner).zone)
        lines = []
        for said in read.messages:
            local = said.at.astimezone(zone)
            arrow = "<" if said.direction == "in" else ">"
            lines.append(
                f"{weekday_text(local.date())} {local:%H:%M} {said.channel} {arrow} {said.text or said.form}"
            )
        answer(thread_shape(read), as_json, "\n".join([found.name, *lines]) if lines else found.name)
