"""What a phone kept without a network: once by its id, in order, money always, conflicts said (C60)."""

import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django_scopes import scope
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kaye.actions.finish_step import finish_step
from kaye.actions.inbox.merge import merge
from kaye.actions.offline.apply import Told, apply_offline, drop_act, forget_answers, keep_act
from kaye.actions.offline.asked import Act
from kaye.actions.open_member import open_member
from kaye.actions.person.erase import erase_person
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.refusal import Refusal
from kaye.actions.today import today
from kaye.records.models import Business, Customer, Hold, Member, OfflineAct, Payment, Product, Sale
from tests.web.people import hire, open_shop

NOW = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)  # a Friday, 10:00 in Douala
MORNING = NOW - timedelta(hours=2)


@pytest.fixture
def owner(shop: Business) -> Member:
    return open_member(business=shop, email="moussa@x.example", now=NOW)


@pytest.fixture
def jeanne(shop: Business) -> Customer:
    """She owes 5 000 since Monday: a card of this morning."""
    customer = record_customer(business=shop, now=NOW, name_raw="Mme Jeanne", phone="675556677")
    record_sale(
        business=shop, customer=customer, kind="credit", lines=[LineInput("Pagne", 1, 5_000)],
        sold_on=date(2026, 5, 11), due_on=date(2026, 5, 18), now=NOW,
    )  # fmt: skip
    return customer


def act(kind: str, data: Mapping[str, Any], made_at: datetime = MORNING) -> Act:
    return Act(str(uuid4()), kind, made_at, data)


def send(member: Member, *acts: Act, now: datetime = NOW) -> list[Told]:
    return apply_offline(business=member.business, member=member, acts=acts, now=now, by="moussa")


def a_sale(**other: object) -> Act:
    line = {"name": "Savon", "quantity": "2", "price": "1 500", "product": ""}
    return act("sale", {"kind": "cash", "lines": [line], **other})


def test_each_once_whatever_the_deliveries(owner: Member, jeanne: Customer) -> None:
    acts = (a_sale(), act("payment", {"customer": jeanne.pk, "amount": "2 000", "method": "mobile"}))
    first = send(owner, *acts)
    assert [each.state for each in first] == ["applied", "applied"]
    assert send(owner, *acts) == first
    assert send(owner, acts[1], acts[0]) == first[::-1]
    assert (Sale.objects.filter(kind="cash").count(), Payment.objects.filter(amount=2_000).count()) == (1, 1)
    jeanne.refresh_from_db()
    assert jeanne.owed == 3_000


def test_money_is_of_the_day_it_changed_hands(owner: Member, jeanne: Customer) -> None:
    """Made on Wednesday, sent on Friday: the takings of Wednesday."""
    wednesday = NOW - timedelta(days=2)
    line = {"name": "Savon", "quantity": 1, "price": "500"}
    said = send(
        owner,
        act("sale", {"kind": "credit", "name": "mme jeanne", "lines": [line]}, wednesday),
        act("payment", {"customer": jeanne.pk, "amount": "1000"}, wednesday),
        act("sale", {"kind": "cash", "name": "Inconnue", "lines": [line]}, NOW + timedelta(days=2)),
    )
    assert [each.state for each in said] == ["applied"] * 3
    sold = Sale.objects.order_by("-id")[1]
    assert (sold.customer, sold.sold_on) == (jeanne, date(2026, 5, 20))
    assert Payment.objects.get(amount=1_000).received_on == date(2026, 5, 20)
    assert Sale.objects.latest("id").sold_on == date(2026, 5, 22)  # a clock that runs ahead
    assert Customer.objects.filter(name="Inconnue").count() == 1


def test_a_lack_of_stock_is_said_not_refused(owner: Member, shop: Business) -> None:
    soap = Product.objects.create(
        business=shop, name="Savon", search="savon", stock=1, created_at=NOW, counted_on=date(2026, 5, 1)
    )
    (told,) = send(owner, a_sale())
    assert told.state == "applied"
    assert "il manque 1 Savon" in told.answer
    soap.refresh_from_db()
    assert soap.stock == -1


def test_a_tap_already_done_says_by_whom(owner: Member, jeanne: Customer, shop: Business) -> None:
    (line,) = today(shop, NOW).contacts
    tap = act("step", {"item": line.item.id, "outcome": "sent"})
    finish_step(business=shop, item_id=line.item.id, outcome="sent", now=NOW, by="awa@x.example")
    before = Hold.objects.count()
    (told,) = send(owner, tap, now=NOW + timedelta(minutes=5))
    assert (told.state, told.answer) == ("already", "Mme Jeanne : déjà fait par awa@x.example")
    assert Hold.objects.count() == before


