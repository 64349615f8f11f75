"""`kaye close`: the days, months and years that are over."""

import click

from kaye.cli.context import answer, as_option, at_option, business_option, in_business, instant, json_option


@click.command("close", help="Clôture la caisse des jours, mois et années terminés. Rien ne les rouvre.")
@business_option
@click.option("--period", metavar="PÉRIODE", help="Ne montrer que day (jour), month (mois) ou year (année).")
@as_option
@at_option
@json_option
def command(business: str, period: str | None, acting_as: str | None, at: str | None, as_json: bool) -> None:
    with in_business(business) as owner:
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
