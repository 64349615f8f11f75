"""`kaye statement`: the account of one customer."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("statement", help="Le relevé de compte d'un client.")
@business_option
@click.option("--customer", required=True, metavar="NOM", help="Le client.")
@click.option("--from", "start", metavar="DATE", help="Depuis ce jour.")
@click.option("--to", "end", metavar="DATE", help="Jusqu'à ce jour compris.")
@at_option
@json_option
def command(
    business: str, customer: str, start: str | None, end: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions import money_shape as money
        from kaye.actions.find_customer import find_customer
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import currency_of, local_day
        from kaye.records.queries.statement import statement
        from kaye.rules.money import format_money

        now = instant(at, owner.country)
        found = find_customer(business=owner, text=customer)
        account = statement(
            owner,
            found,
            local_day(owner, now),
            typed_day(start, owner, now, "--from"),
            typed_day(end, owner, now, "--to"),
        )
        code = currency_of(owner).code
        lines = [
            f"{line.on:%d/%m/%Y}  {line.kind:<12} {line.ref[:30]:<30} "
            f"{format_money(line.debit - line.credit, code):>18} {format_money(line.balance, code):>18}"
            for line in account.lines
        ]
        text = "\n".join([found.name, *lines, f"Solde : {format_money(account.closing, code)}"])
        answer(money.account(account, found, code), as_json, text)
