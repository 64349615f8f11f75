"""Threads, requests and their clock, answers and sends for later (inbox C28–C36), by commands."""

import pytest

from tests.acceptance.conftest import Opener
from tests.acceptance.talking import Talk
from tests.faults.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(open_shop: Opener) -> Talk:
    return Talk(open_shop("CM", "2026-05-15T09:00")).open()


def test_c29_c32_a_new_contact_is_a_request_with_a_clock(talk: Talk) -> None:
    event = talk.says("Bonjour", "2026-05-22T16:30")
    assert event["outcome"] == "applied"
    assert event["request"] is not None
    found = talk.thread(at="2026-05-22T16:40")
    assert (found["state"], found["customer"]["name"]) == ("to_answer", "Jeanne Mballa")
    (request,) = found["requests"]
    assert (request["state"], request["due_at"][:16]) == (
        "new",
        "2026-05-23T07:30",
    )  # 8:30 on Saturday in Douala


def test_c32_hours_and_target_move_the_clock(talk: Talk) -> None:
    talk.says("Vous livrez à Bonabéri ?", "2026-05-22T16:30")
    said = talk.shop.data("hours", "--set", "mon-fri 09:00-18:00", "--target", "120", at="2026-05-22T16:35")
    assert (said["hours"], said["target"], said["open"]) == ("mon-fri 09:00-18:00", 120, True)
    (request,) = talk.thread(at="2026-05-22T16:40")["requests"]
    assert request["due_at"][:16] == "2026-05-25T08:30"  # an hour and a half that day, half an hour on Monday
    wrong = talk.shop.run("hours", "--set", "toujours")
    assert wrong.code == 1
    assert "mon-fri 08:00-12:00" in wrong.err


def test_c31_an_echo_answers_and_an_acknowledgement_does_not(talk: Talk) -> None:
    talk.says("C'est combien le sac de riz ?", "2026-05-22T10:00")
    assert talk.thread(at="2026-05-22T10:01")["state"] == "to_answer"
    talk.echoes("22 000 FCFA", "2026-05-22T10:05")
    found = talk.thread(at="2026-05-22T10:06")
    assert (found["state"], found["requests"][0]["answered_at"][:16]) == ("waiting", "2026-05-22T09:05")
    assert found["requests"][0]["next_on"] == "2026-05-25"


def test_c31_a_late_message_older_than_the_answer_changes_nothing(talk: Talk) -> None:
    talk.says("C'est combien ?", "2026-05-22T10:00")
    talk.echoes("22 000 FCFA", "2026-05-22T10:05")
    late = talk.message("Vous êtes là ?", "2026-05-22T10:02", "237699001122")
    talk.sends([late], "2026-05-22T10:30")
    assert talk.thread(at="2026-05-22T10:31")["state"] == "waiting"


def test_c30_c60_requests_by_hand_and_closing(talk: Talk) -> None:
    shop = talk.shop
    shop.data("customer", "add", "--name", "M. Paul Ngo", "--phone", "699001133")
    made = shop.data(
        "request", "add", "--customer", "Paul Ngo", "--title", "Toiture, vu au salon", "--amount", "250000"
    )
    assert (made["state"], made["source"], made["amount"]["minor"]) == ("new", "hand", 250_000)
    assert made["next_on"] is not None
    assert shop.run("close", "--customer", "Paul Ngo").code == 1
    closed = shop.data("close", "--customer", "Paul Ngo", "--reason", "reporte")
    assert closed["state"] == "closed"
    assert shop.data("request", "list")["requests"] == []
    assert shop.data("request", "reopen", str(made["number"]))["state"] == "new"


def test_c34_snooze_until_tomorrow(talk: Talk) -> None:
    talk.says("Où en est ma commande ?", "2026-05-22T10:00")
    set_ = talk.shop.data(
        "snooze", "--customer", "Jeanne", "--until", "2026-05-23T09:00", at="2026-05-22T10:05"
    )
    assert (set_["state"], set_["due_at"][:16]) == ("snoozed", "2026-05-23T08:00")
    talk.shop.tick(at="2026-05-23T09:00")
    assert talk.thread(at="2026-05-23T09:00")["state"] == "to_answer"
    assert talk.shop.run("snooze", "--customer", "Jeanne", "--until", "2026-07-23T09:00").code == 1


def test_c31_c32_the_late_come_first_in_the_morning(talk: Talk) -> None:
    talk.shop.sell("15/05/2026;Mme Lise;699001144;Riz;1;22000;0;18/05/2026;;")
    talk.says("C'est combien le sac de riz ?", "2026-05-22T08:00")
    items = talk.shop.today(at="2026-05-22T09:30")
    assert (items[0]["kind"], items[0]["customer"]["name"]) == ("request", "Jeanne Mballa")
    assert "en retard" in items[0]["because"]


def test_c35_a_typed_answer_and_a_later_one(open_shop: Opener, mail: SmtpServer) -> None:
    shop = open_shop("CM", "2026-05-15T09:00", "--channel", "email")
    shop.data("customer", "add", "--name", "Mme Lise", "--email", "lise@exemple.cm")
    sent = shop.data("reply", "--customer", "Lise", "--channel", "email", "--text", "Bonjour, c'est prêt.",
                     at="2026-05-22T10:00")  # fmt: skip
    assert (sent["state"], sent["channel"]) == ("due", "email")
    shop.tick(at="2026-05-22T10:01")
    shop.data("later", "--customer", "Lise", "--text", "Toujours d'accord ?", "--send-at", "2026-05-22T15:00",
              at="2026-05-22T10:02")  # fmt: skip
    shop.data("call-log", "--customer", "Lise", "--outcome", "answered", at="2026-05-22T10:10")
    shop.tick(at="2026-05-22T15:00")
    messages = shop.data("thread", "Lise", at="2026-05-22T15:01")["messages"]
    assert [(m["kind"], m["state"]) for m in messages] == [
        ("text", "sent"),
        ("call", "sent"),
        ("text", "sent"),
    ]
    assert len(mail.accepted) == 2
    shop.data("note", "--customer", "Lise", "--text", "Préfère le matin", at="2026-05-22T15:02")
