"""Single days: numbers, weekdays, today and its neighbours (C47, C48)."""

import re
from datetime import date
from re import Match

from kaye.rules.understand.dates.scene import Rule, Scene, Span, one
from kaye.rules.understand.dates.words import (
    DAY,
    DOM,
    MON,
    WD,
    WEEKDAY,
    YEAR,
    full_year,
    last_weekday,
    made,
    monday,
    month_after,
    month_of,
    next_weekday,
    number_of,
)

_FAR = 300  # days: « le 15 mars » said on the 18th may well have been meant for three days ago
# Words after a figure that make it something else than a day.
NO_DAY = (
    r"(?![\d%€°²]|[.,:/-]\d| ?(?:%|°|€|h\b|h\d|eme\b|e\b|k\b|mille|mil\b|f\b|fcfa|cfa|frs?\b|francs?|eur|euros?|btu"
    r"|kg|kilos?|g\b|m\b|m2|m3|mm|cm|km|l\b|litres?|cv|kw|go\b|pouces?|places?|pieces?|personnes?|pax|portes?"
    r"|etages?|rue|avenue|av\b|bd\b|boulevard|allee|chemin|route|impasse|place|bis|ter|fois|minutes?|min\b|heures?"
    r"|jours?\b|semaines?|mois\b(?! prochain)|ans?\b|x\b|\d{3}\b|autres?|premiers?|derniers?|clim|split"
    r"|pneus?|chaises?|sacs?|cartons?|unites?|pages?|chambres?|pers\b|roues?|tables?|uniformes?|tenues?))"
)
_PAST_THING = re.compile(
    r"\b(?:factures?|commandes?|devis|achat|messages?|mails?|courriers?|tickets?|bon|sms|appel) (?:n \S+ )?(?:(?:du|de) )?$"
)
_HABIT = re.compile(
    r"\b(?:tous? les|chaque|les|(?<!quelqu )un|(?:premier|dernier|deuxieme|2eme|1er|troisieme|seul)) $"
)
_OPENING = re.compile(r"\b(?:ouv(?:r|er)\w*|ouve|ferm\w*|horaires?|livrez|habitude|heures?|travaillez|tou)\b")


def _iso(match: Match[str], scene: Scene) -> Span | None:
    return one(made(int(match[1]), int(match[2]), int(match[3])))


def _numeric(match: Match[str], scene: Scene) -> Span | None:
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    if year:
        return _dated(made(full_year(year), month, day), scene, match)
    return _day_month(match, scene, day, month)


def _with_month(match: Match[str], scene: Scene) -> Span | None:
    day, month = number_of(match["d"]), month_of(match["mon"])
    if match["y"] and not _STREET.search(scene.text[: match.start()]):
        return _dated(made(int(match["y"]), month, day), scene, match)
    return _day_month(match, scene, day, month)


def _dated(day: date | None, scene: Scene, match: Match[str]) -> Span | None:
    if day is None:
        return None
    return one(day, "past" if day < scene.today else "day", _other_weekday(match, day))


def _other_weekday(match: Match[str], day: date) -> bool:
    """« vendredi 3 juin » when the 3rd is no Friday."""
    said = str(match.groupdict().get("wd") or "")
    return bool(said) and WEEKDAY[said] != day.weekday()


_STREET = re.compile(r"\b(?:rue|avenue|av|place|bd|boulevard|quai|square|allee) (?:du|de) $")


def _day_month(match: Match[str], scene: Scene, day: int, month: int) -> Span | None:
    if _STREET.search(scene.text[: match.start()]):
        return None
    here = made(scene.today.year, month, day)
    if here is None:
        return None
    said = match.groupdict().get("rel") or ""
    if _is_past(match, scene) or "dernier" in said or "passe" in said:
        found = here if here <= scene.today else made(scene.today.year - 1, month, day)
        return one(found, "past", bool(found) and _other_weekday(match, found or here))
    if here >= scene.today:
        return one(here, "day", _other_weekday(match, here))
    found = made(scene.today.year + 1, month, day)
    if found is None:
        return None
    return one(found, "day", (found - scene.today).days > _FAR or _other_weekday(match, found))


def _is_past(match: Match[str], scene: Scene) -> bool:
    return bool(_PAST_THING.search(scene.text[: match.start()])) or scene.back(match.start())


