"""A message to many: the right ones, once each, in their hours, until somebody says stop (inbox C58, E7)."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from django_scopes import scope

from kaye.actions.campaigns.control import resume_campaign, start_campaign, stop_campaign
from kaye.actions.campaigns.draft import draft_campaign
from kaye.actions.campaigns.results import results
from kaye.actions.consent import choose
from kaye.actions.count_stock import count_stock
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.refusal import Refusal
from kaye.actions.stop import stop
from kaye.actions.tick import tick
from kaye.records.models import Business, Campaign, ContactPoint, Customer, OutgoingMessage, Recipient
from kaye.records.segments import SegmentFault, audience, facts, read_rules, rule_text
from kaye.rules.campaigns import CampaignFault, version_of, winner
from tests.mail import mailbox

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-05-22T10:00:00-04:00")  # a Friday in Guadeloupe
TEXT = "Bonjour {{appel}},\n\nCette semaine, la révision est à 49,00 € chez {{entreprise}}."


@pytest.fixture
def shop() -> Business:
    return open_business(name="Clim'Antilles", country="GP", now=NOW, email="contact@clim.example")


def _people(shop: Business, count: int, **given: Any) -> list[Customer]:
    return [
        record_customer(
            business=shop,
            now=NOW,
            name_raw=f"Mme Claire{rank}",
            email=f"c{rank}@client.example",
            is_consumer=given.get("is_consumer", False),
        )
        for rank in range(count)
    ]


def _draft(shop: Business, **given: Any) -> Campaign:
    wanted = {
        "name": "Révision de mai",
        "channel_name": "email",
        "rules": [],
        "words": {"subject_a": "La révision de mai", "text_a": TEXT, **given.pop("more", {})},
        "rate": 1000,
        **given,
    }
    return draft_campaign(business=shop, now=NOW, **wanted)


def _states(campaign: Campaign) -> Counter[str]:
    return Counter(Recipient.objects.filter(campaign=campaign).values_list("state", flat=True))


def _turns(shop: Business, start: datetime, count: int = 4) -> None:
    for rank in range(count):
        tick(start + timedelta(seconds=30 * rank), shop)


def test_the_whole_story(shop: Business) -> None:
    with mailbox() as server, scope(business=shop), override_settings(BASE_URL="https://cahier.example"):
        people = _people(shop, 8)
        twin = record_customer(
            business=shop, now=NOW, name_raw="M. Jumeau", email="c0@client.example", is_consumer=False
        )
        mute = record_customer(business=shop, now=NOW, name_raw="M. Muet", phone="0690 12 34 56")
        silent = record_customer(business=shop, now=NOW, name_raw="Mme Inconnue", email="i@client.example")
        stop(business=shop, customer=people[1], now=NOW, how="message")
        ContactPoint.objects.filter(customer=people[2]).update(state="dead")
        campaign = _draft(shop)
        start_campaign(business=shop, campaign=campaign, now=NOW)
        late = record_customer(  # the audience is taken at the first turn, and only then
            business=shop, now=NOW, name_raw="M. Avant", email="avant@client.example", is_consumer=False
        )
        tick(NOW, shop)
        _people_after = record_customer(
            business=shop, now=NOW, name_raw="M. Tard", email="tard@client.example", is_consumer=False
        )
        _turns(shop, NOW + timedelta(seconds=5))
        became = dict(Recipient.objects.values_list("customer_id", "because"))
        assert became[people[1].pk] == "refusé sur tous les canaux"
        assert became[people[2].pk] == "pas d'adresse"
        assert became[twin.pk] == "même adresse"
        assert became[mute.pk] == "pas d'adresse"
        assert became[silent.pk] == "n'a pas donné son accord pour recevoir des offres"
        assert became[late.pk] == ""
        assert _people_after.pk not in became
        campaign.refresh_from_db()
        found = results(shop, campaign)
        assert (found.audience, found.sent, found.skipped, found.waiting) == (12, 7, 5, 0)
        assert found.audience == found.sent + found.failed + found.uncertain + found.skipped + found.waiting
        assert campaign.state == "done"
        assert Counter(to for mail in server.accepted for to in mail.recipients).total() == 7
        mail = server.accepted[0]
        assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail.data.decode()
        assert "https://cahier.example/u/" in mail.data.decode()
        tick(NOW + timedelta(hours=1), shop)
        assert len(server.accepted) == 7  # never again


def test_what_is_stopped_hands_nothing_over_and_resume_goes_on(shop: Business) -> None:
    with mailbox() as server, scope(business=shop):
        people = _people(shop, 30)
        campaign = _draft(shop, rate=1)  # one a second: thirty seconds of work
        start_campaign(business=shop, campaign=campaign, now=NOW)
        tick(NOW, shop)
        tick(NOW + timedelta(seconds=9), shop)
        gone = len(server.accepted)
        assert 5 <= gone <= 12
        stop_campaign(business=shop, campaign=campaign, now=NOW + timedelta(seconds=10))
        choose(
            business=shop, customer=people[-1], purpose="marketing", state="opted_out", how="page", now=NOW
        )
        _turns(shop, NOW + timedelta(seconds=20))
        assert len(server.accepted) == gone
        assert _states(campaign) == {"sent": gone, "waiting": 30 - gone}
        resume_campaign(business=shop, campaign=campaign, now=NOW + timedelta(minutes=5))
        _turns(shop, NOW + timedelta(minutes=5))
        assert _states(campaign) == {"sent": 29, "skipped": 1}
        assert len({to for mail in server.accepted for to in mail.recipients}) == len(server.accepted) == 29


def test_a_refusal_after_the_row_is_written_still_counts(shop: Business) -> None:
    with mailbox() as server, scope(business=shop):
        people = _people(shop, 3)
        campaign = _draft(shop, rate=1)
        start_campaign(business=shop, campaign=campaign, now=NOW)
        tick(NOW, shop)
        assert OutgoingMessage.objects.filter(customer=people[2], state="due").exists()
        stop(business=shop, customer=people[2], now=NOW, how="message")
        _turns(shop, NOW + timedelta(seconds=10))
        assert len(server.accepted) == 2
        assert _states(campaign) == {"sent": 2, "skipped": 1}


def test_closed_days_and_caps_wait_then_give_up(shop: Business) -> None:
    sunday = datetime.fromisoformat("2026-05-24T10:00:00-04:00")  # Whit Monday follows
    with mailbox() as server, scope(business=shop):
        _people(shop, 1)
        first, second, third = (_draft(shop, name=f"Offre {rank}") for rank in range(3))
        for each in (first, second, third):
            start_campaign(business=shop, campaign=each, now=sunday)
        tick(sunday, shop)
        assert server.accepted == []
        tuesday = datetime.fromisoformat("2026-05-26T09:00:30-04:00")
        for day in range(9):
            _turns(shop, tuesday + timedelta(days=day), 2)
        assert len(server.accepted) == 2  # two offers in thirty days
        states = [Recipient.objects.get(campaign=each) for each in (first, second, third)]
        assert sorted(each.state for each in states) == ["sent", "sent", "skipped"]
        assert next(each.because for each in states if each.state == "skipped") == "plafond"


def test_two_texts_and_what_they_brought(shop: Business) -> None:
    with mailbox(), scope(business=shop):
        people = _people(shop, 12)
        campaign = _draft(shop, more={"text_b": f"{TEXT} Sans rendez-vous.", "subject_b": "Sans attendre"})
        start_campaign(business=shop, campaign=campaign, now=NOW)
        _turns(shop, NOW)
        product = count_stock(business=shop, now=NOW, name="Filtre", price=2500, stock=50)
        record_sale(
            business=shop, now=NOW + timedelta(days=1), kind="cash", customer=people[0],
            lines=[LineInput("Filtre", 1, 2500, product)], sold_on=NOW.date() + timedelta(days=1),
        )  # fmt: skip
        found = results(shop, campaign)
        bought = version_of(campaign.pk, people[0].pk, has_two=True)
        assert {each.name: each.sales for each in found.versions} == {"a": bought == "a", "b": bought == "b"}
        assert sum(each.sent for each in found.versions) == 12
        assert found.best == "a"  # fewer than twenty of each


def test_the_winner_needs_twenty_of_each_and_more() -> None:
    assert winner((19, 400), (0, 300)) == "a"
    assert winner((20, 20), (3, 3)) == "a"
    assert winner((40, 20), (4, 3)) == "b"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"more": {"text_a": ""}}, "Écrivez le message"),
        ({"more": {"text_a": "Vous devez {{montant}}"}}, "n'a pas sa place ici"),
        ({"more": {"text_a": "Bonjour {{prenon}}"}}, "prenon"),
        ({"more": {"subject_a": ""}}, "Écrivez l'objet"),
        ({"channel_name": "whatsapp_link"}, "n'envoie pas tout seul"),
        ({"name": " "}, "nom"),
        ({"rate": 0}, "rythme"),
        ({"rules": [{"fact": "late", "test": "more_than", "value": "beaucoup"}]}, "nombre de jours"),
        ({"rules": [{"fact": "mood", "test": "is", "value": "bon"}]}, "dans la liste"),
    ],
)
def test_what_cannot_leave_says_why(shop: Business, given: dict[str, Any], words: str) -> None:
    with scope(business=shop), pytest.raises((Refusal, CampaignFault, SegmentFault), match=words):
        _draft(shop, **given)


def test_every_fact_of_a_segment_is_asked_and_said(shop: Business) -> None:
    samples = {"days": "30", "number": "3", "money": "10,00", "channel": "email", "text": "Nord", "none": ""}
    with scope(business=shop):
        person = _people(shop, 1)[0]
        for name, fact in facts().items():
            for test, (_, kind) in fact.TESTS.items():
                rules = read_rules([{"fact": name, "test": test, "value": samples[kind]}], "EUR")
                assert audience(shop, rules, NOW).count() in (0, 1), (name, test)
                said = rule_text(rules[0], "EUR")
                assert said.startswith(fact.LABEL) and "(jours)" not in said
        firm = read_rules(
            [{"fact": "person", "test": "firm"}, {"fact": "reachable", "test": "by", "value": "email"}], "EUR"
        )
        assert list(audience(shop, firm, NOW)) == [person]
        assert not audience(shop, read_rules([{"fact": "owes", "test": "something"}], "EUR"), NOW).exists()
