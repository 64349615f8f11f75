"""A mail server for each property."""

from collections.abc import Iterator

import pytest

from tests.faults.smtp_server import SmtpServer
from tests.mail import mailbox


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    with mailbox() as server:
        yield server
