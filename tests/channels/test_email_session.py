"""The e-mail channel against a real SMTP server that fails: each failure told by what was delivered."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from kaye.channels.registry import channel
from kaye.rules.ports.channel import (
    NotSent,
    OutgoingText,
    Receipt,
    Refused,
    Session,
    Unknown,
    stable_message_id,
)
from tests.faults.smtp_server import Faults, SmtpServer

EMAIL = channel("email")


def _text(number: int = 1, address: str = "bellance@exemple.fr") -> OutgoingText:
    return OutgoingText(
        key=f"relance:7:12:2026-05-{number:04d}",
        address=address,
        subject=f"Facture F-{number}",
        text=f"Bonjour,\n\nIl reste {number} €.\n.\n..fin",
        date=datetime(2026, 5, 22, 13, tzinfo=UTC),
        sender_name="Clim’Antilles",
        sender_address="compta@clim.example",
    )


def _id(number: int = 1) -> str:
    return stable_message_id(_text(number).key, "clim.example")


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def server(request: pytest.FixtureRequest) -> Iterator[SmtpServer]:
    with SmtpServer(faults=Faults(pipelining=request.param)) as running:
        yield running


@pytest.fixture
def session(server: SmtpServer) -> Iterator[Session]:
    opened = EMAIL.open_session({"url": server.url, "timeout": "1.0"})
    yield opened
    opened.close()


def test_a_text_arrives_whole_and_gets_its_receipt(server: SmtpServer, session: Session) -> None:
    assert session.send(_text()) == Receipt(_id(), f"250 2.0.0 queued as {len(server.accepted[0].data):x}")
    (got,) = server.accepted
    assert (got.sender, got.recipients, got.message_id) == (
        "compta@clim.example",
        ("bellance@exemple.fr",),
        _id(),
    )
    message = message_from_bytes(got.data, policy=policy.default)
    assert message["Subject"] == "Facture F-1"
    assert next(iter(message.iter_parts())).get_content().replace("\r\n", "\n") == _text().text


def test_many_texts_one_connection(server: SmtpServer, session: Session) -> None:
    for number in range(200):
        session.send(_text(number))
    assert server.ids == [_id(number) for number in range(200)]
    assert server.connections == 1


def test_the_message_id_follows_the_key_or_is_given(server: SmtpServer, session: Session) -> None:
    session.send(_text())
    session.send(_text())
    session.send(replace(_text(), message_id="<given@clim.example>"))
    assert server.ids == [_id(), _id(), "<given@clim.example>"]


@pytest.mark.parametrize(("code", "permanent"), [(550, True), (553, True), (450, False), (452, False)])
def test_a_refused_recipient_harms_nobody_else(
    server: SmtpServer, session: Session, code: int, permanent: bool
) -> None:
    server.faults.refuse["mort@exemple.fr"] = code
    session.send(_text(1))
    with pytest.raises(Refused) as refused:
        session.send(_text(2, "mort@exemple.fr"))
    session.send(_text(3))
    assert refused.value.permanent is permanent
    assert f"{code} no such mailbox" in refused.value.reason_fr
    assert server.ids == [_id(1), _id(3)]
    assert server.connections == 1


@pytest.mark.parametrize(("code", "permanent"), [(554, True), (451, False)])
def test_a_refused_message_harms_no_other(
    server: SmtpServer, session: Session, code: int, permanent: bool
) -> None:
    server.faults.refuse_data = [code]
    with pytest.raises(Refused) as refused:
        session.send(_text(1))
    session.send(_text(2))
    assert refused.value.permanent is permanent
    assert server.ids == [_id(2)]


def test_a_server_that_waits_for_a_body_for_nobody(server: SmtpServer, session: Session) -> None:
    server.faults.refuse["mort@exemple.fr"] = 550
    server.faults.data_for_nobody = True
    with pytest.raises(Refused):
        session.send(_text(1, "mort@exemple.fr"))
    session.send(_text(2))
    assert server.ids == [_id(2)]


def test_a_refused_sender_is_a_setting_not_a_dead_customer(server: SmtpServer, session: Session) -> None:
    server.faults.refuse_sender = 553
    with pytest.raises(NotSent) as told:
        session.send(_text())
    assert "compta@clim.example" in told.value.reason_fr
    server.faults.refuse_sender = 0
    session.send(_text())
    assert server.ids == [_id()]


def test_a_connection_lost_before_data_is_tried_once_more(server: SmtpServer, session: Session) -> None:
    session.send(_text(1))
    server.faults.drop_before_data = 1
    session.send(_text(2))
    assert server.ids == [_id(1), _id(2)]
    server.faults.drop_before_data = 2
    with pytest.raises(NotSent):
        session.send(_text(3))
    session.send(_text(3))
    assert server.ids == [_id(1), _id(2), _id(3)]


def test_a_connection_lost_within_the_body_is_never_called_sent(server: SmtpServer, session: Session) -> None:
    """A small body has left whole before the loss shows: the client cannot know, and says so."""
    server.faults.drop_in_body = 1
    with pytest.raises((NotSent, Unknown)):
        session.send(_text(1))
    session.send(_text(2))
    assert server.ids == [_id(2)]


def test_a_body_cut_on_the_way_is_not_sent(server: SmtpServer, session: Session) -> None:
    """Too big for the buffers on the road: the dot cannot have left."""
    server.faults.drop_in_body = 1
    with pytest.raises(NotSent):
        session.send(replace(_text(1), text="é" * 4_000_000))
    assert server.ids == []


@pytest.mark.parametrize("fault", [{"lose_reply": 1}, {"garble_reply": 1}, {"silent": 2.5}])
def test_no_answer_after_the_dot_is_unknown_though_delivered(
    server: SmtpServer, session: Session, fault: dict[str, Any]
) -> None:
    server.faults = replace(server.faults, **fault)
    began = time.monotonic()
    with pytest.raises(Unknown):
        session.send(_text(1))
    assert time.monotonic() - began < 2
    server.faults = Faults(pipelining=server.faults.pipelining)
    session.send(_text(2))
    assert server.ids == [_id(1), _id(2)]


def test_a_slow_server_within_the_time_is_fine(server: SmtpServer, session: Session) -> None:
    server.faults.accept_delay = server.faults.reply_delay = 0.2
    assert session.send(_text()).provider_ref == _id()


def test_a_kept_connection_closed_meanwhile_is_opened_again(server: SmtpServer, session: Session) -> None:
    server.faults.close_after = 2
    for number in range(5):
        session.send(_text(number))
    assert server.ids == [_id(number) for number in range(5)]
    assert server.connections == 3


def test_server_down_then_back(server: SmtpServer, session: Session) -> None:
    session.send(_text(1))
    server.go_down()
    for _ in range(3):
        with pytest.raises(NotSent) as told:
            session.send(_text(2))
        assert "ne répond pas" in told.value.reason_fr
    server.start()
    session.send(_text(2))
    assert server.ids == [_id(1), _id(2)]


def test_a_server_that_hangs_up_at_once(server: SmtpServer, session: Session) -> None:
    server.faults.drop_at_connect = 1
    with pytest.raises(NotSent):
        session.send(_text(1))
    session.send(_text(1))
    assert server.ids == [_id(1)]


def test_a_server_that_never_greets_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        config = {"url": f"smtp://127.0.0.1:{mute.getsockname()[1]}", "timeout": "0.3"}
        began = time.monotonic()
        with pytest.raises(NotSent):
            EMAIL.open_session(config).send(_text())
        assert time.monotonic() - began < 2


def test_lost_answers_at_random_are_all_told(server: SmtpServer, session: Session) -> None:
    server.faults.lose_rate = 0.2
    sent, unknown = [], []
    for number in range(150):
        try:
            sent.append(session.send(_text(number)).provider_ref)
        except Unknown:
            unknown.append(_id(number))
    assert len(unknown) > 10
    assert sorted(server.ids) == sorted(sent + unknown)
    assert len(set(server.ids)) == 150


@pytest.mark.parametrize(
    "address", ["a@b.fr\r\nRCPT TO:<x@evil.example>", "a b@c.fr", "", "é@exemple.fr", "a@b>c.fr"]
)
def test_a_malformed_address_is_refused_before_any_connection(
    server: SmtpServer, session: Session, address: str
) -> None:
    with pytest.raises(Refused) as refused:
        session.send(_text(1, address))
    assert refused.value.permanent
    assert server.connections == 0


def test_accents_in_a_domain_become_ascii(server: SmtpServer, session: Session) -> None:
    session.send(_text(1, "jean@café-dma.example"))
    assert server.accepted[0].recipients == ("jean@xn--caf-dma-dya.example",)


def test_the_unsubscribe_link_is_for_marketing_only(server: SmtpServer, session: Session) -> None:
    url = "https://exemple.fr/stop/abc"
    session.send(replace(_text(1), unsubscribe_url=url))
    session.send(replace(_text(2), unsubscribe_url=url, purpose="marketing"))
    plain, marketing = (message_from_bytes(one.data) for one in server.accepted)
    assert (plain["List-Unsubscribe"], marketing["List-Unsubscribe"]) == (None, f"<{url}>")


def test_the_sender_of_the_settings_wins(server: SmtpServer) -> None:
    config = {"url": server.url, "from_name": "Chez Moussa", "from_address": "moussa@boutique.example"}
    EMAIL.test(config, _text())
    (got,) = server.accepted
    assert got.sender == "moussa@boutique.example"
    assert (
        message_from_bytes(got.data, policy=policy.default)["From"].addresses[0].display_name == "Chez Moussa"
    )


def test_nothing_leaves_without_a_sender(server: SmtpServer) -> None:
    screen = {"host": "127.0.0.1", "port": str(server.port), "security": "none"}
    with pytest.raises(NotSent) as told:
        EMAIL.open_session(screen).send(replace(_text(), sender_address=""))
    assert "expéditeur" in told.value.reason_fr
    assert server.connections == 0


def test_a_server_of_the_machine_writes_for_a_business_without_an_address(
    server: SmtpServer, session: Session
) -> None:
    session.send(replace(_text(), sender_address=""))
    assert [message.sender for message in server.accepted] == ["relances@localhost"]


def test_the_server_as_a_process_keeps_the_truth_on_disk(tmp_path: Path) -> None:
    log = tmp_path / "accepted.log"
    command = [
        sys.executable,
        "-m",
        "tests.faults.smtp_server",
        "--log",
        str(log),
        "--refuse",
        "mort@exemple.fr=550",
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().split()[1]
        session = EMAIL.open_session({"url": f"smtp://127.0.0.1:{port}"})
        session.send(_text(1))
        with pytest.raises(Refused):
            session.send(_text(2, "mort@exemple.fr"))
        session.send(_text(3))
        process.kill()
        process.wait()
        with pytest.raises(NotSent):
            session.send(_text(4))
    finally:
        process.kill()
        process.wait()
    assert log.read_text().split() == [_id(1), _id(3)]
