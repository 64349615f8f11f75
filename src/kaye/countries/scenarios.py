"""The scenarios that a new business starts with, from `scenarios.yaml`."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from kaye.rules.facts import Caps
from kaye.rules.scenario import Scenario, parse_scenario


@lru_cache(maxsize=1)
def default_data() -> dict[str, Any]:
    """The file, read once: `scenarios`, `caps`, `windows`, `morning_list`…"""
    text = files("kaye.countries").joinpath("scenarios.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@lru_cache(maxsize=1)
def default_scenarios() -> dict[str, Scenario]:
    """Every default scenario by key."""
    return {key: parse_scenario(key, raw) for key, raw in default_data()["scenarios"].items()}


@lru_cache(maxsize=1)
def default_caps() -> Caps:
    """The caps of the file."""
    raw = default_data()["caps"]
    return Caps(
        per_day=raw["per_customer"]["per_day"],
        per_week=raw["per_customer"]["per_week"],
        marketing_per_month=raw["per_customer"]["marketing_per_month"],
        per_debt=raw["per_debt_before_formal_notice"],
        days_between_payment_messages=raw["days_between_payment_messages"],
    )
