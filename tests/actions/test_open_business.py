from datetime import datetime, timedelta

import pytest
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from kaye.actions.login_link import make_login_link, use_login_link
from kaye.actions.open_business import open_business
from kaye.actions.open_member import open_member
from kaye.actions.refusal import Refusal
from kaye.channels.registry import names
from kaye.countries.scenarios import default_scenarios
from kaye.records.models import Business, Customer, Member, ScenarioVersion
from kaye.rules.scenario import parse_scenario

pytestmark = pytest.mark.django_db


def test_a_business_starts_with_every_default_scenario(shop: Business) -> None:
    versions = ScenarioVersion.objects.all()
    assert {v.key: (v.number, v.is_current) for v in versions} == dict.fromkeys(
        default_scenarios(), (1, True)
    )
    assert all(parse_scenario(v.key, v.data) == default_scenarios()[v.key] for v in versions)


def test_short_names_are_made_unique_and_a_given_one_is_refused(now: datetime) -> None:
    slugs = [open_business(name="Clim'Antilles", country="gp", now=now).slug for _ in range(3)]
    assert slugs == ["clim-antilles", "clim-antilles-2", "clim-antilles-3"]
    with pytest.raises(Refusal, match="déjà pris"):
        open_business(name="Autre", country="FR", now=now, slug="clim-antilles")
    with pytest.raises(Refusal, match="minuscules"):
        open_business(name="Autre", country="FR", now=now, slug="Pas Bon")
    assert Business.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " ", "country": "CM"}, "nom"),
        ({"name": "A", "country": "ZZ"}, "choisissez parmi"),
        ({"name": "A", "country": "CM", "channel": "pigeon"}, "whatsapp_link"),
        ({"name": "A", "country": "CM", "email": "moussa@"}, "adresse"),
    ],
)
def test_refusals_say_what_to_do(given: dict[str, str], words: str, now: datetime) -> None:
    with pytest.raises(Refusal, match=words):
        open_business(**given, now=now)
    assert not Business.objects.exists()


def test_a_chosen_channel_comes_first(now: datetime) -> None:
    business = open_business(name="A", country="CM", now=now, channel="email")
    assert business.channel_order.split(",")[0] == "email"
    assert set(business.channel_order.split(",")) <= set(names())


def test_the_owner_has_no_password_and_enters_by_a_link_once(now: datetime) -> None:
    business = open_business(name="A", country="CM", now=now, email="Moussa@Exemple.CM")
    member = Member.objects.select_related("user").get(business=business)
    assert (member.role, member.user.email) == ("owner", "moussa@exemple.cm")
    assert not member.user.has_usable_password()

    token = make_login_link(member.user, now)
    assert use_login_link("autre", now) is None
    assert use_login_link(token, now + timedelta(minutes=1)) == member.user
    assert use_login_link(token, now + timedelta(minutes=2)) is None


@pytest.mark.parametrize(
    ("lifetime", "after", "enters"), [(15, 14, True), (15, 15, False), (9999, 1441, False)]
)
def test_a_link_ends(lifetime: int, after: int, enters: bool, now: datetime) -> None:
    business = open_business(name="A", country="CM", now=now, email="a@exemple.fr")
    user = Member.objects.get(business=business).user
    token = make_login_link(user, now, timedelta(minutes=lifetime))
    assert (use_login_link(token, now + timedelta(minutes=after)) == user) is enters


def test_a_person_works_in_two_shops_with_one_account(now: datetime) -> None:
    first = open_business(name="A", country="CM", now=now, email="a@exemple.fr")
    second = open_business(name="B", country="FR", now=now)
    with scope(business=second):
        member = open_member(business=second, email="A@exemple.fr", now=now, role="staff")
    assert member.user == Member.objects.get(business=first).user
    with scope(business=second), pytest.raises(Refusal, match="rôle"):
        open_member(business=second, email="b@exemple.fr", now=now, role="chef")


def test_rows_cannot_be_read_outside_a_business(now: datetime) -> None:
    with pytest.raises(ScopeError):
        Customer.objects.count()
    with scope(business=open_business(name="A", country="CM", now=now)):
        assert Customer.objects.count() == 0