def _day_of_month(match: Match[str], scene: Scene) -> Span | None:
    day, said = number_of(match["d"]), match["rel"] or ""
    if not 1 <= day <= 31:
        return None
    first = scene.today.replace(day=1)
    if "prochain" in said or "suivant" in said:
        return one(made(*_of(month_after(first, 1)), day))
    if "dernier" in said or "passe" in said:
        return one(made(*_of(month_after(first, -1)), day), "past")
    if _is_past(match, scene):
        days = (made(*_of(month_after(first, -shift)), day) for shift in range(3))
        return one(next((each for each in days if each and each <= scene.today), None), "past")
    days = (made(*_of(month_after(first, shift)), day) for shift in range(3))
    return one(next((each for each in days if each and each >= scene.today), None))


def _of(day: date) -> tuple[int, int]:
    return day.year, day.month


def _weekday_and_day(match: Match[str], scene: Scene) -> Span | None:
    """« samedi 23 »: the figure decides, the name confirms."""
    found = _day_of_month(match, scene)
    if found and WEEKDAY[match["wd"]] != found.start.weekday():
        return Span(found.start, found.end, found.kind, ambiguous=True)
    return found


def _weekday_of_next_week(match: Match[str], scene: Scene) -> Span | None:
    weekday = WEEKDAY[match["wd"]]
    return one(monday(scene.today) + (7 + weekday) * DAY)


def _weekday_of_this_week(match: Match[str], scene: Scene) -> Span | None:
    found = monday(scene.today) + WEEKDAY[match["wd"]] * DAY
    return one(found, "past" if found < scene.today else "day")


def _weekday_in_a_week(match: Match[str], scene: Scene) -> Span | None:
    more = 7 if match["n"] in ("huit", "8") else 14
    if match["wd"]:
        return one(next_weekday(scene.today, WEEKDAY[match["wd"]]) + more * DAY, "day", ambiguous=True)
    return one(scene.today + (more + ("demain" in match[0])) * DAY)


def _weekday(match: Match[str], scene: Scene) -> Span | None:
    weekday, said = WEEKDAY[match["wd"]], match["rel"] or ""
    before = scene.text[: match.start()]
    if said and any(word in said for word in ("dernier", "passe")):
        return one(last_weekday(scene.today, weekday), "past")
    coming = next_weekday(scene.today, weekday)
    if said and ("pro" in said or "suivant" in said):
        return one(coming, "day", monday(coming) == monday(scene.today))
    if _HABIT.search(before):
        return None
    if before.endswith(("ce ", "depuis ")) and weekday == scene.today.weekday() and before.endswith("ce "):
        return one(scene.today)
    if scene.back(match.start()):
        return one(last_weekday(scene.today, weekday), "past")
    if before.endswith(" le ") or before == "le ":
        return None if _OPENING.search(scene.text) else one(coming, "day", True)
    if weekday == scene.today.weekday() and not said:
        return one(scene.today, "day", True)
    return one(coming)


_NEAR = {"aujourd": 0, "ajd": 0, "auj": 0, "ojd": 0, "jodi": 0, "ce jour": 0, "today": 0}


def _relative(match: Match[str], scene: Scene) -> Span | None:
    said = match[0]
    if said == "ce jour" and scene.text[: match.start()].endswith(("a ", "jusqu a ")):
        return None
    if said.startswith(("hier", "ye ", "avant", "ayer")):
        return one(scene.today - (2 if said.startswith("avant") else 1) * DAY, "past")
    if said.startswith(("apre", "surlend")):
        return one(scene.today + 2 * DAY)
    if any(said.startswith(word) for word in (*_NEAR, "dans la journee", "tout a l heure")):
        return one(scene.today, "past" if scene.back(match.start()) else "day")
    return one(scene.today + DAY)


_TOMORROW = r"(?:demains?|dmain|demin|2main|de main(?! d)|denmen|demen|douman|tomorrow|2m1)"
_REL = r"(?: (?P<rel>prochaine?|pro(?:ch)?|suivant|qui (?:vient|arrive|suit)|derni?er|passe|pase|pochen|pwochen))?\b"
_NEXT_WEEK = r"(?:la |de la |d la |de |en )?(?:semaine|sem|simen|smaine)\.? (?:prochaine?|pro(?:ch)?|suivante|qui (?:vient|arrive)|pwochen)\b"


