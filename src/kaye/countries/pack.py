"""Country packs: what changes from one country to the next, as data read once from `<code>/pack.toml`.

A new country is one new folder with its `pack.toml`; nothing here names a country.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from kaye.countries.holidays import Certainty, HolidayBook, NextDay, Rule
from kaye.rules.calendar import Calendar, Span, Window, combine
from kaye.rules.consent import Defaults

_PROVENANCE = ("source", "checked_on", "confidence")
_SAME_AS_TRANSACTIONAL = ("precontractual", "consent", "internal")


class CountryError(ValueError):
    """A country without a pack; the message is a French sentence that lists the known ones."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a group of a pack comes from.

    `confidence`: A official text, B concordant sources, C one source, K unverified.
    """

    source: str
    checked_on: date
    confidence: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One country. Limitation years are None when not established: no estimate is shown then."""

    code: str
    name: str
    parent: str | None
    currency: str
    cash_step: int
    timezone: str
    phone_regions: tuple[str, ...]
    working_days: frozenset[int]
    windows: Mapping[str, Window]
    statutory: tuple[Rule, ...]
    customary: tuple[Rule, ...]
    channel_order: tuple[str, ...]
    one_word_name_is: str
    civilities: tuple[str, ...]
    law: str
    limitation_years_firm: int | None
    limitation_years_consumer: int | None
    variant: str
    consent: Defaults
    provenance: Mapping[str, Provenance]

    def holidays(self, switched_on: frozenset[str] = frozenset()) -> HolidayBook:
        """Statutory days, and the customary ones switched on by name."""
        return HolidayBook(
            self.statutory + tuple(rule for rule in self.customary if rule.name in switched_on)
        )


@cache
def codes() -> tuple[str, ...]:
    """Codes of every country that can be chosen, in alphabetical order."""
    return tuple(sorted(code for code, data in _read_all().items() if "name" in data))


def pack(code: str) -> Pack:
    """The pack of this country (two letters). Raises CountryError."""
    wanted = code.strip().upper()
    if wanted not in codes():
        known = ", ".join(f"{each} ({_read_all()[each]['name']})" for each in codes())
        raise CountryError(f"Le pays « {code} » n'est pas connu : choisissez parmi {known}.")
    return _build(wanted)


@lru_cache(maxsize=512)
def calendar_for(
    business: str,
    customer: str | None = None,
    zone: str | None = None,
    switched_on: frozenset[str] = frozenset(),
) -> Calendar:
    """Calendar of a business of country `business` towards a customer of country `customer` (R23).

    `zone` overrides the time zone; `switched_on` names the business's customary days. A customer's country
    without a pack counts as the business's own. Raises CountryError for an unknown business country.
    """
    own = _calendar(pack(business), switched_on, zone)
    if customer not in codes() or customer == pack(business).code:
        return own
    return combine(own, _calendar(pack(str(customer)), frozenset(), zone))


def _calendar(country: Pack, switched_on: frozenset[str], zone: str | None) -> Calendar:
    return Calendar(
        zone=zone or country.timezone,
        working_days=country.working_days,
        windows=country.windows,
        holidays=(country.holidays(switched_on),),
    )


@cache
def _read_all() -> dict[str, dict[str, Any]]:
    found = {}
    for folder in files("kaye.countries").iterdir():
        source = folder / "pack.toml"
        if source.is_file():
            data = tomllib.loads(source.read_text(encoding="utf-8"))
            found[data["code"]] = data
    return found


def _merged(code: str) -> dict[str, Any]:
    """A pack over its parent: groups key by key, except holidays, which are added to the parent's."""
    own = _read_all()[code]
    if "parent" not in own:
        return own
    base = _merged(own["parent"])
    merged = {**base, **own}
    for group, values in own.items():
        if isinstance(values, dict):
            merged[group] = {**base.get(group, {}), **values}
    for rows in ("statutory", "customary"):
        merged["holidays"][rows] = base.get("holidays", {}).get(rows, []) + own.get("holidays", {}).get(
            rows, []
        )
    return merged


@cache
def _build(code: str) -> Pack:
    data = _merged(code)
    return Pack(
        code=code,
        name=data["name"],
        parent=data.get("parent"),
        currency=data["money"]["currency"],
        cash_step=data["money"]["cash_step"],
        timezone=data["time"]["zone"],
        phone_regions=tuple(data["phone"]["regions"]),
        working_days=frozenset(data["time"]["working_days"]),
        windows=_windows(data["windows"]),
        statutory=tuple(map(_rule, data["holidays"]["statutory"])),
        customary=tuple(map(_rule, data["holidays"].get("customary", ()))),
        channel_order=tuple(data["reach"]["channels"]),
        one_word_name_is=data["names"]["one_word_is"],
        civilities=tuple(data["names"]["civilities"]),
        law=data["law"]["family"],
        limitation_years_firm=data["law"].get("limitation_years_firm"),
        limitation_years_consumer=data["law"].get("limitation_years_consumer"),
        variant=data["reach"]["variant"],
        consent=Defaults(firm=data["consent"]["firm"], consumer=data["consent"]["consumer"]),
        provenance={group: _provenance(values) for group, values in data.items() if isinstance(values, dict)},
    )


def _windows(group: dict[str, Any]) -> dict[str, Window]:
    windows = {name: _window(row) for name, row in group.items() if name not in _PROVENANCE}
    return windows | dict.fromkeys(_SAME_AS_TRANSACTIONAL, windows["transactional"])


def _window(row: dict[str, Any]) -> Window:
    spans = (Span(time.fromisoformat(start), time.fromisoformat(end)) for start, end in row["hours"])
    return Window(frozenset(row["days"]), tuple(spans))


def _rule(row: dict[str, Any]) -> Rule:
    month, _, day = row.get("md", "").partition("-")
    return Rule(
        name=row["name"],
        month_day=(int(month), int(day)) if month else None,
        easter_offset=row.get("easter"),
        dates=tuple((day, certainty) for certainty in Certainty for day in row.get(certainty, ())),
        next_day=NextDay(row.get("next_day", "")),
    )


def _provenance(group: dict[str, Any]) -> Provenance:
    return Provenance(*(group[key] for key in _PROVENANCE))
