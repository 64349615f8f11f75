"""The list and the conversation, as values and as JSON (C60): order, counters, unread, queries that do not grow."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kaye.actions.inbox.read_inbox import read_inbox
from kaye.actions.inbox.read_thread import read_thread
from kaye.actions.record_customer import record_customer
from kaye.cli.__main__ import root
from kaye.records.models import ContactPoint, Member, ThreadSeen
from tests.web.conversations import NOW, Talk, ago, attach, now, say, settle, thread_of
from tests.web.people import hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk() -> Talk:
    return settle()


def _member(talk: Talk) -> Member:
    return Member.objects.get(user=hire(talk.business, "owner"), business=talk.business)


def test_what_is_due_first_then_the_latest(talk: Talk) -> None:
    member = _member(talk)
    with scope(business=talk.business):
        ThreadSeen.objects.create(business=talk.business, thread=talk.thread, member=member, at=ago(23))
        found = read_inbox(business=talk.business, member=member, now=now())
        assert [row.name for row in found.rows][:2] == ["Yannick Gob", "Karukera Hôtel"]
        assert found.counts == {"to_answer": 2, "waiting": 1, "snoozed": 1, "closed": 1, "to_check": 1}
        assert [row.unread for row in found.rows][:2] == [1, 1]
        assert (found.rows[0].soon, found.rows[0].late) == (True, False)
        late = read_inbox(business=talk.business, member=None, now=now() + timedelta(minutes=39))
        assert [(row.late, row.unread) for row in late.rows][:3] == [(True, 0), (True, 0), (False, 0)]
        assert late.rows[1].request and late.rows[1].request.late


def test_pages_follow_one_another_and_filters_keep_their_own(talk: Talk) -> None:
    with scope(business=talk.business):
        seen: list[str] = []
        after = ""
        for _ in range(9):
            page = read_inbox(business=talk.business, member=None, now=now(), most=2, after=after)
            seen += [row.name for row in page.rows if row.state != "to_answer"]
            after = page.after
            if not after and seen:
                break
            after = after or "9999-01-01T00:00:00+00:00_1"
        assert len(seen) == len(set(seen)) == 4
        snoozed = read_inbox(business=talk.business, member=None, now=now(), state="snoozed")
        assert [row.name for row in snoozed.rows] == ["Lycée des Îles"]


def test_the_conversation_in_order_with_everything_about_it(talk: Talk) -> None:
    with scope(business=talk.business):
        attach(say(talk.thread, "Photo", 3, form="image"), "fuite.jpg", "image/jpeg", b"\xff\xd8\xff")
        read = read_thread(customer=talk.hotel, now=now())
        assert [(m.origin, m.channel, m.state) for m in read.messages] == [
            ("kaye", "email", "delivered"),
            ("customer", "phone", "received"),
            ("customer", "whatsapp", "received"),
            ("customer", "whatsapp", "received"),
            ("customer", "whatsapp", "received"),
        ]
        assert [s.kind for m in read.messages for s in m.sheets] == ["promise"]
        assert [f.name for m in read.messages for f in m.files] == ["fuite.jpg"]
        assert [p.name for p in read.proposals] == ["Yannick Gob"]
        first = read_thread(customer=talk.hotel, now=now(), most=2)
        assert [m.text for m in first.messages] == [m.text for m in read.messages[-2:]]
        rest = read_thread(customer=talk.hotel, now=now(), most=10, before=first.before)
        assert [*rest.messages, *first.messages] == list(read.messages)


def test_queries_do_not_grow_with_what_is_read(talk: Talk) -> None:
    member = _member(talk)

    def counted() -> tuple[int, int]:
        with scope(business=talk.business), CaptureQueriesContext(connection) as listing:
            read_inbox(business=talk.business, member=member, now=now())
        with scope(business=talk.business), CaptureQueriesContext(connection) as reading:
            read_thread(customer=talk.hotel, now=now(), member=member.pk)
        return len(listing), len(reading)

    before = counted()
    with scope(business=talk.business):
        for each in range(12):
            attach(say(talk.thread, f"encore {each}", each + 30), "a.txt", "text/plain", b"a")
    assert counted() == before
    assert before[0] <= 7 and before[1] <= 15


def test_a_reply_to_what_another_was_told_names_them(talk: Talk) -> None:
    with scope(business=talk.business):
        say(talk.thread, "Devis", 300, channel="email", external_id="<devis@kaye>", direction="out")
        someone = record_customer(business=talk.business, now=now(), name_raw="Inconnue", email="x@y.example")
        other = thread_of(someone)
        say(other, "Bonjour", 4, channel="email", references=["<devis@kaye>"])
        assert read_thread(customer=other.customer, now=now()).related == ((talk.hotel.pk, "Karukera Hôtel"),)
        assert read_thread(customer=talk.hotel, now=now()).related == ()


def test_the_commands_answer_their_shapes(talk: Talk) -> None:
    with scope(business=talk.business):
        ContactPoint.objects.create(
            business=talk.business, customer=talk.hotel, kind="whatsapp_id", value="US.1234", created_at=now()
        )
    asked = ["--business", talk.business.slug, "--at", NOW, "--json"]
    listed = CliRunner().invoke(root, ["inbox", *asked])
    assert listed.exit_code == 0, listed.output
    first = json.loads(listed.output)["threads"][1]
    assert first["customer"]["name"] == "Karukera Hôtel"
    assert set(first) == {
        "customer",
        "state",
        "channel",
        "assigned_to",
        "unread",
        "last",
        "request",
        "window_until",
    }
    for named in ("Karukera", "+590690112233", "phone:+590690112233", "whatsapp_id:US.1234", "US.1234"):
        told = CliRunner().invoke(root, ["thread", named, *asked])
        assert told.exit_code == 0, told.output
        assert json.loads(told.output)["customer"]["id"] == talk.hotel.pk
    shape = json.loads(told.output)
    assert {"customer", "state", "related", "proposals", "requests", "holds", "messages"} <= set(shape)
    assert set(shape["messages"][0]) == {
        "id", "external_id", "channel", "direction", "origin", "kind", "at", "subject", "text", "quoted", "html",
        "state", "verdict", "auto", "truncated", "edited", "deleted", "reply_to", "reactions", "intents",
        "attachments",
    }  # fmt: skip
