"""The next number of a series, from its locked counter, in the caller's transaction: no gap, no twin (M8, M9)."""

from datetime import date

from kaye.actions.documents.ground import Ground
from kaye.actions.refusal import Refusal
from kaye.records.models import Business, NumberSeries, Receivable
from kaye.rules.documents.titles import Kind
from kaye.rules.french import day_text

SERIES_OF = {
    Kind.QUOTE: "D",
    Kind.ORDER: "C",
    Kind.DELIVERY: "L",
    Kind.INVOICE: "F",
    Kind.DEPOSIT: "F",
    Kind.FINAL: "F",
    Kind.CREDIT_NOTE: "A",
    Kind.RECEIPT: "R",
}
_IN_ORDER = frozenset("FAR")  # a date before the last one is refused


def next_number(land: Ground, kind: Kind, today: date) -> str:
    """Takes a number; giving up the transaction gives it back. Raises Refusal.

    The row of the business is already locked by the caller, then this one: always in that order.
    """
    business, series = land.business, SERIES_OF[kind]
    _check_order(business, series, today)
    row, _ = NumberSeries.objects.get_or_create(
        business=business,
        series=series,
        year=today.year,
        defaults={"prefix": land.papers.prefix(series), "next": land.papers.firsts.get(series, 1)},
    )
    row = NumberSeries.objects.select_for_update().get(pk=row.pk)
    if row.last_on is None:  # still empty: the settings may have changed
        row.prefix, row.next = land.papers.prefix(series), land.papers.firsts.get(series, 1)
    number = number_text(row.prefix, row.year, row.next)
    if Receivable.objects.filter(business=business, reference=number).exists():
        raise Refusal(
            f"Une facture importée porte déjà le numéro {number} : changez le préfixe dans les réglages"
            f" (prefix.{series}) avant d'émettre."
        )
    row.next += 1
    row.last_on = max(row.last_on or today, today)
    row.save(update_fields=["prefix", "next", "last_on"])
    return number


def number_text(prefix: str, year: int, rank: int) -> str:
    """« F2026-0001 »."""
    return f"{prefix}{year}-{rank:04d}"


def _check_order(business: Business, series: str, today: date) -> None:
    rows = NumberSeries.objects.filter(business=business, series=series, last_on__gt=today)
    last = rows.order_by("-last_on").first()
    if series in _IN_ORDER and last is not None and last.last_on is not None:
        number = number_text(last.prefix, last.year, last.next - 1)
        raise Refusal(
            f"Le {day_text(today)} est une date antérieure à la facture {number}, du {day_text(last.last_on)} :"
            " les numéros suivent les dates."
            if series == "F"
            else f"Le {day_text(today)} est une date antérieure à {number}, du {day_text(last.last_on)} :"
            " les numéros suivent les dates."
        )
