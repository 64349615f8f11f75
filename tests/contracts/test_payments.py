"""What every discovered payment provider promises, against a fake server built from its own specification."""

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

import kaye.payments
from kaye.payments.registry import names, provider, providers
from kaye.rules.documents.provider_states import Standing, after_answer
from kaye.rules.ports.http import Refused, Trouble, Unreachable, Unreadable
from kaye.rules.ports.payment import (
    Answer,
    Declined,
    Forged,
    NotConfigured,
    Notice,
    Payer,
    Provider,
    Unsigned,
    missing,
    obstacle,
    same_payment,
)
from tests.payments.counter import REFERENCE, Counter, counter
from tests.payments.fakes.base import GARBAGE

_FOLDER = Path(kaye.payments.__path__[0])
_NOT_FRENCH_FOR_OWNERS = re.compile(r"\b(erreur|invalide|veuillez|error|invalid)\b", re.IGNORECASE)
_NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)

ALL = pytest.mark.parametrize("one", providers(), ids=lambda one: one.name)


@pytest.fixture(params=names())
def at(request: pytest.FixtureRequest) -> Iterator[Counter]:
    with counter(request.param) as open_counter:
        yield open_counter


def test_the_providers_of_this_house_are_discovered() -> None:
    assert {"stripe", "cinetpay", "notchpay", "flutterwave", "mtn_momo", "orange_money"} <= set(names())
    assert [one.name for one in providers()] == list(names())


@ALL
def test_it_presents_itself_in_french(one: Provider) -> None:
    spoken = [one.label, *one.guide, *(words for field in one.fields for words in (field.label, field.help))]
    assert one.label and len(one.guide) >= 3
    assert not [words for words in spoken if _NOT_FRENCH_FOR_OWNERS.search(words)]


@ALL
def test_fields_draw_a_settings_screen_and_secrets_are_marked(one: Provider) -> None:
    assert len({field.name for field in one.fields}) == len(one.fields)
    for field in one.fields:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", field.name)
        assert (field.kind == "choice") == bool(field.choices)
        assert field.kind != "choice" or field.default in dict(field.choices)
        looks_secret = field.kind == "password" or bool(re.search("pass|secret|token|key", field.name))
        assert field.secret == looks_secret, field.name
        assert not (field.secret and field.default)


@ALL
def test_the_folder_has_readme_icon_and_recorded_payloads(one: Provider) -> None:
    folder = _FOLDER / one.name
    assert len((folder / "README.md").read_text(encoding="utf-8")) > 300
    assert len(list((folder / "fixtures").iterdir())) >= 2
    icon = ElementTree.fromstring(one.icon)
    assert (icon.tag, icon.get("width"), icon.get("stroke")) == (
        "{http://www.w3.org/2000/svg}svg",
        "20",
        "currentColor",
    )
    assert not re.search("<script|<style| on[a-z]+=| style=|href", one.icon)


def test_plug_ins_do_not_know_each_other() -> None:
    for name in names():
        sources = "".join(path.read_text(encoding="utf-8") for path in (_FOLDER / name).rglob("*.py"))
        assert set(re.findall(r"kaye\.payments\.(\w+)", sources)) <= {name}
        assert max(path.read_text().count("\n") for path in (_FOLDER / name).glob("*.py")) <= 155


@pytest.mark.parametrize("name", ["pigeon", "", "../stripe", "registry", "stripe.payment", "__pycache__"])
def test_an_unknown_provider_is_shown_as_retired(name: str) -> None:
    gone = provider(name)
    assert gone.retired and "retiré" in gone.label
    assert obstacle(gone, 5000, "XAF", "CM")
    with pytest.raises(Unsigned):
        gone.read_notice({}, Notice({}, b""), _NOW)


@ALL
def test_limits(one: Provider) -> None:
    country = min(one.capabilities.countries)
    for limit in one.capabilities.limits:
        assert limit.minimum > 0 and limit.minimum % limit.multiple == 0
        assert obstacle(one, limit.minimum, limit.currency, country) is None
        assert obstacle(one, limit.minimum - limit.multiple, limit.currency, country)
        assert obstacle(one, 0, limit.currency, country)
        if limit.maximum is not None:
            assert obstacle(one, limit.maximum, limit.currency, country) is None
            assert obstacle(one, limit.maximum + limit.multiple, limit.currency, country)
        if limit.multiple > 1:
            assert obstacle(one, limit.minimum + 1, limit.currency, country)
    assert obstacle(one, 5000, "USD", country)
    assert obstacle(one, 5000, one.capabilities.limits[0].currency, "JP")


