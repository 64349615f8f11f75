"""`kaye request`: needs of customers, by hand too, from new to won or lost."""

from typing import TYPE_CHECKING

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option

if TYPE_CHECKING:
    from kaye.records.models import Business, Request


@click.group("request", help="Les demandes des clients.")
def command() -> None:
    """The group."""


@command.command(
    "add", help="Une demande notée à la main : une mise en relation, une promesse en rendez-vous."
)
@business_option
@click.option(
    "--customer", required=True, metavar="CLIENT", help="Nom, numéro du client, téléphone ou adresse."
)
@click.option("--title", required=True, metavar="TEXTE", help="Ce qu'il demande.")
@click.option("--amount", metavar="MONTANT", help="Ce qu'elle peut rapporter.")
@click.option("--next", "next_on", metavar="DATE", help="Prochaine date.")
@as_option
@at_option
@json_option
def add(
    business: str,
    customer: str,
    title: str,
    amount: str | None,
    next_on: str | None,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.inbox.request_shape import request_shape
        from kaye.actions.inbox.requests import open_request
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_amount, typed_day

        now = instant(at, owner.country)
        by = acting(owner, acting_as, "inbox")
        row = open_request(
            business=owner,
            customer=find_customer(business=owner, text=customer),
            now=now,
            title=title,
            amount=typed_amount(amount, owner, "--amount") or 0,
            next_on=typed_day(next_on, owner, now, "--next"),
            by=by,
        )
        answer(request_shape(row), as_json, f"Demande n° {row.number} : notée.")


@command.command("list", help="Les demandes ouvertes, la plus pressée d'abord.")
@business_option
@at_option
@json_option
def list_(business: str, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions import shapes
        from kaye.actions.inbox.request_shape import request_shape
        from kaye.records.models import Request

        rows = Request.objects.filter(business=owner, closed_at=None).select_related("customer", "business")
        rows = rows.order_by("due_at", "pk")
        shape = {
            "at": shapes.stamp(instant(at, owner.country)),
            "requests": [request_shape(row) for row in rows],
        }
        lines = [f"n° {row.number} · {row.customer.name} · {row.title}" for row in rows]
        answer(shape, as_json, "\n".join(lines) or "Aucune demande ouverte.")


@command.command("qualify", help="Précise une demande : intitulé, montant, prochaine date.")
@business_option
@click.argument("number", type=int, metavar="N°")
@click.option("--title", default="", metavar="TEXTE", help="Ce qu'il demande.")
@click.option("--amount", metavar="MONTANT", help="Ce qu'elle peut rapporter.")
@click.option("--next", "next_on", metavar="DATE", help="Prochaine date.")
@as_option
@at_option
@json_option
def qualify(
    business: str,
    number: int,
    title: str,
    amount: str | None,
    next_on: str | None,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.request_shape import request_shape
        from kaye.actions.inbox.requests import qualify as qualify_request
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_amount, typed_day

        now = instant(at, owner.country)
        row = qualify_request(
            business=owner,
            request=_found(owner, number),
            now=now,
            title=title,
            amount=typed_amount(amount, owner, "--amount"),
            next_on=typed_day(next_on, owner, now, "--next"),
            by=acting(owner, acting_as, "inbox"),
        )
        answer(request_shape(row), as_json, f"Demande n° {row.number} : précisée.")


@command.command("close", help="Gagnée, ou perdue avec sa raison.")
@business_option
@click.argument("number", type=int, metavar="N°")
@click.option(
    "--reason", required=True, metavar="RAISON", help="won, trop_cher, concurrent, reporte, sans_reponse…"
)
@as_option
@at_option
@json_option
def close(
    business: str, number: int, reason: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.request_shape import request_shape
        from kaye.actions.inbox.requests import close_request
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "inbox")
        found = _found(owner, number)
        row = close_request(
            business=owner, request=found, reason=reason, now=instant(at, owner.country), by=by
        )
        answer(request_shape(row), as_json, f"Demande n° {row.number} : close.")


@command.command("reopen", help="Rouvre une demande close.")
@business_option
@click.argument("number", type=int, metavar="N°")
@as_option
@at_option
@json_option
def reopen(business: str, number: int, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
        from kaye.actions.inbox.request_shape import request_shape
        from kaye.actions.inbox.requests import reopen as reopen_request
        from kaye.cli.acting import acting

        by = acting(owner, acting_as, "inbox")
        found = _found(owner, number)
        row = reopen_request(business=owner, request=found, now=instant(at, owner.country), by=by)
        answer(request_shape(row), as_json, f"Demande n° {row.number} : rouverte.")


def _found(owner: "Business", number: int) -> "Request":
    from kaye.records.models import Request

    row = Request.objects.filter(business=owner, number=number).select_related("customer").first()
    if row is None:
        raise click.ClickException(f"Aucune demande ne porte le n° {number}.")
    return row
