"""Civilities and casing of names: the closed lists that `people` works with (R34)."""

import re
import unicodedata

_STORED = {
    "m": "Monsieur",
    "mr": "Monsieur",
    "monsieur": "Monsieur",
    "mme": "Madame",
    "mdme": "Madame",
    "madame": "Madame",
    "mlle": "Mademoiselle",
    "melle": "Mademoiselle",
    "mademoiselle": "Mademoiselle",
    "dr": "Docteur",
    "docteur": "Docteur",
    "me": "Maître",
    "maitre": "Maître",
    "tonton": "Tonton",
    "tata": "Tata",
    "tantie": "Tantie",
    "maman": "Maman",
    "papa": "Papa",
    "grand frere": "Grand frère",
    "grande soeur": "Grande sœur",
    "patron": "Patron",
    "patronne": "Patronne",
    "m et mme": "Madame et Monsieur",
    "mr et mme": "Madame et Monsieur",
    "mme et m": "Madame et Monsieur",
    "monsieur et madame": "Madame et Monsieur",
    "madame et monsieur": "Madame et Monsieur",
}
_LONGEST_CIVILITY = 3  # words

SPOKEN = {"Mademoiselle": "Madame"}  # said otherwise in texts
SHORT = {"Monsieur": "Mr", "Madame": "Mme", "Mademoiselle": "Mlle", "Madame et Monsieur": "Mr et Mme"}
FAMILIAR = frozenset(_STORED.values()) - {  # followed by the first name wherever people live
    "Monsieur",
    "Madame",
    "Mademoiselle",
    "Docteur",
    "Maître",
    "Madame et Monsieur",
}
FORMAL = {
    "Monsieur": "Monsieur",
    "Tonton": "Monsieur",
    "Papa": "Monsieur",
    "Grand frère": "Monsieur",
    "Patron": "Monsieur",
    "Madame": "Madame",
    "Mademoiselle": "Madame",
    "Tata": "Madame",
    "Tantie": "Madame",
    "Maman": "Madame",
    "Grande sœur": "Madame",
    "Patronne": "Madame",
}

# fmt: off
_COMPANY_FIRST = frozenset({
    "sarl", "sas", "sasu", "eurl", "sci", "scp", "selarl", "snc", "srl", "sprl", "bvba", "asbl", "gie",
    "ets", "etablissements", "etablissement", "ste", "societe", "mairie", "commune", "lycee", "college",
    "ecole", "universite", "hotel", "restaurant", "boulangerie", "patisserie", "pharmacie", "garage",
    "association", "villa", "clinique", "hopital", "cabinet", "institut", "groupe", "entreprise",
    "syndicat", "residence", "eglise", "paroisse", "boutique", "quincaillerie", "supermarche",
    "superette", "station", "agence", "ministere", "prefecture", "ambassade", "cooperative", "centre",
    "maison",
})
_COMPANY_LAST = frozenset({
    "sarl", "sas", "sasu", "eurl", "sci", "snc", "srl", "sprl", "asbl", "sa", "gie",
})
# fmt: on
_PARTICLES = frozenset({"de", "du", "des", "van", "von"})
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "'": "", "’": "", "ʼ": ""})
_BREAKS = re.compile(r"[\W_]+")


def search_key(text: str) -> str:
    """Lower case, single spaces, no accents nor apostrophes.

    « Jean-Marie ÉYANGO » -> « jean marie eyango ».
    """
    plain = unicodedata.normalize("NFD", text.casefold().translate(_LIGATURES))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return _BREAKS.sub(" ", letters).strip()


def take_civility(words: list[str]) -> tuple[str, list[str]]:
    """The stored civility at the head of a name ("" when there is none) and the remaining words."""
    for length in range(min(_LONGEST_CIVILITY, len(words)), 0, -1):
        key = search_key(" ".join(words[:length]))
        if key in _STORED and not (key == "m" and len(words) == 1):
            return _STORED[key], words[length:]
    return "", words


def stored_civility(text: str) -> str:
    """« Mr », « Mlle », « tantie » as stored; an unlisted one stays as written."""
    return _STORED.get(search_key(text), " ".join(text.split()))


def is_company(words: list[str]) -> bool:
    """A legal form, or a word that only names a house: « SARL … », « Mairie de … », « … SAS »."""
    keys = [search_key(word) for word in words]
    return bool(keys) and (keys[0] in _COMPANY_FIRST or (len(keys) > 1 and keys[-1] in _COMPANY_LAST))


def is_capitals(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and word == word.upper() and word != word.lower()


def cased(word: str) -> str:
    """« JALÈME » -> « Jalème », « jean-marie » -> « Jean-Marie »; « de » and mixed spellings stay."""
    if word in _PARTICLES or word not in (word.upper(), word.lower()):
        return word
    return re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), word)
