"""Spans, delays, feasts and seasons (C47)."""

import re
from datetime import date
from re import Match

from kaye.rules.easter import easter
from kaye.rules.understand.dates.scene import Rule, Scene, Span, one
from kaye.rules.understand.dates.words import (
    DAY,
    DOM,
    MON,
    NUMBER,
    WD,
    YEAR,
    made,
    monday,
    month_after,
    month_end,
    month_of,
    number_of,
    same_day_after,
)

_PARTS = {
    "debut": (1, 10),
    "mi": (13, 17),
    "milieu": (13, 17),
    "fin": (25, 31),
    "fen": (25, 31),
    "bout": (25, 31),
}


def _part_of_month(match: Match[str], scene: Scene) -> Span | None:
    part = match["part"].split()[0]
    named, said = match["mon"], match["rel"] or ""
    if named:
        first = _named_month(month_of(named), scene.today, _PARTS.get(part, (1, 31))[1], match["y"])
    else:
        shift = 1 if "pro" in said or "suivant" in said else -1 if "dernier" in said or "passe" in said else 0
        first = month_after(scene.today, shift)
    return _span_of(first, part, scene, late=scene.back(match.start()) if shift_free(said) else False)


def shift_free(said: str) -> bool:
    return not said


def _named_month(month: int, today: date, last: int, year: str | None) -> date:
    if year:
        return date(int(year), month, 1)
    first = date(today.year, month, 1)
    end = min(month_end(first), first + (last - 1) * DAY)
    return first if end >= today else first.replace(year=today.year + 1)


def _span_of(first: date, part: str, scene: Scene, late: bool) -> Span | None:
    low, high = _PARTS.get(part, (1, 31))
    last = month_end(first)
    start, end = first + (low - 1) * DAY, min(last, first + (high - 1) * DAY)
    if end < scene.today:
        if late or first < scene.today.replace(day=1):
            return Span(start, end, "past")
        start, end = _next_month_span(first, low, high)
    return Span(max(start, scene.today), end, "range", ends=part in ("fin", "fen", "bout"))


def _next_month_span(first: date, low: int, high: int) -> tuple[date, date]:
    following = month_after(first, 1)
    return following + (low - 1) * DAY, min(month_end(following), following + (high - 1) * DAY)


def _whole_month(match: Match[str], scene: Scene) -> Span | None:
    said = match[0]
    if match.groupdict().get("mon"):
        first = _named_month(month_of(match["mon"]), scene.today, 31, match["y"])
        if scene.back(match.start()) or "dernier" in said:
            first = first if first <= scene.today else first.replace(year=first.year - 1)
            return Span(first, min(month_end(first), scene.today), "past")
        return Span(max(first, scene.today), month_end(first), "range")
    if "dernier" in said or "passe" in said:
        first = month_after(scene.today, -1)
        return Span(first, month_end(first), "past")
    if "pro" in said or "suivant" in said or "qui v" in said or "pwo" in said:
        first = month_after(scene.today, 1)
        return Span(first, month_end(first), "range")
    return Span(scene.today, month_end(scene.today), "range")


def _week(match: Match[str], scene: Scene) -> Span | None:
    said, part = match[0], match.groupdict().get("part") or ""
    first = monday(scene.today)
    if any(word in said for word in ("dernier", "passe", "avant")):
        first -= 7 * DAY
        return Span(first, first + 6 * DAY, "past")
    if any(word in said for word in ("pro", "suivante", "qui v", "qui a", "pwo")):
        first += 7 * DAY
    if part.startswith("fin"):
        start, end = first + 4 * DAY, first + 6 * DAY
    elif part.startswith("debut"):
        start, end = first, first + DAY
        if end < scene.today:
            start, end = start + 7 * DAY, end + 7 * DAY
        return Span(max(start, scene.today), end, "range", ambiguous=True)
    elif part.startswith("milieu"):
        start, end = first + 2 * DAY, first + 3 * DAY
        if end < scene.today:
            start, end = start + 7 * DAY, end + 7 * DAY
        return Span(max(start, scene.today), end, "range", ambiguous=True)
    else:
        start, end = first, first + 6 * DAY
    return Span(max(start, scene.today), end, "range", ends=part.startswith("fin"))


def _weekend(match: Match[str], scene: Scene) -> Span | None:
    start = monday(scene.today) + 5 * DAY
    if "dernier" in match[0] or "passe" in match[0] or scene.back(match.start()):
        return Span(start - 7 * DAY, start - 6 * DAY, "past")
    unsure = "pro" in match[0]
    return Span(max(start, scene.today), start + DAY, "range", ambiguous=unsure)


