"""A person's answer: by the outbox, once, later or now, and what counts as one (C31, C34–C36)."""

import email
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from kaye.actions.inbox.close_thread import close_thread
from kaye.actions.inbox.confirm_sent import confirm_sent
from kaye.actions.inbox.log_call import log_call
from kaye.actions.inbox.reply import Doubts, When, cancel_reply, reply
from kaye.actions.inbox.snooze import snooze
from kaye.actions.invariants import never_after_stop
from kaye.actions.point import add_point
from kaye.actions.refusal import Refusal
from kaye.records.models import Business, Customer, InboxMessage, OutgoingMessage, Request, Task, Upload
from tests.actions.mornings import turn
from tests.actions.till import pay, sell
from tests.faults.smtp_server import SmtpServer
from tests.inbox.talk import answers, instant, known, says, thread
from tests.mail import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    with mailbox() as server:
        yield server


def writer(shop: Business) -> Customer:
    """Somebody who writes by mail."""
    Business.objects.filter(pk=shop.pk).update(email="boutique@exemple.cm")
    shop.refresh_from_db()
    who = known(shop, "2026-05-01T09:00")
    who.points.all().delete()
    add_point(business=shop, customer=who, kind="email", value="jeanne@exemple.cm", now=who.created_at)
    return who


def test_a_typed_answer_leaves_by_mail_and_stops_the_clock(shop: Business, mail: SmtpServer) -> None:
    who = writer(shop)
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Livrez-vous à Bonabéri ?", at, channel="email", subject="Livraison", external_id="<a@x>")
    paper = Upload.objects.create(
        business=shop, member=shop.members.create(user=_user(), created_at=at), name="plan.pdf",
        mime="application/pdf", content=b"%PDF-1.4", created_at=at,
    )  # fmt: skip
    done = reply(
        business=shop,
        customer=who,
        text="Oui, demain.\u200b",
        now=at + timedelta(minutes=5),
        client_id="c1",
        uploads=[paper],
    )
    assert (done.message.state, done.message.text, thread(who).state) == ("due", "Oui, demain.", "to_answer")
    again = reply(
        business=shop, customer=who, text="Oui, demain.", now=at + timedelta(minutes=6), client_id="c1"
    )
    assert (again.again, again.message) == (True, done.message)
    turn(shop, at + timedelta(minutes=7))
    (sent,) = mail.accepted  # « bien arrivée » has nothing more to say once a person answered
    assert OutgoingMessage.objects.get(family="request").state == "cancelled"
    parsed = email.message_from_bytes(sent.data)
    assert (parsed["Subject"], parsed["In-Reply-To"]) == ("Re: Livraison", "<a@x>")
    assert "plan.pdf" in str(parsed)
    row = OutgoingMessage.objects.get(family="reply")
    assert (row.state, row.delivery) == ("sent", "sent")
    assert (thread(who).state, thread(who).last_answer_at) == ("waiting", at + timedelta(minutes=7))


def _user() -> User:
    return User.objects.create_user("awa@exemple.cm", "awa@exemple.cm")


def test_a_refused_answer_starts_the_clock_again_and_asks_for_another_way(
    shop: Business, mail: SmtpServer
) -> None:
    who = writer(shop)
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Livrez-vous à Bonabéri ?", at, channel="email")
    reply(business=shop, customer=who, text="Oui", now=at)
    mail.faults.refuse["jeanne@exemple.cm"] = 550
    turn(shop, at)
    assert OutgoingMessage.objects.get(family="reply").state == "failed"
    assert (thread(who).state, thread(who).unanswered_since) == ("to_answer", at)
    assert Task.objects.get(kind="answer").text == "Votre réponse à Mme Jeanne n'est pas partie"


@pytest.mark.parametrize("cause", ["reply", "payment", "echo", "stop"])
def test_later_unless_something_happens(shop: Business, mail: SmtpServer, cause: str) -> None:
    who = writer(shop)
    at = instant(shop, "2026-05-22T09:00")
    sell(shop, who, "credit", at)
    when = When(send_at=at + timedelta(hours=3))
    done = reply(business=shop, customer=who, text="Toujours intéressée ?", now=at, later=when)
    meanwhile = at + timedelta(hours=1)
    if cause == "payment":
        pay(shop, who, 5_000, meanwhile)
    elif cause == "echo":
        answers(who, "Je vous appelle", meanwhile)
    else:
        says(who, "merci" if cause == "reply" else "STOP", meanwhile)
    turn(shop, at + timedelta(hours=4))
    done.message.refresh_from_db()
    assert done.message.state == "cancelled"
    assert done.message.trouble.startswith("annulé")
    assert not any(b"Toujours" in each.data for each in mail.accepted)


def test_later_leaves_when_nothing_happens_and_within_the_hours(shop: Business, mail: SmtpServer) -> None:
    who = writer(shop)
    at = instant(shop, "2026-05-22T09:00")
    when = When(send_at=instant(shop, "2026-05-23T23:00"), cancel_if=("reply",))  # a Saturday night
    done = reply(business=shop, customer=who, text="Bonne semaine !", now=at, later=when)
    assert done.moved_to == instant(shop, "2026-05-25T08:00")
    turn(shop, instant(shop, "2026-05-25T08:01"))
    assert OutgoingMessage.objects.get(family="reply").state == "sent"


