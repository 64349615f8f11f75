"""The customer of a line: a name in one cell or in several, phones, e-mail."""

import re
from functools import lru_cache

from kaye.imports.cells import Cells
from kaye.imports.columns import Field, any_of
from kaye.imports.outcomes import CustomerCells
from kaye.rules.names import cased
from kaye.rules.people import (
    EmailError,
    PersonName,
    Phone,
    PhoneError,
    name_error,
    parse_email,
    parse_phone,
    search_key,
    split_name,
    stored_civility,
)

CUSTOMER = Field(
    "customer",
    "Client",
    any_of(
        "client, cliente, nom du client, nom client, nom et prenom, nom prenom, prenom et nom, nom "
        "complet, acheteur, debiteur, destinataire, nom, noms, nom de famille, contact"
    ),
)
PERSON_FIELDS = (
    Field(
        "company",
        "Société",
        any_of(
            "societe, entreprise, raison sociale, nom de la societe, organisation, company, company name, "
            "organization, account, account name"
        ),
    ),
    Field("civility", "Civilité", any_of("civilite, titre, civ, genre")),
    Field(
        "first_name",
        "Prénom",
        any_of("prenom, prenoms, prenom du client, prenom client, first name, firstname, given name"),
    ),
    Field(
        "phone",
        "Téléphone",
        any_of(
            "telephone, tel, numero de telephone, numero telephone, numero, portable, mobile, gsm, "
            "whatsapp, contact telephonique, telephone portable, telephone mobile, tel portable, phone, "
            "phone number, mobile phone, sms"
        ),
        content="phone",
    ),
    Field(
        "email",
        "E-mail",
        any_of(
            "e mail, email, mail, mel, courriel, adresse e mail, adresse email, adresse mail, adresse "
            "electronique, email address, e mail address"
        ),
        content="email",
    ),
)
TYPE = Field(
    "type",
    "Type",
    any_of(
        "type, type de client, type client, categorie, profil, particulier ou professionnel, pro particulier"
    ),
)

_FIRMS = frozenset(
    any_of(
        "pro, pros, professionnel, professionnelle, entreprise, societe, b2b, firme, association, "
        "collectivite, administration"
    )
)
_CONSUMERS = frozenset(any_of("particulier, particuliere, particuliers, part, b2c, consommateur, prive"))
_SEVERAL = re.compile(r"\s*(?:[/;,|\n]|\bou\b|\bet\b)\s*", re.IGNORECASE)
_SHORTENED = re.compile(r"(\d(?:[.,]\d*)?)\s*[eE]\s*\+?\d+")


def customer_cells(cells: Cells, *, nameless: bool = False) -> CustomerCells:
    """Raises LineRefused when there is no usable name (R39). Unreadable phones and e-mails only warn.

    `nameless`: in a list of addresses, one without a name is named by its address.
    """
    email, bad_email = _email(cells)
    if nameless and email and not any(cells.text(each) for each in ("company", "customer", "first_name")):
        person, name = PersonName(company=email[:160]), email
    else:
        person, name = _person(cells)
    phones, raw_phone = _phones(cells)
    return CustomerCells(name, person, phones, raw_phone, email, bad_email, _is_consumer(cells))


def person_key(customer: CustomerCells) -> str:
    """What makes two lines speak of the same customer by name: spelling without case, accents or signs."""
    return search_key(customer.name)


def _person(cells: Cells) -> tuple[PersonName, str]:
    company, last = cells.text("company"), cells.text("customer")
    civility, first = cells.text("civility"), cells.text("first_name")
    for field, text in (("company", company), ("customer", last), ("first_name", first)):
        if text and (fault := name_error(text)):
            raise cells.refuse(field, fault)
    if not (company or last or first):
        raise cells.refuse("customer", "le nom manque")
    if not (civility or first):
        person = split_name(last, cells.context.country) if last else PersonName()
        return _with_company(person, company), company or last
    person = PersonName(
        stored_civility(civility) if civility else "",
        " ".join(cased(word) for word in first.split()),
        " ".join(cased(word) for word in last.split()),
        company,
    )
    return person, company or " ".join(part for part in (civility, first, last) if part)


def _with_company(person: PersonName, company: str) -> PersonName:
    if not company:
        return person
    return PersonName(person.civility, person.first_name, person.last_name, company)


def _phones(cells: Cells) -> tuple[tuple[Phone, ...], str]:
    """The numbers of the cell, and the cell as written when one of them could not be read."""
    raw = cells.text("phone", longest=100)
    if not raw:
        return (), ""
    if (shortened := _SHORTENED.fullmatch(raw)) and len(re.sub(r"\D", "", shortened[1])) < 8:
        cells.warn(
            "phone", f"le tableur a abrégé le numéro en « {raw} » ; la ligne est gardée sans ce numéro"
        )
        return (), raw
    found: list[Phone] = []
    unread = ""
    for part in _numbers(raw):
        phone, fault = _read_phone(part, cells.context.country)
        if phone is None:
            cells.warn("phone", f"{fault.rstrip('.')} ; la ligne est gardée sans ce numéro")
            unread = raw
        elif phone.e164 not in {known.e164 for known in found}:
            found.append(phone)
            if phone.note:
                cells.warn("phone", phone.note)
    return tuple(found), unread


def _numbers(raw: str) -> list[str]:
    """« 677123457 / 699001122 » is two numbers, « 0690/12/34/56 » is one."""
    parts = [part for part in _SEVERAL.split(raw) if part]
    if len(parts) > 1 and all(sum(char.isdigit() for char in part) >= 8 for part in parts):
        return parts
    return [raw]


@lru_cache(maxsize=8192)
def _read_phone(raw: str, country: str) -> tuple[Phone | None, str]:
    """(number, "") or (None, what is wrong). A notebook names the same few customers again and again."""
    try:
        return parse_phone(raw, country), ""
    except PhoneError as error:
        if raw.isdigit() and not raw.startswith("0"):
            try:
                phone = parse_phone(f"0{raw}", country)
            except PhoneError:
                return None, str(error)
            return Phone(
                phone.e164, phone.region, phone.note or f"Le 0 ôté par le tableur est remis devant {raw}."
            ), ""
        return None, str(error)


def _email(cells: Cells) -> tuple[str | None, str | None]:
    raw = cells.text("email", longest=320)
    if not raw or raw in ("-", "/"):
        return None, None
    try:
        return parse_email(raw).lower(), None
    except EmailError as error:
        cells.warn("email", f"{str(error).rstrip('.')} ; la ligne est gardée sans cette adresse")
        return None, raw


def _is_consumer(cells: Cells) -> bool | None:
    word = search_key(cells.text("type"))
    if word in _CONSUMERS:
        return True
    return False if word in _FIRMS else None
