"""What rings, when, on which device: read back by a device of the test, as its push service would carry it (C51)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from kaye.actions.inbox.ring import ring, ring_message, url_of
from kaye.actions.open_member import open_member
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.refusal import Refusal
from kaye.actions.rings.deliver import deliver_rings
from kaye.actions.rings.devices import add_device, change_ringing, remove_device, try_device
from kaye.actions.rings.keys import push_config, push_public_key
from kaye.actions.rings.morning import seed_morning
from kaye.actions.tick import end_day, with_work
from kaye.channels.webpush.encrypt import decrypt
from kaye.net.push import public_bytes, public_key, to_base64url
from kaye.records.models import (
    Business,
    Case,
    Device,
    InboxMessage,
    Member,
    Ring,
    Thread,
    ThreadSeen,
    Writing,
)
from kaye.records.queries.wake import next_wake
from tests.mail import mailbox
from tests.net.server import Asked, Said, serving

SERVICE = "https://push.example"
FRIDAY = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)  # 10:00 in Douala
NIGHT = datetime(2026, 5, 23, 21, 0, tzinfo=UTC)  # Saturday, 22:00
MONDAY = datetime(2026, 5, 25, 6, 0, tzinfo=UTC)  # 07:00 of the next open day
AUTH = b"0123456789abcdef"


@dataclass(slots=True)
class Phone:
    """A device and the push service that carries to it."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    says: int = 201
    asked: list[Asked] = field(default_factory=list)

    def serve(self, asked: Asked) -> Said:
        self.asked.append(asked)
        return Said(self.says)

    def agree(self, member: Member, name: str = "1", now: datetime = FRIDAY) -> Device:
        public = to_base64url(public_bytes(self.key))
        return add_device(
            member=member,
            endpoint=f"{SERVICE}/{name}",
            p256dh=public,
            auth=to_base64url(AUTH),
            label="",
            now=now,
        )

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        """(title, body, address) of each notification, in order."""
        read = [json.loads(decrypt(each.body, self.key, AUTH)) for each in self.asked]
        return [(each["title"], each["body"], each["url"]) for each in read]


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    theirs = Phone()
    with serving(theirs.serve) as server:
        monkeypatch.setenv("KAYE_OUTBOUND_ROUTES", f"{SERVICE}={server.url}")
        yield theirs


@pytest.fixture
def owner(shop: Business) -> Member:
    return open_member(business=shop, email="moussa@x.example", now=FRIDAY)


def write(shop: Business, name: str, at: datetime, danger: bool = False) -> InboxMessage:
    """Somebody writes, and waits for an answer."""
    customer = record_customer(business=shop, now=at, name_raw=name)
    thread = Thread.objects.create(
        business=shop, customer=customer, state="to_answer", last_at=at, last_inbound_at=at, created_at=at
    )
    message = InboxMessage.objects.create(
        business=shop, thread=thread, customer=customer, channel="whatsapp", direction="in", origin="customer",
        at=at, received_at=at, text="Bonjour, 25 000 F pour la robe ?", needs_answer=True,
    )  # fmt: skip
    ring_message(message, at, is_danger=danger)
    return message


def states(shop: Business) -> list[str]:
    return list(Ring.objects.filter(business=shop).order_by("id").values_list("state", flat=True))


def test_a_message_rings_at_once_without_its_words(shop: Business, owner: Member, phone: Phone) -> None:
    phone.agree(owner)
    message = write(shop, "Tata Solange", FRIDAY)
    assert deliver_rings(business=shop, now=FRIDAY) == 1
    assert phone.shown == [("Tata Solange a écrit", "", url_of(message.thread))]
    change_ringing(member=owner, details=True, danger=False, now=FRIDAY)
    write(shop, "Paul", FRIDAY)
    assert deliver_rings(business=shop, now=FRIDAY) == 1
    assert phone.shown[1][:2] == ("Paul a écrit", "Bonjour, 25 000 F pour la robe ?")
    assert deliver_rings(business=shop, now=FRIDAY + timedelta(hours=1)) == 0
    assert Device.objects.get().rang_at == FRIDAY