def _rule(words: str, read: object) -> Rule:
    return Rule(re.compile(words), read)  # type: ignore[arg-type]


DATED = (
    _rule(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])", _iso),
    _rule(
        rf"(?:\b(?P<wd>{WD}) (?:le )?)?(?<![\d/.,:+-])(?P<d>\d{{1,2}})(?P<s>[/.-])(?P<m>\d{{1,2}})(?P=s)"
        r"(?P<y>20\d\d|\d\d)(?![\d/]|[.-]\d)",
        _numeric,
    ),
    _rule(
        rf"(?:(?:\b(?P<wd>{WD}) (?:le )?)|(?<=\ble )|(?<=\bau )|(?<=\bdu )|(?<=\bavant )|(?<=\bpour )|(?<=\bd ici )"
        r"|(?<![\d/.,:+-])(?=\d\d?/[01]\d(?!\d)))(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P<y>)(?![\d/]|[.-]\d)"
        rf"{NO_DAY}",
        _numeric,
    ),
    _rule(
        rf"(?:\b(?P<wd>{WD}) (?:le )?)?(?<![\d.,/-])\b(?P<d>{DOM}) (?:de |du mois de |d )?(?P<mon>{MON})"
        rf"(?: (?P<y>{YEAR})\b)?(?P<rel> (?:prochaine?|dernier|passe))?",
        _with_month,
    ),
)
_FIRST = r"(?:premi\w+|derni\w+|deuxieme|2eme|1er|seconde?)"
NAMED = (
    _rule(
        rf"\b{_FIRST} (?:{WD}|semaine|jours?) (?:du mois|de {MON})(?: (?:prochain|suivant))?",
        lambda match, scene: None,
    ),
    _rule(rf"\b{_NEXT_WEEK}[ ,]+(?:le )?(?P<wd>{WD})\b", _weekday_of_next_week),
    _rule(rf"\b(?P<wd>{WD})(?: (?:matin|soir|apres midi|aprem))? ?{_NEXT_WEEK}", _weekday_of_next_week),
    _rule(rf"\b(?P<wd>{WD}) (?:de )?cette semaine\b", _weekday_of_this_week),
    _rule(rf"\b(?:(?P<wd>{WD})|aujourd hui|demain) en (?P<n>huit|8|quinze|15)\b", _weekday_in_a_week),
    _rule(
        rf"\b(?P<wd>{WD}) (?:le )?(?P<d>{DOM})\b{NO_DAY}(?P<rel> (?:du |de ce )?(?:mois )?(?:prochain|dernier))?",
        _weekday_and_day,
    ),
    _rule(rf"\bdu {WD} au {WD}\b|\b{WD} au {WD}\b|\b{WD}s\b", lambda match, scene: None),
    _rule(rf"\b(?P<wd>{WD}){_REL}", _weekday),
)
NEAR = (
    _rule(
        rf"\b(?:(?:apres?|apre|ap|apr) ?{_TOMORROW}|surlendemain|avant ?hier|{_TOMORROW}"
        r"|hier\b|aujourd ?hui(?: meme)?|auj|ajd|ojd|aujourdui|jodi(?: la)?|ce jour(?! la)|today|dans la journee"
        r"|tout a l heure)\b",
        _relative,
    ),
)
_OF_MONTH = r"(?P<rel> (?:(?:du|de ce|ce|de) )?mois(?: ci)?(?: (?:prochain|suivant|dernier|passe|pro))?| (?:prochain|dernier))?"
NUMBERED = (
    _rule(r"\b(?:appel\w*|compos\w*) le (?:15|17|18|112)\b", lambda match, scene: None),
    _rule(
        rf"\b(?:le|au|du|les) (?P<d>{DOM})\b{NO_DAY}{_OF_MONTH}(?!\w)",
        _day_of_month,
    ),
    _rule(r"\b(?P<d>\d{1,2}) (?:du|de ce)(?P<rel> mois(?: prochain| dernier)?)\b", _day_of_month),
    _rule(
        rf"\b(?:avant|apres|et) (?:le )?(?P<d>\d{{1,2}})\b(?= du mois\b|$| ?[.,!?]|\n){NO_DAY}(?P<rel> du mois)?",
        _day_of_month,
    ),
)
