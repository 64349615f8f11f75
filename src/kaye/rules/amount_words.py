"""Amounts in words: « vingt-cinq mille francs CFA », « septante » and « nonante » in Belgium (M7).

Traditional spelling: hyphens under a hundred, « et un », « quatre-vingts » and « deux cents » lose their s
before another number.
"""

from kaye.rules.money import MoneyError, currency

# fmt: off
_SMALL = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
    "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)
# fmt: on
_TENS = (
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
)
_BELGIAN = {7: "septante", 9: "nonante"}
_SEPTANTE_COUNTRIES = frozenset({"BE"})
_UNITS = {"EUR": ("euro", "euros"), "XAF": ("franc CFA", "francs CFA"), "XOF": ("franc CFA", "francs CFA")}
_LARGE = ((10**12, "billion"), (10**9, "milliard"), (10**6, "million"))
_LIMIT = 10**15


def amount_in_words(minor: int, code: str, country: str = "FR") -> str:
    """« mille deux cent trente-quatre euros et cinquante-six centimes ». Raises MoneyError."""
    exponent = currency(code).exponent
    units, cents = divmod(abs(minor), 10**exponent)
    belgian = country in _SEPTANTE_COUNTRIES
    parts = []
    if units or not cents:
        parts.append(_with_unit(units, _UNITS[code], belgian))
    if cents:
        parts.append(_with_unit(cents, ("centime", "centimes"), belgian))
    return f"{'moins ' if minor < 0 else ''}{' et '.join(parts)}"


def number_in_words(number: int, belgian: bool = False) -> str:
    """A whole number of 0 or more. Raises MoneyError when it is too large to be an amount."""
    if not 0 <= number < _LIMIT:
        raise MoneyError("Ce nombre est trop grand pour être écrit en lettres.")
    parts, rest = [], number
    for size, name in _LARGE:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{_under_million(count, belgian)} {name}{'s' if count > 1 else ''}")
    if rest or not parts:
        parts.append(_under_million(rest, belgian))
    return " ".join(parts)


def _with_unit(number: int, names: tuple[str, str], belgian: bool) -> str:
    """« deux euros », but « un million d'euros » and « deux millions de francs »."""
    words = number_in_words(number, belgian)
    name = names[1] if number > 1 else names[0]
    if number and number % 10**6 == 0:
        return f"{words} d'{name}" if name[0] in "aeiou" else f"{words} de {name}"
    return f"{words} {name}"


def _under_million(number: int, belgian: bool) -> str:
    thousands, rest = divmod(number, 1000)
    parts = []
    if thousands:
        parts.append(
            "mille" if thousands == 1 else f"{_under_thousand(thousands, belgian, before=True)} mille"
        )
    if rest or not thousands:
        parts.append(_under_thousand(rest, belgian))
    return " ".join(parts)


def _under_thousand(number: int, belgian: bool, before: bool = False) -> str:
    """`before`: another number follows, so « cents » and « quatre-vingts » lose their s."""
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _under_hundred(rest, belgian, before)
    head = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent"
    if rest:
        return f"{head} {_under_hundred(rest, belgian, before)}"
    return head if hundreds == 1 or before else f"{head}s"


def _under_hundred(number: int, belgian: bool, before: bool) -> str:
    if number < 20:
        return _SMALL[number]
    tens, unit = divmod(number, 10)
    if belgian and tens in _BELGIAN:
        return _joined(_BELGIAN[tens], unit, links=True)
    if tens in (7, 9):
        return _joined(_TENS[tens], unit + 10, links=tens == 7)
    if tens == 8 and not unit:
        return "quatre-vingt" if before else "quatre-vingts"
    return _joined(_TENS[tens], unit, links=tens != 8)


def _joined(tens: str, unit: int, links: bool) -> str:
    """« vingt », « vingt et un », « soixante et onze », « quatre-vingt-onze », « vingt-deux »."""
    if not unit:
        return tens
    if unit in (1, 11) and links:
        return f"{tens} et {_SMALL[unit]}"
    return f"{tens}-{_SMALL[unit]}"
