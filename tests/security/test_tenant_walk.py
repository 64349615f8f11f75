"""Every address, with the ids of another shop, by somebody of another shop, by a reader, by nobody."""

from itertools import product

import pytest
from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django_scopes import ScopeError, scope, scopes_disabled

from kaye.records.models import Business, LoginLink, Member
from tests.security.estate import CANARIES, MISSING, OBJECTS, WORDS, Estate, Watch, enter
from tests.security.routes import Route, routes

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
READING = ("GET", "HEAD")

# Whom the site answers without knowing them: the doors, the looks, the page for no network.
PUBLIC = {
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_request_login_code",
    "account_confirm_login_code", "account_email_verification_sent", "account_confirm_email", "account_inactive",
    "account_logout", "mfa_login_webauthn", "mfa_authenticate", "mfa_trust", "theme", "offline", "offline_worker",
    "components", "entry",
}  # fmt: skip
# What any site may show in a frame: no session, no cookie, nothing to press in somebody's name.
FRAMED = {"portal_form", "portal_form_bare"}
# Rows that are of no business.
WITHOUT_BUSINESS = {Business, LoginLink}
# Asked before any business is chosen: who may enter where.
UNSCOPED = {Member}


def owned_name(route: Route, hole: str) -> str | None:
    """The key of OBJECTS for that hole; None for a word of the product. A new hole must be registered."""
    screen = route.name.split("_")[0]
    for name in (f"{screen}:{hole}", hole):
        if name in OBJECTS:
            return name
    word_of(route, hole)
    return None


def word_of(route: Route, hole: str) -> str:
    """What to write into a hole behind which there is no row of a business."""
    named = f"{route.name.split('_')[0]}:{hole}"
    assert named in WORDS or hole in WORDS, f"« {route.pattern} »: say in estate.py what « {hole} » is"
    return WORDS.get(named) or WORDS[hole]


def plain(route: Route) -> str:
    """The address of a route without ids of ours."""
    return route.fill({hole: word_of(route, hole) for hole in route.holes})


def addresses(route: Route, estate: Estate, other: Estate | None) -> list[str]:
    """The address with this estate's ids, and every mix with the other's; with none of ours left out."""
    choices = []
    for hole in route.holes:
        name = owned_name(route, hole)
        if name is None:
            choices.append([(word_of(route, hole), False)])
        else:
            own = [(estate.ids[name], True)]
            choices.append(own + ([(other.ids[name], False)] if other else []))
    found = []
    for mix in product(*choices):
        if any(is_ours for _, is_ours in mix):
            values = [value for value, _ in mix]
            found.append(route.fill(dict(zip(route.holes, values, strict=True))))
    return found


def missing(route: Route) -> str:
    """The same address, of something that never was."""
    values = {}
    for hole in route.holes:
        name = owned_name(route, hole)
        values[hole] = (
            word_of(route, hole) if name is None else f"{MISSING}.s1" if hole == "item" else str(MISSING)
        )
    return route.fill(values)


def shows(answer: HttpResponse) -> list[str]:
    said = b"" if answer.streaming else answer.content
    heads = " ".join(f"{k}: {v}" for k, v in answer.items())
    return [word for word in CANARIES if word in said.decode(errors="replace") or word in heads]


def test_every_hole_is_registered() -> None:
    for route in routes():
        for hole in route.holes:
            owned_name(route, hole)


@pytest.mark.one_engine
def test_somebody_of_another_shop_finds_nothing(ours: Estate, theirs: Estate, watch: Watch) -> None:
    client = enter(theirs.owner, theirs.business)
    faults = []
    for route in routes():
        if not any(owned_name(route, hole) for hole in route.holes):
            continue
        never = {verb: client.generic(verb, missing(route)).status_code for verb in VERBS}
        for verb, address in product(VERBS, addresses(route, ours, theirs)):
            answer = client.generic(verb, address)
            if answer.status_code != never[verb]:
                faults.append(f"{verb} {address}: {answer.status_code}, a missing one {never[verb]}")
            if shows(answer):
                faults.append(f"{verb} {address} shows {shows(answer)}")
        if watch.changed():
            faults.append(f"{route.pattern} changed a row")
    assert faults == []


def test_the_ids_are_real(ours: Estate) -> None:
    """Else the walk would prove nothing: its own people do see the canaries there."""
    client = enter(ours.owner, ours.business)
    seen = [
        route.name
        for route in routes()
        for address in (addresses(route, ours, None) if route.holes else [])
        if shows(client.get(address))
    ]
    assert {"customers_page", "imports_batch", "stock_article"} <= set(seen), seen


