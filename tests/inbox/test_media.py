"""Attachments: fetched through the one way out, judged by their bytes, tried five times in a day (C19, C20)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kaye.actions.inbox import media
from kaye.actions.inbox.media import fetch_files, keep_files
from kaye.actions.inbox.threads import thread_of
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, ChannelAccount, FileContent, InboxMessage, MessageFile
from kaye.rules.ports.http import Forbidden, Refused, Request, Response
from kaye.rules.ports.inbound import IncomingFile
from tests.actions.conftest import NOW
from tests.inbox.posting import JEANNE, payload, said, take, whatsapp

pytestmark = pytest.mark.django_db
_JPEG = b"\xff\xd8\xff\xe0photo"


class _Way:
    """Answers as the provider would; counts how often it was asked."""

    def __init__(self, answer: Callable[[Request], Response]) -> None:
        self.answer = answer
        self.asked = 0

    def call(self, request: Request) -> Response:
        self.asked += 1
        return self.answer(request)


@pytest.fixture
def photo(shop: Business) -> MessageFile:
    """A photo on WhatsApp that waits at Meta."""
    account = whatsapp(shop, NOW)
    image = {"id": "88001", "mime_type": "image/jpeg", "caption": "La panne"}
    take(account, payload(said("w1", JEANNE, "", NOW, type="image", image=image)), NOW)
    return MessageFile.objects.get()


def _message(shop: Business) -> InboxMessage:
    who = record_customer(business=shop, now=NOW, name_raw="Jeanne")
    account = ChannelAccount.objects.create(business=shop, channel="email")
    return InboxMessage.objects.create(
        business=shop, thread=thread_of(who, NOW), customer=who, account=account, channel="email", direction="in",
        origin="customer", at=NOW, received_at=NOW,
    )  # fmt: skip


def _meta(body: bytes, mime: str = "image/jpeg") -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        if "88001" in request.url:
            told = b'{"url": "https://lookaside.fbsbx.com/x", "mime_type": "image/jpeg", "file_size": 9}'
            return Response(200, {}, told)
        return Response(200, {"content-type": mime}, body)

    return answer


def _through(monkeypatch: pytest.MonkeyPatch, answer: Callable[[Request], Response]) -> _Way:
    way = _Way(answer)
    monkeypatch.setattr(media, "http_client", lambda **limits: way)
    return way


def test_the_message_does_not_wait_for_its_photo(
    photo: MessageFile, shop: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (photo.state, photo.next_at, photo.message.text) == ("pending", NOW, "La panne")
    _through(monkeypatch, _meta(_JPEG))
    assert fetch_files(business=shop, now=NOW) == 1
    photo.refresh_from_db()
    assert (photo.state, photo.mime, photo.size, photo.inline) == ("ready", "image/jpeg", len(_JPEG), True)
    assert bytes(FileContent.objects.get().content) == _JPEG
    assert fetch_files(business=shop, now=NOW) == 0


def test_it_is_not_what_it_says(photo: MessageFile, shop: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    _through(monkeypatch, _meta(b"MZ\x90\x00"))
    fetch_files(business=shop, now=NOW)
    photo.refresh_from_db()
    assert (photo.state, photo.next_at) == ("refused", None)
    assert not FileContent.objects.exists()


def test_five_tries_in_a_day(photo: MessageFile, shop: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(request: Request) -> Response:
        raise Refused("Meta a répondu 503.", 503)

    way = _through(monkeypatch, down)
    at = NOW
    while (at := MessageFile.objects.get().next_at or NOW) and MessageFile.objects.get().state == "pending":
        assert at - NOW <= timedelta(hours=25)
        fetch_files(business=shop, now=at)
    photo.refresh_from_db()
    assert (way.asked, photo.state, photo.because) == (5, "failed", "Meta a répondu 503.")


def test_where_we_do_not_go_is_not_tried_again(
    photo: MessageFile, shop: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    def private(request: Request) -> Response:
        raise Forbidden("Cette adresse est privée.")

    way = _through(monkeypatch, private)
    fetch_files(business=shop, now=NOW)
    fetch_files(business=shop, now=NOW + timedelta(days=1))
    photo.refresh_from_db()
    assert (way.asked, photo.state) == (1, "failed")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\système.pdf", "système.pdf"),
        ("a\r\nContent-Type: text/html\r\n\r\n.pdf", "html.pdf"),
        ("a\x00b\u202egnp.exe", "abgnp.exe"),
        ("", ""),
        ("...", ""),
        ("x" * 300 + ".pdf", "x" * 147 + ".pdf"),
    ],
)
def test_a_name_is_never_a_path(shop: Business, sent: str, kept: str) -> None:
    keep_files(_message(shop), [IncomingFile(name=sent, content=b"Bonjour")], NOW)
    name = MessageFile.objects.get().name
    assert name == kept


def test_twenty_of_a_message_and_no_heavier_than_we_keep(shop: Business) -> None:
    files: list[Any] = [IncomingFile(name=f"{n}.txt", content=b"x") for n in range(22)]
    files[0] = IncomingFile(name="film.mp4", mime="video/mp4", size=21 * 1024 * 1024, ref="x")
    keep_files(_message(shop), files, NOW)
    states = list(MessageFile.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["too_big", *["ready"] * 19, "too_big", "too_big"]
    assert FileContent.objects.count() == 19
