"""The texts that come with the product: each one reads well with little, and fits its channel."""

import re

import pytest

from kaye.countries.library import product_library
from kaye.rules.wording import VARIABLES, render, sms_length
from tests.rules.samples import FULL, REQUIRED

LIBRARY = product_library()
LISTED = re.compile(
    r"pay\.(notebook|notebook\.cm|notebook\.firm|several|level[1-4].*|pre_due|due_today|promise_broken|call_script)"
    r"|delivery\.planned|restock\.\w+|satisfaction\.\w+|internal\.stock_low|quote\.\w+|request\.\w+|appointment\.\w+"
)
ALL_FORMS = [(message.id, form) for message in LIBRARY.messages.values() for form in message.forms]
FRENCH_FORMS = [(message_id, form) for message_id, form in ALL_FORMS if form != "en"]
ESSENTIAL = [(message_id, form) for message_id, form in FRENCH_FORMS if LISTED.fullmatch(message_id)]
NAMED_BY = {
    "by its subject": {"objet": "Téléphone Tecno"},
    "by its number": {"facture": "FA2026-0003"},
    "by both": {"objet": "Pose split 12 000 BTU", "facture": "FA2026-0003"},
}
UNCLEAN = {
    "double space": r"  | \n|\n ",
    "two empty lines": r"\n\n\n",
    "space before a point or comma": r" [,.)]",
    "empty brackets": r"\(\s*\)|\( ",
    "orphan punctuation": r"[:,;(] ?[.,;)]|\.\.|(?m:^\s*[,.;:)])",
    "nothing after a colon": r":\s*$",
    "dash at the end": r"[—-]\s*(?:\n|$)",
    "mark left": r"\{|\}|\[\[|\]\]",
    "name of the shop said twice": r"Chez Moussa[ ,—de]*Chez Moussa|chez Chez",
}


def faults(text):
    plain = text.replace("\u202f", " ").replace("\u00a0", " ")
    return [name for name, pattern in UNCLEAN.items() if re.search(pattern, plain)]


@pytest.mark.parametrize("naming", NAMED_BY)
@pytest.mark.parametrize(("message_id", "form"), ESSENTIAL)
def test_a_business_made_by_init_alone_writes_clean_french(message_id, form, naming):
    text = render(LIBRARY.get(message_id).forms[form], REQUIRED | NAMED_BY[naming])
    assert faults(text) == []


@pytest.mark.parametrize(("message_id", "form"), ALL_FORMS)
def test_a_business_that_filled_everything_writes_clean_texts(message_id, form):
    assert faults(render(LIBRARY.get(message_id).forms[form], FULL)) == []


@pytest.mark.parametrize(("message_id", "form"), ALL_FORMS)
def test_each_optional_value_may_be_the_only_one_missing(message_id, form):
    template = LIBRARY.get(message_id).forms[form]
    for name in template.optional:
        base = name.removesuffix("_sms")
        values = {key: value for key, value in FULL.items() if key not in (name, base)}
        assert faults(render(template, values)) == [], name


def test_every_variable_is_on_the_list():
    templates = [template for message in LIBRARY.messages.values() for template in message.forms.values()]
    assert len(LIBRARY.messages) >= 43
    assert all(template.required | template.optional <= VARIABLES.keys() for template in templates)


@pytest.mark.parametrize(
    ("message_id", "form"), [(each, form) for each, form in FRENCH_FORMS if form.startswith("sms")]
)
def test_sms_fit_in_two_parts_without_leaving_gsm7(message_id, form):
    template = LIBRARY.get(message_id).forms[form]
    accented = FULL | {"appel": "Madame Françoise", "objet": "Pâte à crêpes", "signataire": "Noël"}
    for values in (FULL, accented):
        length = sms_length(render(template, values))
        assert (length.unicode, length.parts <= 2) == (False, True)


@pytest.mark.parametrize(
    ("message_id", "form"), [(each, form) for each, form in FRENCH_FORMS if form.startswith("whatsapp")]
)
def test_whatsapp_texts_are_short_and_never_open_or_close_on_a_variable(message_id, form):
    template = LIBRARY.get(message_id).forms[form]
    assert len(render(template, FULL)) <= 450
    assert not template.text.startswith("{{")
    assert not template.text.endswith("}}")


@pytest.mark.parametrize("message_id", [each for each, form in FRENCH_FORMS if form == "email_subject"])
def test_subjects_fit_in_70_characters_and_one_line(message_id):
    template = LIBRARY.get(message_id).forms["email_subject"]
    long_subject = {"objet": "Installation et mise en service de deux climatiseurs muraux à Baie-Mahault"}
    values = {name: value for name, value in FULL.items() if name != "facture"} | long_subject
    for each in (FULL, values):
        subject = render(template, each)
        assert len(subject) <= 70
        assert "\n" not in subject


@pytest.mark.parametrize(("message_id", "form"), FRENCH_FORMS)
def test_no_text_claims_messages_that_did_not_leave(message_id, form):
    template = LIBRARY.get(message_id).forms[form]
    if "dates_relances" in template.optional or "date_med" in template.optional:
        without = {name: value for name, value in FULL.items() if name not in ("dates_relances", "date_med")}
        text = render(template, without)
    else:
        text = render(template, FULL)
    assert not re.search(
        r"déjà écrit|mes messages du|nos relances|malgré mes|sans réponse à mes|nos échanges du", text
    )


@pytest.mark.parametrize("message", LIBRARY.messages.values(), ids=lambda message: message.id)
def test_consumers_are_never_asked_for_fees(message):
    if (
        message.audience == {"b2b"}
        or "internal" in message.audience
        or message.id == "pay.first_reminder.be_b2c"
    ):
        return
    named = frozenset().union(*(each.required | each.optional for each in message.forms.values()))
    assert not named & {"penalites", "indemnite", "penalites_sms", "indemnite_sms", "total_du"}


def test_marketing_texts_say_how_to_stop():
    marketing = [message for message in LIBRARY.messages.values() if message.purpose == "marketing"]
    assert [message.id for message in marketing] == ["restock.remind"]
    for message in marketing:
        for form in message.forms:
            assert "STOP" in render(message.forms[form], FULL)


def test_formal_texts_wait_for_a_person():
    formal = {message.id for message in LIBRARY.messages.values() if message.human_validation}
    assert formal == {"pay.level5.b2b_fr", "pay.level5.b2c_fr", "pay.level5.ohada", "pay.handoff.debtor"}
