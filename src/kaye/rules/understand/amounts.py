"""Amounts and parts of a debt (C50), read once phones, references and dates are out of the text."""

import re
from dataclasses import dataclass

from kaye.rules.money import currency
from kaye.rules.understand.numbers import SMALL, SPELT, TENS, value_of
from kaye.rules.understand.values import SaidAmount

_SHORT_HUNDREDS = frozenset(("CM", "CI", "SN"))  # « mille cinq » is 1 500 there
_MOST = 10**13
_FIGURES = r"(?:\d{1,3}(?:[ .,']\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d{1,3})?(?!\d))"
_SCALE = r"(?P<scale>(?:millions?|milles?|mil|k)(?![a-z])|m(?=f\b|€))"
_UNIT = r"(?P<unit>€|euros?\b|eur\b|balles?\b|f ?\.?cfa\b|f ?c f a\b|cfa\b|fcf\b|xaf\b|xof\b|francs?(?: cfa)?\b|frs?\b|f\b)"
_AMOUNT = re.compile(
    rf"(?<![\w.,/°-])(?P<n>{_FIGURES}) ?(?:{_SCALE} ?(?P<more>\d{{1,3}}(?! ?\d)\b)?)?"
    rf" ?(?:de )?(?:{_UNIT}(?: ?(?P<cents>\d\d)\b(?![\d ]*(?:€|f\b|h\b|%|/)))?)?"
)
_BEFORE_UNIT = re.compile(rf"(?<![\w.,])€ ?(?P<n>{_FIGURES})")
_SPELT_UNIT = re.compile(rf" ?(?:de |d )?{_UNIT}")
# Money is spoken of.
_MONEY = re.compile(
    r"\b(?:pa[iy]\w*|peye\w*|regl\w*|vers(?:e|er|erai|erons|ement|ements|ons|ez)|vir(?:e|er|ement|ements|erai)|depos\w*|depot"
    r"|sold\w*|tes|acompte|avance(?:r|rai)?|argent|dois|doit|devons|devez|dette|reste\w*|prix|tarif|cout\w*|coute|montant"
    r"|somme|factur\w*|momo|om|wave|orange money|mobile money|cash|especes|liquide|donne\w*|envoye?\w*|rembours\w*"
    r"|transfer\w*|transfert|cheque|combien|annonce\w*|complement|tranche|ya|budget|moins cher|remise|laisse[rz]?|solde|ce que je peux|je peux)\b"
)
# What follows a number of things, not of money.
_THING = re.compile(
    r" ?(?:%|°|x\b|/|m2|m3|mm\b|cm\b|km\b|kg\b|g\b|l\b|m\b|btu|cv\b|kw|go\b|gb\b|v\b|a\b(?= *$)|h\b|[a-z]{3,}|sacs?|min\b)"
)
_PLAIN_NEXT = re.compile(
    r" ?(?:$|[.,;:!?)\n|]|(?:et|ou|le|la|les|l|pour|par|sur|a|au|aux|demain|ce|cette|ces|cet|en|de plus|maintenant|avant|apres"
    r"|dans|des|d|mais|merci|svp|stp|chef|patron|boss|frere|mon|ma|tout|deja|seulement|sans|avec|il|je|j|tu|vous|on|que|qui"
    r"|pas|non|au lieu|contre|hier|la|momo|om|wave|verifie\w*|vers|chez|par|qui restent|sont part\w+|restants?|comme|il reste|le reste|des que|cash|est part\w+)\b)"
)
_OPPOSED = re.compile(r"\b(?:au lieu|contre|pas|et non|et la|mais|alors que|devient|plutot)\b")
_FRACTION = re.compile(
    r"\b(?P<half>la moitie|moitie|la mwatye|mwatye|mitan|moitier)\b|(?<![\d/])(?P<a>[1-3])/(?P<b>[234])(?![\d/])(?! ?(?:journee|heure|finale|poulet|lune))"
    r"|\b(?:un|le|1) (?P<third>tiers)\b|\b(?:les |2 |deux )+(?P<thirds>tiers)\b"
    r"|\b(?:un|le|1) (?P<quarter>quart)\b(?! d heure)|\b(?:trois|3) (?P<quarters>quarts)\b|\b(?P<percent>50) ?%"
)
_LEAST = {0: 100, 2: 500}  # in minor units: below, a bare figure is no amount


@dataclass(frozen=True, slots=True)
class Money:
    """Currency and habits of the country the text comes from."""

    code: str
    country: str


def read_amounts(folded: str, text: str, money: Money) -> tuple[SaidAmount, ...]:
    """In the order of the text. A bare figure counts only where money is spoken of."""
    spoken = _speaks_of_money(folded)
    found: list[tuple[int, SaidAmount]] = []
    taken: list[tuple[int, int]] = []
    for match in _AMOUNT.finditer(folded):
        read = _figures(match, folded, spoken, money)
        if read:
            found.append((match.start(), _said(*read, text[match.start() : match.end()])))
        if read or match["scale"]:
            taken.append(match.span())
    for match in _BEFORE_UNIT.finditer(folded):
        minor = _minor(match["n"], 1, "EUR")
        if minor and not any(a <= match.start("n") < b for a, b in taken):
            found.append((match.start(), _said(minor, "EUR", match[0])))
    for match in SPELT.finditer(folded):
        if any(a <= match.start() < b for a, b in taken):
            continue
        spelt = _spelt(match, folded, spoken, money)
        if spelt:
            minor, code, end = spelt
            found.append((match.start(), _said(minor, code, text[match.start() : end])))
    found.sort(key=lambda each: each[0])
    return tuple(amount for _, amount in found)


