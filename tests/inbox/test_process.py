"""A payload becomes events: all of them, once, in any order; one that fails touches no other (C5–C7, C10–C18)."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaye.actions.inbox.apply import message as apply_message
from kaye.actions.inbox.read_mail_and_hooks import answer_sent, read_mail_and_hooks
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.today import today
from kaye.records.models import (
    Business,
    ChannelAccount,
    InboundEvent,
    InboxMessage,
    OutgoingMessage,
    RawPayload,
    Task,
)
from tests.actions.conftest import NOW
from tests.inbox.posting import (
    AWA,
    JEANNE,
    PAUL,
    echoed,
    edited,
    minutes,
    payload,
    reacted,
    revoked,
    said,
    sent,
    state_of,
    status,
    take,
    whatsapp,
)

pytestmark = pytest.mark.django_db
_SERIAL = itertools.count(1)


@pytest.fixture
def account(shop: Business) -> ChannelAccount:
    return whatsapp(shop, NOW)


def _texts() -> list[str]:
    return sorted(InboxMessage.objects.values_list("text", flat=True))


def test_every_item_of_a_batch_is_an_event(account: ChannelAccount) -> None:
    body = payload(
        *(said(f"w{n}", JEANNE, f"Message {n}", minutes(NOW, -n)) for n in range(40)),
        statuses=tuple(status(f"o{n}", "delivered", NOW) for n in range(30)),
        echoes=tuple(echoed(f"e{n}", PAUL, f"Écho {n}", NOW) for n in range(20)),
        names={JEANNE: "Jeanne Mballa"},
    )
    done = take(account, body, NOW)
    assert len(done) == 90
    assert [each.kind for each in done] == ["message"] * 40 + ["echo"] * 20 + ["status"] * 30
    assert {each.applied.outcome for each in done[:60]} == {"applied"}
    assert InboundEvent.objects.count() == 90
    assert InboxMessage.objects.count() == 60
    assert RawPayload.objects.get().state == "done"
    assert [str(m.customer.name) for m in InboxMessage.objects.filter(direction="in")[:1]] == [
        "Jeanne Mballa"
    ]


def test_said_again_changes_nothing(account: ChannelAccount, shop: Business) -> None:
    first = said("w1", JEANNE, "Bonjour, un devis ?", NOW)
    take(account, payload(first), NOW)
    before = state_of(shop)
    assert take(account, payload(first), minutes(NOW, 5)) == ()  # the very bytes
    again = take(account, payload(first, names={JEANNE: "Jeanne"}), minutes(NOW, 9))  # others around it
    assert [(each.applied.outcome, each.applied.message is not None) for each in again] == [
        ("duplicate", True)
    ]
    assert state_of(shop) == before


def test_items_of_another_account_are_ignored(account: ChannelAccount) -> None:
    (done,) = take(account, payload(said("w1", JEANNE, "Bonjour", NOW), account="999"), NOW)
    assert (done.applied.outcome, done.applied.reason) == ("ignored", "autre compte")
    assert not InboxMessage.objects.exists()


def test_a_status_waits_for_its_message_and_only_goes_up(account: ChannelAccount, shop: Business) -> None:
    for state in ("read", "failed", "sent"):
        (done,) = take(account, payload(statuses=(status("o1", state, NOW),)), NOW)
        assert done.applied.outcome == "waiting"
    assert not InboxMessage.objects.exists()
    message = sent(shop, "k1", "o1", NOW)
    answer_sent(business=shop, message_ids=[message.pk], now=NOW)
    message.refresh_from_db()
    assert message.delivery == "read"
    take(account, payload(statuses=(status("o1", "delivered", NOW),)), NOW)
    message.refresh_from_db()
    assert message.delivery == "read"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (("sent", "failed"), "failed"),
        (("failed", "sent"), "failed"),
        (("failed", "delivered"), "delivered"),
        (("delivered", "failed"), "delivered"),
        (("read", "delivered", "sent"), "read"),
    ],
)
def test_a_failure_shows_only_while_nothing_better_is_known(
    account: ChannelAccount, shop: Business, told: tuple[str, ...], shown: str
) -> None:
    message = sent(shop, "k1", "o1", NOW)
    for state in told:
        take(account, payload(statuses=(status("o1", state, NOW),)), NOW)
    message.refresh_from_db()
    assert message.delivery == shown


def test_what_never_comes_is_dropped_after_a_week(account: ChannelAccount, shop: Business) -> None:
    take(account, payload(statuses=(status("o1", "read", NOW),)), NOW)
    for days, state in ((6, "waiting"), (8, "ignored")):
        read_mail_and_hooks(business=shop, now=NOW + timedelta(days=days))
        assert InboundEvent.objects.get().state == state
    assert InboundEvent.objects.get().next_at is None


def test_edits_and_deletes_before_their_message(account: ChannelAccount) -> None:
    take(account, payload(revoked("d1", JEANNE, "w1", minutes(NOW, 4))), NOW)
    take(account, payload(edited("x2", JEANNE, "w1", "Trois sacs", minutes(NOW, 3))), NOW)
    take(account, payload(edited("x1", JEANNE, "w1", "Deux sacs", minutes(NOW, 2))), NOW)
    take(account, payload(reacted("r1", PAUL, "w1", "👍", minutes(NOW, 2))), NOW)
    take(account, payload(said("w1", JEANNE, "Un sac", minutes(NOW, 1))), NOW)
    message = InboxMessage.objects.get()
    assert (message.text, sorted(message.earlier)) == ("Trois sacs", ["Deux sacs", "Un sac"])
    assert message.deleted_at == minutes(NOW, 4)
    assert [each["emoji"] for each in message.reactions.values()] == ["👍"]
    assert not InboundEvent.objects.filter(state="waiting").exists()


def test_an_echo_of_ours_is_our_row(account: ChannelAccount, shop: Business) -> None:
    sent(shop, "k1", "o1", NOW)
    take(account, payload(echoes=(echoed("o1", JEANNE, "Voici", NOW),)), NOW)
    assert not InboxMessage.objects.exists()
    take(account, payload(echoes=(echoed("o2", JEANNE, "Voici encore", NOW),)), NOW)
    assert InboxMessage.objects.get().origin == "phone_app"
    late = sent(shop, "k2", "o2", NOW)  # its answer came after the echo
    answer_sent(business=shop, message_ids=[late.pk], now=NOW)
    assert not InboxMessage.objects.exists()


def test_an_echo_of_a_one_tap_text_confirms_the_tap(account: ChannelAccount, shop: Business) -> None:
    jeanne = record_customer(business=shop, now=NOW, name_raw="Mme Jeanne", phone=f"+{JEANNE}")
    line = [LineInput("Pagne", 1, 25_000)]
    on = NOW.date() - timedelta(days=4)
    record_sale(business=shop, customer=jeanne, kind="credit", lines=line, sold_on=on, now=NOW, due_on=on)
    (due,) = (each for each in today(shop, NOW).contacts if each.item.action == "tap")
    take(account, payload(echoes=(echoed("e2", JEANNE, f" {due.text}\n", minutes(NOW, 2)),)), minutes(NOW, 2))
    assert not today(shop, minutes(NOW, 3)).contacts
    gone = OutgoingMessage.objects.get(customer=jeanne)
    assert (gone.state, gone.inbox_message.external_id) == ("sent", "e2")


def test_the_lost_answer_to_a_sending_is_found_by_its_status(account: ChannelAccount, shop: Business) -> None:
    unsure = sent(shop, "k1", "", NOW)
    OutgoingMessage.objects.filter(pk=unsure.pk).update(state="uncertain", sent_at=None, delivery="")
    told = status("o1", "delivered", NOW) | {"biz_opaque_callback_data": f"{shop.slug}:k1"}
    take(account, payload(statuses=(told,)), NOW)
    unsure.refresh_from_db()
    assert (unsure.state, unsure.provider_ref, unsure.delivery) == ("sent", "o1", "delivered")


def test_one_poisoned_event_touches_no_other(
    account: ChannelAccount, shop: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = apply_message.keep_files

    def poisoned(message: InboxMessage, *rest: Any) -> None:
        if message.text == "poison":
            with transaction.atomic():
                InboxMessage.objects.create(
                    business=shop, identity=message.identity
                )  # a fault of the base itself
        whole(message, *rest)

    monkeypatch.setattr(apply_message, "keep_files", poisoned)
    body = payload(
        said("w1", JEANNE, "avant", NOW), said("w2", PAUL, "poison", NOW), said("w3", AWA, "après", NOW),
        statuses=(status("o1", "read", NOW),),
    )  # fmt: skip
    done = take(account, body, NOW)
    assert [each.applied.outcome for each in done] == ["applied", "failed", "applied", "waiting"]
    assert _texts() == ["après", "avant"]
    assert RawPayload.objects.get().state == "partly"
    failed = InboundEvent.objects.get(state="failed")
    at = NOW
    for attempt in range(2, 6):
        assert (failed.attempts, failed.next_at is not None) == (attempt - 1, True)
        at = failed.next_at
        read_mail_and_hooks(business=shop, now=at)
        failed.refresh_from_db()
    assert (failed.attempts, failed.next_at, at - NOW <= timedelta(hours=25)) == (5, None, True)
    assert Task.objects.filter(kind="unreadable").count() == 1


def test_what_failed_is_applied_when_the_fault_is_gone(
    account: ChannelAccount, shop: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(apply_message, "keep_files", lambda *given: 1 / 0)
        take(account, payload(said("w1", JEANNE, "Bonjour", NOW)), NOW)
    assert _texts() == []
    read_mail_and_hooks(business=shop, now=minutes(NOW, 6))
    assert _texts() == ["Bonjour"]
    assert InboundEvent.objects.get().state == "applied"


def test_unreadable_bytes_are_kept_and_told_once(account: ChannelAccount) -> None:
    for body in (b"{", b"[]"):
        assert take(account, body, NOW) == ()
    assert set(RawPayload.objects.values_list("state", flat=True)) == {"unreadable"}
    assert Task.objects.get(kind="unreadable").count == 2


def test_times_that_cannot_be_are_the_reception(account: ChannelAccount) -> None:
    for name, at in (
        ("w1", NOW - timedelta(days=31)),
        ("w2", NOW + timedelta(minutes=6)),
        ("w3", minutes(NOW, -3)),
    ):
        take(account, payload(said(name, JEANNE, name, at)), NOW)
    found = dict(InboxMessage.objects.values_list("external_id", "at"))
    assert found == {"w1": NOW, "w2": NOW, "w3": minutes(NOW, -3)}
    assert InboxMessage.objects.get(external_id="w1").told_at == NOW - timedelta(days=31)


_STORY = (
    ("m", said("w1", JEANNE, "Bonjour, un devis pour 3 portes ?", minutes(NOW, -60), user_id="CM.1")),
    ("m", said("w2", JEANNE, "STOP", minutes(NOW, -20))),
    ("m", said("w3", PAUL, "Vous ouvrez à quelle heure ?", minutes(NOW, -50))),
    ("m", said("w4", PAUL, "merci", minutes(NOW, -10))),
    ("m", said("w5", "", "Le frigo ne marche pas", minutes(NOW, -45), user_id="CM.2")),
    ("m", edited("w6", PAUL, "w3", "Vous ouvrez demain ?", minutes(NOW, -49))),
    ("m", reacted("w7", JEANNE, "e1", "❤️", minutes(NOW, -19))),
    ("m", revoked("w8", JEANNE, "w1", minutes(NOW, -18))),
    ("e", echoed("e1", JEANNE, "Oui, 40 000 F", minutes(NOW, -30))),
    ("e", echoed("e2", PAUL, "À 8 h", minutes(NOW, -40))),
    ("s", status("o1", "read", minutes(NOW, -5))),
    ("s", status("o1", "delivered", minutes(NOW, -6))),
    ("s", status("o1", "failed", minutes(NOW, -7))),
    ("s", status("e1", "delivered", minutes(NOW, -29))),
)  # fmt: skip


def _play(order: list[list[int]]) -> dict[str, Any]:
    """A shop of its own that receives the story so; each list is one payload."""
    business = open_business(name=f"Chez {next(_SERIAL)}", country="CM", now=NOW - timedelta(days=2))
    with scope(business=business):
        account = whatsapp(business, NOW)
        sent(business, "k1", "o1", minutes(NOW, -8))
        for places in order:
            items = [_STORY[place] for place in places]
            body = payload(
                *(item for kind, item in items if kind == "m"),
                statuses=tuple(item for kind, item in items if kind == "s"),
                echoes=tuple(item for kind, item in items if kind == "e"),
            )
            take(account, body, NOW)
        return state_of(business)


_WANTED: list[dict[str, Any]] = []  # the story in its own order, played once


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.permutations(range(len(_STORY))),
    st.lists(st.integers(0, len(_STORY) - 1), max_size=6),
    st.integers(1, 5),
)
def test_order_and_repetition_never_matter(db: None, order: list[int], again: list[int], size: int) -> None:
    if not _WANTED:
        _WANTED.append(_play([[place] for place in range(len(_STORY))]))
    places = order + again
    chunks = [places[start : start + size] for start in range(0, len(places), size)]
    assert _play(chunks) == _WANTED[0]
