"""Tags of the notebook: drawings, money, days, hours, names, fields, menu."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kaye.rules.documents.amounts import rate_text
from kaye.rules.money import format_money
from kaye.web.dates import NBSP, day_text, held_signs, hour_text, initials_of
from kaye.web.icons import drawing

register = template.Library()

_ICON_SIZES = {"": "", "s": " k-ic-s", "l": " k-ic-l"}


@register.simple_tag
def icon(name: str, size: str = "", extra: str = "") -> SafeString:
    """Inline drawing, hidden from screen readers. `size`: "" 20 px, "s" 16, "l" 24; `extra`: classes."""
    found = drawing(name)
    classes = f"k-ic{_ICON_SIZES[size]} {extra}".strip()
    return format_html(
        '<svg class="{}" width="20" height="20" viewBox="{}" aria-hidden="true">{}</svg>',
        classes,
        found.view_box,
        mark_safe(found.inner),  # our own files
    )


@register.simple_tag
def money(minor: int, currency: str, look: str = "") -> SafeString:
    """Amount in minor units, the currency smaller. `look`: any of « late », « paid », « big »."""
    amount, _, unit = format_money(minor, currency).rpartition(NBSP)
    classes = " ".join(["k-money", *(f"k-{word}" for word in look.split())])
    return format_html('<span class="{}">{}{}<small>{}</small></span>', classes, amount, NBSP, unit)


@register.simple_tag(takes_context=True)
def day(context: Context, value: date, style: str = "day") -> str:
    """A day owed. Reads `today` (the business's own day, from the context) for the year."""
    return day_text(value, context.get("today") or value, style)


@register.simple_tag
def hour(instant: datetime, zone: str) -> str:
    return hour_text(instant, zone)


@register.filter
def rate(value: Decimal | str) -> str:
    """« 8,5 % »."""
    return rate_text(Decimal(value))


@register.filter
def initials(name: str) -> str:
    return initials_of(name)


@register.filter(is_safe=True)
def held(text: str) -> str:
    """A sentence whose signs stay with their words, for what was not typed by us with fixed spaces."""
    return held_signs(str(text))


@register.simple_tag
def control(field: BoundField, extra: str = "", **attributes: str) -> SafeString:
    """The input of a form field, with our class and tied to its message. Write names with « _ » for « - »."""
    attrs = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    kind = field.widget_type
    look = {"select": "select", "textarea": "textarea", "checkbox": "checkbox"}.get(kind, "input")
    notes = [f"{field.id_for_label}-aide"] if field.help_text else []
    if field.errors:
        notes.append(f"{field.id_for_label}-note")
        attrs["aria-invalid"] = "true"
    if notes:
        attrs["aria-describedby"] = " ".join(notes)
    if field.field.widget.attrs.get("placeholder"):
        attrs.setdefault("placeholder", "")
    return field.as_widget(attrs={"class": f"{look} {extra}".strip(), **attrs})


@register.filter
def steps(total: int, done: int) -> list[bool]:
    """For the progress of the label: one truth per step, the first `done` ones true."""
    return [index < (done or 0) for index in range(total)]
