"""The mail server of the tests, given to the product as the person who installs it would: by the environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.smtp_server import SmtpServer


@contextmanager
def mailbox() -> Iterator[SmtpServer]:
    """A server that the e-mail channel uses until the end of the block."""
    with SmtpServer() as server:
        before = os.environ.get("KAYE_SMTP_URL")
        os.environ["KAYE_SMTP_URL"] = server.url
        try:
            yield server
        finally:
            if before is None:
                del os.environ["KAYE_SMTP_URL"]
            else:
                os.environ["KAYE_SMTP_URL"] = before
