"""Phones, e-mails and numbers that are neither dates nor amounts."""

import re
from functools import lru_cache

from kaye.rules.people import EmailError, parse_email
from kaye.rules.phones import PhoneError, parse_phone
from kaye.rules.understand.folding import blank
from kaye.rules.understand.numbers import SPELT, digits_said

_EMAIL = re.compile(r"[^\s|<>()\[\],;:\"]+@[^\s|<>()\[\],;:\"]+\.[a-z]{2,}", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+|\bwa\.me/\S+", re.IGNORECASE)
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?: ?[\da-z]{4}){3,7}(?: ?[\da-z]{1,4})?\b")
_REFERENCE = re.compile(
    r"\b(?:siret|siren|rib|iban|tva|bic|ref(?:erence)?|numero de (?:facture|commande|dossier|suivi|serie)"
    r"|facture|devis|commande|dossier|contrat|fact?|cmd|bon|colis|n°|no|num|numero)"
    r"[ .:]{0,3}(?:n°|no|numero|num)?[ .:#]{0,3}"
    r"(?P<ref>(?!(?:du|de|le|la|a|au|en|et|d|par|pour|pr) )(?:[a-z]{1,4}[-/ ]?)?\d[\d/-]*\d(?:[-/][\da-z]+)*)(?![\d,.]*\d| ?(?:€|eur|f\b|fcfa|frs|k\b|mille))"
)
_CODE = re.compile(r"\b(?:[a-z]{1,4}-?\d{2,4}[-/]\d{2,}|[a-z]{1,3}\d{5,}|\d{3}/\d{2} ?r ?\d{2}|\d{14})\b")
_DIGITS = re.compile(r"(?<![\d.,/-])(?:\+|00)?\(?\+?[\do](?:[ .\-/()]{0,2}[\do]){7,14}(?![\do]|[.,]\d|/\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]000|[ .]\d{3}){1,3}")
_UNIT = re.compile(r" ?(?:€|eur|euros?|f\b|fcfa|f ?cfa|cfa|frs?\b|francs?)")
_LOOKS_DATED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}")


def take_emails(folded: str, text: str) -> tuple[tuple[str, ...], str]:
    """The addresses, and the folded text without them or links."""
    found: dict[str, None] = {}
    if "@" in folded:
        for match in _EMAIL.finditer(text):
            try:
                found[parse_email(match[0].strip(".'’"))] = None
            except EmailError:
                continue
            folded = blank(folded, match.start(), match.end())
    if "www" in folded or "://" in folded or "wa.me" in folded:
        for match in _URL.finditer(folded):
            folded = blank(folded, match.start(), match.end())
    return tuple(found), folded


def take_references(folded: str) -> str:
    """The text without invoice numbers, IBAN, SIRET, tyre sizes."""
    if not any(map(str.isdigit, folded)):
        return folded
    for match in (*_IBAN.finditer(folded), *_CODE.finditer(folded)):
        folded = blank(folded, match.start(), match.end())
    for match in _REFERENCE.finditer(folded):
        digits = sum(map(str.isdigit, match["ref"]))
        if digits >= 3 or "°" in match[0] or "numero" in match[0]:
            folded = blank(folded, match.start("ref"), match.end("ref"))
    return folded


def take_phones(folded: str, country: str, regions: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Numbers in international form, each once, and the text without them."""
    found: dict[str, None] = {}
    for match in _DIGITS.finditer(folded):
        written = match[0]
        if _THOUSANDS.fullmatch(written) or _UNIT.match(folded, match.end()) or _LOOKS_DATED.search(written):
            continue
        if "o" in written and sum(map(str.isdigit, written)) < 6:
            continue
        number = _number(written.replace("o", "0"), country, regions)
        if number:
            found[number] = None
            folded = blank(folded, match.start(), match.end())
    for match in SPELT.finditer(folded):
        if len(match[0]) < 18 or "mille" in match[0] or "million" in match[0]:
            continue
        number = _number(digits_said(match[0]), country, regions)
        if number:
            found[number] = None
            folded = blank(folded, match.start(), match.end())
    return tuple(found), folded


@lru_cache(maxsize=2048)
def _number(written: str, country: str, regions: tuple[str, ...]) -> str | None:
    if sum(map(str.isdigit, written)) < 8:
        return None
    try:
        return parse_phone(written, country, regions or None).e164
    except PhoneError:
        return None
