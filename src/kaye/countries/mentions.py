"""Mentions of the documents of a country, read from `mentions.toml` over the texts that all share (M16)."""

import tomllib
from functools import cache
from importlib.resources import files

from kaye.countries.layers import PROVENANCE, layers
from kaye.countries.pack import pack
from kaye.countries.taxes import taxes
from kaye.rules.documents.mentions import MentionRules
from kaye.rules.documents.vat import Regime


@cache
def mention_rules(code: str) -> MentionRules:
    """Which mentions a seller of this country prints, and their French texts. Raises CountryError."""
    data = layers("mentions")[pack(code).code]
    use = data["use"]
    own = {name: text for name, text in data.get("texts", {}).items() if name not in PROVENANCE}
    return MentionRules(
        texts=_shared() | own,
        firm=frozenset(use["firm"]),
        identity=frozenset(use["identity"]),
        no_vat={regime: use["no_vat"][regime] for regime in Regime},
        vat_applies=taxes(code).vat.applies,
        in_words=use["in_words"],
    )


@cache
def _shared() -> dict[str, str]:
    source = files("kaye.countries") / "mentions.toml"
    return dict(tomllib.loads(source.read_text(encoding="utf-8"))["texts"])
