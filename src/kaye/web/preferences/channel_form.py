"""A form drawn from the fields that a channel or a payment provider declares."""

from collections.abc import Mapping
from typing import Any

from django import forms

from kaye.rules.ports.channel import Channel, Field
from kaye.rules.ports.payment import Provider


class ChannelForm(forms.Form):
    """Secrets are never sent back to the page: empty means « the one already saved »."""

    def __init__(self, data: Any, channel: Channel | Provider, saved: Mapping[str, str]) -> None:
        super().__init__(data)
        self._rare = frozenset(field.name for field in channel.fields if field.rare)
        for field in channel.fields:
            if field.drawn:
                continue
            self.fields[field.name] = _drawn(field, bool(saved.get(field.name)))
            if not field.secret:
                self.initial[field.name] = saved.get(field.name, field.default)

    @property
    def usual(self) -> list[forms.BoundField]:
        """What nearly everybody fills in."""
        return [field for field in self if field.name not in self._rare]

    @property
    def rare(self) -> list[forms.BoundField]:
        """The rest, folded."""
        return [field for field in self if field.name in self._rare]

    @property
    def is_rare_open(self) -> bool:
        """Whether something is wrong in what is folded."""
        return any(field.errors for field in self.rare)

    def values(self) -> dict[str, str]:
        """As `configure_channel` and `configure_payment_provider` take them."""
        return {name: _text(value) for name, value in self.cleaned_data.items()}


def _drawn(field: Field, is_saved: bool) -> forms.Field:
    """Nothing is required here: the action says what is missing, in its own words."""
    said: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    if field.kind == "bool":
        return forms.BooleanField(**said)
    if field.kind == "choice":
        return forms.ChoiceField(choices=field.choices, **said)
    attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
    if field.secret or field.kind == "password":
        said["help_text"] = "Déjà enregistré. Vide : le même est gardé." if is_saved else field.help
        hidden = forms.PasswordInput(attrs=attrs | {"autocomplete": "new-password"})
        return forms.CharField(widget=hidden, strip=False, **said)
    if field.kind == "number":
        attrs["inputmode"] = "numeric"
    if field.kind == "email":
        attrs["inputmode"] = "email"
    return forms.CharField(widget=forms.TextInput(attrs=attrs), **said)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value or "")