@pytest.mark.parametrize("what", ["answered", "read", "writing", "told"])
def test_nobody_is_told_what_they_know(shop: Business, owner: Member, phone: Phone, what: str) -> None:
    phone.agree(owner)
    thread = write(shop, "Tata Solange", FRIDAY).thread
    if what == "answered":
        Thread.objects.update(state="waiting")
    elif what == "read":
        ThreadSeen.objects.create(business=shop, thread=thread, member=owner, at=FRIDAY)
    elif what == "writing":
        until = FRIDAY + timedelta(seconds=60)
        Writing.objects.create(business=shop, thread=thread, member=owner, until=until)
    else:
        Ring.objects.create(
            business=shop, member=owner, thread=thread, key="before", title="Avant", state="sent",
            due_at=FRIDAY, sent_at=FRIDAY - timedelta(minutes=9),
        )  # fmt: skip
    assert deliver_rings(business=shop, now=FRIDAY) == 0
    assert phone.asked == []
    assert states(shop)[0] == ("summed" if what == "told" else "dropped")


def test_the_night_and_sunday_are_summed_up_on_monday(shop: Business, owner: Member, phone: Phone) -> None:
    """« 3 messages, 2 relances »."""
    phone.agree(owner)
    debtors = [
        record_customer(business=shop, now=FRIDAY, name_raw=f"Client {n}", phone=f"67511000{n}")
        for n in (1, 2)
    ]
    for each in debtors:
        record_sale(
            business=shop, customer=each, kind="credit", lines=[LineInput("Pagne", 1, 5_000)],
            sold_on=date(2026, 5, 15), due_on=date(2026, 5, 25), now=FRIDAY,
        )  # fmt: skip
    for name in ("Solange", "Paul", "Awa"):
        write(shop, name, NIGHT)
    for at in (NIGHT, NIGHT + timedelta(hours=10), datetime(2026, 5, 24, 10, tzinfo=UTC)):
        assert deliver_rings(business=shop, now=at) == 0
    assert Ring.objects.earliest("due_at").due_at == MONDAY
    Case.objects.update(next_at=None)
    assert next_wake() == MONDAY
    end_day(shop, MONDAY - timedelta(hours=5))
    assert shop in with_work(MONDAY)
    assert deliver_rings(business=shop, now=MONDAY) == 1
    assert [title for title, *_ in phone.shown] == ["3 messages, 2 relances"]
    assert sorted(states(shop)) == ["sent", "summed", "summed", "summed"]


def test_the_morning_alone(shop: Business, owner: Member, phone: Phone) -> None:
    phone.agree(owner, now=NIGHT)
    end_day(shop, MONDAY - timedelta(hours=6))
    assert seed_morning(business=shop, now=MONDAY) == 1
    assert Ring.objects.count() == 1
    assert deliver_rings(business=shop, now=MONDAY) == 0  # nothing to do: it does not ring for nothing
    assert (phone.asked, states(shop)) == ([], ["dropped"])


@pytest.mark.parametrize("ticked", [True, False])
def test_danger_rings_at_night_where_it_is_ticked(
    shop: Business, owner: Member, phone: Phone, ticked: bool
) -> None:
    phone.agree(owner)
    change_ringing(member=owner, details=False, danger=ticked, now=FRIDAY)
    write(shop, "Solange", NIGHT, danger=True)
    assert deliver_rings(business=shop, now=NIGHT) == int(ticked)


def test_a_late_answer_rings_once_it_may_and_not_when_it_came(
    shop: Business, owner: Member, phone: Phone
) -> None:
    """Beside its message, ten minutes apart; at night not at all; answered meanwhile, never."""
    phone.agree(owner)
    thread = write(shop, "Solange", FRIDAY).thread
    ring([owner], thread, "late:1", "En retard : répondre à Solange", "", "/", FRIDAY)
    assert deliver_rings(business=shop, now=FRIDAY) == 1
    assert deliver_rings(business=shop, now=FRIDAY + timedelta(minutes=9)) == 0
    assert deliver_rings(business=shop, now=FRIDAY + timedelta(minutes=10)) == 1
    assert [title for title, *_ in phone.shown] == ["Solange a écrit", "En retard : répondre à Solange"]
    ring([owner], thread, "window:1", "Plus que 2 h", "", "/", NIGHT)
    assert deliver_rings(business=shop, now=NIGHT) == 0
    Thread.objects.update(state="waiting")
    assert deliver_rings(business=shop, now=MONDAY) == 0
    assert states(shop) == ["sent", "sent", "dropped"]


