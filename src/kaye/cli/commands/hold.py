"""`kaye hold`: a promise, a payment to be checked, a disagreement, a pause."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("hold", help="Retient les relances d'un client : promesse, déjà payé, désaccord, pause.")
@business_option
@click.option("--customer", required=True, metavar="NOM", help="Le client.")
@click.option("--kind", required=True, metavar="GENRE", help="promise, paid, dispute ou pause.")
@click.option("--until", metavar="DATE", help="Jour promis, ou dernier jour retenu.")
@click.option("--debt", metavar="RÉF", help="Seulement cette facture ou cette dette.")
@click.option("--amount", metavar="MONTANT", help="La partie promise, ou contestée (tout, sinon).")
@at_option
@json_option
def command(
    business: str,
    customer: str,
    kind: str,
    until: str | None,
    debt: str | None,
    amount: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.find_customer import find_customer
        from kaye.actions.hold import cases_of_debt, place_hold
        from kaye.cli.reading import typed_amount, typed_day
        from kaye.records.calendars import currency_of
        from kaye.rules.french import weekday_text

        now = instant(at, owner.country)
        found = find_customer(business=owner, text=customer)
        cases = cases_of_debt(business=owner, customer=found, debt=debt) if debt else [None]
        for case in cases:
            hold = place_hold(
                business=owner,
                customer=found,
                kind=kind,
                now=now,
                until=typed_day(until, owner, now, "--until"),
                amount=typed_amount(amount, owner, "--amount"),
                case=case,
                by="commande",
            )
        shape = {
            "id": hold.pk,
            "kind": hold.kind,
            "customer": {"id": found.pk, "name": found.name},
            "until": hold.until.isoformat(),
            "promised_on": hold.promised_on.isoformat() if hold.promised_on else None,
            "amount": shapes.money(hold.amount, currency_of(owner).code),
        }
        answer(
            shape, as_json, f"{found.name} : noté. Rien ne part jusqu'au {weekday_text(hold.until)} compris."
        )
