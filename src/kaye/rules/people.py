"""People: names split and said, e-mail addresses; the phone numbers of `phones` are offered here too."""

import re
from dataclasses import dataclass

from kaye.rules.names import (
    FAMILIAR,
    FORMAL,
    SHORT,
    SPOKEN,
    cased,
    is_capitals,
    is_company,
    search_key,
    stored_civility,
    take_civility,
)
from kaye.rules.phones import Phone, PhoneError, parse_phone, zone_of_phone

__all__ = [
    "EmailError",
    "PersonName",
    "Phone",
    "PhoneError",
    "called_by",
    "display_name",
    "formal_salutation",
    "name_error",
    "name_key",
    "parse_email",
    "parse_phone",
    "salutation",
    "search_key",
    "split_name",
    "stored_civility",
    "zone_of_phone",
]

_UNKNOWN = "Madame, Monsieur"
_LONGEST_NAME = 200

# Members of OHADA: people are called by their first name after the civility (message library, section 4).
_FIRST_NAME_COUNTRIES = frozenset(
    ("BF", "BJ", "CD", "CF", "CG", "CI", "CM", "GA", "GN", "GQ", "GW", "KM", "ML", "NE", "SN", "TD", "TG")
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A customer's name in parts; an absent part is the empty string."""

    civility: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""


def split_name(raw: str, country: str) -> PersonName:
    """The parts of a name written in one cell (R34).

    One word after a civility is the first name in CM, CI, SN and the surname elsewhere; capitals among
    ordinary words are the surname; otherwise the first word is the first name.
    """
    civility, words = take_civility(raw.split())
    if not words:
        return PersonName(civility)
    if not civility and is_company(words):
        return PersonName(company=" ".join(words))
    if len(words) == 1:
        return _one_word(civility, words[0], country)
    first, last = _two_parts(words)
    return PersonName(civility, " ".join(map(cased, first)), " ".join(map(cased, last)))


def _one_word(civility: str, word: str, country: str) -> PersonName:
    """Without a civility a single word is taken for a first name, except capitals where surnames are used."""
    calls_by_first_name = country in _FIRST_NAME_COUNTRIES
    is_first = calls_by_first_name or (not civility and not is_capitals(word))
    return PersonName(civility, cased(word), "") if is_first else PersonName(civility, "", cased(word))


def _two_parts(words: list[str]) -> tuple[list[str], list[str]]:
    capitals = [word for word in words if is_capitals(word)]
    if capitals and len(capitals) < len(words):
        return [word for word in words if not is_capitals(word)], capitals
    return words[:1], words[1:]


def name_error(raw: str) -> str | None:
    """Why this can't be a customer's name, in French; None when it can (R39)."""
    text = raw.strip()
    if not text:
        return "Il manque le nom : écrivez au moins un prénom ou une société."
    if text[0] in "=+-@":
        return f"Un nom ne peut pas commencer par « {text[0]} » : écrivez le nom du client."
    if not any(char.isalpha() for char in text):
        return f"« {text[:40]} » ne contient aucune lettre : écrivez le nom du client."
    if len(text) > _LONGEST_NAME:
        return f"Ce nom est trop long : gardez au plus {_LONGEST_NAME} caractères."
    return None


def salutation(name: PersonName, country: str) -> str:
    """How a text greets the customer (`appel`): « Madame Bellance » in FR, « Madame Jeanne » in CM.

    A company alone, or a name that gives nothing to say, is « Madame, Monsieur »; without a civility it is
    the first name.
    """
    civility = SPOKEN.get(name.civility, name.civility)
    called = called_by(name, country)
    if civility:
        return f"{civility} {called}".rstrip()
    return (called if country in _FIRST_NAME_COUNTRIES else name.first_name) or _UNKNOWN


def formal_salutation(name: PersonName) -> str:
    """Monsieur or Madame and the surname for letters; « Madame, Monsieur » when unknown."""
    title = FORMAL.get(name.civility)
    return f"{title} {name.last_name or name.first_name}".rstrip() if title else _UNKNOWN


def display_name(name: PersonName) -> str:
    """The customer as the owner reads it: « Mme Jeanne », « Docteur Fouda », « SARL Karukera Hôtel »."""
    if name.company:
        return name.company
    parts = (SHORT.get(name.civility, name.civility), name.first_name, name.last_name)
    return " ".join(part for part in parts if part)


def called_by(name: PersonName, country: str) -> str:
    """The word that names this person after the civility; empty for a company alone."""
    by_first_name = country in _FIRST_NAME_COUNTRIES or name.civility in FAMILIAR
    return (name.first_name or name.last_name) if by_first_name else (name.last_name or name.first_name)


def name_key(raw: str) -> str:
    """Search key without the civility, to find « Mme Jeanne » by « jeanne » (R36)."""
    _, words = take_civility(raw.split())
    return search_key(" ".join(words)) or search_key(raw)


class EmailError(ValueError):
    """An address that can't receive mail; the message is a French sentence that says what to write."""


_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{2,59})")


def parse_email(raw: str) -> str:
    """The address with its domain in lower case. Raises EmailError."""
    text = raw.strip().removeprefix("mailto:").strip("<>").strip()
    local, _, domain = text.rpartition("@")
    domain = domain.lower()
    if _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and len(local) <= 64 and len(text) <= 254:
        return f"{local}@{domain}"
    if not text:
        raise EmailError("Il manque l'adresse : écrivez-la comme nom@exemple.fr.")
    raise EmailError(f"« {raw.strip()} » {_email_fault(text)} : écrivez une adresse comme nom@exemple.fr.")


def _email_fault(text: str) -> str:
    if text.count("@") > 1:
        return "a plusieurs signes @"
    if "@" not in text:
        return "n'a pas de signe @"
    if re.search(r"\s", text):
        return "contient un espace"
    if not text.isascii():
        return "contient un accent ou un signe spécial"
    return "n'est pas une adresse complète"
