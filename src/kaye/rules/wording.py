"""The library of texts: which text, in which form, and with whose changes (R5, R6, R28, R31)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from kaye.rules.pasting import clean_paste
from kaye.rules.septets import SmsLength, sms_form, sms_length
from kaye.rules.template import MissingValue, Template, TemplateError, compile_template, missing, render
from kaye.rules.variables import PALETTE, VARIABLES, Variable

__all__ = [
    "PALETTE",
    "VARIABLES",
    "Library",
    "LibraryError",
    "Message",
    "MissingValue",
    "SmsLength",
    "Template",
    "TemplateError",
    "Variable",
    "build_library",
    "channels_of",
    "choose_form",
    "clean_paste",
    "compile_template",
    "missing",
    "render",
    "resolve",
    "sms_form",
    "sms_length",
]

FRENCH_LAW = frozenset({"FR", "GP", "MQ", "GF", "RE"})
OHADA = frozenset({"CM", "CI", "SN", "BJ", "TG", "BF", "ML", "NE", "GA", "CG", "TD"})
NOTEBOOK_CM = frozenset({"CM", "CI", "SN"})
_LOCAL = MappingProxyType({"GP": "gp", "CM": "cm", "CI": "cm", "SN": "cm"})
# What a channel declares as its `text_form`, and the form of a text that it carries.
_BASE_FORM = MappingProxyType(
    {
        "whatsapp": "whatsapp",
        "sms": "sms",
        "email": "email",
        "call": "script",
        "script": "script",
        "internal": "whatsapp",
    }
)
_FORM_START = ("whatsapp", "sms", "email", "script", "en")
_KINDS_OF_FORM = MappingProxyType({"whatsapp": "whatsapp", "sms": "sms", "email": "email", "script": "call"})


class LibraryError(ValueError):
    """The library can't be used; `problems` are French sentences that name the text and the form."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True, slots=True)
class Message:
    """One text in all its forms. `tone` 0 helpful … 5 formal; `channels` only where the data limits them."""

    id: str
    kind: str
    tone: int
    persona: str
    purpose: str
    audience: frozenset[str]
    forms: Mapping[str, Template]
    step: str = ""
    note: str = ""
    jurisdictions: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    human_validation: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """`edited` lists the (id, form) written by the business; `refused` the changes that no longer fit."""

    messages: Mapping[str, Message]
    edited: frozenset[tuple[str, str]] = frozenset()
    refused: tuple[str, ...] = ()

    def get(self, message_id: str) -> Message | None:
        return self.messages.get(message_id)

    def with_overrides(self, overrides: Mapping[tuple[str, str], str]) -> "Library":
        """The same library with the texts of one business; one that can't be used changes nothing."""
        messages = dict(self.messages)
        edited, refused = set(self.edited), list(self.refused)
        for (message_id, form), text in overrides.items():
            message = messages.get(message_id)
            if message is None or form not in message.forms:
                continue
            try:
                template = _compile_form(form, text)
            except TemplateError as problem:
                refused.append(f"{message_id}, {form} : {problem.message_fr}")
                continue
            messages[message_id] = replace(message, forms=MappingProxyType({**message.forms, form: template}))
            edited.add((message_id, form))
        return Library(MappingProxyType(messages), frozenset(edited), tuple(refused))


def build_library(data: Mapping[str, Any]) -> Library:
    """From the data of the texts (`messages`); raises LibraryError with every problem found."""
    problems: list[str] = []
    messages: dict[str, Message] = {}
    for row in data.get("messages") or ():
        message = _message(row, problems)
        if message.id in messages:
            problems.append(f"Le texte « {message.id} » est écrit deux fois.")
        messages[message.id] = message
    if not messages:
        problems.append("La bibliothèque ne contient aucun texte.")
    if problems:
        raise LibraryError(problems)
    return Library(MappingProxyType(messages))


def resolve(
    text_id: str, country: str, is_consumer: bool | None, late_rate_known: bool = False
) -> str | None:
    """The id that applies to this customer (R6, R31); None where no such text exists and a person decides.

    `country` is the customer's (R32); an unknown `is_consumer` counts as a consumer.
    """
    firm = is_consumer is False
    if text_id == "pay.notebook":
        return "pay.notebook.cm" if country in NOTEBOOK_CM else text_id
    if text_id == "pay.level1":
        return "pay.first_reminder.be_b2c" if country == "BE" and not firm else text_id
    if text_id == "pay.level4":
        with_fees = firm and late_rate_known and country in FRENCH_LAW
        return "pay.level4.b2b" if with_fees else "pay.level4.generic"
    if text_id == "pay.level5":
        return _formal_notice(country, firm)
    return "pay.handoff.debtor" if text_id == "pay.handoff" else text_id


def _formal_notice(country: str, firm: bool) -> str | None:
    if country in FRENCH_LAW:
        return "pay.level5.b2b_fr" if firm else "pay.level5.b2c_fr"
    return "pay.level5.ohada" if country in OHADA else None


def choose_form(message: Message, text_form: str, country: str, informal: bool) -> str | None:
    """The form for a channel of this kind: local, then tu or vous, then default; None when there is none."""
    base = _BASE_FORM.get(text_form)
    if base is None:
        return None
    familiar = informal and message.tone < 4
    local = _LOCAL.get(country, "")
    wanted = [f"{base}_{local}_tu"] if local and familiar else []
    wanted += [f"{base}_{local}"] if local else []
    wanted += [f"{base}_tu"] if familiar else []
    return next((form for form in (*wanted, base) if form in message.forms), None)


def channels_of(message: Message) -> frozenset[str]:
    """The kinds of channel this text was written for: « whatsapp », « sms », « email », « call »."""
    return frozenset(_KINDS_OF_FORM[form] for form in message.forms if form in _KINDS_OF_FORM)


def _compile_form(form: str, text: str) -> Template:
    template = compile_template(text.strip() if form != "email_subject" else " ".join(text.split()))
    if form == "sms" and sms_length("".join(template.literals)).parts > 2:
        raise TemplateError("Ce SMS dépasse deux messages, même sans les valeurs : raccourcissez-le.", 0)
    return template


def _message(row: Mapping[str, Any], problems: list[str]) -> Message:
    message_id = str(row.get("id") or "")
    if not message_id:
        problems.append("Un texte n'a pas d'identifiant.")
    for field in ("kind", "persona", "purpose"):
        if not row.get(field):
            problems.append(f"Texte « {message_id} » : « {field} » manque.")
    forms: dict[str, Template] = {}
    for form, text in row.items():
        if form.split("_")[0] not in _FORM_START or not isinstance(text, str):
            continue
        try:
            forms[form] = _compile_form(form, text)
        except TemplateError as problem:
            problems.append(f"Texte « {message_id} », {form} : {problem.message_fr}")
    if not forms.keys() - {"en", "email_subject"}:
        problems.append(f"Texte « {message_id} » : aucune forme n'est écrite.")
    if "email" in forms and "email_subject" not in forms:
        problems.append(f"Texte « {message_id} » : l'e-mail n'a pas d'objet.")
    return Message(
        id=message_id,
        kind=str(row.get("kind") or ""),
        tone=int(row.get("tone") or 0),
        persona=str(row.get("persona") or ""),
        purpose=str(row.get("purpose") or ""),
        audience=frozenset(row.get("audience") or ()),
        forms=MappingProxyType(forms),
        step=str(row.get("step") or ""),
        note=str(row.get("note") or ""),
        jurisdictions=frozenset(row.get("jurisdictions") or ()),
        channels=frozenset(row.get("channels") or ()),
        human_validation=row.get("human_validation") == "required",
    )
