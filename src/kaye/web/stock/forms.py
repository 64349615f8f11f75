"""The form of an article: an empty field means « not known »."""

from dataclasses import dataclass
from typing import Any

from django import forms

from kaye.records.models import Product
from kaye.rules.money import MoneyError, parse_money
from kaye.web.sell.draft import figures

FIELDS = ("price", "stock", "threshold", "lifetime_days")


def _whole(label: str, help_text: str, unit: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": f"Écrivez un nombre entier de {unit}, par exemple 12."},
    )


@dataclass(frozen=True, slots=True)
class Written:
    """What the form says anew; None: nothing. `price` in minor units."""

    price: int | None
    stock: int | None
    threshold: int | None
    lifetime_days: int | None


class ArticleForm(forms.Form):
    """Price in the money `code`; the rest in pieces and days."""

    name = forms.CharField(
        label="Nom de l’article",
        max_length=160,
        error_messages={
            "required": "Écrivez le nom de l’article.",
            "max_length": "Gardez au plus 160 caractères.",
        },
    )
    price = forms.CharField(
        label="Prix",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    stock = _whole("En stock, compté aujourd’hui", "Vide : cet article n’est pas compté.", "pièces")
    threshold = _whole("Prévenir quand il en reste", "Une alerte, une seule, jusqu’au réassort.", "pièces")
    lifetime_days = _whole(
        "Dure combien de jours chez le client", "Un sac de riz : 30. Pour proposer le suivant.", "jours"
    )

    def __init__(self, data: Any = None, *, code: str, product: Product | None = None) -> None:
        self.code = code
        super().__init__(data, initial=_initial(product, code) if product else None)
        if product is not None:
            del self.fields["name"]

    def clean_price(self) -> int | None:
        text = self.cleaned_data["price"]
        if not text:
            return None
        try:
            return parse_money(text, self.code)
        except MoneyError as unreadable:
            raise forms.ValidationError(str(unreadable)) from None

    def written(self, product: Product | None = None) -> Written:
        """What is written and differs from `product`: a price corrected is not a shelf counted."""
        values = {field: self.cleaned_data[field] for field in FIELDS}
        return Written(
            **{
                field: None if product is not None and getattr(product, field) == value else value
                for field, value in values.items()
            }
        )

    def emptied(self) -> tuple[str, ...]:
        """What is left empty."""
        return tuple(field for field in FIELDS if self.cleaned_data[field] is None)


def _initial(product: Product, code: str) -> dict[str, Any]:
    return {
        "price": figures(product.price, code) if product.price is not None else "",
        "stock": product.stock,
        "threshold": product.threshold,
        "lifetime_days": product.lifetime_days,
    }
