"""A mailbox is asked at most once a minute; each mail is kept with how far we are (C11)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from kaye.actions.inbox import pull as pulling
from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.inbox.pull import pull
from kaye.channels.registry import channel
from kaye.records.models import Business, ChannelAccount, RawPayload
from kaye.rules.ports.channel import Channel
from kaye.rules.ports.http import Unreachable
from kaye.rules.ports.inbound import Pulled
from tests.actions.conftest import NOW

pytestmark = pytest.mark.django_db


class _Box:
    """A mailbox with numbered mails; `down`: it does not answer."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.asked: list[dict[str, str]] = []
        self.down = False

    def pull(self, config: Mapping[str, str], cursor: Mapping[str, str]) -> tuple[Pulled, ...]:
        self.asked.append(dict(cursor))
        if self.down:
            raise Unreachable("Le serveur ne répond pas.", handed=False)
        start = int(cursor.get("uid", "0"))
        new = enumerate(self.mails[start:], start + 1)
        found = [Pulled(body, {"X-Kaye-Folder": "inbox"}, {"uid": str(uid)}) for uid, body in new]
        return (*found, Pulled(b"", {}, {"uid": str(len(self.mails)), "seen": "all"}))


@pytest.fixture
def box(shop: Business, monkeypatch: pytest.MonkeyPatch) -> _Box:
    """The e-mail channel of the house, asking this box."""
    found = _Box()

    def with_box(name: str) -> Channel:
        one = channel(name)
        return replace(one, inbound=replace(one.inbound, pull=found.pull)) if name == "email" else one  # type: ignore[type-var]

    monkeypatch.setattr(pulling, "channel", with_box)
    add_channel(business=shop, name="email", values={"address": "boutique@moussa.example"}, now=NOW)
    return found


def test_each_mail_once_not_oftener_than_a_minute(box: _Box, shop: Business) -> None:
    box.mails = [b"un", b"deux"]
    assert pull(business=shop, now=NOW) == 2
    assert pull(business=shop, now=NOW + timedelta(seconds=59)) == 0
    assert len(box.asked) == 1
    box.mails.append(b"trois")
    assert pull(business=shop, now=NOW + timedelta(seconds=60)) == 1
    assert [bytes(row.body) for row in RawPayload.objects.order_by("pk")] == [b"un", b"deux", b"trois"]
    account = ChannelAccount.objects.get()
    assert account.cursor == {"uid": "3", "seen": "all"}
    assert RawPayload.objects.latest("pk").headers == {"x-kaye-folder": "inbox"}


def test_a_box_read_again_from_the_start_finds_duplicates(box: _Box, shop: Business) -> None:
    box.mails = [b"un", b"deux"]
    pull(business=shop, now=NOW)
    ChannelAccount.objects.update(cursor={})
    assert pull(business=shop, now=NOW + timedelta(minutes=2)) == 0
    assert RawPayload.objects.count() == 2


def test_a_box_that_fails_is_told_and_asked_again(box: _Box, shop: Business) -> None:
    box.down = True
    pull(business=shop, now=NOW)
    assert ChannelAccount.objects.get().trouble == "Le serveur ne répond pas."
    box.down, box.mails = False, [b"un"]
    assert pull(business=shop, now=NOW + timedelta(minutes=1)) == 1
    assert ChannelAccount.objects.get().trouble == ""


def test_a_channel_turned_off_is_not_asked(box: _Box, shop: Business) -> None:
    ChannelAccount.objects.update(is_on=False)
    assert pull(business=shop, now=NOW) == 0
    assert box.asked == []