def test_a_waiting_answer_can_be_cancelled(shop: Business, mail: SmtpServer) -> None:
    who = writer(shop)
    at = instant(shop, "2026-05-22T09:00")
    done = reply(business=shop, customer=who, text="À demain", now=at)
    cancel_reply(business=shop, message=done.message, now=at)
    turn(shop, at)
    assert not mail.accepted
    with pytest.raises(Refusal, match="déjà parti"):
        cancel_reply(business=shop, message=done.message, now=at)


def test_a_tap_counts_once_confirmed(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Livrez-vous à Bonabéri ?", at)
    done = reply(business=shop, customer=who, text="Oui, demain", now=at)
    assert done.link is not None
    assert done.link.startswith("https://wa.me/237699001122")
    assert thread(who).state == "to_answer"
    confirm_sent(business=shop, message=done.message, now=at + timedelta(minutes=3))
    assert thread(who).state == "waiting"


def test_after_a_stop_only_who_wrote_again_gets_an_answer(shop: Business, mail: SmtpServer) -> None:
    who = writer(shop)
    at = instant(shop, "2026-05-22T09:00")
    says(who, "STOP", at, channel="email")
    with pytest.raises(Refusal, match="ne veut plus"):
        reply(business=shop, customer=who, text="D'accord", now=at, channel_name="email")
    says(who, "Finalement, vous livrez quand ?", at + timedelta(minutes=10), channel="email")
    with pytest.raises(Doubts, match="puis a écrit"):
        reply(business=shop, customer=who, text="Lundi", now=at + timedelta(minutes=11))
    reply(business=shop, customer=who, text="Lundi", now=at + timedelta(minutes=11), confirmed=True)
    turn(shop, at + timedelta(minutes=12))
    assert [b"Lundi" in each.data for each in mail.accepted] == [
        False,
        True,
    ]  # the stop is said back once, first


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bonjour Paul, c'est prêt", "n'est pas le nom de ce client"),
        ("C'est comme pour Ngo Bassa", "un autre de vos clients"),
        ("Appelez le 699 00 11 33", "est à un autre de vos clients"),
        ("Oui bien sûr", "a demandé un prix"),
    ],
)
def test_what_a_person_is_warned_of_before_it_leaves(shop: Business, text: str, said: str) -> None:
    who = known(shop, "2026-05-01T09:00")
    known(shop, "2026-05-01T09:00", name="M. Paul Ngo Bassa", phone="+237699001133")
    at = instant(shop, "2026-05-22T09:00")
    says(who, "C'est combien le bidon ?", at)
    with pytest.raises(Doubts, match=said):
        reply(business=shop, customer=who, text=text, now=at)
    done = reply(business=shop, customer=who, text=text, now=at, confirmed=True)
    assert any(said in warning for warning in done.warnings)


def test_somebody_answered_meanwhile(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Bonjour, vous livrez ?", at)
    answers(who, "Oui", at + timedelta(minutes=2))
    with pytest.raises(Doubts, match="entre-temps"):
        reply(business=shop, customer=who, text="Oui, lundi", now=at + timedelta(minutes=3), read_at=at)


def test_a_snooze_moves_the_clock_and_a_new_message_wakes_it(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Où en est ma commande ?", at)
    until = instant(shop, "2026-05-23T10:00")
    snooze(business=shop, customer=who, now=at, until=until)
    assert (thread(who).state, thread(who).due_at) == ("snoozed", until)
    says(who, "Alors, où en est-elle ?", at + timedelta(hours=1))
    assert (thread(who).state, thread(who).due_at) == ("to_answer", instant(shop, "2026-05-22T10:00"))


def test_closing_needs_a_reason_and_a_thank_you_does_not_reopen(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Je voudrais un devis", at)
    with pytest.raises(Refusal, match="raison"):
        close_thread(business=shop, customer=who, now=at)
    close_thread(business=shop, customer=who, now=at, reason="pas_une_demande")
    assert (thread(who).state, Request.objects.get().state) == ("closed", "lost")
    says(who, "merci", at + timedelta(minutes=5))
    assert thread(who).state == "closed"
    says(who, "Et mon devis ?", at + timedelta(minutes=6))
    assert thread(who).state == "to_answer"


def test_a_call_answered_is_an_answer_and_one_not_reached_is_none(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T09:00")
    says(who, "Rappelez-moi svp", at)
    assert Task.objects.get().kind == "call_back"
    log_call(business=shop, customer=who, outcome="not_reached", now=at + timedelta(minutes=5))
    assert thread(who).state == "to_answer"
    log_call(business=shop, customer=who, outcome="answered", now=at + timedelta(minutes=9))
    assert thread(who).state == "waiting"
    assert Task.objects.get().done_at is not None
    assert InboxMessage.objects.filter(form="call").count() == 2


def test_a_stop_is_said_back_once_on_its_channel_then_silence(shop: Business, mail: SmtpServer) -> None:
    who = writer(shop)
    at = instant(shop, "2026-05-22T09:00")
    for minute in range(3):
        says(who, "STOP", at + timedelta(minutes=minute), channel="email", external_id=f"<{minute}@x>")
        turn(shop, at + timedelta(minutes=minute))
    (told,) = mail.accepted
    assert told.recipients == ("jeanne@exemple.cm",)
    assert OutgoingMessage.objects.get().family == "consent"
    assert not list(never_after_stop.violations(shop, at + timedelta(minutes=5)))