def test_after_a_cut_one_push_says_it_all(shop: Business, owner: Member, phone: Phone) -> None:
    phone.agree(owner)
    for name in ("Solange", "Paul", "Awa", "Luc", "Zoé"):
        write(shop, name, FRIDAY)
    assert deliver_rings(business=shop, now=FRIDAY + timedelta(hours=2)) == 1
    assert [title for title, *_ in phone.shown] == ["5 messages"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(shop: Business, owner: Member, phone: Phone, status: int) -> None:
    phone.agree(owner)
    write(shop, "Solange", FRIDAY)
    phone.says = status
    assert deliver_rings(business=shop, now=FRIDAY) == 0
    assert not Device.objects.exists()
    with mailbox() as mail:
        assert deliver_rings(business=shop, now=datetime(2026, 5, 23, 6, tzinfo=UTC)) == 1
        assert len(mail.accepted) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_in_trouble_is_tried_again(
    shop: Business, owner: Member, phone: Phone, status: int
) -> None:
    phone.agree(owner)
    write(shop, "Solange", FRIDAY)
    phone.says = status
    assert deliver_rings(business=shop, now=FRIDAY) == 0
    row = Ring.objects.get()
    assert (row.state, row.attempts, row.due_at) == ("due", 1, FRIDAY + timedelta(minutes=1))
    assert Device.objects.get().trouble
    phone.says = 201
    assert deliver_rings(business=shop, now=row.due_at) == 1
    assert Device.objects.get().trouble == ""
    assert phone.shown[-1][0] == "Solange a écrit"


def test_without_a_device_one_mail_in_the_morning(shop: Business, owner: Member) -> None:
    with mailbox() as mail:
        end_day(shop, FRIDAY - timedelta(hours=9))
        for name in ("Solange", "Paul"):
            write(shop, name, NIGHT)
        assert deliver_rings(business=shop, now=FRIDAY) == 0  # nothing waited on Friday
        end_day(shop, MONDAY - timedelta(hours=6))
        assert deliver_rings(business=shop, now=MONDAY) == 1
        assert deliver_rings(business=shop, now=MONDAY + timedelta(hours=1)) == 0
        (received,) = mail.accepted
    assert received.recipients == ("moussa@x.example",)
    plain = message_from_bytes(received.data, policy=default).get_body(("plain",))
    assert plain is not None
    said = plain.get_content()
    assert "- Solange a écrit" in said and "- Paul a écrit" in said


def test_a_shop_without_rings_costs_one_query(shop: Business) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        deliver_rings(business=shop, now=FRIDAY)
    assert len(asked) == 1


def test_the_questions_do_not_grow_with_the_devices(shop: Business, owner: Member, phone: Phone) -> None:
    """Of the ground; what becomes of each row is written one by one."""
    for number in range(5):
        phone.agree(owner, str(number))
    ring([owner], None, "late:1", "Réponse en retard", "", "/", FRIDAY)
    with CaptureQueriesContext(connection) as asked:
        deliver_rings(business=shop, now=FRIDAY)
    assert len([each for each in asked if each["sql"].startswith("SELECT")]) <= 6
    assert len(phone.asked) == 5


def test_a_browser_rings_for_one_person(shop: Business, owner: Member, firm: Business, phone: Phone) -> None:
    other = open_member(business=firm, email="autre@x.example", now=FRIDAY)
    with scope(business=shop):
        _rings_for_one(owner, other, phone)
    with scope(business=firm):
        phone.agree(other)
    with scopes_disabled():
        assert Device.objects.get().member == other


def _rings_for_one(owner: Member, other: Member, phone: Phone) -> None:
    phone.agree(owner)
    phone.agree(owner)
    assert Device.objects.count() == 1
    device = Device.objects.get()
    assert b"push.example" not in bytes(device.sealed)
    with pytest.raises(Refusal):
        remove_device(member=other, device=device, now=FRIDAY)
    assert try_device(device=device, now=FRIDAY).startswith("La notification est partie")


@pytest.mark.parametrize("endpoint", ["http://push.example/1", "", "https://" + "x" * 2000])
def test_what_is_no_subscription_is_refused(shop: Business, owner: Member, endpoint: str) -> None:
    with pytest.raises(Refusal):
        add_device(member=owner, endpoint=endpoint, p256dh="AAAA", auth="AAAA", label="", now=FRIDAY)


def test_the_pair_of_keys_belongs_to_the_installation(settings: pytest.FixtureRequest) -> None:
    first = push_public_key()
    assert public_key(push_config()["private_key"]) == first == push_public_key()
    settings.SECRET_KEY = "another-secret-key-of-at-least-32-characters"  # type: ignore[attr-defined]
    assert push_public_key() != first
