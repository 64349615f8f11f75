"""Data of a country laid over its parent's: `<code>/<name>.toml`, group by group, key by key.

A file is optional in each folder: a country without one is as its parent says.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

PROVENANCE = ("source", "checked_on", "confidence")  # where a group comes from, in every group

Group = Mapping[str, Any]


@cache
def layers(name: str) -> Mapping[str, Mapping[str, Group]]:
    """Code of each country or family -> groups of its `<name>.toml` over those of its parents."""
    parents, own = _folders(name)
    return {code: _over(code, parents, own) for code in parents}


def _folders(name: str) -> tuple[dict[str, str | None], dict[str, dict[str, Group]]]:
    parents: dict[str, str | None] = {}
    own: dict[str, dict[str, Group]] = {}
    for folder in files("kaye.countries").iterdir():
        pack = folder / "pack.toml"
        if not pack.is_file():
            continue
        data = tomllib.loads(pack.read_text(encoding="utf-8"))
        parents[data["code"]] = data.get("parent")
        source = folder / f"{name}.toml"
        own[data["code"]] = tomllib.loads(source.read_text(encoding="utf-8")) if source.is_file() else {}
    return parents, own


def _over(code: str, parents: dict[str, str | None], own: dict[str, dict[str, Group]]) -> dict[str, Group]:
    parent = parents[code]
    merged = dict(_over(parent, parents, own)) if parent else {}
    for group, values in own[code].items():
        merged[group] = {**merged.get(group, {}), **values}
    return merged
