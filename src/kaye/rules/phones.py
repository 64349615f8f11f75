"""Phone numbers as people write them, turned into one international form (R18)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

# The region ladder of trade-rules §4: « 0690… » is no French number until it is read with its own region.
_FRENCH_LADDER = ("FR", "GP", "MQ", "GF", "RE", "YT")
_LADDER_COUNTRIES = frozenset((*_FRENCH_LADDER, "BE"))
# Regions that live in more than one time zone: a number there does not tell the hour (R23).
# fmt: off
_SEVERAL_ZONES = frozenset({
    "US", "CA", "RU", "KZ", "BR", "AU", "MX", "ID", "CD", "MN", "CL", "EC", "ES", "PT", "PF", "KI",
    "FM", "PG", "NZ", "GL", "AR", "CY", "UA", "CN",
})
# fmt: on

_NAMES = {
    "BE": "en Belgique",
    "CI": "en Côte d'Ivoire",
    "CM": "au Cameroun",
    "FR": "en France",
    "GF": "en Guyane",
    "GP": "en Guadeloupe",
    "MQ": "en Martinique",
    "RE": "à La Réunion",
    "SN": "au Sénégal",
}
_LENGTHS = {
    "CM": 9,
    "SN": 9,
    "CI": 10,
    "FR": 10,
    "GP": 10,
    "MQ": 10,
    "GF": 10,
    "RE": 10,
}  # as dialled at home
_ALLOWED = re.compile(r"[\d +().\-/]+")
_FLOAT = re.compile(r"(\+?\d+)[.,]0+")
_SCIENTIFIC = re.compile(r"(\d)[.,]?(\d*)e\+?(\d{1,2})", re.IGNORECASE)
_SEVERAL = re.compile(r"[/;,|\n]| ou | et ", re.IGNORECASE)


class PhoneError(ValueError):
    """A number that can't be used; the message is a French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164`: « +237677123457 ». `region`: where it rings. `note`: what was changed, in French, or empty."""

    e164: str
    region: str
    note: str = ""


def international(raw: str) -> str:
    """A number as networks write it (« tel:+237… », « 237… », « 00237… ») in E.164.

    Empty for what nobody can be called back on: short codes, sender names, masked numbers, national forms.
    """
    written = re.sub(r"[\s().\-]", "", raw.lower().replace("tel:", "", 1))
    digits = written.removeprefix("+").removeprefix("00")
    least = 8 if digits != written else 11  # without its sign, a shorter one may be national
    is_one = digits.isascii() and digits.isdecimal() and least <= len(digits) <= 15 and digits[0] != "0"
    return f"+{digits}" if is_one else ""


def parse_phone(raw: str, country: str, regions: tuple[str, ...] | None = None) -> Phone:
    """The number of someone who lives in `country`; `regions` overrides the order in which plans are tried.

    1. spaces, points, Excel's « .0 » and hidden signs are dropped; 2. old Cameroonian and Ivorian numbers get
    their new digits; 3. the plans of the ladder are tried in turn, the first valid one wins.
    Raises PhoneError.
    """
    text = _cleaned(raw)
    renewed = _renewed(text, country)
    if renewed:
        national, note = renewed
        found = _read(national, country)
        if found:
            return Phone(*found, note)
    for region in regions or _ladder(country, text):
        found = _read(text, region)
        if found:
            return Phone(*found)
    raise PhoneError(_fault(raw, text, country))


def phone_text(value: str, country: str) -> str:
    """A number as people of that country write it; abroad with its prefix; as it is when it cannot be read."""
    try:
        number = phonenumbers.parse(value)
    except NumberParseException:
        return value
    home = phonenumbers.country_code_for_region(country) == number.country_code
    return phonenumbers.format_number(
        number, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    )


def national_digits(digits: str) -> str:
    """The digits of an international number without its country: « 237677123457 » -> « 677123457 »."""
    for length in (1, 2, 3):
        if int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return digits[length:]
    return digits


def _ladder(country: str, text: str) -> tuple[str, ...]:
    if country not in _LADDER_COUNTRIES:
        return (country,)
    if country == "FR" and re.sub(r"\D", "", text).startswith(
        "0596"
    ):  # a landline of Martinique from everywhere
        return ("MQ", *_FRENCH_LADDER)
    return (country, *(region for region in _FRENCH_LADDER if region != country))


