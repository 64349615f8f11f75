"""What people agree to and refuse, and the link that stops offers (inbox C52–C54)."""

import pytest
from django.test import Client, override_settings
from django_scopes import scope

from kaye.actions.consent import choose, standings
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.refusal import Refusal
from kaye.actions.unsubscribe import stop_urls
from kaye.records.models import Business, Consent, ContactPoint, Customer, Link, OptOut
from tests.web.people import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Business:
    return open_business(name="Chez Awa", country="GP", now=now())


@pytest.fixture
def person(shop: Business) -> Customer:
    with scope(business=shop):
        return record_customer(
            business=shop, now=now(), name_raw="Mme Lise", phone="0690 12 34 56", email="lise@client.example"
        )


def _states(shop: Business, person: Customer, purpose: str = "marketing") -> dict[str, str]:
    return {row.point.kind: row.states[purpose].state for row in standings(shop, person)}


def _say(
    shop: Business, person: Customer, state: str, how: str, kind: str = "", purpose: str = "marketing"
) -> None:
    point = ContactPoint.objects.get(customer=person, kind=kind) if kind else None
    choose(
        business=shop,
        customer=person,
        purpose=purpose,
        state=state,
        how=how,
        now=now(),
        point=point,
        words=state,
    )


def test_only_the_person_comes_back_on_a_refusal(shop: Business, person: Customer) -> None:
    with scope(business=shop):
        _say(shop, person, "opted_in", "member", "email")
        assert _states(shop, person) == {"phone": "unknown", "email": "opted_in"}
        _say(shop, person, "opted_out", "message")
        assert _states(shop, person) == {"phone": "opted_out", "email": "opted_out"}
        for how in ("member", "import"):
            with pytest.raises(Refusal, match="lui seul"):
                _say(shop, person, "opted_in", how, "email")
        _say(shop, person, "opted_in", "page", "email")
        assert _states(shop, person)["email"] == "opted_in"
        proofs = Consent.objects.filter(customer=person).order_by("id").values_list("state", "how")
        assert ("opted_out", "message") in list(proofs)


def test_a_refusal_on_one_point_leaves_the_others(shop: Business, person: Customer) -> None:
    with scope(business=shop):
        _say(shop, person, "opted_out", "message", "phone", "transactional")
        assert _states(shop, person, "transactional") == {"phone": "opted_out", "email": "unknown"}
        assert OptOut.objects.get(customer=person).purpose == "all"


def _url(shop: Business, person: Customer) -> str:
    with override_settings(BASE_URL="https://cahier.example"):
        found = stop_urls(business=shop, wanted=[(person.pk, "lise@client.example")], now=now())
        again = stop_urls(business=shop, wanted=[(person.pk, "lise@client.example")], now=now())
    assert found == again
    return found[person.pk, "lise@client.example"].removeprefix("https://cahier.example")


def test_reading_the_stop_page_changes_nothing_and_one_post_does(shop: Business, person: Customer) -> None:
    with scope(business=shop):
        path = _url(shop, person)
        assert Link.objects.get(kind="stop").token_hash not in path
    visitor = Client(enforce_csrf_checks=True)
    for read in (visitor.get, visitor.head):
        answer = read(path)
        assert answer.status_code == 200
        assert not answer.cookies
    with scope(business=shop):
        assert not OptOut.objects.exists()
    for _ in range(2):  # a mail program, and again
        answer = visitor.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert visitor.post(path.rstrip("/"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    with scope(business=shop):
        row = OptOut.objects.get()
        assert (row.purpose, row.point_id, row.lifted_at) == ("marketing", None, None)
        assert _states(shop, person) == {"phone": "opted_out", "email": "opted_out"}
    assert "de nouveau" in visitor.post(path, {"choix": "revenir"}).text
    with scope(business=shop):
        assert _states(shop, person)["email"] == "opted_in"
        assert not OptOut.objects.filter(lifted_at=None).exists()
    visitor.post(path, {"choix": "tout"})
    with scope(business=shop):
        assert _states(shop, person, "transactional") == {"phone": "unknown", "email": "opted_out"}


def test_a_forged_stop_link_says_the_same_to_all(client: Client) -> None:
    answers = [client.post(f"/u/{token}/", {"List-Unsubscribe": "One-Click"}) for token in ("x", "y" * 27)]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].content == answers[1].content
