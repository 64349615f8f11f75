"""The public page of the form: shown, posted, corrected; and where it is put on a site (C59)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaye.actions.inbox.channel_account import account_settings, add_channel, token_of, turn_channel
from kaye.actions.tick import tick
from kaye.net.form_proof import new_challenge, new_token, solve
from kaye.records.models import Business, ChannelAccount, InboxMessage, RawPayload, Request
from tests.actions.conftest import NOW
from tests.security.hostile import STRINGS
from tests.web.people import body, enter, open_shop

pytestmark = pytest.mark.django_db
FIELDS = {"nom": "Jeanne Mballa", "contact": "699 00 11 22", "message": "Un devis pour 3 portes ?"}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Business]:
    monkeypatch.setenv("KAYE_NOW", NOW.isoformat())
    business = open_shop().business
    with scope(business=business):
        yield business


@pytest.fixture
def form(shop: Business) -> ChannelAccount:
    return add_channel(business=shop, name="webform", values={}, now=NOW)


def _page(form: ChannelAccount) -> str:
    return f"/f/{token_of(form)}/"


def _outside() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def _proof(form: ChannelAccount, at: datetime = NOW - timedelta(minutes=2)) -> dict[str, str]:
    secret = account_settings(form)["secret"]
    token = new_token(secret, at)
    return {"jeton": token, "altcha": solve(new_challenge(secret, token))}


def test_it_is_shown_to_anybody_in_any_frame_and_keeps_nothing(form: ChannelAccount, shop: Business) -> None:
    Business.objects.filter(pk=shop.pk).update(colour="#ffcc00")
    answer = _outside().get(_page(form))
    page = body(answer)
    assert answer.status_code == 200
    assert "Chez Moussa" in page
    assert 'name="accord_marketing" value="oui">' in page  # never ticked beforehand
    assert not answer.cookies
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "style-src 'self';" in answer["Content-Security-Policy"]
    assert (answer["Referrer-Policy"], "no-store" in answer["Cache-Control"]) == ("no-referrer", True)
    colours = _outside().get(f"{_page(form)}couleur.css")
    assert b"#ffcc00" not in colours.content  # darkened: white words are read on it
    script = _outside().get(f"{_page(form)}kaye.js")
    assert (script["Content-Type"], script["Cross-Origin-Resource-Policy"]) == (
        "text/javascript; charset=utf-8",
        "cross-origin",
    )
    assert not RawPayload.objects.exists()


def test_nobody_s_and_turned_off_are_the_same_page(form: ChannelAccount, shop: Business) -> None:
    never = _outside().get(f"/f/{'a' * 27}/")
    address = _page(form)
    turn_channel(business=shop, name="webform", on=False, now=NOW)
    for verb in ("GET", "POST"):
        answer = _outside().generic(verb, address)
        assert (answer.status_code, answer.content) == (404, never.content)


def test_the_thanks_are_the_same_whatever_was_sent(form: ChannelAccount, shop: Business) -> None:
    sent = [
        FIELDS | _proof(form),
        FIELDS | {"contact": "699001123"},  # the plain form of another site
        FIELDS | _proof(form) | {"contact": "699001124", "site_web": "http://x.example"},
        FIELDS | _proof(form, NOW - timedelta(seconds=1)) | {"contact": "699001125"},
    ]
    answers = [_outside().post(_page(form), each, headers={"origin": "https://x.example"}) for each in sent]
    assert {(a.status_code, a.content) for a in answers} == {(200, answers[0].content)}
    tick(NOW)
    assert [m.verdict for m in InboxMessage.objects.order_by("pk")] == ["", *["to_check"] * 3]
    request = Request.objects.get()
    assert request.due_at is not None
    assert request.due_at > NOW


def test_what_was_forgotten_is_said_at_its_place_with_what_was_typed(
    form: ChannelAccount, shop: Business
) -> None:
    proof = _proof(form)
    typed = FIELDS | proof | {"contact": "demandez à Paul", "nom": "<Jeanne>"}
    first = _outside().post(_page(form), typed)
    page = body(first)
    assert first.status_code == 422
    assert 'value="demandez à Paul"' in page
    assert "&lt;Jeanne&gt;" in page
    assert "ni un numéro ni une adresse" in page
    assert proof["jeton"] in page  # its time goes on, and its proof is done once
    assert f'name="altcha" value="{proof["altcha"]}"' in page
    assert not RawPayload.objects.exists()
    again = _outside().post(_page(form), typed | {"relu": "oui"})
    assert again.status_code == 200  # asked once: then it is kept
    tick(NOW)
    assert InboxMessage.objects.get().verdict == "to_check"
    nothing = _outside().post(_page(form), _proof(form) | {"relu": "oui", "message": " "})
    assert nothing.status_code == 422


def test_too_heavy_and_too_many_are_told(form: ChannelAccount, shop: Business) -> None:
    heavy = _outside().post(_page(form), b"message=" + b"x" * 3_200_000, content_type="text/plain")
    assert (heavy.status_code, "trop lourde" in body(heavy)) == (413, True)
    first = _outside().post(
        _page(form), FIELDS, REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "192.0.2.9"}
    )
    assert first.status_code == 200
    kept = RawPayload.objects.get()
    RawPayload.objects.bulk_create(
        RawPayload(
            business=shop, account=form, sha256=f"{number:064}", body=b"x", headers=kept.headers, state="done",
            received_at=NOW,
        )
        for number in range(60)
    )  # fmt: skip
    for address, status in (("192.0.2.9", 429), ("192.0.2.10", 200), ("192.0.2.8, 192.0.2.9", 429)):
        given = {"x-forwarded-for": address}
        answer = _outside().post(
            _page(form), FIELDS | {"nom": address}, REMOTE_ADDR="127.0.0.1", headers=given
        )
        assert answer.status_code == status, address
    direct = {
        "x-forwarded-for": "192.0.2.11",
        "x-kaye-visitor": "0",
    }  # not from a proxy of ours: not believed
    for number in range(2):
        _outside().post(_page(form), FIELDS | {"nom": f"{number}"}, REMOTE_ADDR="203.0.113.5", headers=direct)
    assert [each.headers["x-kaye-posts"] for each in RawPayload.objects.order_by("-pk")[:2]] == ["2", "1"]


def _full(execute: Any, statement: str, *given: Any) -> Any:
    if statement.startswith("INSERT"):
        raise OperationalError("database or disk is full")
    return execute(statement, *given)


def test_what_cannot_be_kept_is_not_said_to_have_left(form: ChannelAccount) -> None:
    with connection.execute_wrapper(_full):
        answer = _outside().post(_page(form), FIELDS)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Rien n’est parti" in body(answer)


@given(
    st.dictionaries(
        st.sampled_from(
            [*FIELDS, "rappel", "fichier", "jeton", "altcha", "site_web", "relu", "accord_marketing"]
        ),
        st.one_of(st.sampled_from(STRINGS), st.text(max_size=40)),
    ),
    st.sampled_from(["urlencoded", "multipart", "cut", "json", "none"]),
    st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_sent_breaks_it(
    form: ChannelAccount, fields: dict[str, str], kind: str, is_ours: bool
) -> None:
    if is_ours:
        fields = fields | {"jeton": new_token(account_settings(form)["secret"], NOW - timedelta(minutes=1))}
    client, page = _outside(), f"{_page(form)}?cadre=1"
    plain = urlencode(fields, errors="replace").encode()
    if kind == "multipart":
        answer = client.post(page, fields)
    elif kind == "cut":
        answer = client.post(page, plain, content_type="multipart/form-data; boundary=x")
    else:
        types = {"urlencoded": "application/x-www-form-urlencoded", "json": "application/json", "none": ""}
        answer = client.post(page, plain, content_type=types[kind])
    assert answer.status_code in (200, 422, 429)


def test_the_settings_give_lines_to_copy_and_a_test_that_leaves_nothing(
    client: Client, shop: Business
) -> None:
    owner = enter(client, shop)
    page = "/reglages/canaux/webform/"
    assert "Allumer le formulaire" in body(owner.get(page))
    owner.post(f"{page}adresse/", {"act": "open"})
    form = ChannelAccount.objects.get(channel="webform")
    shown = body(owner.get(page))
    address = f"http://localhost:8000{_page(form)}"
    assert f"&lt;script src=&quot;{address}kaye.js&quot; defer&gt;&lt;/script&gt;" in shown
    assert f'href="{address}"' in shown
    tried = owner.post(f"{page}essai/")
    assert "Le formulaire marche." in body(tried)
    assert not RawPayload.objects.exists()
    assert not InboxMessage.objects.exists()
    assert not Request.objects.exists()
