"""What every discovered channel promises; a new one is tested here without a line being added."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

import kaye.channels
from kaye.channels.registry import channel, channels, names
from kaye.rules.ports.channel import Channel, DeliveryError, OutgoingText, Refused, obstacle

_FOLDER = Path(kaye.channels.__path__[0])
_KINDS = {"text", "password", "number", "email", "choice", "bool"}
_NOT_FRENCH_FOR_OWNERS = re.compile(r"\b(erreur|invalide|veuillez|error|invalid)\b", re.IGNORECASE)
_TEXTS = (
    "Bonjour Maman Jeanne 🙏🏾👨‍👩‍👧",
    "Ça été réglé à Noël, cœur d’œuvre « îlot » – Bonjou, mèsi",
    "Ligne 1\nLigne 2\n\nLigne 4",
    "A&B #3 ? 100 % + frais = ok/non; a:b@c \"d\" 'e' <f> \\g",
    "Il reste 1\u202f234,56\u00a0€",
    "https://exemple.cm/p?x=1&y=%20#z",
    " espace au début et à la fin ",
)

ALL = pytest.mark.parametrize("one", channels(), ids=lambda one: one.name)


def _text(address: str = "+237699001122", text: str = "Bonjour") -> OutgoingText:
    return OutgoingText(key="k", address=address, text=text, date=datetime(2026, 5, 22, 9, tzinfo=UTC))


def _spoken(one: Channel) -> list[str]:
    fields = [words for field in one.fields for words in (field.label, field.help)]
    return [one.label, *one.guide, *fields]


def test_the_channels_of_this_house_are_discovered() -> None:
    assert {"whatsapp_link", "sms_link", "call", "email", "internal"} <= set(names())
    assert [one.name for one in channels()] == list(names())
    assert channel("email") is channel("email")


@ALL
def test_capabilities_agree_with_each_other(one: Channel) -> None:
    can = one.capabilities
    assert not (can.automatic and can.one_tap), "a channel leaves by itself or by a tap"
    assert can.one_tap is False or can.address == "phone"
    assert (can.text_form == "internal") == (can.address in (None, "device"))
    assert can.after_window == "nothing" or can.window is not None
    assert can.needs_config == any(field.required for field in one.fields)
    assert can.max_length is None or can.max_length > 0
    assert can.idempotent in {"key", "lookup", "neither"}
    assert not one.retired


@ALL
def test_it_presents_itself_in_french(one: Channel) -> None:
    assert one.label
    assert one.guide
    for words in _spoken(one):
        assert not _NOT_FRENCH_FOR_OWNERS.search(words)


@ALL
def test_fields_draw_a_settings_screen(one: Channel) -> None:
    assert len({field.name for field in one.fields}) == len(one.fields)
    for field in one.fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
        assert field.kind in _KINDS
        assert (field.kind == "choice") == bool(field.choices)
        assert field.kind != "choice" or field.default in dict(field.choices)


@ALL
def test_what_is_secret_is_marked(one: Channel) -> None:
    for field in one.fields:
        looks_secret = field.kind == "password" or re.search("pass|secret|token|key", field.name)
        assert field.secret == bool(looks_secret), field.name
        assert not (field.secret and field.default)


@ALL
def test_the_folder_has_readme_and_icon(one: Channel) -> None:
    folder = _FOLDER / one.name
    assert len((folder / "README.md").read_text(encoding="utf-8")) > 80
    icon = ElementTree.fromstring(one.icon)
    assert (icon.tag, icon.get("width"), icon.get("stroke"), icon.get("stroke-width")) == (
        "{http://www.w3.org/2000/svg}svg",
        "20",
        "currentColor",
        "2",
    )
    assert not re.search("<script|<style| on[a-z]+=| style=|href", one.icon)


@ALL
@pytest.mark.parametrize("written", _TEXTS)
def test_a_link_gives_the_text_back(one: Channel, written: str) -> None:
    link = one.link(_text(text=written))
    assert (link is None) == (not one.capabilities.one_tap)
    if link is None:
        return
    assert link.isascii()
    assert not set(link) & set(" \n\"'<>\\")
    carried = [value for values in parse_qs(urlsplit(link).query).values() for value in values]
    assert carried == ([] if one.capabilities.text_form == "call" else [written])
    assert "237699001122" in link


@ALL
@pytest.mark.parametrize(
    "address", ["", "699001122", "00237699001122", "+0699001122", "+237 699", "+237699001122?x=1", "a@b.cm"]
)
def test_no_link_without_a_full_number(one: Channel, address: str) -> None:
    assert one.link(_text(address=address)) is None
    if one.capabilities.address == "phone":
        assert obstacle(one.capabilities, _text(address=address)) == "Pas de numéro de téléphone utilisable."


@ALL
def test_the_length_limit_is_kept(one: Channel) -> None:
    limit = one.capabilities.max_length
    if limit is None:
        assert "caractères" not in (obstacle(one.capabilities, _text(text="é" * 5000)) or "")
        return
    just_right, too_long = _text(text="é" * limit), _text(text="é" * (limit + 1))
    assert (one.link(just_right) is not None) == one.capabilities.one_tap
    assert one.link(too_long) is None
    assert str(limit) in (obstacle(one.capabilities, too_long) or "")


@ALL
def test_half_a_character_does_not_break_a_link(one: Channel) -> None:
    link = one.link(_text(text="a\ud83db"))
    assert link is None or link.isascii()


@ALL
def test_only_automatic_channels_send(one: Channel) -> None:
    if one.capabilities.automatic:
        with pytest.raises(DeliveryError) as told:
            one.open_session({}).send(_text())
        assert "configur" in told.value.reason_fr
        return
    with pytest.raises(Refused) as refused:
        one.open_session({})
    assert refused.value.permanent
    with pytest.raises(Refused):
        one.test({}, _text())


@ALL
def test_what_a_text_costs_is_dated(one: Channel) -> None:
    if one.cost is None:
        return
    day = date(2026, 5, 22)
    for address in ("+237699001122", "+33612345678", "+590690123456", "+225070011223"):
        short, long = (one.cost(_text(address, words), "CM", day) for words in ("Bonjour", "Bonjour " * 60))
        if short is None or long is None:
            continue
        assert 1 <= short.units <= long.units and short.as_of <= day
        assert re.fullmatch("[A-Z]{3}", short.currency)
        assert (short.amount is None) == (long.amount is None)
        assert short.note or short.amount is not None
        assert short.amount is None or long.amount is None or 0 <= short.amount <= long.amount


@ALL
def test_recorded_links(one: Channel) -> None:
    recorded = _FOLDER / one.name / "fixtures" / "links.json"
    if one.capabilities.one_tap and one.capabilities.text_form != "call":
        assert recorded.exists()
    cases = json.loads(recorded.read_text(encoding="utf-8")) if recorded.exists() else []
    assert [one.link(_text(case["address"], case["text"])) for case in cases] == [
        case["link"] for case in cases
    ]


@pytest.mark.parametrize("name", ["pigeon", "", "../email", "registry", "email.channel", "__pycache__"])
def test_an_unknown_channel_is_shown_as_retired(name: str) -> None:
    gone = channel(name)
    assert gone.retired
    assert "retiré" in gone.label
    assert gone.link(_text()) is None
    assert replace(gone, name="x").capabilities.automatic is False
    with pytest.raises(Refused) as refused:
        gone.open_session({})
    assert refused.value.permanent
    assert "retiré" in refused.value.reason_fr


def test_plug_ins_do_not_know_each_other() -> None:
    for name in names():
        sources = "".join(path.read_text(encoding="utf-8") for path in (_FOLDER / name).rglob("*.py"))
        imported = set(re.findall(r"kaye\.channels\.(\w+)", sources))
        assert imported & set(names()) <= {name}