def _cleaned(raw: str) -> str:
    visible = "".join(
        char for char in unicodedata.normalize("NFKC", raw) if unicodedata.category(char) != "Cf"
    )
    text = " ".join(visible.split()).removeprefix("tel:").strip("'\" ")
    if whole := _FLOAT.fullmatch(text):
        return whole[1]
    if scientific := _SCIENTIFIC.fullmatch(text):
        return _unfolded(scientific, raw)
    text = re.sub(r"[‐-―−]", "-", text)
    if not text:
        raise PhoneError("Il manque le numéro : écrivez-le avec des chiffres.")
    parts = [part for part in _SEVERAL.split(text) if len(re.sub(r"\D", "", part)) >= 8]
    if len(parts) > 1:
        raise PhoneError(f"« {raw.strip()} » contient plusieurs numéros : gardez-en un seul.")
    if not _ALLOWED.fullmatch(text):
        raise PhoneError(f"« {raw.strip()} » n'est pas un numéro : écrivez-le avec des chiffres seulement.")
    return text.replace("/", " ")


def _unfolded(scientific: re.Match[str], raw: str) -> str:
    """« 6.90123456E+08 » written out; a spreadsheet that rounded the number has lost its last digits."""
    first, others, power = scientific.groups()
    if len(others) != int(power):
        raise PhoneError(
            f"« {raw.strip()} » a perdu des chiffres dans le tableur : récrivez le numéro en entier."
        )
    return first + others


def _renewed(text: str, country: str) -> tuple[str, str] | None:
    """National number under the present plan and a note, when this one is of an older plan (R18)."""
    code = phonenumbers.country_code_for_region(country)
    digits = re.sub(rf"^(?:\+|00)?{code}(?=\d{{8}}$)", "", re.sub(r"[^\d+]", "", text))
    prefix = _OLD_PLANS[country](digits) if country in _OLD_PLANS and re.fullmatch(r"\d{8}", digits) else ""
    return (prefix + digits, f"Ancien numéro : {prefix} ajouté devant {digits}.") if prefix else None


def _old_cameroon(digits: str) -> str:
    """Plan of November 2014: 6 before mobiles, 2 before landlines."""
    return {"7": "6", "9": "6", "2": "2", "3": "2"}.get(digits[0], "")


def _old_ivory_coast(digits: str) -> str:
    """Plan of 31 January 2021, mobiles: the second digit tells the operator. Landlines are asked again."""
    if digits[0] in "123":
        return ""
    return {"0": "01", "1": "01", "2": "01", "3": "01", "4": "05", "5": "05", "6": "05"}.get(digits[1], "07")


_OLD_PLANS = {"CM": _old_cameroon, "CI": _old_ivory_coast}


def _read(text: str, region: str) -> tuple[str, str] | None:
    """(E.164, region where it rings) when the number is valid under this region's plan."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    rings_in = phonenumbers.region_code_for_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), rings_in or region


def _fault(raw: str, text: str, country: str) -> str:
    """What is wrong with the length, when that is what is wrong; else how to write it."""
    length = _LENGTHS.get(country)
    digits = re.sub(r"\D", "", text)
    if length and not text.startswith(("+", "00")):
        missing = length - len(digits)
        place = _NAMES[country]
        if missing == 1:
            return f"Il manque un chiffre : un numéro {place} en a {length}."
        if missing > 1:
            return f"Il manque {missing} chiffres : un numéro {place} en a {length}."
        if missing < 0:
            return f"« {raw.strip()} » a trop de chiffres : un numéro {place} en a {length}."
    place = _NAMES.get(country, "dans votre pays")
    return (
        f"« {raw.strip()} » n'est pas un numéro utilisé {place} : vérifiez-le, "
        "ou écrivez-le avec + et l'indicatif du pays."
    )


@lru_cache(maxsize=4096)
def zone_of_phone(e164: str) -> str | None:
    """Country code of a number whose region has a single time zone, else None (R23)."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(e164))
    except NumberParseException:
        return None
    return region if region and region not in _SEVERAL_ZONES and region != "001" else None
