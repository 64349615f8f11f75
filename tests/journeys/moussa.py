"""Moussa opens Kayé in Chromium, on his telephone or on the counter's screen."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from kaye.records.models import Business
from tests.tools.chromium import NO_WORKER
from tests.web.people import enter


def arrive(
    browser: Browser,
    live_server: LiveServer,
    business: Business,
    width: int = 390,
    script: bool = True,
    worker: bool = False,
    **looks: str,
) -> tuple[BrowserContext, Page, list[str]]:
    """On the first page, let in; what the console says is kept; nothing goes to WhatsApp for real."""
    client = enter(Client(), business)
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        java_script_enabled=script,
        reduced_motion="reduce",
        **looks,  # type: ignore[arg-type]
    )
    if not worker:
        context.add_init_script(NO_WORKER)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto(f"{live_server.url}/")
    return context, page, said


def read(text: str | None) -> str:
    """The words as read: fixed and narrow spaces as plain ones."""
    return " ".join((text or "").replace("\u202f", " ").replace("\u00a0", " ").split())