def _week_number(match: Match[str], scene: Scene) -> Span | None:
    number = int(match["n"])
    for year in (scene.today.year, scene.today.year + 1):
        try:
            start = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if start + 6 * DAY >= scene.today:
            return Span(max(start, scene.today), start + 6 * DAY, "range")
    return None


def _year(match: Match[str], scene: Scene) -> Span | None:
    year = scene.today.year + 1
    return Span(date(year, 1, 1), date(year, 12, 31), "range")


def _between(match: Match[str], scene: Scene) -> Span | None:
    """« du 3 au 7 juin », « entre le 20 et le 22 »."""
    first, last = number_of(match["a"]), number_of(match["b"])
    named = match["mon2"] or match["mon"]
    for shift in range(13):
        month = month_after(scene.today, shift)
        if match["mon"] and month.month != month_of(match["mon"]):
            continue
        if not match["mon"] and named and month.month != month_of(named):
            continue
        start = made(month.year, month.month, first)
        other = month
        if match["mon2"] and match["mon"] and month_of(match["mon2"]) != month.month:
            other = month_after(month, (month_of(match["mon2"]) - month.month) % 12)
        elif last < first:
            other = month_after(month, 1)
        end = made(other.year, other.month, last)
        if start and end and end >= scene.today:
            return Span(max(start, scene.today), end, "range")
        if named and not (start and end):
            return None
    return None


def _between_figures(match: Match[str], scene: Scene) -> Span | None:
    """« du 20/03 au 25/03 »."""
    for year in (scene.today.year, scene.today.year + 1):
        start = made(year, int(match["m"]), int(match["a"]))
        end = made(year, int(match["n"]), int(match["b"]))
        if start and end and scene.today <= end and start <= end:
            return Span(max(start, scene.today), end, "range")
    return None


def _delay(match: Match[str], scene: Scene) -> Span | None:
    """« sous 48 h », « dans trois jours », « il y a 5 jours »."""
    lead, unit = match["lead"], match["unit"]
    count = number_of(match["n2"] or match["n"])
    low = number_of(match["n"])
    if count == 0 or count > 400:
        return None
    if lead.startswith(("il y a", "ya", "y a", "voila")):
        return one(_moved(scene.today, -count, unit), "past")
    if re.match(r" ?(?:jour\w*|j) ouvr", unit):
        end = scene.working_days_after(count)
        start = scene.working_days_after(low)
    else:
        end, start = _moved(scene.today, count, unit), _moved(scene.today, low, unit)
    if lead.startswith("dans") and "maxi" not in scene.text[match.end() : match.end() + 9]:
        return Span(start, end, "day" if start == end else "range")
    return one(end, "deadline")


