"""What a person asks a subscription to be: the file of M60 read into dates and conditions, or refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from kaye.rules.documents.amounts import Discount, DocumentError
from kaye.rules.documents.asked import Asked, AskedError, AskedLaw, plain_asked, read_asked
from kaye.rules.documents.lines import Category, Draft, Line, Vat
from kaye.rules.documents.recurrence import Billing, Every, First, Period, Schedule
from kaye.rules.documents.subscriptions import PriceChange, lines_of, prorated
from kaye.rules.money import currency

T = TypeVar("T")
PAPER_KEYS = ("lines", "prices", "terms", "discount", "nature", "exempt_reason")
KEYS = (
    "customer", *PAPER_KEYS, "name", "every", "start", "anchor_day", "end", "billing", "first", "term_months",
    "renewal", "auto",
)  # fmt: skip
TACIT = "tacit"
_LONGEST_TERM = 120


@dataclass(frozen=True, slots=True)
class SubscriptionAsked:
    """A subscription as asked, every part checked. `paper`: what each invoice is made of, kept as written."""

    name: str
    paper: dict[str, Any]
    asked: Asked
    schedule: Schedule
    term_months: int | None
    renewal: str
    auto: bool


def read_subscription(data: Mapping[str, Any], law: AskedLaw) -> SubscriptionAsked:
    """The file of a person. Raises AskedError, which names the place."""
    for key in data:
        if key not in KEYS:
            raise AskedError(key, f"« {key} » n'est pas attendu ici : les clés sont {', '.join(KEYS)}.")
    paper = plain_asked({key: data.get(key) for key in PAPER_KEYS})
    asked = read_asked(paper, law)
    schedule = Schedule(
        start=_at("start", lambda: _required_day(data.get("start"))),
        every=_at("every", lambda: _one_of(Every, data.get("every"), Every.MONTH)),
        anchor_day=_at("anchor_day", lambda: _number(data.get("anchor_day"), 31)),
        end=_at("end", lambda: _day(data.get("end"))),
        billing=_at("billing", lambda: _one_of(Billing, data.get("billing"), Billing.ADVANCE)),
        first=_at("first", lambda: _one_of(First, data.get("first"), First.PRORATE)),
    )
    if schedule.end is not None and schedule.end < schedule.start:
        raise AskedError("end", "L'abonnement finit avant de commencer : vérifiez les deux jours.")
    term_months = _at("term_months", lambda: _number(data.get("term_months"), _LONGEST_TERM))
    renewal = _at("renewal", lambda: _renewal(data.get("renewal")))
    if renewal and term_months is None:
        raise AskedError("term_months", "Une reconduction tacite demande une durée en mois (term_months).")
    name = " ".join(str(data.get("name") or asked.draft.lines[0].label).split())[:160]
    return SubscriptionAsked(name, paper, asked, schedule, term_months, renewal, _yes(data.get("auto")))


def draft_of_period(asked: Asked, period: Period, changes: Sequence[PriceChange], is_consumer: bool) -> Draft:
    """The lines of one period: at the prices of its first day, and for the days served (M46, M47)."""
    lines = lines_of(period, asked.draft.lines, changes, is_consumer)
    return prorated(replace(asked.draft, lines=lines), period)


def paper_of_period(paper: Mapping[str, Any], draft: Draft, period: Period) -> dict[str, Any]:
    """What is asked of the invoice of one period: the same paper with its lines, its discount and its dates."""
    kept = {key: value for key, value in paper.items() if key not in ("lines", "discount")}
    discount = _discount_text(draft.discount, draft.currency)
    return {
        **kept,
        "lines": [_line_asked(line, draft.currency) for line in draft.lines],
        **({"discount": discount} if discount else {}),
        "supply_from": period.start.isoformat(),
        "supply_to": period.end.isoformat(),
    }


def _line_asked(line: Line, code: str) -> dict[str, str]:
    written = {
        "label": line.label,
        "quantity": f"{line.quantity:f}",
        "unit": line.unit,
        "unit_price": f"{line.unit_price:f}",
        "vat": _vat_text(line.vat),
        "discount": _discount_text(line.discount, code),
    }
    return {key: text for key, text in written.items() if text}


def _vat_text(vat: Vat) -> str:
    return "AE" if vat.category is Category.REVERSE_CHARGE else f"{vat.rate:f}"


def _discount_text(discount: Discount, code: str) -> str:
    if discount.percent is not None:
        return f"{discount.percent:f}%"
    if not discount.amount:
        return ""
    return f"{Decimal(discount.amount).scaleb(-currency(code).exponent):f}"


def _at(path: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except DocumentError as fault:
        raise AskedError(path, str(fault)) from None


def _one_of(kind: type[T], written: Any, default: T) -> T:
    if written in (None, ""):
        return default
    try:
        return kind(str(written).strip().lower())  # type: ignore[call-arg]
    except ValueError:
        known = ", ".join(each.value for each in kind)  # type: ignore[attr-defined]
        raise DocumentError(f"« {written} » : choisissez parmi {known}.") from None


def _day(written: Any) -> date | None:
    if written in (None, ""):
        return None
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise DocumentError(f"« {written} » : écrivez un jour comme 2026-05-22.") from None


def _required_day(written: Any) -> date:
    day = _day(written)
    if day is None:
        raise DocumentError("Dites quand l'abonnement commence (start).")
    return day


def _number(written: Any, most: int) -> int | None:
    if written in (None, ""):
        return None
    text = str(written).strip()
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise DocumentError(f"« {written} » : écrivez un nombre de 1 à {most}.")
    return int(text)


def _renewal(written: Any) -> str:
    text = str(written or "").strip().lower()
    if text not in ("", TACIT):
        raise DocumentError(f"« {written} » : écrivez tacit (reconduction tacite), ou rien.")
    return text


def _yes(written: Any) -> bool:
    """On by default (M48)."""
    if written in (None, ""):
        return True
    if isinstance(written, bool):
        return written
    raise AskedError("auto", f"« {written} » : écrivez true ou false.")
