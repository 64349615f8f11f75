"""The mail server of the tests, given to the product as the person who installs it would: by the environment."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from kaye.settings import config
from tests.faults.smtp_server import SmtpServer


@contextmanager
def mailbox() -> Iterator[SmtpServer]:
    """A server that the e-mail channel uses until the end of the block, with a data folder of its own.

    The mark of the last message sent is kept in that folder (I15): another test's base is not an old copy of this one.
    """
    with SmtpServer() as server, tempfile.TemporaryDirectory() as home:
        before = {name: os.environ.get(name) for name in ("KAYE_SMTP_URL", "KAYE_HOME")}
        os.environ["KAYE_SMTP_URL"], os.environ["KAYE_HOME"] = server.url, home
        try:
            yield server
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def another_base() -> None:
    """What follows happens in a new base, though it looks like the one before (same shop, same clock)."""
    for mark in config.home().glob("parti-*.json"):
        mark.unlink()
