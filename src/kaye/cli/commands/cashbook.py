"""`kaye cashbook`: what came in and went out on one day."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("cashbook", help="La caisse d'un jour : chaque entrée, le total par moyen de paiement.")
@business_option
@click.option("--on", metavar="DATE", help="Le jour (aujourd'hui par défaut).")
@at_option
@json_option
def command(business: str, on: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions import money_shape as money
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import currency_of, local_day
        from kaye.records.queries.cashbook import cashbook
        from kaye.rules.money import format_money

        now = instant(at, owner.country)
        book = cashbook(owner, typed_day(on, owner, now, "--on") or local_day(owner, now))
        code = currency_of(owner).code
        lines = [
            f"{entry.name or 'sans nom':<30} {entry.method:<10} {format_money(entry.amount, code):>18}"
            for entry in book.entries
        ]
        totals = [f"{method:<41} {format_money(amount, code):>18}" for method, amount in book.totals]
        text = "\n".join([*lines, *totals, f"{'Total':<41} {format_money(book.total, code):>18}"])
        answer(money.book(book, code), as_json, text)
