"""Change what a business prints on its papers and how it invoices (M58)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kaye.actions.documents.ground import seller_law, settings_of
from kaye.actions.refusal import FieldRefusal
from kaye.countries.late import AGREED, legal_rate
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, NumberSeries
from kaye.rules.documents.amounts import DocumentError
from kaye.rules.documents.late_fees import check_agreed_rate
from kaye.rules.documents.seller import SERIES, Value, parse_setting, warning_of


@dataclass(frozen=True, slots=True)
class PapersChanged:
    """`values`: all the settings afterwards; `warnings`: sentences about what looks mistyped."""

    values: dict[str, Value]
    warnings: tuple[str, ...]


def change_papers(
    *, business: Business, given: Mapping[str, str], now: datetime, by: str = ""
) -> PapersChanged:
    """Only what is given changes; an empty value takes a setting away. Raises FieldRefusal."""
    read = {key: _read(business, key, text) for key, text in given.items()}
    warnings = tuple(w for key, value in read.items() if (w := warning_of(key, value)))
    with transaction.atomic():
        lock(business)
        business.refresh_from_db()
        before = settings_of(business)
        changed = {key: value for key, value in read.items() if before[key] != value}
        for key in changed:
            _check_series(business, key, now)
        after = {**before, **changed}
        _check_prefixes(after)
        _check_rate(business, after, now)
        if changed:
            _write(business, changed)
            append(
                business=business,
                kind="papers_changed",
                at=now,
                payload={key: [before[key], value] for key, value in sorted(changed.items())},
                by=by,
                money=True,
            )
    return PapersChanged(settings_of(business), warnings)


def _read(business: Business, key: str, text: str) -> Value:
    try:
        return parse_setting(key, text, seller_law(business))
    except DocumentError as fault:
        raise FieldRefusal(key, str(fault)) from None


def _write(business: Business, changed: Mapping[str, Value]) -> None:
    papers = {**business.papers, **changed}
    business.address = str(papers.pop("address", business.address))
    business.papers = papers
    business.save(update_fields=["papers", "address"])


def _check_series(business: Business, key: str, now: datetime) -> None:
    """A prefix and a first number are fixed once the series of the year has a number (M8)."""
    name, _, series = key.partition(".")
    if name not in ("prefix", "first"):
        return
    year = local_day(business, now).year
    if NumberSeries.objects.filter(
        business=business, series=series, year=year, last_on__isnull=False
    ).exists():
        raise FieldRefusal(
            key,
            f"Des numéros sont déjà donnés en {year} pour {SERIES[series]} : ce réglage pourra changer l'an prochain.",
        )


def _check_prefixes(after: Mapping[str, Value]) -> None:
    used: dict[str, str] = {}
    for series, what in SERIES.items():
        prefix = str(after[f"prefix.{series}"]).lower()
        if prefix in used:
            raise FieldRefusal(
                f"prefix.{series}",
                f"Ce préfixe sert déjà pour {used[prefix]} : choisissez-en un autre pour {what}.",
            )
        used[prefix] = what


def _check_rate(business: Business, after: Mapping[str, Value], now: datetime) -> None:
    """A rate agreed between firms must reach three times the legal one where it is known (M50)."""
    if after["late_basis"] != AGREED:
        return
    if not after["late_rate"]:
        raise FieldRefusal("late_rate", "Écrivez aussi le taux convenu (late_rate).")
    try:
        check_agreed_rate(
            Decimal(str(after["late_rate"])), legal_rate(business.country, local_day(business, now))
        )
    except DocumentError as fault:
        raise FieldRefusal("late_rate", str(fault)) from None