def read_fraction(folded: str) -> str | None:
    """« la moitié » as « 1/2 »."""
    match = _FRACTION.search(folded)
    if not match:
        return None
    if match["a"]:
        return f"{match['a']}/{match['b']}" if int(match["a"]) < int(match["b"]) else None
    names = {
        "half": "1/2",
        "third": "1/3",
        "thirds": "2/3",
        "quarter": "1/4",
        "quarters": "3/4",
        "percent": "1/2",
    }
    return names[match.lastgroup or "half"]


def _said(minor: int, code: str, words: str) -> SaidAmount:
    return SaidAmount(minor, code, words.strip(" .,;"))


def _speaks_of_money(folded: str) -> bool:
    if _MONEY.search(folded):
        return True
    figures = re.findall(r"(?<!\w)\d{2,}(?!\w)", folded)
    return len(figures) == 2 and bool(_OPPOSED.search(folded))


def _figures(match: re.Match[str], folded: str, spoken: bool, money: Money) -> tuple[int, str] | None:
    number, scale, unit = match["n"], match["scale"], match["unit"]
    end = match.end()
    if unit is None and scale is None and not (spoken and _is_bare_amount(match, folded)):
        return None
    if unit is None and scale and _THING.match(folded, end) and not _PLAIN_NEXT.match(folded, end):
        return None
    if (
        folded[match.start() - 6 : match.start()].endswith(("taille ", "n° "))
        or folded[end : end + 2].strip() == "%"
    ):
        return None
    code = _code(unit, money)
    minor = _minor(number, _factor(scale), code, match["more"], match["cents"])
    if minor is None or minor <= 0 or minor > _MOST:
        return None
    if unit is None and scale is None and minor < _LEAST[currency(code).exponent]:
        return None
    return minor, code


def _is_bare_amount(match: re.Match[str], folded: str) -> bool:
    before = folded[max(0, match.start() - 16) : match.start()]
    if re.search(r"\b(?:taille|pointure|t|numero|no|n°|iphone|samsung|galaxy|clio|golf|bac|article|lot|semaine|x|facture|devis"
                 r"|commande|dossier|appartement|appt|porte|chambre|niveau|etage|depuis|fait|a|en) $", before) and not re.search(
                     r"(?:est|etait|sont|c est|prix|passe|monte|deja|ai|avez) a $|\bfait $", before):  # fmt: skip
        return False
    following = folded[match.end() :]
    if re.match(r" ?(?:x|fois|\*)\b", following) or re.match(r" ?x ?\d", following):
        return False
    return bool(_PLAIN_NEXT.match(following))


def _factor(scale: str | None) -> int:
    if not scale:
        return 1
    return (
        10**6
        if (scale.startswith(("million", "m")) and not scale.startswith("mil")) or "million" in scale
        else 1000
    )


def _code(unit: str | None, money: Money) -> str:
    if not unit:
        return money.code
    if unit.startswith(("€", "eur", "bal")):
        return "EUR"
    if unit in ("xaf", "xof"):
        return unit.upper()
    return money.code if currency(money.code).exponent == 0 else "XAF"


def _minor(
    number: str, factor: int, code: str, more: str | None = None, cents: str | None = None
) -> int | None:
    """Minor units of figures: the last separator before one or two digits is decimal, three are thousands."""
    exponent = currency(code).exponent
    whole, decimals = number, ""
    if (match := re.fullmatch(r"(.*?)[.,](\d{1,2})", number)) or (
        factor > 1 and (match := re.fullmatch(r"(\d+)[.,](\d+)", number))
    ):
        whole, decimals = match[1], match[2]
    digits = re.sub(r"\D", "", whole)
    if not digits or len(digits) > 12 or (len(digits) > 1 and digits[0] == "0"):
        return None
    scaled = int(digits + decimals) * factor * 10**exponent
    value, rest = divmod(scaled, 10 ** len(decimals))
    if rest:
        return None
    if more and factor > 1:
        # « 2k5 » is 2 500, « 2 mille 500 » too.
        value += int(more) * (factor // 10 if len(more) == 1 else 1) * 10**exponent
    if cents and exponent == 2 and not decimals:
        value += int(cents)
    return value


def _spelt(match: re.Match[str], folded: str, spoken: bool, money: Money) -> tuple[int, str, int] | None:
    unit = _SPELT_UNIT.match(folded, match.end())
    value = value_of(match[0], money.country in _SHORT_HUNDREDS)
    if not value:
        return None
    code = _code(unit["unit"] if unit else None, money)
    if unit is None:
        only = not folded.replace(match[0], "").strip(" .!?,")
        if not (only and value >= 20) and not (
            spoken and value >= 20 and _PLAIN_NEXT.match(folded, match.end())
        ):
            return None
        if _lone_tens(match[0], value, money):
            return None
    elif value < 2 and unit["unit"] in ("f", "fr"):
        return None
    return value * 10 ** currency(code).exponent, code, unit.end() if unit else match.end()


def _lone_tens(words: str, value: int, money: Money) -> bool:
    """« vingt » in francs is no sum of money."""
    return currency(money.code).exponent == 0 and value < 100 and (words in SMALL or words in TENS)
