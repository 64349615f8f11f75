"""A shop of Douala with its owner logged in, for the stories of « Relances » in a browser."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from kaye.actions.open_business import open_business
from kaye.records.models import Business, Member
from tests.tools.chromium import NO_WORKER

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)  # a Wednesday


@dataclass(frozen=True, slots=True)
class Shop:
    business: Business
    cookie: str


def open_shop(name: str, country: str) -> Shop:
    """A business and the session of its owner."""
    business = open_business(name=name, country=country, now=NOW)
    user = get_user_model().objects.create_user("gérant", "gerant@exemple.fr", "cahier-1234567")
    Member.objects.create(business=business, user=user, created_at=NOW)
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return Shop(business, client.cookies[settings.SESSION_COOKIE_NAME].value)


def opened(
    browser: Browser, server: LiveServer, shop: Shop, width: int = 390, **looks: object
) -> BrowserContext:
    """A context of the browser in which the owner is logged in."""
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        reduced_motion="reduce",
        **looks,  # type: ignore[arg-type]
    )
    context.add_init_script(NO_WORKER)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": shop.cookie, "url": server.url}])
    return context
