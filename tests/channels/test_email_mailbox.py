"""Reading a mailbox of a real server: each mail once, from where we stopped, and nothing is touched (C11, C15)."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kaye.channels.email.receiving import mailbox as mailbox_module
from kaye.channels.registry import channel
from kaye.rules.ports.http import Trouble
from kaye.rules.ports.inbound import Delivered, EchoCame, MessageCame, Pulled
from tests.channels.imap_server import PASSWORD, USER, Mailbox, imap_server


def _raw(name: str) -> bytes:
    return (
        f"From: Marie <marie@exemple.fr>\r\nTo: {USER}\r\nSubject: {name}\r\n"
        f"Message-ID: <{name}@exemple.fr>\r\n\r\nBonjour {name}\r\n"
    ).encode()


def _pull(box: Mailbox, cursor: dict[str, str], **more: str) -> tuple[Pulled, ...]:
    inbound = channel("email").inbound
    assert inbound is not None
    assert inbound.pull is not None
    return inbound.pull({"imap_url": box.url, "address": USER} | more, cursor)


def _turn(box: Mailbox, cursor: dict[str, str]) -> tuple[list[tuple[str, str, bool]], dict[str, str]]:
    """(subject, folder, history) of each mail, and where to go on."""
    items = _pull(box, cursor)
    seen = [
        (
            item.body.split(b"Subject: ")[1].split(b"\r\n")[0].decode(),
            item.headers["x-kaye-folder"],
            item.headers.get("x-kaye-history") == "1",
        )
        for item in items
        if item.body
    ]
    return seen, dict(items[-1].cursor) if items else cursor


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    with imap_server() as running:
        yield running


@pytest.fixture
def box(server: Mailbox) -> Mailbox:
    """Each test has a mailbox of its own: INBOX emptied, no Sent folder."""
    with server._client() as client:
        client.select("INBOX")
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
        client.close()
        client.delete("Sent")
    return server


def test_the_first_reading_is_thirty_days_of_history(box: Mailbox) -> None:
    box.put(_raw("vieux"), days_ago=45)
    box.put(_raw("avril"), days_ago=20)
    box.put(_raw("hier"), days_ago=1)
    seen, cursor = _turn(box, {})
    assert seen == [("avril", "inbox", True), ("hier", "inbox", True)]
    assert _turn(box, cursor) == ([], cursor)
    box.put(_raw("neuf"))
    seen, cursor = _turn(box, cursor)
    assert seen == [("neuf", "inbox", False)]
    assert not any(b"Seen" in line for line in box.flags())


def test_the_first_mail_of_an_empty_box_is_no_history(box: Mailbox) -> None:
    nothing, cursor = _turn(box, {})
    assert nothing == []
    box.put(_raw("premier"))
    assert _turn(box, cursor)[0] == [("premier", "inbox", False)]


def test_what_was_sent_is_an_echo(box: Mailbox) -> None:
    box.make("Sent")
    _, cursor = _turn(box, {})
    box.put(_raw("reponse"), folder="Sent")
    box.put(_raw("question"))
    (question, answer) = _pull(box, cursor)
    inbound = channel("email").inbound
    assert inbound is not None
    now = datetime.now(UTC)
    (came,) = inbound.read({"address": USER}, Delivered(question.headers, question.body), now)
    (went,) = inbound.read({"address": USER}, Delivered(answer.headers, answer.body), now)
    assert isinstance(came, MessageCame)
    assert isinstance(went, EchoCame)
    assert (went.external_id, went.history) == ("<reponse@exemple.fr>", False)


def test_a_turn_has_a_limit_and_the_next_goes_on(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox_module, "MOST_MAILS", 2)
    box.put(*(_raw(f"m{n}") for n in range(5)))
    first, cursor = _turn(box, {})
    second, cursor = _turn(box, cursor)
    box.put(_raw("neuf"))
    third, cursor = _turn(box, cursor)
    assert [name for name, _, _ in first + second + third] == ["m0", "m1", "m2", "m3", "m4", "neuf"]
    assert [is_history for _, _, is_history in first + second + third] == [True] * 5 + [False]
    assert _turn(box, cursor)[0] == []


def test_a_changed_uidvalidity_reads_thirty_days_again_as_news(box: Mailbox) -> None:
    """What is known is found by its identity; what came meanwhile is not lost as history (C11)."""
    box.put(_raw("a"), _raw("b"))
    _, cursor = _turn(box, {})
    validity, last, history = cursor["inbox"].split(":")
    other = cursor | {"inbox": f"{int(validity) + 1}:{last}:{history}"}
    assert _turn(box, other)[0] == [("a", "inbox", False), ("b", "inbox", False)]


def test_another_account_starts_afresh(box: Mailbox) -> None:
    box.put(_raw("a"))
    _, cursor = _turn(box, {})
    assert _turn(box, cursor | {"account": "autre"})[0] == [("a", "inbox", True)]


def test_a_large_mail_is_read_up_to_a_point(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox_module, "_LARGEST", 1000)
    monkeypatch.setattr(mailbox_module, "_CUT_AT", 500)
    box.put(_raw("gros") + b"x" * 2000)
    (item,) = _pull(box, {})
    inbound = channel("email").inbound
    assert inbound is not None
    (event,) = inbound.read({}, Delivered(item.headers, item.body), datetime.now(UTC))
    assert isinstance(event, MessageCame)
    assert (event.truncated, len(item.body), event.subject) == (True, 500, "gros")


def test_the_fields_of_the_screen_read_the_same_box(box: Mailbox) -> None:
    box.put(_raw("a"))
    inbound = channel("email").inbound
    assert inbound is not None
    assert inbound.pull is not None
    screen = {"imap_host": "127.0.0.1", "imap_port": str(box.port), "user": USER, "password": PASSWORD}
    assert [bool(item.body) for item in inbound.pull(screen, {})] == [True]
    assert inbound.pull({"host": "smtp.exemple.fr", "user": "u", "password": "p"}, {}) == ()


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"imap_url": "http://x"}, "imaps://"),
        ({"imap_url": "imaps://h:abc"}, "imaps://"),
        ({"imap_url": "imap://u:p@imap.exemple.fr"}, "en clair"),
        ({"imap_url": "imaps://h"}, "identifiant"),
        ({"imap_host": "h", "imap_port": "99999", "user": "u", "password": "p"}, "port"),
        ({"imap_url": "imaps://u:p@10.0.0.1"}, "privée"),
        ({"imap_url": "imaps://u:p@169.254.169.254"}, "privée"),
        ({"imap_url": "imaps://u:p@[::ffff:127.0.0.1]"}, "privée"),
        ({"imap_url": "imap://u:p@127.0.0.1:1"}, "ne répond pas"),
    ],
)
def test_what_is_wrong_is_said_in_french(config: dict[str, str], said: str) -> None:
    inbound = channel("email").inbound
    assert inbound is not None
    assert inbound.pull is not None
    with pytest.raises(Trouble) as told:
        inbound.pull(config, {})
    assert said in told.value.reason_fr


def test_a_wrong_password_is_said_and_not_shown(box: Mailbox) -> None:
    with pytest.raises(Trouble) as told:
        _pull(box, {}, imap_url=box.url.replace(PASSWORD, "autre-secret"))
    assert "mot de passe" in told.value.reason_fr
    assert "autre-secret" not in told.value.reason_fr
