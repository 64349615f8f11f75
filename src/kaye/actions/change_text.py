"""The business's own words for one form of a text of the library, and back to the product's."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kaye.actions.refusal import Refusal
from kaye.countries.library import product_library
from kaye.records.journal import append
from kaye.records.models import Business, TextOverride
from kaye.rules.french import listing
from kaye.rules.marked import example_values
from kaye.rules.variables import VARIABLES
from kaye.rules.wording import (
    MissingValue,
    Template,
    TemplateError,
    clean_paste,
    compile_template,
    render,
    sms_length,
)

LONGEST = {"email": 6000, "email_subject": 150, "script": 4000}
_LONGEST_MESSAGE = 1500  # a text that opens WhatsApp by a link
_MOST_PARTS = 2


class TextRefusal(Refusal):
    """`position`: the place in the cleaned text, in characters; -1 for the whole text. `text`: cleaned."""

    def __init__(self, message_fr: str, text: str, position: int = -1) -> None:
        super().__init__(message_fr)
        self.text = text
        self.position = position

    @property
    def around(self) -> tuple[str, str]:
        """A few words before the place, and a few after it, to show where."""
        if self.position < 0:
            return "", ""
        return self.text[max(0, self.position - 30) : self.position], self.text[self.position :][:30]


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text that can be used. `warnings`: French sentences about what it no longer says or now needs."""

    text: str
    template: Template
    warnings: tuple[str, ...] = ()
    is_product: bool = False


def change_text(
    *, business: Business, message: str, form: str, text: str, now: datetime, by: str = ""
) -> CheckedText:
    """Keep these words for this form. The product's own words put the form back to them. Raises TextRefusal."""
    found = checked_text(message, form, text)
    if found.is_product:
        reset_text(business=business, message=message, form=form, now=now, by=by)
        return found
    with transaction.atomic():
        TextOverride.objects.update_or_create(
            business=business,
            message=message,
            form=form,
            defaults={"text": found.text, "changed_at": now},
        )
        payload = {"message": message, "form": form}
        append(business=business, kind="text_changed", at=now, payload=payload, by=by)
    return found


def reset_text(*, business: Business, message: str, form: str, now: datetime, by: str = "") -> bool:
    """Back to the product's text; False when it was already that."""
    with transaction.atomic():
        rows = TextOverride.objects.filter(business=business, message=message, form=form)
        if not rows.delete()[0]:
            return False
        payload = {"message": message, "form": form}
        append(business=business, kind="text_reset", at=now, payload=payload, by=by)
    return True


def checked_text(message: str, form: str, text: str) -> CheckedText:
    """These words cleaned, compiled and measured. Raises TextRefusal with the place."""
    original = _original(message, form)
    clean = clean_paste(text)
    if form == "email_subject":
        clean = " ".join(clean.split())
    try:
        template = compile_template(clean)
    except TemplateError as fault:
        raise TextRefusal(fault.message_fr, clean, fault.position if clean else -1) from None
    _check_length(form, template)
    return CheckedText(clean, template, _warnings(original, template), clean == original.text.strip())


def _original(message: str, form: str) -> Template:
    found = product_library().get(message)
    template = found.forms.get(form) if found else None
    if template is None:
        raise TextRefusal("Ce texte n'existe pas : choisissez-en un dans la liste.", "")
    return template


def _check_length(form: str, template: Template) -> None:
    """Counted on the finished text, with the examples of the palette."""
    base = form if form in LONGEST else form.split("_")[0]
    most = LONGEST.get(base, _LONGEST_MESSAGE)
    try:
        finished = render(template, example_values())
    except MissingValue:
        finished = template.text
    if base == "sms":
        parts = sms_length(finished).parts
        if parts > _MOST_PARTS:
            words = f"Ce SMS compterait {parts} messages : raccourcissez-le à {_MOST_PARTS} au plus."
            raise TextRefusal(words, template.text)
    elif len(finished) > most:
        words = f"Ce texte compte {len(finished)} caractères : raccourcissez-le à {most}."
        raise TextRefusal(words, template.text)


def _warnings(original: Template, template: Template) -> tuple[str, ...]:
    said = template.required | template.optional
    lost = sorted(VARIABLES[name].label for name in original.required - said)
    found = []
    if lost:
        found.append(f"Ce texte ne dit plus : {listing(lost)}.")
    needed = sorted(VARIABLES[name].label for name in template.required & original.optional)
    if needed:
        found.append(
            f"Sans {listing([f'« {label} »' for label in needed])}, ce message ne partira pas : "
            "mettez ces mots entre [[ et ]] pour qu'ils soient laissés de côté."
        )
    return tuple(found)