def test_a_payment_is_opened_once_with_our_reference(at: Counter) -> None:
    started = at.start()
    booked = at.booked()
    assert (booked.amount, booked.currency) == (at.fake.amount, at.fake.currency)
    assert started.provider_id in ("", booked.provider_id)
    assert started.url.startswith("https://") or "phone" in at.plug_in.capabilities.payer_needs
    assert len(started.provider_id) <= 120 and len(started.notice_key) <= 120
    with suppress(Refused, Declined):  # a reference used before is refused, or names the same payment
        at.start()
    assert at.fake.opened == 1 or at.plug_in.name == "flutterwave"  # there a link is not yet a payment


@pytest.mark.parametrize("state", ["pending", "paid", "failed", "cancelled", "expired"])
def test_each_state_is_told(at: Counter, state: str) -> None:
    started = at.start()
    at.booked().state, at.booked().fee = state, 63
    if at.plug_in.name in ("cinetpay", "flutterwave") and state == "expired":
        return  # these never say so
    if at.plug_in.name == "orange_money" and state == "cancelled":
        return
    answer = at.ask(started)
    assert answer.state == state
    if state == "paid":
        assert same_payment(at.tracked(started), answer) is None
        assert answer.fee in (0, 63)
        assert at.booked().provider_id == answer.provider_id


def test_money_given_back_is_told_where_the_provider_says_it(at: Counter) -> None:
    started = at.start()
    at.booked().state = "refunded"
    if at.fake.refund_is_said:
        assert at.ask(started).state == "refunded"


def test_late_success(at: Counter) -> None:
    started = at.start()
    standing, tracked = Standing("created"), at.tracked(started)
    for state in ("pending", "failed", "paid", "failed"):
        at.booked().state = state
        standing = after_answer(standing, tracked, at.ask(started))
    assert standing.state == "paid"


@pytest.mark.parametrize(
    "wrong", [{"amount": 5}, {"amount": 2_500_000}, {"currency": "GHS"}, {"said_reference": "KAUTRE123"}]
)
def test_a_paid_answer_that_differs_is_never_taken_for_ours(at: Counter, wrong: dict[str, object]) -> None:
    started = at.start()
    booked = at.booked()
    booked.state = "paid"
    for name, value in wrong.items():
        setattr(booked, name, value)
    if "said_reference" in wrong and not at.fake.reference_is_repeated:
        return  # the answer is for the reference that was asked
    if "currency" in wrong and not at.fake.amount_is_repeated:
        return  # the provider answers for the very order it opened
    try:
        answer = at.ask(started)
    except Unreadable:
        return
    standing = after_answer(Standing("pending"), at.tracked(started), answer)
    assert standing.state in ("to_check", "pending"), answer


@pytest.mark.parametrize("status", ["500", "502", "503", "429"])
def test_a_provider_in_trouble_is_asked_again_later(at: Counter, status: str) -> None:
    started = at.start()
    at.booked().state, at.fake.trouble = "paid", status
    with pytest.raises(Refused) as told:
        at.ask(started)
    assert not told.value.permanent
    with pytest.raises(Refused):
        at.start(reference="KAUTRE123")
    at.fake.trouble = ""
    assert at.ask(started).state == "paid"


@pytest.mark.parametrize("trouble", ["wait", "cut"])
def test_no_answer_is_not_an_answer(at: Counter, trouble: str) -> None:
    started = at.start()
    at.fake.trouble = trouble
    hurried = replace(at, http=replace(at.http, timeout=0.3))
    with pytest.raises(Unreachable) as told:
        hurried.ask(started)
    assert not told.value.permanent


@pytest.mark.parametrize("garbage", GARBAGE)
def test_what_cannot_be_read_moves_nothing(at: Counter, garbage: str) -> None:
    started = at.start()
    at.fake.trouble = garbage
    with pytest.raises(Trouble) as told:
        at.ask(started)
    assert isinstance(told.value, Unreadable) and not told.value.permanent
    with pytest.raises(Trouble):
        at.start(reference="KAUTRE123")


def test_wrong_keys_are_refused_for_good(at: Counter) -> None:
    started = at.start()
    for field in at.plug_in.fields:
        if not field.secret or field.name in ("webhook_secret", "hash_key", "secret_hash"):
            continue
        if at.plug_in.name == "cinetpay" and field.name == "secret_key":
            continue
        config = at.fake.config | {field.name: "une-autre"}
        with pytest.raises(Trouble) as told:
            at.plug_in.start(config, at.wanted("KAUTRE123"), at.http)
        assert told.value.permanent, field.name
        with pytest.raises(NotConfigured):
            at.plug_in.ask(at.fake.config | {field.name: ""}, at.tracked(started), at.http)
        assert missing(at.plug_in, at.fake.config | {field.name: ""}) == (field.label,)
    assert missing(at.plug_in, at.fake.config) == ()