def test_pages_without_an_id_show_only_their_own_shop(ours: Estate, theirs: Estate, watch: Watch) -> None:
    client, faults = enter(theirs.owner, theirs.business), []
    words = {"q": "CANARIUS", "who": "CANARIUS", "article": "CANARIUS", "client": ours.ids["customers:pk"]}
    for route in routes():
        if any(owned_name(route, hole) for hole in route.holes) or route.name in ("account_logout",):
            continue
        answer = client.get(plain(route), words)
        said = answer.content.decode(errors="replace").replace("CANARIUS</mark>", "").split("CANARIUS@")
        if any(word in "".join(said) for word in ("Maman CANARIUS", "Pagne CANARIUS", "694713586", "KANARI")):
            faults.append(f"{route.pattern} shows another shop")
        if watch.changed():
            faults.append(f"{route.pattern} changed a row")
    assert faults == []


@pytest.mark.one_engine
def test_somebody_who_only_reads_changes_nothing(ours: Estate, watch: Watch) -> None:
    client, faults = enter(ours.reader, ours.business), []
    for route in routes():
        if route.name.startswith(("account_", "mfa_")) or route.name in PUBLIC | {"open_shop"}:
            continue
        for verb, address in product(
            ("POST", "PUT", "DELETE"), addresses(route, ours, None) or [plain(route)]
        ):
            answer = client.generic(verb, address)
            if answer.status_code not in (302, 403, 404, 405):
                faults.append(f"{verb} {address}: {answer.status_code}")
        if watch.changed():
            faults.append(f"{route.pattern} changed a row")
    assert faults == []


@pytest.mark.one_engine
def test_nobody_gets_anything_but_the_doors(ours: Estate, watch: Watch) -> None:
    client, faults = enter(None), []
    for route in routes():
        filled = addresses(route, ours, None) or [plain(route)]
        for verb, address in product(VERBS, filled):
            answer = client.generic(verb, address)
            if shows(answer):
                faults.append(f"{verb} {address} shows {shows(answer)}")
            if answer.status_code >= 500:
                faults.append(f"{verb} {address}: {answer.status_code}")
            if answer.status_code == 200 and verb in READING and route.name not in PUBLIC:
                faults.append(f"{verb} {address} answers nobody: add « {route.name} » to PUBLIC if it must")
        if watch.changed():
            faults.append(f"{route.pattern} changed a row")
    assert faults == []


@pytest.mark.one_engine
def test_reading_changes_no_row(ours: Estate, watch: Watch) -> None:
    client, faults = enter(ours.owner, ours.business), []
    for route in routes():
        if route.name == "account_logout":
            continue
        for verb, address in product(READING, addresses(route, ours, None) or [plain(route)]):
            answer = client.generic(verb, address)
            if answer.status_code >= 500:
                faults.append(f"{verb} {address}: {answer.status_code}")
        if watch.changed():
            faults.append(f"{route.pattern} changed a row")
    assert faults == []


def test_every_model_has_walls(ours: Estate) -> None:
    for model in apps.get_app_config("records").get_models():
        if model in WITHOUT_BUSINESS:
            continue
        assert isinstance(model._meta.get_field("business"), models.ForeignKey), model
        if model not in UNSCOPED:
            with pytest.raises(ScopeError):
                model.objects.count()
            with scope(business=ours.business):
                assert model.objects.count() >= 0


def test_no_row_points_into_another_shop(ours: Estate, theirs: Estate) -> None:
    assert crossings() == []


def crossings() -> list[str]:
    """Foreign keys whose two ends are of different businesses."""
    found = []
    with scopes_disabled():
        for model in apps.get_app_config("records").get_models():
            for key in model._meta.get_fields():
                target = getattr(key, "related_model", None)
                if (
                    not isinstance(key, models.ForeignKey)
                    or model in WITHOUT_BUSINESS
                    or target in (None, Business)
                ):
                    continue
                if not any(f.name == "business" for f in target._meta.get_fields()):
                    continue
                wrong = model.objects.exclude(**{key.name: None}).exclude(
                    **{f"{key.name}__business": models.F("business")}
                )
                found += [f"{model.__name__}.{key.name}: {row.pk}" for row in wrong]
    return found


def test_an_unknown_host_is_refused(ours: Estate) -> None:
    client = enter(ours.owner, ours.business)
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    answer = client.post(
        "/compte/password/reset/",
        {"email": "CANARIUS-o@x.example"},
        headers={"x-forwarded-host": "evil.example"},
    )
    assert b"evil.example" not in answer.content


def test_every_answer_carries_its_headers(ours: Estate) -> None:
    client, faults = enter(ours.owner, ours.business), []
    for route in routes():
        for address in addresses(route, ours, None) or [plain(route)]:
            answer = client.get(address)
            policy = answer.headers.get("Content-Security-Policy", "")
            framers, framing = ("*", None) if route.name in FRAMED else ("'none'", "DENY")
            wanted = {
                "script-src 'self'" in policy
                and "unsafe" not in policy
                and f"frame-ancestors {framers}" in policy,
                answer.headers.get("X-Content-Type-Options") == "nosniff",
                answer.headers.get("X-Frame-Options") == framing,
                answer.headers.get("Referrer-Policy")
                == ("no-referrer" if route.name.startswith("portal_") else "same-origin"),
                answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
            }
            if wanted != {True}:
                faults.append(address)
    assert faults == []
