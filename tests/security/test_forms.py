"""Forms found on the pages, sent as nobody would send them."""

import os
from collections.abc import Iterator
from itertools import cycle, islice

import pytest
from django.http import HttpResponse
from django.test import Client

from kaye.records.models import Business, Member
from tests.security.estate import OBJECTS, Estate, Watch, enter, rows_of
from tests.security.forms import Form, forms_of, one_of_each
from tests.security.hostile import STRINGS
from tests.security.routes import routes
from tests.security.test_tenant_walk import addresses, crossings, plain, shows

# The screens of the library that signs people in; and one of ours.
_NOT_SENT = (
    "/compte/logout",
    "/compte/password",
    "/compte/email",
    "/compte/2fa",
    "/compte/reauthenticate",
    "/reglages/sauvegarde",  # the copy of the base waits for the end of the test's own transaction
)
ASKED = ("q", "who", "article", "client", "type", "month", "from", "page", "after", "tri", "retour", "next")
ROUNDS = int(os.environ.get("KAYE_TEST_HOSTILE_ROUNDS", "3"))


def found_forms(client: Client, estate: Estate) -> list[Form]:
    """One of each shape, over every page that this person may open."""
    forms: list[Form] = []
    for route in routes():
        for address in addresses(route, estate, None) or [plain(route)]:
            if address.startswith(_NOT_SENT):
                continue
            answer = client.get(address)
            if answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", ""):
                forms += forms_of(address, answer.content.decode())
    return one_of_each(form for form in forms if not form.action.startswith(_NOT_SENT))


def send(client: Client, form: Form, values: dict[str, str]) -> HttpResponse:
    if form.method == "GET":
        return client.get(form.action, values)
    return client.post(form.action, values)


def hostile(form: Form, first: int) -> Iterator[dict[str, str]]:
    """Every field with another string; then each kept as it was but one."""
    fields = sorted(form.typed)
    strings = islice(cycle(STRINGS), first, first + len(fields))
    yield form.values | dict(zip(fields, strings, strict=True))
    if fields:
        yield form.values | {fields[first % len(fields)]: STRINGS[first % len(STRINGS)]}


def test_nothing_typed_breaks_a_page(ours: Estate) -> None:
    client, broken = enter(ours.owner, ours.business), []
    forms = found_forms(client, ours)
    assert len(forms) >= 15
    for number, form in enumerate(forms):
        for turn in range(ROUNDS):
            for values in hostile(form, (number * 7 + turn * 11) % len(STRINGS)):
                answer = send(client, form, values)
                if answer.status_code >= 500:
                    problem = repr(answer.exc_info[1]) if getattr(answer, "exc_info", None) else ""
                    odd = {k: v[:40] for k, v in values.items() if v != form.values.get(k)}
                    broken.append(f"{form.method} {form.action} {odd!r}: {problem[:300]}")
    assert broken == []


@pytest.mark.one_engine
def test_every_string_in_every_search(ours: Estate) -> None:
    client, broken = enter(ours.owner, ours.business), []
    for route in routes():
        if route.holes or route.name.startswith(("account_", "mfa_")):
            continue
        for first in range(0, len(STRINGS), len(ASKED)):
            words = dict(zip(ASKED, islice(cycle(STRINGS), first, first + len(ASKED)), strict=True))
            if client.get(plain(route), words).status_code >= 500:
                broken.append(f"{route.pattern} {words!r}"[:300])
    for name in ("q", "who", "article"):
        for text in STRINGS:
            address = {"q": "/recherche/", "who": "/vendre/clients/", "article": "/vendre/articles/"}[name]
            if client.get(address, {name: text}).status_code >= 500:
                broken.append(f"{address} {text[:40]!r}")
    assert broken == []


@pytest.mark.one_engine
def test_ids_of_another_shop_in_any_field(ours: Estate, theirs: Estate, watch: Watch) -> None:
    """A neighbour's form, with our ids in every field that held a number or nothing."""
    client, faults = enter(theirs.owner, theirs.business), []
    ids = sorted({ours.ids[name].partition(".")[0] for name in OBJECTS} | {str(ours.business.pk)})
    for form in found_forms(client, theirs):
        empty = [f for f in sorted(form.typed) if not form.values.get(f) or form.values[f].isdigit()]
        for number in ids:
            answer = send(client, form, form.values | dict.fromkeys(empty, number))
            if shows(answer):
                faults.append(f"{form.action} with {number} shows {shows(answer)}")
        if watch.changed():
            faults.append(f"{form.action} changed a row of another shop")
    assert faults + crossings() == []


def test_fields_that_nobody_asked_for_are_ignored(ours: Estate, theirs: Estate) -> None:
    extra = {
        "role": "owner", "is_staff": "1", "is_superuser": "1", "paid": "0", "amount_paid": "9", "owed": "0",
        "business_id": str(theirs.business.pk), "user": str(ours.owner.pk), "slug": "volé", "state": "sent",
        "sending_held_since": "2026-01-01", "id": "1", "pk": "1",
    }  # fmt: skip
    client, before = enter(ours.owner, ours.business), rows_of(theirs.business)
    roles = dict(Member.objects.values_list("pk", "role"))
    slugs = set(Business.objects.values_list("slug", flat=True))
    for form in found_forms(client, ours):
        if "equipe" in form.action or "boutiques" in form.action or "premiers-pas" in form.action:
            continue  # there these are the fields asked for
        answer = send(client, form, {k: v for k, v in extra.items() if k not in form.values} | form.values)
        assert answer.status_code < 500, form.action
    assert rows_of(theirs.business) == before
    assert dict(Member.objects.values_list("pk", "role")) == roles
    assert set(Business.objects.values_list("slug", flat=True)) == slugs
    ours.owner.refresh_from_db()
    assert not ours.owner.is_superuser and not ours.owner.is_staff
    assert crossings() == []
