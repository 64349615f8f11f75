"""Texts that Meta approves: asked for, followed, and what leaves by them when the 24 hours have passed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kaye.actions.add_debt import add_debt
from kaye.actions.change_text import change_text
from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.refusal import Refusal
from kaye.actions.templates import offer_templates, offered_texts, refresh_templates
from kaye.actions.today import today
from kaye.records.models import Business, ChannelAccount, ChannelTemplate, OutgoingMessage
from tests.actions.mornings import turn
from tests.channels.fakes.whatsapp import FAKE
from tests.inbox.talk import known, store
from tests.net.server import serving

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 5, 22)


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FAKE]:
    monkeypatch.setenv("KAYE_HOME", str(tmp_path))  # each base has its own mark of what left
    theirs = FAKE()
    with serving(theirs.serve) as server:
        monkeypatch.setenv(
            "KAYE_OUTBOUND_ROUTES", ",".join(f"{each}={server.url}" for each in theirs.origins)
        )
        yield theirs


@pytest.fixture
def account(shop: Business, now: datetime) -> ChannelAccount:
    Business.objects.filter(pk=shop.pk).update(channel_order="whatsapp,whatsapp_link")
    shop.refresh_from_db()
    return add_channel(business=shop, name="whatsapp", values=FAKE.config, now=now)


def _state(shop: Business, account: ChannelAccount, text_id: str) -> tuple[str, str]:
    (one,) = (each for each in offered_texts(shop, account) if each.text.text_id == text_id)
    return one.state, one.words


def test_texts_are_asked_for_and_followed(
    shop: Business, account: ChannelAccount, meta: FAKE, now: datetime
) -> None:
    stale = FAKE.config | {"access_token": "ancien"}
    add_channel(business=shop, name="whatsapp", values=stale, now=now)
    with pytest.raises(Refusal):
        offer_templates(business=shop, account=account, now=now)
    assert not ChannelTemplate.objects.exists()
    add_channel(business=shop, name="whatsapp", values=FAKE.config, now=now)
    asked = offer_templates(business=shop, account=account, now=now)
    assert {each.state for each in asked} == {"pending"} and len(meta.templates) == len(asked) > 10
    with pytest.raises(Refusal, match="déjà chez Meta"):
        offer_templates(business=shop, account=account, now=now)
    rows = {each["name"]: each for each in meta.templates}
    assert rows["kaye_restock_remind"]["category"] == "MARKETING"
    rows["kaye_pay_level1"] |= {"status": "APPROVED", "category": "MARKETING"}
    rows["kaye_pay_level2"] |= {"status": "REJECTED", "rejected_reason": "INVALID_FORMAT"}
    assert refresh_templates(business=shop, account=account, now=now) == 2
    assert refresh_templates(business=shop, account=account, now=now) == 0
    assert _state(shop, account, "pay.level1")[1].startswith("accepté, mais compté comme une offre")
    assert ChannelTemplate.objects.get(name="kaye_pay_level1").category == "marketing"
    state, words = _state(shop, account, "pay.level2")
    assert state == "rejected" and "trop de places" in words

    words = "Bonjour {{appel}}, il reste {{montant}} pour {{dette}}. Merci."
    change_text(business=shop, message="pay.level1", form="whatsapp_cm", text=words, now=now)
    assert _state(shop, account, "pay.level1")[0] == "changed"
    offer_templates(business=shop, account=account, now=now, text_ids=["pay.level1"])
    assert meta.templates[-1]["name"] == "kaye_pay_level1_2"


def test_a_follow_up_leaves_by_its_approved_text_and_is_kept_as_read(
    shop: Business, account: ChannelAccount, meta: FAKE, now: datetime
) -> None:
    jeanne = known(shop, now - timedelta(days=9))
    add_debt(
        business=shop, customer=jeanne, label="Huile 5 L", total=13_000, issued_on=date(2026, 5, 15), due_on=FRIDAY,
        now=now - timedelta(days=7),
    )  # fmt: skip
    (line,) = today(shop, now).lines
    assert (line.item.channel, line.item.action) == ("whatsapp_link", "tap")
    assert "WhatsApp Business : 24 h passées, aucun modèle approuvé" in line.item.because

    assert line.item.text_id is not None
    offer_templates(business=shop, account=account, now=now, text_ids=[line.item.text_id])
    meta.templates[0]["status"] = "APPROVED"
    refresh_templates(business=shop, account=account, now=now)
    turn(shop, now)
    row = OutgoingMessage.objects.get(customer=jeanne)
    assert (row.channel, row.state, row.trouble) == ("whatsapp", "sent", "")
    assert row.template is not None and row.template["name"].startswith("kaye_pay_")
    (left,) = meta.said
    sent = [each["text"] for each in left["template"]["components"][0]["parameters"]]
    assert sent == row.template["values"] and "{{" not in row.text
    assert "13 000 FCFA" in row.text and all(each in row.text for each in sent)


def test_while_the_window_is_open_all_day_free_words_leave(
    shop: Business, account: ChannelAccount, meta: FAKE, now: datetime
) -> None:
    jeanne = known(shop, now - timedelta(days=9))
    add_debt(
        business=shop, customer=jeanne, label="Huile 5 L", total=13_000, issued_on=date(2026, 5, 15), due_on=FRIDAY,
        now=now - timedelta(days=7),
    )  # fmt: skip
    store(jeanne, "Merci", now - timedelta(hours=1), channel="whatsapp")
    turn(shop, now)
    row = OutgoingMessage.objects.get(customer=jeanne)
    assert (row.channel, row.state, row.trouble, row.template) == ("whatsapp", "sent", "", None)
    assert meta.said[0]["text"]["body"] == row.text
