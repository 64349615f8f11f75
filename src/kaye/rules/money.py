"""Money: integer minor units with their currency, written and read the French way."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_NARROW_SPACE = "\u202f"  # between thousands
_FIXED_SPACE = "\u00a0"  # before the unit
_LONGEST = 15  # digits: stays inside a 64-bit column


class MoneyError(ValueError):
    """An amount that can't be used; the message is a French sentence that says what to write."""


@dataclass(frozen=True, slots=True)
class Currency:
    """`exponent`: number of decimals. `cash_step`: smallest coin in use, in minor units."""

    code: str
    exponent: int
    cash_step: int
    unit: str


_CURRENCIES = {
    "EUR": Currency("EUR", 2, 1, "€"),
    "XAF": Currency("XAF", 0, 5, "FCFA"),
    "XOF": Currency("XOF", 0, 5, "FCFA"),
}


def currency(code: str) -> Currency:
    """The currency of this ISO code. Raises MoneyError when it is not one of ours."""
    try:
        return _CURRENCIES[code]
    except KeyError:
        known = ", ".join(_CURRENCIES)
        raise MoneyError(f"La monnaie « {code} » n'est pas connue : choisissez parmi {known}.") from None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents, or whole francs)."""

    minor: int
    currency: str

    @property
    def text(self) -> str:
        return format_money(self.minor, self.currency)


@lru_cache(maxsize=4096)  # one message asks for the same amount half a dozen times
def format_money(minor: int, code: str) -> str:
    """« 25 000 FCFA », « 1 234,56 € », with the fixed spaces of French typography (R30)."""
    figures = _digits(minor, code).replace(",", _NARROW_SPACE).replace(".", ",")
    return f"{figures}{_FIXED_SPACE}{currency(code).unit}"


@lru_cache(maxsize=4096)
def format_money_sms(minor: int, code: str) -> str:
    """The same with plain spaces and no sign outside GSM-7: « 1 234,56 EUR », « 25 000 FCFA »."""
    unit = "EUR" if code == "EUR" else currency(code).unit
    return f"{_digits(minor, code).replace(',', ' ').replace('.', ',')} {unit}"


def format_price(price: Decimal, code: str) -> str:
    """A unit price, which may have more decimals than its currency: « 49,90 € », « 0,1234 € », « 25 000 FCFA »."""
    exponent = currency(code).exponent
    decimals = max(exponent, -int(price.normalize().as_tuple().exponent))
    figures = f"{price:,.{decimals}f}".replace(",", _NARROW_SPACE).replace(".", ",")
    return f"{figures}{_FIXED_SPACE}{currency(code).unit}"


def _digits(minor: int, code: str) -> str:
    exponent = currency(code).exponent
    if not exponent:
        return f"{minor:,}"
    units, cents = divmod(abs(minor), 10**exponent)
    return f"{'-' if minor < 0 else ''}{units:,}.{cents:0{exponent}d}"


_UNITS = {
    "EUR": re.compile(r"€|euros?|eur", re.IGNORECASE),
    "FCFA": re.compile(r"f\.? ?cfa|cfa|xaf|xof|francs?(?: cfa)?|frs?|f", re.IGNORECASE),
}
_AMOUNT = re.compile(r"(?P<sign>[-−]?) ?(?P<body>\d[\d .,'’]*)")
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'’])\d{3})(?:\1\d{3})*")


def parse_money(text: str | int, code: str) -> int:
    """Minor units of an amount typed or imported in major units.

    Takes « 25 000 F », « 25.000 », « 1 234,56 € », « 1,234.56 », any kind of space. A point followed by
    exactly three digits separates thousands, and so does a comma in FCFA. Too many decimals are refused,
    never rounded. Raises MoneyError.
    """
    raw = str(text)
    amount = _AMOUNT.fullmatch(_without_unit(raw, code))
    if amount is None:
        raise MoneyError(_unreadable(raw, code))
    whole, decimals = _split_decimals(amount["body"].strip(), raw, code)
    minor = int(whole + _fixed_decimals(decimals, raw, code))
    return -minor if amount["sign"] else minor


def _without_unit(raw: str, code: str) -> str:
    """The figures alone. Refuses the unit of another currency."""
    text = " ".join(raw.split())
    ours = "EUR" if currency(code).unit == "€" else "FCFA"
    for family, unit in _UNITS.items():
        bare = re.sub(
            rf"^(?:{unit.pattern})(?=[ \d-])|(?<=[\d ,.])(?:{unit.pattern})\.?$",
            "",
            text,
            flags=re.IGNORECASE,
        )
        if bare == text:
            continue
        if family != ours:
            raise MoneyError(f"« {raw.strip()} » : écrivez le montant en {currency(code).unit}.")
        return bare.strip()
    return text


def _split_decimals(body: str, raw: str, code: str) -> tuple[str, str]:
    """('1234', '56') of « 1 234,56 ». Raises MoneyError when the separators can't be told apart."""
    if body.isdigit():
        whole, decimals = body, ""
    elif _GROUPED.fullmatch(body) and not _is_doubtful(body, code):
        whole, decimals = _only_digits(body), ""
    else:
        whole, decimals = _at_last_separator(body)
        if not decimals.isdigit() or not (whole.isdigit() or _GROUPED.fullmatch(whole)):
            raise MoneyError(_unreadable(raw, code))
        if len(decimals) == 3 and not currency(code).exponent:
            raise MoneyError(_unreadable(raw, code))
        whole = _only_digits(whole)
    if len(whole) > _LONGEST - 2:
        raise MoneyError(f"« {raw.strip()} » a trop de chiffres : vérifiez le montant.")
    return whole, decimals