def test_what_the_payer_must_give(at: Counter) -> None:
    if at.plug_in.capabilities.payer_needs:
        with pytest.raises(Declined):
            at.plug_in.start(at.fake.config, replace(at.wanted(), payer=Payer("Jeanne")), at.http)
    else:
        at.plug_in.start(at.fake.config, replace(at.wanted(), payer=Payer()), at.http)
        assert at.fake.opened == 1


def test_an_unknown_payment_is_absent(at: Counter) -> None:
    started = at.start()
    at.fake.book.clear()
    assert at.ask(started).state == "absent"


def test_a_notice_only_says_which_payment(at: Counter) -> None:
    started = at.start()
    headers, body = at.fake.notice(at.booked(), _NOW)
    hint = at.plug_in.read_notice(at.fake.config, Notice(headers, body), _NOW)
    assert hint is not None
    known = (hint.reference, hint.provider_id, hint.notice_key)
    assert {REFERENCE, started.provider_id or REFERENCE, started.notice_key or REFERENCE} & set(known)
    assert at.plug_in.read_notice(at.fake.config, Notice(headers, body), _NOW) == hint


def test_forged_and_unsigned_notices_are_refused(at: Counter) -> None:
    at.start()
    booked = at.booked()
    accepted = 0
    for kind, notices in (
        (Forged, at.fake.forged(booked, _NOW)),
        (Unsigned, at.fake.unsigned(booked, _NOW)),
    ):
        for headers, body in notices:
            with pytest.raises(kind):
                accepted += at.plug_in.read_notice(at.fake.config, Notice(headers, body), _NOW) is not None
    assert accepted == 0
    assert not at.plug_in.capabilities.signed or len(at.fake.forged(booked, _NOW)) >= 4


@pytest.mark.parametrize("name", [one.name for one in providers() if one.capabilities.signed])
def test_a_thousand_forgeries_and_none_accepted(name: str) -> None:
    draw, accepted = random.Random(f"{name} 41"), 0
    with counter(name) as at:
        at.start()
        headers, body = at.fake.notice(at.booked(), _NOW)
        assert at.plug_in.read_notice(at.fake.config, Notice(headers, body), _NOW) is not None
        for _ in range(1_000):
            forged = _mutated(draw, headers, body)
            try:
                accepted += at.plug_in.read_notice(at.fake.config, forged, _NOW) is not None
            except (Forged, Unsigned):
                continue
    assert accepted == 0


def _mutated(draw: random.Random, headers: dict[str, str], body: bytes) -> Notice:
    """One byte of the body, or one letter of the proof, is another; where the proof covers no body, the proof."""
    (name, proof), *_ = headers.items()
    covers_body = name != "verif-hash"
    if covers_body and draw.random() < 0.7:
        place = _signed_place(draw, body)
        return Notice(
            headers, body[:place] + bytes([body[place] ^ (1 << draw.randrange(7))]) + body[place + 1 :]
        )
    place = draw.randrange(len(proof))
    letters = [letter for letter in "0123456789abcdefxyz=," if letter.lower() != proof[place].lower()]
    return Notice({**headers, name: proof[:place] + draw.choice(letters) + proof[place + 1 :]}, body)


def _signed_place(draw: random.Random, body: bytes) -> int:
    """A byte that the proof covers: in a form, one inside the value that names the payment."""
    found = re.search(rb"cpm_trans_id=([^&]+)", body)
    return draw.randrange(found.start(1), found.end(1)) if found else draw.randrange(len(body))


def test_without_its_secret_a_signed_provider_refuses_everything(at: Counter) -> None:
    at.start()
    headers, body = at.fake.notice(at.booked(), _NOW)
    if not at.plug_in.capabilities.signed:
        return
    with pytest.raises(Unsigned):
        at.plug_in.read_notice({}, Notice(headers, body), _NOW)


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"data":null}', b"\xff", b"a=b", b"[" * 99_999]
)
def test_any_body_is_survived(at: Counter, body: bytes) -> None:
    at.start()
    headers, _ = at.fake.notice(at.booked(), _NOW)
    try:
        hint = at.plug_in.read_notice(at.fake.config, Notice(headers, body), _NOW)
    except (Forged, Unsigned, Unreadable):
        return
    assert hint is None


def test_stamps_of_another_day_are_old() -> None:
    with counter("stripe") as at:
        at.start()
        headers, body = at.fake.notice(at.booked(), _NOW)
        with pytest.raises(Forged):
            at.plug_in.read_notice(at.fake.config, Notice(headers, body), _NOW + timedelta(days=1))


def test_an_answer_without_money_moves_nothing_to_paid() -> None:
    told = Answer(state="paid", reference=REFERENCE, provider_id="x", amount=None, currency="XAF")
    with counter("notchpay") as at:
        tracked = at.tracked(at.start())
    assert after_answer(Standing("pending"), tracked, told).state == "to_check"
