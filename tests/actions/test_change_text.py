from datetime import datetime

import pytest

from kaye.actions.change_text import TextRefusal, change_text, reset_text
from kaye.actions.engine import library_of
from kaye.countries.library import product_library
from kaye.records.models import Business, Event, TextOverride

pytestmark = pytest.mark.django_db


def words(business: Business, message: str = "pay.level1", form: str = "whatsapp") -> str:
    found = library_of(business).get(message)
    assert found is not None
    return found.forms[form].text


def change(business: Business, text: str, now: datetime, message: str = "pay.level1", form: str = "whatsapp"):
    return change_text(business=business, message=message, form=form, text=text, now=now)


def test_own_words_take_the_place_of_the_product_s(shop: Business, now: datetime) -> None:
    done = change(shop, "Bonjour {{appel}}, il reste {{montant}} pour {{dette}}.", now)
    assert done.warnings == ()
    assert words(shop).startswith("Bonjour {{appel}}, il reste {{montant}}")
    assert TextOverride.objects.count() == Event.objects.filter(kind="text_changed").count() == 1


def test_back_to_the_product_s_text(shop: Business, now: datetime) -> None:
    change(shop, "Bonjour {{appel}}, {{montant}}, {{dette}}.", now)
    assert reset_text(business=shop, message="pay.level1", form="whatsapp", now=now)
    assert words(shop) == product_library().messages["pay.level1"].forms["whatsapp"].text
    assert not reset_text(business=shop, message="pay.level1", form="whatsapp", now=now)


def test_the_product_s_words_typed_again_are_no_change(shop: Business, now: datetime) -> None:
    change(shop, "Bonjour {{appel}}, {{montant}}, {{dette}}.", now)
    assert change(shop, product_library().messages["pay.level1"].forms["whatsapp"].text, now).is_product
    assert not TextOverride.objects.exists()


def test_pasted_words_are_cleaned(shop: Business, now: datetime) -> None:
    done = change(shop, "<p>Bonjour\u200b {{appel}},</p>il reste&nbsp;{{montant}} pour {{dette}}.", now)
    assert done.text == "Bonjour {{appel}},\nil reste\xa0{{montant}} pour {{dette}}."


@pytest.mark.parametrize(
    ("text", "message", "said"),
    [
        ("Bonjour {{appel}}.", "pay.level1", "ne dit plus"),
        ("{{appel}} {{montant}} {{dette}} {{lien}}", "pay.level1", "ne partira pas"),
    ],
)
def test_what_the_text_loses_or_now_needs_is_a_warning(
    shop: Business, now: datetime, text: str, message: str, said: str
) -> None:
    done = change(shop, text, now, message)
    assert any(said in warning for warning in done.warnings)


@pytest.mark.parametrize(
    ("text", "form", "said", "before"),
    [
        ("Bonjour {{prenom}}, merci.", "whatsapp", "{{appel}}", "Bonjour "),
        ("Bonjour {appel}, merci.", "whatsapp", "deux accolades", "Bonjour "),
        ("Il reste [[{{montant}}.", "whatsapp", "« [[ »", "Il reste "),
        ("  ", "whatsapp", "vide", ""),
        ("Bonjour {{appel}} " + "é" * 400, "sms", "SMS", ""),
        ("Bonjour {{appel}} " + "a" * 1600, "whatsapp", "caractères", ""),
    ],
)
def test_refusals_show_the_place(
    shop: Business, now: datetime, text: str, form: str, said: str, before: str
) -> None:
    with pytest.raises(TextRefusal) as refused:
        change(shop, text, now, form=form)
    assert said in str(refused.value)
    assert refused.value.around[0] == before
    assert not TextOverride.objects.exists()


@pytest.mark.parametrize(("message", "form"), [("pay.rien", "whatsapp"), ("pay.level1", "pigeon")])
def test_an_unknown_text_is_refused(shop: Business, now: datetime, message: str, form: str) -> None:
    with pytest.raises(TextRefusal, match="liste"):
        change(shop, "Bonjour", now, message, form)
