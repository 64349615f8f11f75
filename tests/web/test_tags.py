"""The template tags: drawings, money, fields."""

import pytest
from django import forms
from django.template import engines

from kaye.web.icons import drawing
from kaye.web.shell.menu import ENTRIES


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_icon_is_inline_and_hidden_from_screen_readers() -> None:
    svg = render("{% icon 'bell-ring' 's' 'inline' %}")
    assert svg.startswith('<svg class="k-ic k-ic-s inline" ')
    assert 'aria-hidden="true"' in svg
    assert "<path " in svg
    assert "style" not in svg


def test_every_entry_of_the_menu_has_its_drawing() -> None:
    assert all(drawing(entry.icon).inner for entry in ENTRIES)


def test_unknown_drawing_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        drawing("no-such-drawing")


@pytest.mark.parametrize("name", ["channel:gone_plugin", "channel:../../etc"])
def test_retired_channel_gets_the_general_drawing(name: str) -> None:
    assert drawing(name) == drawing("send")


@pytest.mark.parametrize(
    ("call", "html"),
    [
        ("38500 'XAF' 'late'", '<span class="k-money k-late">38\u202f500\u00a0<small>FCFA</small></span>'),
        ("434000 'EUR'", '<span class="k-money">4\u202f340,00\u00a0<small>€</small></span>'),
        ("0 'XOF' 'big paid'", '<span class="k-money k-big k-paid">0\u00a0<small>FCFA</small></span>'),
    ],
)
def test_money(call: str, html: str) -> None:
    assert render("{% money " + call + " %}") == html


class _Form(forms.Form):
    phone = forms.CharField(label="Téléphone", help_text="Neuf chiffres.")


def test_field_names_its_help_and_its_message() -> None:
    html = render("{% include 'components/field.html' %}", field=_Form({"phone": ""})["phone"])
    assert 'aria-describedby="id_phone-aide id_phone-note"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_phone-note"' in html
    assert 'class="input"' in html


def test_steps_of_the_label() -> None:
    html = render("{% include 'components/label.html' with title='3 relances' done=1 total=3 %}")
    assert html.count('<i class="on">') == 1
    assert html.count("<i>") == 2
