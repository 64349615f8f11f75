"""`kaye notice`: the formal notice, from its draft to the day it was received (M52)."""

from pathlib import Path

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.group("notice", help="Mise en demeure : la préparer, noter son envoi, sa réception.")
def command() -> None:
    """The group of its verbs."""


@command.command("create", help="Prépare la lettre ; rien ne part, les relances de ces dettes attendent.")
@business_option
@click.option("--customer", required=True, metavar="NOM", help="Le client.")
@click.option(
    "--debt", "debts", multiple=True, metavar="RÉF", help="Seulement cette dette (tout le retard sinon)."
)
@click.option("--out", type=click.Path(dir_okay=False), metavar="FICHIER", help="Où écrire le PDF.")
@as_option
@at_option
@json_option
def create(
    business: str,
    customer: str,
    debts: tuple[str, ...],
    out: str | None,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.create_notice import create_notice
        from kaye.actions.find_customer import find_customer
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.cli.files import write_file
        from kaye.records.calendars import currency_of

        by = acting(owner, acting_as, "notice")
        found = find_customer(business=owner, text=customer)
        made = create_notice(
            business=owner, customer=found, debts=debts, now=instant(at, owner.country), by=by
        )
        if out:
            write_file(Path(out), bytes(made.content))
        shape = recovery.notice(made, currency_of(owner).code)
        answer(shape, as_json, f"Mise en demeure {made.pk} prête, à envoyer par vous.")


@command.command("sent", help="Elle est partie : le délai de 8 jours court.")
@click.argument("notice_id", metavar="ID")
@business_option
@click.option("--on", metavar="DATE", help="Le jour de l'envoi (aujourd'hui par défaut).")
@click.option("--number", default="", metavar="N°", help="Le numéro du recommandé.")
@as_option
@at_option
@json_option
def sent(
    notice_id: str,
    business: str,
    on: str | None,
    number: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_notice import find_notice
        from kaye.actions.send_notice import send_notice
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import currency_of, local_day

        by, now = acting(owner, acting_as, "notice"), instant(at, owner.country)
        row = send_notice(
            business=owner,
            notice=find_notice(owner, notice_id),
            sent_on=typed_day(on, owner, now, "--on") or local_day(owner, now),
            registered_number=number,
            now=now,
            by=by,
        )
        shape = recovery.notice(row, currency_of(owner).code)
        answer(shape, as_json, f"Envoyée. Délai jusqu'au {row.deadline_on:%d/%m/%Y}.")


@command.command("received", help="Le client l'a reçue.")
@click.argument("notice_id", metavar="ID")
@business_option
@click.option("--on", metavar="DATE", help="Le jour de l'avis de réception (aujourd'hui par défaut).")
@as_option
@at_option
@json_option
def received(
    notice_id: str, business: str, on: str | None, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_notice import find_notice
        from kaye.actions.send_notice import receive_notice
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.cli.reading import typed_day
        from kaye.records.calendars import currency_of, local_day

        by, now = acting(owner, acting_as, "notice"), instant(at, owner.country)
        row = receive_notice(
            business=owner,
            notice=find_notice(owner, notice_id),
            received_on=typed_day(on, owner, now, "--on") or local_day(owner, now),
            now=now,
            by=by,
        )
        answer(recovery.notice(row, currency_of(owner).code), as_json, "Réception notée.")


@command.command("cancel", help="Elle ne partira pas : les relances reprennent.")
@click.argument("notice_id", metavar="ID")
@business_option
@click.option("--reason", default="", metavar="TEXTE", help="Pourquoi.")
@as_option
@at_option
@json_option
def cancel(
    notice_id: str, business: str, reason: str, acting_as: str | None, at: str | None, as_json: bool
) -> None:
    with in_business(business) as owner:
        from kaye.actions.find_notice import find_notice
        from kaye.actions.send_notice import cancel_notice
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.records.calendars import currency_of

        by = acting(owner, acting_as, "notice")
        row = cancel_notice(
            business=owner,
            notice=find_notice(owner, notice_id),
            reason=reason,
            now=instant(at, owner.country),
            by=by,
        )
        answer(recovery.notice(row, currency_of(owner).code), as_json, "Annulée : les relances reprennent.")