def _is_doubtful(body: str, code: str) -> bool:
    """« 25,000 » in euros is 25 for a Frenchman and 25 000 for a spreadsheet; « 0.500 » is no thousand."""
    return body[0] == "0" or (currency(code).exponent > 0 and body.count(",") == 1)


def _at_last_separator(body: str) -> tuple[str, str]:
    cut = max(body.rfind("."), body.rfind(","))
    return (body[:cut], body[cut + 1 :]) if cut > 0 else (body, "")


def _only_digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _fixed_decimals(decimals: str, raw: str, code: str) -> str:
    """Exactly `exponent` decimals. Raises MoneyError when there are more (for FCFA: other than zeros)."""
    money = currency(code)
    if len(decimals) <= money.exponent:
        return decimals.ljust(money.exponent, "0")
    if money.exponent == 0:
        if not decimals.strip("0"):
            return ""
        raise MoneyError(
            f"« {raw.strip()} » : les FCFA s'écrivent sans virgule, par exemple 25{_FIXED_SPACE}000."
        )
    raise MoneyError(
        f"« {raw.strip()} » : écrivez au plus deux chiffres après la virgule, par exemple 12,50."
    )


def _unreadable(raw: str, code: str) -> str:
    example = "1 234,56" if currency(code).exponent else "25 000"
    if not raw.strip():
        return f"Il manque le montant : écrivez par exemple {example}."
    return f"« {raw.strip()} » n'est pas un montant lisible : écrivez par exemple {example}."


def split_evenly(total: int, count: int, step: int = 1) -> tuple[int, ...]:
    """`count` parts of whole `step`s whose sum is exactly `total` (rule M29).

    The extra steps go to the first parts, what is under one step to the last. Raises MoneyError when a part
    would be empty.
    """
    if count < 1 or step < 1:
        raise MoneyError("Il faut au moins une tranche.")
    steps, residue = divmod(total, step)
    base, extra = divmod(steps, count)
    if base < 1:
        raise MoneyError(f"Le montant est trop petit pour {count} tranches : choisissez-en moins.")
    parts = [(base + 1) * step] * extra + [base * step] * (count - extra)
    parts[-1] += residue
    return tuple(parts)
