"""Two cards become one and two again, without losing a row (C27)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scope

from kaye.actions.consent import choose
from kaye.actions.hold import place_hold
from kaye.actions.inbox.merge import merge, merge_shape
from kaye.actions.inbox.unmerge import unmerge
from kaye.actions.open_business import open_business
from kaye.actions.person.erase import erase_person
from kaye.actions.point import add_point
from kaye.actions.record_customer import record_customer
from kaye.actions.record_payment import record_payment
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.stop import stop
from kaye.records.models import (
    Business,
    ChannelAccount,
    ContactPoint,
    Customer,
    Hold,
    InboxMessage,
    OptOut,
    OutgoingMessage,
    Receivable,
    Request,
    Thread,
)
from kaye.records.queries.customers import find_customers
from tests.actions.conftest import NOW
from tests.inbox.posting import AWA, JEANNE, PAUL, echoed, minutes, payload, said, state_of, take, whatsapp
from tests.security.estate import rows_of

pytestmark = pytest.mark.django_db
# What is written for good: the journal, and the merge itself.
_WRITTEN = {"Event", "Merge"}


@pytest.fixture
def account(shop: Business) -> ChannelAccount:
    return whatsapp(shop, NOW)


@pytest.fixture
def cards(account: ChannelAccount, shop: Business) -> tuple[Customer, Customer]:
    """Two cards with one number in common, debts, words, holds and refusals on both."""
    jeanne = record_customer(business=shop, now=NOW, name_raw="Mme Jeanne Mballa", phone=f"+{JEANNE}")
    other = record_customer(
        business=shop, now=NOW, name_raw="Jeanne M.", phone=f"+{PAUL}", email="jeanne@client.example",
        address="Akwa", notes="passe le samedi",
    )  # fmt: skip
    for customer, phone in ((jeanne, JEANNE), (other, PAUL)):
        _sell(shop, customer, 25_000, date(2026, 5, 1))
        take(account, payload(said(f"w{customer.pk}", phone, "Bonjour, un devis ?", minutes(NOW, -30))), NOW)
        take(account, payload(echoes=(echoed(f"e{customer.pk}", phone, "Oui", minutes(NOW, -20)),)), NOW)
    take(account, payload(said("w-prix", PAUL, "Et le prix ?", minutes(NOW, -5))), NOW)
    add_point(business=shop, customer=other, kind="phone", value="+237655000111", now=NOW)
    add_point(business=shop, customer=jeanne, kind="phone", value="+237655000111", now=NOW)
    twin = ContactPoint.objects.get(customer=other, value="+237655000111")
    stop(business=shop, customer=other, now=NOW, purpose="all", point=twin, words="stop")
    choose(
        business=shop, customer=other, purpose="marketing", state="opted_in", how="form", now=NOW,
        point=ContactPoint.objects.get(customer=other, kind="email"),
    )  # fmt: skip
    place_hold(business=shop, customer=other, kind="promise", now=NOW, until=date(2026, 5, 29))
    record_payment(business=shop, customer=other, amount=5_000, received_on=NOW.date(), now=NOW)
    replan(business=shop, customer_ids=[jeanne.pk, other.pk], now=NOW)
    return jeanne, other


def test_merge_then_unmerge_gives_every_row_back(cards: tuple[Customer, Customer], shop: Business) -> None:
    keep, other = cards
    before = _rows(shop)
    row = merge(business=shop, keep=keep, other=other, now=NOW)
    assert _rows(shop) != before
    unmerge(business=shop, row=row, now=NOW)
    after = _rows(shop)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def test_all_is_keeps(cards: tuple[Customer, Customer], shop: Business) -> None:
    keep, other = cards
    owed = Customer.objects.get(pk=keep.pk).owed + Customer.objects.get(pk=other.pk).owed
    row = merge(business=shop, keep=keep, other=other, now=NOW)
    shape = merge_shape(row)
    assert (shape["kept"], shape["absorbed"]) == (keep.pk, other.pk)
    moved = shape["moved"]
    assert (moved["points"], moved["messages"], moved["requests"], moved["debts"]) == (2, 3, 1, 1)
    kept = Customer.objects.get()
    assert (kept.owed, kept.address, kept.notes) == (owed, "Akwa", "passe le samedi")
    assert not Receivable.objects.exclude(customer=kept).exists()
    assert InboxMessage.objects.filter(thread__customer=kept, customer=kept).count() == 5
    assert Thread.objects.get(customer=kept).state == "to_answer"
    assert find_customers(shop, "jeanne@client.example") == [kept]
    refusal = OptOut.objects.get(purpose="all")
    assert (refusal.customer, refusal.point.customer, refusal.point.value) == (kept, kept, "+237655000111")  # type: ignore[union-attr]
    assert Hold.objects.get(kind="promise").customer == kept


def test_what_came_since_goes_to_whoever_holds_its_point(
    cards: tuple[Customer, Customer], account: ChannelAccount, shop: Business
) -> None:
    keep, other = cards
    row = merge(business=shop, keep=keep, other=other, now=NOW)
    for name, phone in (("n1", PAUL), ("n2", JEANNE), ("n3", AWA)):
        take(
            account, payload(said(name, phone, "Vous livrez aujourd'hui ?", minutes(NOW, 3))), minutes(NOW, 4)
        )
    assert InboxMessage.objects.get(external_id="n1").customer == keep
    _sell(shop, keep, 3_000, date(2026, 5, 22))
    unmerge(business=shop, row=row, now=minutes(NOW, 9))
    owners = dict(
        InboxMessage.objects.filter(external_id__startswith="n").values_list("external_id", "customer")
    )
    assert (owners["n1"], owners["n2"]) == (other.pk, keep.pk)
    assert owners["n3"] not in (keep.pk, other.pk)
    assert InboxMessage.objects.get(external_id="n1").thread.customer == other
    assert Receivable.objects.get(total=3_000).customer == keep
    assert Request.objects.filter(customer=other).exists()
    assert not OutgoingMessage.objects.filter(customer=None).exists()


def test_two_merges_come_undone_in_any_order(cards: tuple[Customer, Customer], shop: Business) -> None:
    keep, other = cards
    third = record_customer(business=shop, now=NOW, name_raw="Maman Jeanne", phone=f"+{AWA}")
    _sell(shop, third, 7_000, date(2026, 5, 1))
    replan(business=shop, customer_ids=[third.pk], now=NOW)
    before = _people(shop)
    first = merge(business=shop, keep=keep, other=other, now=NOW)
    second = merge(business=shop, keep=keep, other=third, now=NOW)
    unmerge(business=shop, row=first, now=NOW)
    unmerge(business=shop, row=second, now=NOW)
    assert _people(shop) == before
    top = merge(business=shop, keep=keep, other=other, now=NOW)
    merge(business=shop, keep=third, other=keep, now=NOW)
    with pytest.raises(Refusal, match="a rejoint une autre fiche depuis"):
        unmerge(business=shop, row=top, now=NOW)


def test_what_may_not_be_merged(cards: tuple[Customer, Customer], shop: Business) -> None:
    keep, other = cards
    with pytest.raises(Refusal, match="la même fiche"):
        merge(business=shop, keep=keep, other=keep, now=NOW)
    away = open_business(name="Chez Awa", country="CI", now=NOW)
    with scope(business=away):
        stranger = record_customer(business=away, now=NOW, name_raw="Koffi")
    for pair in ((keep, stranger), (stranger, keep)):
        with pytest.raises(Refusal, match="la même entreprise"):
            merge(business=shop, keep=pair[0], other=pair[1], now=NOW)
    row = merge(business=shop, keep=keep, other=other, now=NOW)
    with pytest.raises(Refusal, match="déjà rejoint"):
        merge(business=shop, keep=keep, other=other, now=NOW)
    unmerge(business=shop, row=row, now=NOW)
    with pytest.raises(Refusal, match="déjà défaite"):
        unmerge(business=shop, row=row, now=NOW)


def test_who_is_forgotten_is_forgotten_under_both_names(
    cards: tuple[Customer, Customer], shop: Business
) -> None:
    keep, other = cards
    merge(business=shop, keep=keep, other=other, now=NOW)
    erase_person(business=shop, customer=keep, now=NOW, keep_debts=True)
    left = Customer._base_manager.filter(business=shop).values_list("name", "search", "notes")
    assert not any("jeanne" in " ".join(words).lower() for words in left)
    assert not ContactPoint.objects.exists()


def test_the_merged_conversation_still_takes_anything(
    cards: tuple[Customer, Customer], account: ChannelAccount, shop: Business
) -> None:
    keep, other = cards
    merge(business=shop, keep=keep, other=other, now=NOW)
    before = state_of(shop)
    again = said(f"w{other.pk}", PAUL, "Bonjour, un devis ?", minutes(NOW, -30))
    (done,) = take(account, payload(again, names={PAUL: "Jeanne"}), NOW + timedelta(hours=1))
    assert (done.applied.outcome, done.applied.customer) == ("duplicate", keep)
    assert state_of(shop) == before


def _sell(business: Business, who: Customer, amount: int, on: date) -> None:
    record_sale(
        business=business, customer=who, kind="credit", lines=[LineInput("Pagne", 1, amount)], sold_on=on, now=NOW,
        due_on=on + timedelta(days=9),
    )  # fmt: skip


def _rows(business: Business) -> dict[str, list[tuple[Any, ...]]]:
    found = {name: rows for name, rows in rows_of(business).items() if name not in _WRITTEN}
    # What a search looks in: drawn again from the names, under other numbers.
    found["CustomerKey"] = sorted(row[1:] for row in found["CustomerKey"])
    found["Customer"] = list(Customer._base_manager.filter(business=business).order_by("pk").values_list())
    return found


def _people(business: Business) -> list[tuple[Any, ...]]:
    points = ContactPoint.objects.order_by("pk").values_list("pk", "customer_id", "value", "state")
    debts = Receivable.objects.order_by("pk").values_list("pk", "customer_id")
    cards = Customer.objects.order_by("pk").values_list("pk", "name", "owed", "search")
    return [*points, *debts, *cards]
