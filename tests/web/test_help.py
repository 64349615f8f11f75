"""« Aide »: one page from « Plus », whose links all open."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.journeys.counter import at_the_counter
from tests.looks import look
from tests.web.people import NOW, body, enter, hire, open_shop


@pytest.mark.parametrize("role", ["owner", "staff", "readonly"])
def test_every_link_of_the_help_opens(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    person = enter(client, open_shop().business, role)
    assert 'href="/aide/"' in body(person.get("/plus/"))
    words = body(person.get("/aide/")).split("<main", 1)[1].split("</main", 1)[0]
    links = re.findall(r'class="k-link" href="([^"]+)"', words)
    assert len(links) == (7 if role == "owner" else 6)
    assert {person.get(link).status_code for link in links} == {200}


def test_it_reads_well(browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAYE_NOW", NOW)
    business = open_shop().business
    with at_the_counter(browser, live_server, hire(business, "owner"), business) as page:
        page.goto(f"{live_server.url}/aide/")
        look(page, None, "aide")