def _moved(today: date, count: int, unit: str) -> date:
    unit = unit.strip()
    if unit.startswith("h"):
        return today + (count // 24) * DAY
    if unit.startswith(("s", "hebdo")):
        return today + 7 * count * DAY
    if unit.startswith("m"):
        return same_day_after(today, count)
    if unit.startswith("an"):
        return same_day_after(today, 12 * count)
    return today + count * DAY


def _eight_days(match: Match[str], scene: Scene) -> Span | None:
    return one(
        scene.today + (7 if "huit" in match[0] else 15 if "jours" in match[0] else 14) * DAY, "deadline"
    )


def _end_of_month_terms(match: Match[str], scene: Scene) -> Span | None:
    count = number_of(match["n"])
    return one(month_end(scene.today + count * DAY))


def _terms(match: Match[str], scene: Scene) -> Span | None:
    return one(scene.today + number_of(match["n"]) * DAY)


def _feast(match: Match[str], scene: Scene) -> Span | None:
    return one(_feast_day(match.lastgroup or "", scene))


_FIXED = {
    "newyear": (1, 1), "epiphany": (1, 6), "candlemas": (2, 2), "valentine": (2, 14), "labour": (5, 1),
    "assumption": (8, 15), "allsaints": (11, 1), "armistice": (11, 11), "christmaseve": (12, 24),
    "christmas": (12, 25), "sylvester": (12, 31),
}  # fmt: skip
_FROM_EASTER = {
    "shrove": -47, "midlent": -24, "palms": -7, "goodfriday": -2, "eastermonday": 1, "easter": 0, "ascension": 39,
    "whitmonday": 50, "whitsun": 49,
}  # fmt: skip
_NATIONAL = {"CM": (5, 20), "CI": (8, 7), "SN": (4, 4), "BE": (7, 21)}
_LUNAR = {"korite": ("Ramadan", "Korité"), "tabaski": ("Mouton", "Tabaski")}


def _feast_day(name: str, scene: Scene) -> date | None:
    if name in _LUNAR:
        return scene.feast_named(_LUNAR[name])
    for year in (scene.today.year, scene.today.year + 1):
        day = _feast_in(name, year, scene.country)
        if day and day >= scene.today:
            return day
    return None


def _feast_in(name: str, year: int, country: str) -> date | None:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return easter(year) + _FROM_EASTER[name] * DAY
    if name == "national":
        return date(year, *_NATIONAL.get(country, (7, 14)))
    if name == "mothers":
        if country == "BE":
            return _nth_sunday(year, 5, 2)
        last = date(year, 5, 31)
        last -= ((last.weekday() + 1) % 7) * DAY
        return last + 7 * DAY if last == easter(year) + 49 * DAY else last
    return _nth_sunday(year, 6, 2 if country == "BE" else 3)


def _nth_sunday(year: int, month: int, count: int) -> date:
    first = date(year, month, 1)
    return first + ((6 - first.weekday()) % 7 + 7 * (count - 1)) * DAY


# First day of each season around 2000 (day of the year as a fraction) and its drift: Meeus, ch. 27, mean terms.
_SEASONS = {
    "printemps": (2451623.80984, 365242.37404, 0.05169),
    "ete": (2451716.56767, 365241.62603, 0.00325),
    "automne": (2451810.21715, 365242.01767, -0.11575),
    "hiver": (2451900.05952, 365242.74049, -0.06223),
}
_NEXT = {"printemps": "ete", "ete": "automne", "automne": "hiver", "hiver": "printemps"}


def _season_start(name: str, year: int) -> date:
    base, slope, curve = _SEASONS[name]
    century = (year - 2000) / 1000
    return date.fromordinal(int(base + slope * century + curve * century**2 + 0.5) - 1721425)


def _season(match: Match[str], scene: Scene) -> Span | None:
    name = match["season"]
    if "dernier" in match[0] or "passe" in match[0] or scene.back(match.start()):
        return None
    for year in range(scene.today.year - 1, scene.today.year + 2):
        start = _season_start(name, year)
        end = _season_start(_NEXT[name], year + (name == "hiver")) - DAY
        if end >= scene.today:
            return Span(max(start, scene.today), end, "range", ambiguous="prochain" in match[0])
    return None


def _reception(match: Match[str], scene: Scene) -> Span | None:
    return one(scene.today)


def _rule(words: str, read: object) -> Rule:
    return Rule(re.compile(words), read)  # type: ignore[arg-type]


_WEEK = r"(?:semaine|sem|simen|smaine)\b\.?"
_REL = r"(?: (?:prochaine?|pro(?:ch)?|suivante?|qui (?:vient|arrive)|derniere?|passee?|d avant|pwochen))"

FEASTS = (
    _rule(
        r"\b(?:(?P<newyear>jour de l an|nouvel an|premier de l an)|(?P<epiphany>epiphanie)|(?P<candlemas>chandeleur)"
        r"|(?P<valentine>(?:saint|st) valentin)|(?P<labour>fete du travail)|(?P<assumption>assomption)"
        r"|(?P<allsaints>toussaint)|(?P<armistice>armistice)|(?P<christmaseve>(?:reveillon|veille) de noel)"
        r"|(?P<christmas>noel|nwel)|(?P<sylvester>(?:saint|st) sylvestre|reveillon du (?:jour de l an|31|nouvel an))"
        r"|(?P<shrove>mardi gras)|(?P<midlent>mi careme)|(?P<palms>(?:dimanche des )?rameaux)"
        r"|(?P<goodfriday>vendredi saint)|(?P<eastermonday>lundi de paques)|(?P<easter>(?:dimanche de )?paques)"
        r"|(?P<ascension>(?:jeudi de l )?ascension)|(?P<whitmonday>lundi de pentecote)|(?P<whitsun>pentecote)"
        r"|(?P<national>fete nationale)|(?P<mothers>fete des meres)|(?P<fathers>fete des peres)"
        r"|(?P<korite>korite|fin du ramadan|aid el fitr)|(?P<tabaski>tabaski|fete du mouton|aid el kebir))\b",
        _feast,
    ),
)
RANGES = (
    _rule(
        rf"\b(?:du|entre le) (?:{WD} )?(?P<a>\d{{1,2}})/(?P<m>\d{{1,2}}) (?:au|et le) (?:{WD} )?(?P<b>\d{{1,2}})/(?P<n>\d{{1,2}})(?![\d/])",
        _between_figures,
    ),
    _rule(
        rf"\b(?:du|entre le|entre) (?:{WD} )?(?P<a>{DOM})(?: (?P<mon>{MON}))? (?:au|et(?: le)?|a) (?:{WD} )?"
        rf"(?P<b>{DOM})\b(?: (?P<mon2>{MON}))?(?! ?(?:€|eur|f\b|fcfa|frs|h\b|\d|k\b|mille))(?: {YEAR}\b)?",
        _between,
    ),
)
_HOURS = r"h\b|heures?\b|hrs?\b"
DELAYS = (
    _rule(
        rf"\b(?:a |sous )?(?P<n>{NUMBER}) ?(?:j|jrs?|jours?) (?:net )?(?:a )?(?:partir de la )?fin (?:de |du )?mois\b",
        _end_of_month_terms,
    ),
    _rule(r"\b(?:sous|dans|d ici)(?: (?:la|une|l))? (?:huitaine|quinzaine)\b", _eight_days),
    _rule(
        r"\b(?P<lead>sous|dans(?: un delai de| les)?|d ?ici(?: a)?|il y a|y ?a|voila|sou)"
        rf" (?:maxi(?:mum)? |environ |a peine |les )?(?P<n>{NUMBER}) ?"
        rf"(?:(?:a|ou|-|/|,) ?(?P<n2>{NUMBER}) ?)?(?P<unit>{_HOURS}"
        r"|(?:jours?|jrs?|j) ouvr\w+|jours?\b|jrs?\b|j\b|semaines?\b|sem\b|mois\b|ans?\b|annees?\b)",
        _delay,
    ),
    _rule(
        r"\b(?:paiement|payable|reglement|echeance|facture) (?:a|sous) (?P<n>\d{1,3}) ?(?:j|jours?)\b", _terms
    ),
    _rule(r"\ba (?:la )?reception\b", _reception),
)
SPANS = (
    _rule(r"\bsemaine (?:n ?°? ?)?(?P<n>[1-5]?\d)\b(?! ?(?:€|f\b|jours))", _week_number),
    _rule(rf"\b(?P<part>(?:fin|debut|milieu) (?:de |de la |de cette |la |d )?){_WEEK}{_REL}?", _week),
    _rule(rf"\b(?:la |de la |en )?{_WEEK}{_REL}", _week),
    _rule(
        rf"\b(?:cette|(?:dans|courant|durant|en cours de|au cours de|pendant)(?: la)?(?: courant de la)?) {_WEEK}",
        _week,
    ),
    _rule(
        rf"\b(?P<part>fin|debut|mi|milieu|fen|bout)(?: (?:du|de|d|du mois de|au|le))? ?"
        rf"(?:(?:ce |le )?(?:mois?|mwa)\b(?: ci)?(?P<rel>{_REL})?|(?P<mon>{MON})(?: (?P<y>{YEAR})\b)?)",
        _part_of_month,
    ),
    _rule(rf"\b(?:mois|moi|mwa){_REL}", _whole_month),
    _rule(r"\bce mois(?: ci)?\b|\bcourant (?:du |de ce )?mois\b", _whole_month),
    _rule(
        rf"\b(?:en|a partir de|des|courant|avant|d ici|jusqu en|apres|pour|depuis|(?:mois|courant) de?) (?P<mon>{MON})"
        rf"(?: (?P<y>{YEAR})\b)?(?: (?:prochain|dernier))?",
        _whole_month,
    ),
    _rule(r"\b(?:ce |le )?(?:week ?end|we\b|wk)(?: (?:prochain|pro|dernier|passe))?", _weekend),
    _rule(r"\b(?:l an|annee|l annee) pro(?:chaine?)?\b", _year),
    _rule(
        r"\b(?:cet |cette |ce |l |au |en )(?P<season>ete|automne|hiver|printemps)\b"
        r"(?: (?:prochain|dernier|passe))?(?<!a ete)(?! (?:paye|regle|fait|livre|pose|change|repare|annule|tres))",
        _season,
    ),
)
