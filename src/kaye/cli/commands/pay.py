"""`kaye pay`: money received."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option


@click.command("pay", help="Note un paiement reçu : la dette la plus ancienne d'abord.")
@business_option
@click.option(
    "--customer", required=True, metavar="NOM", help="Le client (sans civilité ni accents si vous voulez)."
)
@click.option("--amount", required=True, metavar="MONTANT", help="5000, « 25 000 », « 1 234,56 ».")
@click.option("--debt", "debts", multiple=True, metavar="RÉF", help="Seulement cette facture ou cette dette.")
@click.option(
    "--method", default="cash", metavar="MOYEN", help="cash, cheque, transfer, mobile, card, other."
)
@click.option("--reference", default="", metavar="TEXTE", help="Référence du virement ou du dépôt.")
@click.option(
    "--on", "received_on", metavar="DATE", help="Jour où l'argent est arrivé (aujourd'hui par défaut)."
)
@at_option
@json_option
def command(
    business: str,
    customer: str,
    amount: str,
    debts: tuple[str, ...],
    method: str,
    reference: str,
    received_on: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.record_payment import record_payment
        from kaye.cli import shapes
        from kaye.cli.reading import typed_amount, typed_day
        from kaye.records.calendars import currency_of, local_day
        from kaye.rules.money import format_money

        now = instant(at, owner.country)
        found = find_customer(business=owner, text=customer)
        minor = typed_amount(amount, owner, "--amount")
        assert minor is not None
        result = record_payment(
            business=owner,
            customer=found,
            amount=minor,
            received_on=typed_day(received_on, owner, now, "--on") or local_day(owner, now),
            now=now,
            method=method,
            reference=reference,
            debts=debts,
            by="commande",
        )
        code = currency_of(owner).code
        shape = {
            "payment": {
                "id": result.payment.pk,
                "amount": shapes.money(minor, code),
                "method": method,
                "received_on": result.payment.received_on.isoformat(),
                "state": "received",
            },
            "customer": {"id": found.pk, "name": found.name},
            "allocations": [
                {
                    "ref": s.ref,
                    "instalment": s.instalment,
                    "amount": shapes.money(s.amount, code),
                    "balance_after": shapes.money(s.balance_after, code),
                }
                for s in result.allocations
            ],
            "unallocated": shapes.money(result.unallocated, code),
            "balance": shapes.money(result.balance, code),
            "credit": shapes.money(result.credit, code),
        }
        left = format_money(result.balance, code) if result.balance else "plus rien"
        answer(shape, as_json, f"{found.name} : {format_money(minor, code)} reçus. Doit encore {left}.")
