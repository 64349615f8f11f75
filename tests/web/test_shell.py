"""Menu, shops, looks, toasts, pages for what is missing."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.utils import timezone

import kaye.web
from kaye.records.models import Business, Member
from kaye.web import failures
from kaye.web.shell.cards import hold_choices

TEMPLATES = Path(kaye.web.__path__[0]) / "templates"
STATIC = Path(kaye.web.__path__[0]) / "static"


@pytest.fixture
def owner(client: Client, db: None) -> Client:
    """A person with two shops, logged in."""
    user = get_user_model().objects.create_user("moussa", "moussa@example.org", "cahier-1234567")
    for slug, name in (("chez-moussa", "Chez Moussa"), ("telephones", "Moussa Téléphones")):
        business = Business.objects.create(slug=slug, name=name, country="CM", created_at=timezone.now())
        Member.objects.create(business=business, user=user, created_at=timezone.now())
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_more_lists_the_shops_and_opens_another(owner: Client) -> None:
    assert "Chez Moussa" in _title(owner.get("/plus/"))
    other = Business.objects.get(slug="telephones")
    assert owner.post("/boutique/", {"business": other.pk})["Location"] == "/"
    assert "Moussa Téléphones" in _title(owner.get("/plus/"))


@pytest.mark.parametrize("wanted", ["", "abc", "999999"])
def test_a_shop_of_somebody_else_stays_shut(owner: Client, wanted: str) -> None:
    stranger = Business.objects.create(slug="autre", name="Autre", country="SN", created_at=timezone.now())
    for business in (wanted, stranger.pk):
        owner.post("/boutique/", {"business": business})
        assert "Chez Moussa" in _title(owner.get("/plus/"))


def test_menu_needs_a_login(client: Client, db: None) -> None:
    assert client.get("/plus/").status_code == 302


@pytest.mark.parametrize(
    ("theme", "mark"), [("ardoise", 'data-theme="ardoise"'), ("auto", '<html lang="fr">')]
)
def test_looks_are_kept(client: Client, db: None, theme: str, mark: str) -> None:
    answer = client.post("/apparence/", {"theme": theme, "next": "/hors-ligne/"})
    assert answer["Location"] == "/hors-ligne/"
    assert mark in client.get("/hors-ligne/").content.decode()


def test_looks_never_send_elsewhere(client: Client, db: None) -> None:
    assert (
        client.post("/apparence/", {"theme": "cahier", "next": "https://ailleurs.example/"})["Location"]
        == "/"
    )


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (failures.bad_request, 400),
        (failures.forbidden, 403),
        (failures.csrf_failure, 403),
        (failures.not_found, 404),
        (failures.broken, 500),
    ],
)
def test_a_failure_is_a_page_or_a_toast(rf: RequestFactory, view: object, status: int) -> None:
    page = _call(view, rf.get("/"))
    assert page.status_code == status
    assert "<h1" in page.content.decode()
    assert "btn-primary" in page.content.decode()
    fragment = _call(view, rf.get("/", headers={"HX-Request": "true"}))
    assert fragment.status_code == status
    assert fragment["HX-Reswap"] == "none"
    assert 'hx-swap-oob="beforeend"' in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_gallery_is_for_development_only(client: Client, db: None) -> None:
    assert client.get("/_cahier/").status_code == 404


def test_drawer_keeps_only_what_has_an_address() -> None:
    choices = hold_choices({"promise": "/p", "dispute": "/d"})
    assert [(choice.kind, choice.url, choice.posts) for choice in choices] == [
        ("promise", "/p", False),
        ("dispute", "/d", True),
    ]


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_hold_the_strict_policy(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|javascript:|data:image", source)
    for script in re.findall(r"<script[^>]*>", source):
        assert "src=" in script or 'type="application/json"' in script


def test_budget_of_what_every_page_loads() -> None:
    assert (STATIC / "kaye.js").stat().st_size <= 2048
    assert len(gzip.compress((STATIC / "turns.js").read_bytes())) <= 2560
    phone = ("queue.js", "phone.js")  # kept on the phone afterwards
    assert sum(len(gzip.compress((STATIC / each).read_bytes())) for each in phone) <= 6144


def _title(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode().split("<h1", 1)[1].split("</h1>")[0]


def _call(view: object, request: HttpRequest) -> HttpResponse:
    assert callable(view)
    return view(request)
