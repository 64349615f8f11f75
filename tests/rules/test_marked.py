"""A filled text in pieces reads as the text itself."""

import pytest

from kaye.countries.library import product_library
from kaye.rules.marked import Piece, example_values, marked
from kaye.rules.wording import compile_template, render

EVERY = [(m.id, form) for m in product_library().messages.values() for form in m.forms]


@pytest.mark.parametrize(("message", "form"), EVERY)
def test_pieces_read_as_the_text(message: str, form: str) -> None:
    template = product_library().messages[message].forms[form]
    pieces = marked(template, example_values())
    assert "".join(p.text for p in pieces) == render(template, example_values())


def test_values_are_told_apart() -> None:
    template = compile_template("Bonjour {{appel}}[[, le lien : {{lien}}]]. Reste {{montant}}")
    assert marked(template, {"appel": "Tata Rose"}) == (
        Piece("Bonjour "),
        Piece("Tata Rose", "value"),
        Piece(". Reste "),
        Piece("montant restant dû", "missing"),
    )