def test_taps_and_promises_in_order(owner: Member, jeanne: Customer, shop: Business) -> None:
    (line,) = today(shop, NOW).contacts
    told = send(
        owner,
        act("hold", {"customer": jeanne.pk, "hold": "promise", "until": "2026-05-26", "words": "mardi"}),
        act("step", {"item": line.item.id, "outcome": "called"}),
        act("hold", {"customer": jeanne.pk, "hold": "promise", "until": "2026-05-29"}),
    )
    assert [each.state for each in told] == ["applied", "already", "applied"]
    assert Hold.objects.get(lifted_at=None).promised_on == date(2026, 5, 29)


OLD = NOW - timedelta(days=8)


@pytest.mark.parametrize("made", [
    ("older than a week", {"amount": "2000"}, OLD, "noté il y a plus de 7 jours"),
    ("unreadable", {"amount": "deux mille"}, MORNING, ""),
    ("without a sum", {"amount": ""}, MORNING, "Il manque le montant reçu."),
    ("an unknown way", {"amount": "2000", "method": "troc"}, MORNING, ""),
], ids=lambda made: made[0])  # fmt: skip
def test_money_that_cannot_be_written_waits_for_a_person(
    owner: Member, jeanne: Customer, shop: Business, made: tuple[str, dict[str, str], datetime, str]
) -> None:
    _, data, made_at, why = made
    (told,) = send(owner, act("payment", {"customer": jeanne.pk, **data}, made_at))
    assert told.state == "to_check" and why in told.answer and told.answer
    row = OfflineAct.objects.get()
    if made_at == OLD:
        assert keep_act(business=shop, row=row, now=NOW).state == "applied"
        assert Payment.objects.get().received_on == date(2026, 5, 14)
    else:
        assert keep_act(business=shop, row=row, now=NOW).state == "to_check"
        drop_act(business=shop, row=row, now=NOW)
        assert not Payment.objects.exists()
    with pytest.raises(Refusal):
        drop_act(business=shop, row=row, now=NOW)


@pytest.mark.parametrize("data", [
    {"item": "1.s1", "outcome": "sent"}, {"item": "x", "outcome": "sent"}, {"item": 7}, {},
    {"item": "99999999999999999999.s1", "outcome": "sent"},
])  # fmt: skip
def test_a_tap_on_nothing_is_refused(owner: Member, data: dict[str, object]) -> None:
    assert send(owner, act("step", data))[0].state == "refused"


def test_a_card_merged_meanwhile_gets_its_money(owner: Member, jeanne: Customer, shop: Business) -> None:
    other = record_customer(business=shop, now=NOW, name_raw="Jeanne bis", phone="677000001")
    merge(business=shop, keep=jeanne, other=other, now=NOW)
    (told,) = send(owner, act("payment", {"customer": str(other.pk), "amount": "500"}))
    assert (told.state, Payment.objects.get().customer) == ("applied", jeanne)
    assert OfflineAct.objects.get().data == {}


def test_a_person_forgotten_leaves_nothing_to_check(owner: Member, shop: Business) -> None:
    awa = record_customer(business=shop, now=NOW, name_raw="Awa", phone="677000002")
    send(owner, act("payment", {"customer": str(awa.pk), "amount": "deux mille"}))
    forget_answers(business=shop, now=NOW + timedelta(days=40))
    assert OfflineAct.objects.get().answer
    erase_person(business=shop, customer=awa, now=NOW)
    assert not OfflineAct.objects.exists()


def test_a_debt_paid_meanwhile_does_not_lose_the_money(
    owner: Member, jeanne: Customer, shop: Business
) -> None:
    (told,) = send(owner, act("payment", {"customer": jeanne.pk, "amount": "500", "debt": "123456"}))
    assert (told.state, Payment.objects.get().amount) == ("applied", 500)


class TestAnything(TestCase):
    """Whatever a phone sends, one answer an act, and the same one the second time."""

    @settings(max_examples=30)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["step", "hold", "payment", "sale", "autre"]),
                st.dictionaries(
                    st.sampled_from(["customer", "amount", "kind", "lines", "item", "until", "hold", "name"]),
                    st.recursive(
                        st.none() | st.integers() | st.text(max_size=12),
                        lambda deeper: st.lists(deeper, max_size=2),
                        max_leaves=3,
                    ),
                    max_size=5,
                ),
            ),
            max_size=3,
        )
    )
    def test_anything(self, wanted: list[tuple[str, dict[str, Any]]]) -> None:
        shop = open_shop().business
        with scope(business=shop):
            member = Member.objects.get(user=hire(shop, "owner"))
            acts = [act(kind, data) for kind, data in wanted]
            first = send(member, *acts)
            assert [each.uuid for each in first] == [each.uuid for each in acts]
            assert send(member, *acts) == first


@pytest.mark.django_db(transaction=True)
def test_two_deliveries_at_once_write_one_sale() -> None:
    shop = open_shop().business
    with scope(business=shop):
        member = Member.objects.get(user=hire(shop, "owner"))
    one, answers = a_sale(), []

    def deliver() -> None:
        with scope(business=shop):
            answers.extend(send(member, one))
        connections.close_all()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with scope(business=shop):
        assert Sale.objects.count() == 1
    assert len({told.state for told in answers}) == 1 and len(answers) == 4
