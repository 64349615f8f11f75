"""What a person types in a command: dates and amounts, the French way."""

from datetime import date, datetime

import click

from kaye.actions.refusal import Refusal
from kaye.records.calendars import currency_of, local_day
from kaye.records.models import Business
from kaye.rules.money import MoneyError, parse_money


def typed_day(text: str | None, business: Business, now: datetime, option: str) -> date | None:
    """An ISO date, or a French one; without a year, the first from today."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    from kaye.imports.dates import DateError, parse_date

    try:
        return parse_date(text, reference=local_day(business, now), direction="future")
    except DateError as fault:
        raise click.ClickException(f"{option} : {fault}") from None


def typed_amount(text: str | None, business: Business, option: str) -> int | None:
    """Major units, French spellings, to minor units; more than 0."""
    if text is None:
        return None
    try:
        minor = parse_money(text, currency_of(business).code)
    except MoneyError as fault:
        raise Refusal(f"{option} : {fault}") from None
    if minor <= 0:
        raise Refusal(f"{option} : donnez un montant plus grand que zéro.")
    return minor
