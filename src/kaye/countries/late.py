"""Payment terms and late payment of a country, read from `late.toml` (M12, M50)."""

from datetime import date
from decimal import Decimal
from functools import cache

from kaye.countries.layers import Group, layers
from kaye.countries.pack import pack
from kaye.countries.rates import Base, applied, value_on
from kaye.rules.documents.consumer_fees import Cap
from kaye.rules.documents.interest import RateStretch
from kaye.rules.documents.late_fees import LateLaw, Starts
from kaye.rules.documents.terms import TermsLaw, parse_terms

AGREED = "agreed"


@cache
def terms_law(code: str) -> TermsLaw:
    """Default terms and legal limits between firms. Raises CountryError."""
    group = _group(code, "terms")
    return TermsLaw(
        firm=parse_terms(group["firm"]),
        consumer=parse_terms(group["consumer"]),
        longest_firm=group.get("longest_firm"),
        end_of_month_days=group.get("end_of_month_days"),
    )


@cache
def late_law(code: str) -> LateLaw:
    """When lateness costs something, and which fixed sums. Raises CountryError."""
    firm, consumer = _group(code, "firm"), _group(code, "consumer")
    return LateLaw(
        firm=Starts(firm["starts"]),
        consumer=Starts(consumer["starts"]),
        fixed_fee=firm["fixed_fee"],
        day_basis=firm["day_basis"],
        free_days=consumer.get("free_days", 0),
        caps=tuple(_cap(row) for row in consumer.get("caps", ())),
    )


def late_rates(
    code: str, is_firm: bool, basis: str = "", agreed: Decimal | None = None
) -> tuple[RateStretch, ...]:
    """Yearly rates of lateness, dated, for a seller of this country; unknown ones have no figure.

    `basis`: setting `late_basis`; one that this country does not have counts as its default. `agreed` is used
    between firms only, where the country lets them agree. Raises CountryError.
    """
    group = _group(code, "firm" if is_firm else "consumer")
    bases = group.get("bases", {})
    if basis == AGREED and agreed is not None and group.get("may_agree", False):
        return applied(Base(fixed=agreed))
    row = bases.get(basis) or bases.get(group.get("default", ""))
    return applied(_base(row)) if row else ()


def late_bases(code: str) -> tuple[str, ...]:
    """Bases that a seller of this country can choose between firms, the default one first."""
    firm = _group(code, "firm")
    chosen = (firm["default"], *(name for name in firm["bases"] if name != firm["default"]))
    return (*chosen, AGREED) if firm.get("may_agree", False) else chosen


def legal_rate(code: str, day: date) -> Decimal | None:
    """The legal rate under three times which firms may not agree; None where unknown or where no floor is set."""
    floor = _group(code, "firm").get("floor")
    return value_on(floor, day) if floor else None


def _group(code: str, name: str) -> Group:
    return layers("late")[pack(code).code][name]


def _base(row: Group) -> Base:
    return Base(row["kind"], Decimal(row.get("times", "1")), Decimal(row.get("add", "0")))


def _cap(row: Group) -> Cap:
    return Cap(
        row.get("up_to"), row["flat"], Decimal(row.get("percent", "0")), row.get("over", 0), row.get("most")
    )
