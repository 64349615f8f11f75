"""`kaye subscription`: what is invoiced by itself, period after period (M45–M49)."""

import click

from kaye.cli.context import answer, at_option, business_option, in_business, instant, json_option

_MOST = 200


@click.group("subscription", help="Les abonnements : factures qui se font toutes seules.")
def command() -> None:
    pass


@command.command(
    "create", help="Commence un abonnement, décrit dans un fichier JSON (« - » : entrée standard)."
)
@business_option
@click.option("--file", "file", required=True, metavar="FICHIER")
@at_option
@json_option
def create(business: str, file: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.refusal import Refusal
        from kaye.actions.subscriptions.shape import subscription_shape
        from kaye.actions.subscriptions.subscribe import subscribe
        from kaye.cli.documents import read_document_file

        data = read_document_file(file)
        if not data.get("customer"):
            raise Refusal("Dites pour quel client (customer).")
        who = find_customer(business=owner, text=str(data["customer"]))
        made = subscribe(
            business=owner, customer=who, data=data, now=instant(at, owner.country), by="commande"
        )
        answer(subscription_shape(made), as_json, f"Abonnement {made.pk} : {made.name}, {who.name}.")


@command.command("list", help="Les abonnements, les plus récents d'abord.")
@business_option
@at_option
@json_option
def listing(business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.subscriptions.shape import subscription_shape
        from kaye.records.subscriptions import subscriptions_of

        rows = list(subscriptions_of(owner).order_by("-id"))
        text = "\n".join(f"{row.pk}  {row.customer.name}  {row.name}" for row in rows) or "Aucun abonnement."
        answer({"items": [subscription_shape(row) for row in rows], "next": None}, as_json, text)


@command.command("preview", help="Les prochaines périodes, avec leurs montants.")
@business_option
@click.argument("number", type=int, metavar="ID")
@click.option("--count", default=12, type=click.IntRange(1, _MOST), metavar="N", help="Combien (12).")
@at_option
@json_option
def preview(business: str, number: int, count: int, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.subscriptions.change import find_subscription
        from kaye.actions.subscriptions.preview import preview_subscription
        from kaye.actions.subscriptions.shape import planned_shape
        from kaye.records.calendars import currency_of
        from kaye.rules.french import day_text

        found = find_subscription(owner, number)
        rows = preview_subscription(business=owner, subscription=found, count=count)
        code = currency_of(owner).code
        text = "\n".join(f"{day_text(row.period.start)} → {day_text(row.period.end)}" for row in rows)
        answer([planned_shape(row, code) for row in rows], as_json, text or "Plus rien à facturer.")


@command.command("pause", help="Suspend les factures à partir d'un jour.")
@business_option
@click.argument("number", type=int, metavar="ID")
@click.option("--from", "start", required=True, metavar="DATE", help="Premier jour.")
@click.option("--until", metavar="DATE", help="Dernier jour ; sans lui, jusqu'à la reprise.")
@at_option
@json_option
def pause(business: str, number: int, start: str, until: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.subscriptions import change
        from kaye.actions.subscriptions.shape import subscription_shape
        from kaye.cli.reading import typed_day

        now = instant(at, owner.country)
        found = change.find_subscription(owner, number)
        first = typed_day(start, owner, now, "--from")
        assert first is not None
        change.pause(
            business=owner,
            subscription=found,
            start=first,
            until=typed_day(until, owner, now, "--until"),
            now=now,
            by="commande",
        )
        answer(
            subscription_shape(change.find_subscription(owner, number)),
            as_json,
            f"Abonnement {number} suspendu.",
        )


@command.command("resume", help="Reprend un abonnement suspendu.")
@business_option
@click.argument("number", type=int, metavar="ID")
@click.option("--on", required=True, metavar="DATE", help="Premier jour servi de nouveau.")
@at_option
@json_option
def resume(business: str, number: int, on: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.subscriptions import change
        from kaye.actions.subscriptions.shape import subscription_shape
        from kaye.cli.reading import typed_day

        now = instant(at, owner.country)
        day = typed_day(on, owner, now, "--on")
        assert day is not None
        change.resume(
            business=owner,
            subscription=change.find_subscription(owner, number),
            on=day,
            now=now,
            by="commande",
        )
        answer(
            subscription_shape(change.find_subscription(owner, number)),
            as_json,
            f"Abonnement {number} repris.",
        )


@command.command("price", help="Change le prix d'une ligne à partir d'un jour ; le client est prévenu.")
@business_option
@click.argument("number", type=int, metavar="ID")
@click.option("--from", "start", required=True, metavar="DATE", help="Premier jour du nouveau prix.")
@click.option("--line", required=True, type=int, metavar="N", help="Numéro de la ligne, à partir de 1.")
@click.option("--unit-price", required=True, metavar="PRIX")
@at_option
@json_option
def price(
    business: str, number: int, start: str, line: int, unit_price: str, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.subscriptions import change
        from kaye.actions.subscriptions.shape import subscription_shape
        from kaye.cli.reading import typed_day

        now = instant(at, owner.country)
        first = typed_day(start, owner, now, "--from")
        assert first is not None
        _, sending = change.reprice(
            business=owner,
            subscription=change.find_subscription(owner, number),
            line=line,
            unit_price=unit_price,
            on=first,
            now=now,
            by="commande",
        )
        told = "le client est prévenu" if sending.message else f"à dire au client : {sending.because}"
        answer(
            subscription_shape(change.find_subscription(owner, number)),
            as_json,
            f"Abonnement {number} : nouveau prix noté, {told}.",
        )


@command.command("stop", help="Finit un abonnement : le jour donné est le dernier servi.")
@business_option
@click.argument("number", type=int, metavar="ID")
@click.option("--on", required=True, metavar="DATE", help="Dernier jour servi.")
@at_option
@json_option
def stop(business: str, number: int, on: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.subscriptions import change
        from kaye.actions.subscriptions.shape import subscription_shape
        from kaye.cli.reading import typed_day

        now = instant(at, owner.country)
        day = typed_day(on, owner, now, "--on")
        assert day is not None
        change.end(
            business=owner,
            subscription=change.find_subscription(owner, number),
            on=day,
            now=now,
            by="commande",
        )
        answer(
            subscription_shape(change.find_subscription(owner, number)), as_json, f"Abonnement {number} fini."
        )
