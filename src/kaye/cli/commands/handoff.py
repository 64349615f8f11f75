"""`kaye handoff`: give debts to a collection agency, or take them back (M53)."""

from pathlib import Path

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command(
    "handoff", help="Confie des dettes à un cabinet de recouvrement, ou les reprend (--take-back)."
)
@business_option
@click.option("--customer", metavar="NOM", help="Le client.")
@click.option(
    "--debt", "debts", multiple=True, metavar="RÉF", help="Seulement cette dette (tout le retard sinon)."
)
@click.option("--agency", default="", metavar="NOM", help="Le cabinet.")
@click.option("--mandate", default="", metavar="TEXTE", help="Le mandat écrit : date, référence, étendue.")
@click.option(
    "--out", type=click.Path(dir_okay=False), metavar="FICHIER", help="Où écrire le dossier en PDF."
)
@click.option("--take-back", metavar="ID", help="Reprendre ce dossier (avec --reason).")
@click.option("--reason", default="", metavar="TEXTE", help="Pourquoi il est repris.")
@as_option
@at_option
@json_option
def command(
    business: str,
    customer: str | None,
    debts: tuple[str, ...],
    agency: str,
    mandate: str,
    out: str | None,
    take_back: str | None,
    reason: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    if (take_back is None) == (customer is None):
        raise click.UsageError("Donnez --customer et --agency pour confier, ou --take-back pour reprendre.")
    with in_business(business) as owner:
        from kaye.actions.find_customer import find_customer
        from kaye.actions.find_notice import find_hand_off
        from kaye.actions.hand_off import hand_off
        from kaye.actions.take_back import take_back as take_file_back
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.cli.files import write_file
        from kaye.records.calendars import currency_of
        from kaye.records.queries.money import open_debts

        by, now = acting(owner, acting_as, "handoff"), instant(at, owner.country)
        if take_back is not None:
            row = take_file_back(
                business=owner, hand_off=find_hand_off(owner, take_back), reason=reason, now=now, by=by
            )
            said = "Dossier repris : les relances vous sont proposées."
        else:
            found = find_customer(business=owner, text=customer or "")
            row = hand_off(
                business=owner, customer=found, agency=agency, mandate=mandate, debts=debts, now=now, by=by
            )
            said = f"Confié à {row.agency} : plus rien ne part pour ces dettes."
        if out:
            write_file(Path(out), bytes(row.content))
        balances: dict[int, int] = {}
        for debt in open_debts(owner, [row.customer_id]):
            balances[debt.receivable] = balances.get(debt.receivable, 0) + debt.balance
        answer(recovery.hand_off(row, currency_of(owner).code, balances), as_json, said)
