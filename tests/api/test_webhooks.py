"""What is told to other programs: signed, once each, tried again, never to a private address."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django_scopes import scope

from kaye.actions.tick import tick
from kaye.actions.webhooks.tell import tell
from kaye.net.signatures import stamped
from kaye.records.models import Event, WebhookDelivery
from tests.api.conftest import NOW, Program

pytestmark = pytest.mark.django_db
URL = "https://caisse.exemple.fr/kaye"


class Listener(BaseHTTPRequestHandler):
    """Keeps what it is told; answers what `status` says."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append((headers, body))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        """Silent."""


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    server.heard, server.status = [], 200  # type: ignore[attr-defined]
    monkeypatch.setenv(
        "KAYE_OUTBOUND_ROUTES", f"https://caisse.exemple.fr=http://127.0.0.1:{server.server_port}"
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def turn(shop: Program, now: datetime) -> int:
    with scope(business=shop.business):
        return tell(business=shop.business, now=now)


def test_what_happens_is_told_once_signed(shop: Program, ear: Any) -> None:
    shop.ok("POST", "customers", {"name": "M. Avant"})
    made = shop.ok("POST", "webhooks", {"url": URL, "kinds": ["customer.created"]})
    assert made["secret"].startswith("whsec_") and "secret" not in shop.ok("GET", "webhooks")["items"][0]
    who = shop.ok("POST", "customers", {"name": "M. Pascal Bellance"})
    shop.ok("POST", "products", {"name": "Riz", "price": "25"})
    for _ in range(3):
        tick(NOW)
    ((headers, body),) = ear.heard
    said = json.loads(body)
    with scope(business=shop.business):
        event = Event.objects.filter(kind="customer_recorded").latest("pk")
    assert (said["id"], said["type"], said["customer"]) == (f"evt_{event.pk}", "customer.created", who["id"])
    assert headers["kaye-event"] == said["id"]
    assert stamped(headers["kaye-signature"], made["secret"], body, NOW) == "good"
    assert stamped(headers["kaye-signature"], made["secret"], body + b" ", NOW) == "wrong"


def test_a_deaf_address_is_told_again_for_a_day_then_given_up(shop: Program, ear: Any) -> None:
    shop.ok("POST", "webhooks", {"url": URL})
    shop.ok("POST", "customers", {"name": "M. Pascal"})
    ear.status, at = 500, NOW
    while turn(shop, at) == 0 and at < NOW + timedelta(hours=30):
        at += timedelta(minutes=1 if at < NOW + timedelta(hours=1) else 30)
    with scope(business=shop.business):
        states = set(WebhookDelivery.objects.values_list("state", "next_at"))
    assert states == {("dropped", None)}
    ids = {json.loads(body)["id"] for _, body in ear.heard}
    assert len(ids) == 1 and 6 <= len(ear.heard) <= 12
    ear.status = 200
    shop.ok("POST", "customers", {"name": "Mme Lise"})
    assert turn(shop, at) == 1


def test_an_address_taken_away_hears_nothing(shop: Program, ear: Any) -> None:
    made = shop.ok("POST", "webhooks", {"url": URL})
    shop.ok("POST", "customers", {"name": "M. Pascal"})
    shop.ok("DELETE", f"webhooks/{made['id']}")
    assert turn(shop, NOW) == 0 and not ear.heard


@pytest.mark.parametrize(
    "url", ["http://exemple.fr/", "https://u:p@exemple.fr/", "ftp://exemple.fr", "javascript:1", ""]
)
def test_an_address_we_would_not_call_is_refused(shop: Program, url: str) -> None:
    found = shop.call("POST", "webhooks", {"url": url})
    assert found.status_code == 422 and found.json()["detail"]


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/"]
)
def test_a_private_address_is_never_called(shop: Program, url: str) -> None:
    shop.ok("POST", "webhooks", {"url": url})
    shop.ok("POST", "customers", {"name": "M. Pascal"})
    assert turn(shop, NOW) == 0
    with scope(business=shop.business):
        assert "privée" in WebhookDelivery.objects.get().trouble


def test_an_unknown_kind_is_refused(shop: Program) -> None:
    assert shop.call("POST", "webhooks", {"url": URL, "kinds": ["note.written"]}).status_code == 422
