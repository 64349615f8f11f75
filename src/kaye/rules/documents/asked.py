"""What a person asks a quote or an invoice to be: the file of M59 read into lines and conditions, or refused (M10).

Every fault names its place (« lines.2.quantity »), so that a screen says it under the field.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from kaye.rules.documents.amounts import (
    NO_DISCOUNT,
    Discount,
    DocumentError,
    parse_discount,
    parse_quantity,
    parse_rate,
    parse_unit_price,
)
from kaye.rules.documents.document import Nature
from kaye.rules.documents.lines import Draft, Line, Prices
from kaye.rules.documents.terms import Escompte, Terms, TermsLaw, check_terms, parse_terms
from kaye.rules.documents.vat import Parties, TaxRules, vat_of
from kaye.rules.money import MoneyError

T = TypeVar("T")
KEYS = (
    "customer", "prices", "lines", "discount", "deposit", "terms", "escompte", "supply_on", "supply_from",
    "supply_to", "nature", "valid_days", "off_premises", "urgent_repair", "delivery_address", "exempt_reason", "note",
)  # fmt: skip
LINE_KEYS = ("label", "quantity", "unit", "unit_price", "vat", "discount")
MOST_LINES = 1000
_LONGEST_LABEL = 500
_MOST_DAYS = 365


class AskedError(DocumentError):
    """A DocumentError with its place in the file: « terms », « lines.0.quantity »."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class AskedLaw:
    """What an asked document is read with. `terms`: the business's own default, or empty."""

    currency: str
    tax: TaxRules
    terms_law: TermsLaw
    parties: Parties
    terms: str = ""
    valid_days: int = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A document as asked, every part checked. `terms_text`: as written, or the default one."""

    draft: Draft
    terms: Terms
    deposit: Discount | None = None
    escompte: Escompte | None = None
    supply_on: date | None = None
    supply_from: date | None = None
    supply_to: date | None = None
    nature: Nature | None = None
    valid_days: int = 30
    off_premises: bool = False
    urgent_repair: bool = False
    delivery_address: str = ""
    exempt_reason: str = ""
    note: str = ""


def read_asked(data: Mapping[str, Any], law: AskedLaw) -> Asked:
    """The file of a person, or what is kept of a draft. Raises AskedError."""
    for key in data:
        if key not in KEYS:
            raise AskedError(key, f"« {key} » n'est pas attendu ici : les clés sont {', '.join(KEYS)}.")
    prices = _at("prices", lambda: _prices(data.get("prices")))
    draft = Draft(
        law.currency,
        prices,
        _lines(data.get("lines"), law),
        _at("discount", lambda: parse_discount(data.get("discount"), law.currency)),
    )
    days = [_at(key, partial(_day, data.get(key))) for key in ("supply_on", "supply_from", "supply_to")]
    _check_supply(*days)
    return Asked(
        draft=draft,
        terms=_at("terms", lambda: _terms(data.get("terms"), law)),
        deposit=_at("deposit", lambda: _deposit(data.get("deposit"), law.currency)),
        escompte=_at("escompte", lambda: _escompte(data.get("escompte"))),
        supply_on=days[0],
        supply_from=days[1],
        supply_to=days[2],
        nature=_at("nature", lambda: _nature(data.get("nature"))),
        valid_days=_at("valid_days", lambda: _days(data.get("valid_days"), law.valid_days, 1)),
        off_premises=_at("off_premises", lambda: _yes(data.get("off_premises"))),
        urgent_repair=_at("urgent_repair", lambda: _yes(data.get("urgent_repair"))),
        delivery_address=_text(data, "delivery_address", 300),
        exempt_reason=_text(data, "exempt_reason", 200),
        note=_text(data, "note", 2000),
    )


def plain_asked(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same file with nothing but texts, booleans and lists, as it is kept: reading it again gives the same."""
    kept: dict[str, Any] = {}
    for key in KEYS:
        value = data.get(key)
        if key == "customer" or value is None or value == "":
            continue
        if key == "lines":
            kept[key] = [
                {k: _plain(line[k]) for k in LINE_KEYS if line.get(k) not in (None, "")} for line in value
            ]
        elif key == "escompte":
            kept[key] = {k: _plain(v) for k, v in value.items()}
        else:
            kept[key] = _plain(value)
    return kept


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool) else str(value)


