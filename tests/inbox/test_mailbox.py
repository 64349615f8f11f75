"""A mailbox read by the worker: history stays quiet, news open requests, nothing comes twice (C11, C15)."""

from datetime import datetime, timedelta

import pytest

from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.inbox.read_mail_and_hooks import read_mail_and_hooks
from kaye.records.models import Business, ChannelAccount, InboxMessage, Request
from tests.actions.conftest import NOW
from tests.channels.imap_server import USER, imap_server

pytestmark = pytest.mark.django_db


def _raw(name: str, text: str) -> bytes:
    return (
        f"From: Marie <marie@client.example>\r\nTo: {USER}\r\nSubject: {name}\r\n"
        f"Message-ID: <{name}@client.example>\r\n\r\n{text}\r\n"
    ).encode()


def _said() -> list[tuple[str, str, bool]]:
    rows = InboxMessage.objects.order_by("pk").values_list("subject", "direction", "history")
    return [(subject, direction, history) for subject, direction, history in rows]


def test_history_then_news_then_our_own_answers(shop: Business) -> None:
    with imap_server() as box:
        box.make("Sent")
        add_channel(business=shop, name="email", values={"address": USER, "imap_url": box.url}, now=NOW)

        def turn(at: datetime) -> None:
            read_mail_and_hooks(business=shop, now=at)

        box.put(_raw("ancien", "Quel prix pour un split ?"), days_ago=3)
        turn(NOW)
        assert _said() == [("ancien", "in", True)]
        assert Request.objects.count() == 0
        box.put(_raw("nouveau", "Je voudrais un devis pour deux splits."))
        box.put(_raw("reponse", "Je passe jeudi.").replace(b"marie@", b"x@", 1), folder="Sent")
        turn(NOW + timedelta(minutes=2))
        assert _said()[1:] == [("nouveau", "in", False), ("reponse", "out", False)]
        assert Request.objects.count() == 1
        turn(NOW + timedelta(minutes=4))
        ChannelAccount.objects.update(cursor={})
        turn(NOW + timedelta(minutes=6))
        assert len(_said()) == 3
        assert ChannelAccount.objects.get().trouble == ""
