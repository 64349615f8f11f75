"""`kaye close`: the days, months and years that are over; with `--customer`, a conversation."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option

if TYPE_CHECKING:
    from kaye.records.models import Business


@click.command(
    "close",
    help="Clôture la caisse des jours, mois et années terminés ; avec --customer, ferme une conversation.",
)
@business_option
@click.option("--period", metavar="PÉRIODE", help="Ne montrer que day (jour), month (mois) ou year (année).")
@click.option("--customer", metavar="CLIENT", help="Ferme la conversation de ce client.")
@click.option("--reason", default="", metavar="RAISON", help="De sa demande : won, trop_cher, sans_reponse…")
@as_option
@at_option
@json_option
def command(
    business: str,
    period: str | None,
    customer: str | None,
    reason: str,
    acting_as: str | None,
    at: str | None,
    as_json: bool,
) -> None:
    with in_business(business) as owner:
        if customer is not None:
            _close_thread(owner, customer, reason, acting_as, instant(at, owner.country), as_json)
            return
        from kaye.actions.close_period import close_periods
        from kaye.cli import recovery
        from kaye.cli.acting import acting
        from kaye.records.calendars import currency_of
        from kaye.records.closings import FRENCH, PERIODS
        from kaye.records.models import Closing
        from kaye.rules.money import format_money

        if period is not None and period not in PERIODS:
            raise click.ClickException(f"« {period} » : choisissez parmi {', '.join(PERIODS)}.")
        by = acting(owner, acting_as, "close")
        made = close_periods(business=owner, now=instant(at, owner.country), by=by)
        shown = [row for row in made if period in (None, row.period)]
        if not shown:  # nothing new: those that the worker had made meanwhile
            known = Closing.objects.filter(business=owner, period__in=[period] if period else PERIODS)
            shown = list(known.order_by("created_at", "pk"))
        code = currency_of(owner).code
        shape = {"closings": [recovery.closing(row, code) for row in shown], "made": len(made)}
        lines = [
            f"{FRENCH[row.period]} {row.seq} · du {row.start:%d/%m/%Y} au {row.end:%d/%m/%Y} · "
            f"{row.entries} écriture(s) · {format_money(row.total, code)} · "
            f"cumul {format_money(row.cumulative, code)}"
            for row in shown
        ]
        answer(shape, as_json, "\n".join(lines) or "Rien à clôturer : la journée n'est pas finie.")


def _close_thread(
    owner: "Business", customer: str, reason: str, acting_as: str | None, now: datetime, as_json: bool
) -> None:
    from kaye.actions.find_customer import find_customer
    from kaye.actions.inbox.close_thread import close_thread
    from kaye.cli.acting import acting

    by = acting(owner, acting_as, "inbox")
    found = find_customer(business=owner, text=customer)
    thread = close_thread(business=owner, customer=found, now=now, reason=reason, by=by)
    shape = {"customer": {"id": found.pk, "name": found.name}, "state": thread.state}
    answer(shape, as_json, f"{found.name} : conversation fermée.")
