"""`kaye plan`: instalments agreed with a customer."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option
from kaye.cli.numbers import Whole


@click.group("plan", help="Un paiement en plusieurs fois, convenu avec le client.")
def command() -> None:
    pass


@command.command("create", help="Partage ce qui est dû en plusieurs versements, et l'écrit au client.")
@business_option
@click.option("--customer", required=True, metavar="NOM", help="Le client.")
@click.option("--debt", "debts", multiple=True, metavar="RÉF", help="Seulement cette dette (sinon toutes).")
@click.option("--count", required=True, type=Whole(2), metavar="N", help="Combien de versements.")
@click.option("--first", required=True, metavar="DATE", help="Le jour du premier.")
@click.option("--every", default="month", metavar="RYTHME", help="month (par défaut) ou week.")
@as_option
@at_option
@json_option
def create(
    business: str,
    customer: str,
    debts: tuple[str, ...],
    count: int,
    first: str,
    every: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions import money_shape as money
        from kaye.actions.find_customer import find_customer
        from kaye.actions.make_plan import make_plan
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import currency_of
        from kaye.rules.money import format_money

        now = instant(at, owner.country)
        first_on = typed_day(first, owner, now, "--first")
        assert first_on is not None
        made = make_plan(
            business=owner,
            customer=find_customer(business=owner, text=customer),
            count=count,
            first_on=first_on,
            now=now,
            debts=debts,
            every=every,
            by=acting(owner, acting_as, "plans"),
        )
        assert made.plan is not None
        code = currency_of(owner).code
        shape = money.plan(made.plan, made.instalments, made.confirmation, code)
        lines = [f"{i['n']}. {i['due_on']} : {i['amount']['text']}" for i in shape["instalments"]]
        text = "\n".join([f"Échéancier {made.plan.pk} : {format_money(made.total, code)}.", *lines])
        answer(shape, as_json, text)


@command.command("cancel", help="Termine un échéancier : les dettes reprennent leurs dates.")
@click.argument("number", metavar="N°", type=Whole(1))
@business_option
@click.option("--reason", default="", metavar="TEXTE", help="Pourquoi.")
@as_option
@at_option
@json_option
def cancel(
    number: int, business: str, reason: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions import money_shape as money
        from kaye.actions.cancel_plan import cancel_plan
        from kaye.cli.acting import acting
        from kaye.records.calendars import currency_of
        from kaye.records.models import Plan

        found = Plan.objects.filter(business=owner, pk=number).select_related("customer").first()
        if found is None:
            raise click.ClickException(f"Aucun échéancier ne porte le numéro {number}.")
        by = acting(owner, acting_as, "plans")
        ended = cancel_plan(business=owner, plan=found, now=instant(at, owner.country), reason=reason, by=by)
        shape = money.plan(ended.plan, ended.instalments, None, currency_of(owner).code)
        answer(shape, as_json, "Échéancier terminé : les dettes reprennent leurs dates.")
