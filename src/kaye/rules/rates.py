"""What a part of an SMS costs, from dated rows that say where they come from."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from kaye.rules.ports.channel import Cost
from kaye.rules.septets import sms_length

_UNKNOWN = "prix non publié ici : voir votre compte"


@dataclass(frozen=True, slots=True)
class Rate:
    """`each`: minor units of `currency` for one part to numbers that begin with `prefix`, None = not known."""

    prefix: str
    since: date
    currency: str
    each: Decimal | None
    note: str = ""


def read_rates(text: str) -> tuple[Rate, ...]:
    """The `[[rate]]` tables of a costs.toml. ValueError when one is badly written."""
    return tuple(
        Rate(
            prefix=str(row["prefix"]),
            since=row["since"],
            currency=str(row["currency"]),
            each=Decimal(row["each"]) if row.get("each") else None,
            note=str(row.get("note", "")),
        )
        for row in tomllib.loads(text)["rate"]
    )


def sms_cost(rates: tuple[Rate, ...], address: str, text: str, day: date) -> Cost | None:
    """The parts and their price on that day, rounded up; the longest prefix wins, then the latest row.

    None when no row speaks of this number yet: « + » stands for every number.
    """
    fitting = [each for each in rates if address.startswith(each.prefix) and each.since <= day]
    if not fitting:
        return None
    rate = max(fitting, key=lambda each: (len(each.prefix), each.since))
    parts = sms_length(text).parts
    amount = None if rate.each is None else int((rate.each * parts).to_integral_value(ROUND_UP))
    note = rate.note or ("" if amount is not None else _UNKNOWN)
    return Cost(units=parts, amount=amount, currency=rate.currency, as_of=rate.since, note=note)
