"""Whose message it is (C22–C26)."""

import pytest

from kaye.actions.inbox.merge import merge
from kaye.actions.inbox.proposals import propose_alike, refuse_proposal
from kaye.actions.record_customer import record_customer
from kaye.records.models import (
    Business,
    ChannelAccount,
    ContactPoint,
    Customer,
    InboxMessage,
    MatchProposal,
    OptOut,
    Request,
)
from tests.actions.conftest import NOW
from tests.inbox.posting import JEANNE, PAUL, edited, minutes, payload, said, take, whatsapp

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(shop: Business) -> ChannelAccount:
    return whatsapp(shop, NOW)


def _customer_of(external_id: str) -> Customer:
    return InboxMessage.objects.get(external_id=external_id).customer


def test_the_one_who_holds_the_point(account: ChannelAccount, shop: Business) -> None:
    jeanne = record_customer(business=shop, now=NOW, name_raw="Mme Jeanne", phone="699 00 11 22")
    take(account, payload(said("w1", JEANNE, "Bonjour", NOW), names={JEANNE: "JM 🌸"}), NOW)
    assert _customer_of("w1") == jeanne
    point = ContactPoint.objects.get()
    assert (point.verified_at, point.last_inbound_at) == (NOW, NOW)


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("Awa Diop 🌸", "Awa Diop"),
        ("", "6 99 00 11 22"),
        ("🔥🔥", "6 99 00 11 22"),
        ("=1+1", "6 99 00 11 22"),
        ("\u202eSARL Kamga\x07", "SARL Kamga"),
        ("A" * 400, "A" + "a" * 199),
    ],
)
def test_nobody_holds_it(account: ChannelAccount, profile: str, name: str) -> None:
    take(account, payload(said("w1", JEANNE, "Bonjour", NOW), names={JEANNE: profile}), NOW)
    assert Customer.objects.get().name == name


def test_a_shared_number_is_asked_about_and_a_stop_there_binds_everybody(
    account: ChannelAccount, shop: Business
) -> None:
    ours = [
        record_customer(business=shop, now=NOW, name_raw=name, phone=f"+{PAUL}")
        for name in ("Paul", "Maman Paul")
    ]
    take(account, payload(said("w1", PAUL, "Un devis svp", NOW)), NOW)
    take(account, payload(said("w2", PAUL, "Vous êtes là ?", minutes(NOW, 1))), minutes(NOW, 1))
    card = _customer_of("w1")
    assert card not in ours
    assert _customer_of("w2") == card
    assert {(p.one, p.other) for p in MatchProposal.objects.all()} == {(card, each) for each in ours}
    take(account, payload(said("w3", PAUL, "STOP", minutes(NOW, 2))), minutes(NOW, 2))
    stopped = OptOut.objects.filter(purpose="all").values_list("customer", flat=True)
    assert set(stopped) == {card.pk, *(each.pk for each in ours)}
    assert not Request.objects.filter(customer__in=ours).exists()


def test_an_id_without_a_number_then_with_it(account: ChannelAccount, shop: Business) -> None:
    take(account, payload(said("w1", "", "Bonjour", NOW, user_id="CM.1")), NOW)
    card = _customer_of("w1")
    assert [(p.kind, p.value) for p in card.points.all()] == [("whatsapp_id", "CM.1")]
    take(account, payload(said("w2", JEANNE, "C'est moi", NOW, user_id="CM.1")), NOW)
    assert _customer_of("w2") == card
    assert ("phone", f"+{JEANNE}") in {(p.kind, p.value) for p in card.points.all()}
    known = record_customer(business=shop, now=NOW, name_raw="Paul", phone=f"+{PAUL}")
    take(account, payload(said("w3", "", "Bonsoir", NOW, user_id="CM.2")), NOW)
    take(account, payload(said("w4", PAUL, "Mon numéro", NOW, user_id="CM.2")), NOW)
    other = _customer_of("w3")
    assert _customer_of("w4") == other
    assert not other.points.filter(kind="phone").exists()
    proposal = MatchProposal.objects.get()
    assert {proposal.one, proposal.other} == {other, known}


def test_likeness_only_proposes_and_is_refused_for_good(shop: Business) -> None:
    known = record_customer(
        business=shop, now=NOW, name_raw="Mme Jeanne Mballa", email="j.mballa@karukera.example"
    )
    far = record_customer(business=shop, now=NOW, name_raw="Jeanne Mballa")
    same_end = record_customer(business=shop, now=NOW, name_raw="Roger", phone="+33699001122")
    new = record_customer(
        business=shop, now=NOW, name_raw="Mballa Jeanne", phone=f"+{JEANNE}", email="contact@karukera.example"
    )
    propose_alike(business=shop, customer=new, now=NOW)
    found = {each.other: each for each in MatchProposal.objects.filter(one=new)}
    assert set(found) == {known, same_end}
    assert far not in found  # a name alone is no clue
    refuse_proposal(business=shop, proposal=found[known], now=NOW)
    propose_alike(business=shop, customer=new, now=NOW)
    assert MatchProposal.objects.filter(one=new).count() == 2
    merge(business=shop, keep=new, other=same_end, now=NOW)
    assert set(MatchProposal.objects.values_list("state", flat=True)) == {"refused", "merged"}


def test_a_number_that_changed_goes_with_its_person(account: ChannelAccount, shop: Business) -> None:
    jeanne = record_customer(business=shop, now=NOW, name_raw="Jeanne", phone=f"+{JEANNE}")
    moved = said("w1", JEANNE, "", NOW, type="system", system={"type": "user_changed_number", "wa_id": PAUL})
    take(account, payload(moved), NOW)
    points = {p.value: p for p in jeanne.points.all()}
    assert points[f"+{JEANNE}"].former_at == NOW
    assert points[f"+{PAUL}"].verified_at == NOW
    take(account, payload(said("w2", PAUL, "Bonjour", NOW), edited("w3", PAUL, "w2", "Bonsoir", NOW)), NOW)
    assert _customer_of("w2") == jeanne
    take(
        account, payload(said("w4", JEANNE, "Qui êtes-vous ?", NOW)), NOW
    )  # somebody else has the old one now
    assert _customer_of("w4") != jeanne
