from datetime import date, datetime, timedelta

import pytest

from kaye.actions.count_stock import count_stock
from kaye.actions.delete_draft import delete_draft
from kaye.actions.deliver_order import deliver_order
from kaye.actions.draft_document import draft_document
from kaye.actions.hold import place_hold
from kaye.actions.make_plan import make_plan
from kaye.actions.refusal import Refusal
from kaye.actions.stop import stop
from kaye.actions.undo import undo, undo_token
from kaye.records.journal import append, verify
from kaye.records.models import Business, Document, Hold, OptOut, Payment
from kaye.records.queries.money import credit_of, takings
from kaye.records.sums import wrong_sums
from tests.actions.till import TODAY, customer, owed, pay, sell

pytestmark = pytest.mark.django_db


def token(row: object) -> int:
    found = undo_token(row)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["cash", "credit", "order"])
def test_a_mistyped_sale_leaves_no_money_and_no_debt(kind: str, shop: Business, now: datetime) -> None:
    oil = count_stock(business=shop, name="Huile 5 L", stock=10, now=now)
    who = customer(shop, now)
    sale = sell(shop, who, kind, now, received=13_000 if kind == "cash" else 2_000)
    assert undo(business=shop, event_id=token(sale), now=now) == "Vente annulée."
    oil.refresh_from_db()
    assert (owed(who), credit_of(who), oil.stock, oil.reserved) == (0, 0, 10, 0)
    assert takings(shop, TODAY).received == 0
    assert (wrong_sums(shop), verify(shop)) == ((), ())


def test_a_cash_sale_to_a_passer_by(shop: Business, now: datetime) -> None:
    sale = sell(shop, None, "cash", now)
    undo(business=shop, event_id=token(sale), now=now)
    assert takings(shop, TODAY).cash == 0
    assert takings(shop, TODAY).sold_cash == 0


def test_a_sale_on_which_something_rests_stays(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sale = sell(shop, who, "credit", now)
    paid = pay(shop, who, 1_000, now).payment
    with pytest.raises(Refusal, match="paiement"):
        undo(business=shop, event_id=token(sale), now=now)
    undo(business=shop, event_id=token(paid), now=now)
    make_plan(business=shop, customer=who, count=2, first_on=TODAY, now=now)
    with pytest.raises(Refusal, match="échéancier"):
        undo(business=shop, event_id=token(sale), now=now)
    order = sell(shop, who, "order", now)
    deliver_order(business=shop, sale=order, delivered_on=TODAY, now=now)
    with pytest.raises(Refusal, match="livrée"):
        undo(business=shop, event_id=token(order), now=now)


def test_a_payment_is_taken_out_of_its_own_day_once(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    sell(shop, who, "credit", now, sold_on=date(2026, 5, 20))
    paid = pay(shop, who, 5_000, now, received_on=date(2026, 5, 21)).payment
    undo(business=shop, event_id=token(paid), now=now, by="Moussa")
    assert (owed(who), takings(shop, date(2026, 5, 21)).cash) == (13_000, 0)
    assert Payment.objects.count() == 2
    with pytest.raises(Refusal, match="déjà annulé"):
        undo(business=shop, event_id=token(paid), now=now)


def test_a_hold_undone_gives_its_place_back(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    first = place_hold(business=shop, customer=who, kind="pause", until=date(2026, 6, 1), now=now)
    later = now + timedelta(minutes=5)
    second = place_hold(business=shop, customer=who, kind="pause", until=date(2026, 7, 1), now=later)
    undo(business=shop, event_id=token(second), now=later)
    assert list(Hold.objects.filter(lifted_at=None)) == [first]


def test_a_stop_is_undone(shop: Business, now: datetime) -> None:
    row = stop(business=shop, customer=customer(shop, now), now=now)
    undo(business=shop, event_id=token(row), now=now)
    assert not OptOut.objects.filter(lifted_at=None).exists()


def test_a_deleted_draft_comes_back_once(shop: Business, now: datetime) -> None:
    asked = {"lines": [{"label": "Pose", "quantity": "2", "unit_price": "1500"}], "terms": "7"}
    draft = draft_document(
        business=shop, kind="invoice", asked=asked, customer=customer(shop, now), note="au calme", now=now
    )
    event = delete_draft(business=shop, document=draft, now=now)
    assert not Document.objects.exists()
    assert undo(business=shop, event_id=event.pk, now=now) == "Le brouillon est de retour."
    back = Document.objects.get()
    assert (back.kind, back.state, back.asked, back.ttc, back.note) == (
        "invoice", "draft", draft.asked, draft.ttc, "au calme",
    )  # fmt: skip
    with pytest.raises(Refusal, match="déjà de retour"):
        undo(business=shop, event_id=event.pk, now=now)


def test_what_cannot_be_undone_says_so(shop: Business, now: datetime) -> None:
    other = append(business=shop, kind="customer_seen", at=now)
    for event_id in (other.pk, 999_999):
        with pytest.raises(Refusal, match="ouvrez la page"):
            undo(business=shop, event_id=event_id, now=now)