def _at(path: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except AskedError:
        raise
    except (DocumentError, MoneyError) as fault:
        raise AskedError(path, str(fault)) from None


def _prices(written: Any) -> Prices:
    text = "ht" if written in (None, "") else str(written).strip().lower()
    if text not in {each.value for each in Prices}:
        raise DocumentError(f"« {written} » : les prix sont « ht » (sans TVA) ou « ttc » (TVA comprise).")
    return Prices(text)


def _lines(written: Any, law: AskedLaw) -> tuple[Line, ...]:
    if not isinstance(written, Sequence) or isinstance(written, str) or not written:
        raise AskedError("lines", "Il manque une ligne : ajoutez au moins un article ou une prestation.")
    if len(written) > MOST_LINES:
        raise AskedError("lines", f"Ce document a {len(written)} lignes : {MOST_LINES} au plus.")
    return tuple(_line(n, row, law) for n, row in enumerate(written))


def _line(at: int, row: Any, law: AskedLaw) -> Line:
    where = f"lines.{at}"
    if not isinstance(row, Mapping):
        raise AskedError(where, f"Ligne {at + 1} : écrivez le libellé, la quantité et le prix.")
    for key in row:
        if key not in LINE_KEYS:
            raise AskedError(f"{where}.{key}", f"Ligne {at + 1} : « {key} » n'est pas attendu ici.")

    def part(key: str, read: Callable[[Any], T]) -> T:
        try:
            return read(row.get(key))
        except (DocumentError, MoneyError) as fault:
            raise AskedError(f"{where}.{key}", f"Ligne {at + 1} : {fault}") from None

    return Line(
        label=part("label", _label),
        quantity=part("quantity", lambda text: parse_quantity(1 if text in (None, "") else text)),
        unit_price=part("unit_price", _unit_price),
        vat=part("vat", lambda text: vat_of(text, law.tax, law.parties)),
        discount=part("discount", lambda text: parse_discount(text, law.currency)),
        unit=part("unit", lambda text: _short(text, 20)),
    )


def _label(written: Any) -> str:
    text = " ".join(str(written or "").split())
    if not text:
        raise DocumentError("dites ce qui est vendu : un article, une prestation.")
    return _short(text, _LONGEST_LABEL)


def _unit_price(written: Any) -> Decimal:
    if written in (None, ""):
        raise DocumentError("il manque le prix.")
    return parse_unit_price(written)


def _short(written: Any, longest: int) -> str:
    text = " ".join(str(written or "").split())
    if len(text) > longest:
        raise DocumentError(f"gardez au plus {longest} caractères.")
    return text


def _text(data: Mapping[str, Any], key: str, longest: int) -> str:
    return _at(key, lambda: _short(data.get(key), longest))


def _terms(written: Any, law: AskedLaw) -> Terms:
    is_firm = law.parties.buyer_is_firm
    text = str(written if written not in (None, "") else law.terms)
    terms = parse_terms(text) if text else law.terms_law.default(is_firm)
    check_terms(terms, law.terms_law, is_firm)
    return terms


def _deposit(written: Any, code: str) -> Discount | None:
    found = parse_discount(written, code)
    return None if found in (NO_DISCOUNT, Discount(amount=0), Discount(percent=Decimal(0))) else found


def _escompte(written: Any) -> Escompte | None:
    if written in (None, "", {}):
        return None
    if not isinstance(written, Mapping) or set(written) != {"percent", "days"}:
        raise DocumentError("L'escompte s'écrit avec un pourcentage (percent) et un nombre de jours (days).")
    percent = parse_rate(written["percent"])
    if not 0 < percent < 100:
        raise DocumentError("L'escompte est un pourcentage entre 0 et 100.")
    return Escompte(percent, _days(written["days"], 0, 0))


def _nature(written: Any) -> Nature | None:
    if written in (None, ""):
        return None
    if str(written) not in {each.value for each in Nature}:
        raise DocumentError(f"« {written} » : choisissez goods (biens), services ou mixed (les deux).")
    return Nature(str(written))


def _days(written: Any, default: int, least: int) -> int:
    if written in (None, ""):
        return default
    text = str(written).strip()
    if not text.isdecimal() or not least <= int(text) <= _MOST_DAYS:
        raise DocumentError(f"« {written} » : écrivez un nombre de jours de {least} à {_MOST_DAYS}.")
    return int(text)


def _yes(written: Any) -> bool:
    if written in (None, ""):
        return False
    if isinstance(written, bool):
        return written
    raise DocumentError(f"« {written} » : écrivez true ou false.")


def _day(written: Any) -> date | None:
    if written in (None, ""):
        return None
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise DocumentError(f"« {written} » : écrivez un jour comme 2026-05-22.") from None


def _check_supply(supply_on: date | None, supply_from: date | None, supply_to: date | None) -> None:
    if supply_on and (supply_from or supply_to):
        raise AskedError("supply_on", "Donnez un jour (supply_on) ou une période (supply_from, supply_to).")
    if bool(supply_from) != bool(supply_to):
        raise AskedError("supply_to", "Une période a un début (supply_from) et une fin (supply_to).")
    if supply_from and supply_to and supply_to < supply_from:
        raise AskedError("supply_to", "La période finit avant de commencer.")
