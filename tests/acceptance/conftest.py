"""A shop made by `kaye init` alone, and a mail server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.office import Office
from tests.acceptance.shop import Shop, kaye
from tests.faults.smtp_server import SmtpServer
from tests.mail import mailbox

Opener = Callable[..., Shop]


@pytest.fixture
def open_shop(db: None, tmp_path: Path) -> Opener:
    """`open_shop("CM", "2026-05-15T09:00", "--channel", "email")`: a business with nothing but a name."""
    opened: list[Shop] = []

    def opener(country: str, at: str, *options: str) -> Shop:
        slug = f"{country.lower()}{len(opened)}"
        made = kaye("init", "--name", "Chez Awa", "--country", country, "--slug", slug, "--at", at, *options)
        assert made.code == 0, made
        opened.append(Shop(tmp_path, slug, at))
        return opened[-1]

    return opener


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    """KAYE_SMTP_URL points to it."""
    with mailbox() as server:
        yield server


Settler = Callable[..., Office]


@pytest.fixture
def office(open_shop: Opener) -> Settler:
    """`office("GP")`: a business of this country with its identity, ready to issue."""

    def opener(country: str, *more: str, at: str = "2026-05-15T09:00", ready: bool = True) -> Office:
        made = Office(open_shop(country, at))
        return made.settle_in(country, *more) if ready else made

    return opener
