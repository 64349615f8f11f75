"""A phone or a desk at the counter: Chromium, logged in, listening for what goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from kaye.records.models import Business
from tests.tools.chromium import NO_WORKER
from tests.web.people import BACKEND

PHONE, DESK = 390, 1280


@contextmanager
def at_the_counter(
    browser: Browser,
    server: LiveServer,
    user: User,
    business: Business | None = None,
    width: int = PHONE,
    **looks: Any,
) -> Iterator[Page]:
    """A page of this person, in this shop. At the end: nothing refused by the policy, no script in trouble."""
    client = Client()
    client.force_login(user, BACKEND)
    if business is not None:
        session = client.session
        session["business"] = business.pk
        session.save()
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        has_touch=width == PHONE,
        reduced_motion="reduce",
        **looks,
    )
    context.add_init_script(NO_WORKER)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.set_default_timeout(10_000)
    said: list[str] = []
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on(
        "console", lambda message: said.append(message.text) if "Security Policy" in message.text else None
    )
    try:
        yield page
        assert said == [], said
    finally:
        context.close()


def note_sale(page: Page) -> str:
    """« Noter la vente »; returns the toast."""
    with page.expect_navigation():
        page.locator("#noter").click()
    return page.locator("#toasts").inner_text().replace("\u202f", " ").replace("\u00a0", " ")
