"""VAT, titles and identity of the documents of a country, read from `taxes.toml` (M5, M13–M15, M17)."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kaye.countries.layers import layers
from kaye.countries.pack import pack
from kaye.rules.documents.titles import TitleRules
from kaye.rules.documents.vat import TaxRules


@dataclass(frozen=True, slots=True)
class Taxes:
    """`xml_country`: country written in an e-invoice; empty where none is claimed to conform."""

    vat: TaxRules
    titles: TitleRules
    xml_country: str


@cache
def taxes(code: str) -> Taxes:
    """Taxes of this country. Raises CountryError."""
    data = layers("taxes")[pack(code).code]
    vat, titles, platform = data["vat"], data["titles"], data.get("platform", {})
    return Taxes(
        vat=TaxRules(Decimal(vat["normal"]), tuple(map(Decimal, vat["rates"])), vat["applies"]),
        titles=TitleRules(
            invoice_needs=titles["invoice_needs"],
            required=tuple(titles["required"]),
            platform_from=platform.get("from"),
            platform_zone=frozenset(platform.get("zone", ())),
            platform_title=platform.get("title", ""),
        ),
        xml_country=vat["xml_country"],
    )
