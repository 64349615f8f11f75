"""The settings of the mail server, from the screen and from one URL."""

import pytest

from kaye.channels.email.config import FIELDS, SmtpConfig, lacks, read_config
from kaye.rules.ports.channel import NotSent

SCREEN = {"host": "smtp.exemple.fr", "port": "587", "security": "starttls", "user": "u", "password": "p"}


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (SCREEN, SmtpConfig("smtp.exemple.fr", 587, "starttls", "u", "p")),
        ({"host": "h", "security": "ssl"}, SmtpConfig("h", 465, "ssl")),
        ({"host": " h ", "port": " 2525 "}, SmtpConfig("h", 2525, "starttls")),
        ({"url": "smtp://127.0.0.1:2525"}, SmtpConfig("127.0.0.1", 2525, "none")),
        ({"url": "smtp://u%40x.fr:p%2Fw@localhost:25"}, SmtpConfig("localhost", 25, "none", "u@x.fr", "p/w")),
        ({"url": "smtps://u:p@smtp.x.fr"}, SmtpConfig("smtp.x.fr", 465, "ssl", "u", "p")),
        ({"url": "smtp+starttls://smtp.x.fr"}, SmtpConfig("smtp.x.fr", 587, "starttls")),
        (
            {"smtp_url": "smtps://u:p@h", "address": "a@b.fr"},
            SmtpConfig("h", 465, "ssl", "u", "p", "", "a@b.fr"),
        ),
        ({"url": "smtp://[::1]:2525"}, SmtpConfig("::1", 2525, "none")),
        (
            SCREEN | {"url": "smtp://127.0.0.1:9", "from_address": "a@b.fr", "from_name": "N"},
            SmtpConfig("127.0.0.1", 9, "none", from_name="N", from_address="a@b.fr"),
        ),
    ],
)
def test_what_is_read(values: dict[str, str], read: SmtpConfig) -> None:
    assert read_config(values) == read


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "non configuré"),
        ({"host": "  "}, "non configuré"),
        ({"host": "h", "port": "abc"}, "port"),
        ({"host": "h", "port": "0"}, "port"),
        ({"host": "h", "port": "70000"}, "port"),
        ({"host": "h", "security": "tls1"}, "protection"),
        ({"url": "http://h"}, "smtp://"),
        ({"url": "smtp://"}, "smtp://"),
        ({"url": "smtp://h:abc"}, "port"),
        ({"url": "smtp://u:p@smtp.exemple.fr:25"}, "en clair"),
        (SCREEN | {"security": "none"}, "en clair"),
    ],
)
def test_what_is_missing_is_said_in_french(values: dict[str, str], said: str) -> None:
    with pytest.raises(NotSent) as told:
        read_config(values)
    assert said in told.value.reason_fr


def test_the_screen_has_a_field_for_each_setting() -> None:
    of_smtp = set(SmtpConfig.__dataclass_fields__) - {"timeout", "machine_address", "reads_at"}
    assert of_smtp <= {field.name for field in FIELDS}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ("host", "from_address")),
        ({"host": "h", "from_address": "a@b.fr"}, ()),  # as it was saved before mail was read
        ({"host": "h", "address": "a@b.fr"}, ()),
        ({"smtp_url": "smtps://h", "address": "a@b.fr"}, ()),
        ({"address": "a@b.fr", "imap_url": "imaps://u:p@h"}, ("smtp_url",)),
        ({"url": "smtp://127.0.0.1:25"}, ("from_address",)),
    ],
)
def test_what_is_still_missing(values: dict[str, str], missing: tuple[str, ...]) -> None:
    assert lacks(values) == missing


@pytest.mark.parametrize(
    ("url", "writes"),
    [
        ("smtp://127.0.0.1:2525", "relances@localhost"),
        ("smtp://[::1]:2525", "relances@localhost"),
        ("smtp://relais.exemple.fr", "relances@relais.exemple.fr"),
        ("smtps://moussa%40boutique.fr:p@smtp.exemple.fr", "moussa@boutique.fr"),
    ],
)
def test_the_machine_writes_for_a_business_without_an_address(url: str, writes: str) -> None:
    """R5, R27: a business made by `init` alone follows up as soon as the machine has a server."""
    assert read_config({"url": url}).machine_address == writes
