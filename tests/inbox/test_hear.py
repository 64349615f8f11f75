"""What customers say: the request, the clock, the holds (C28–C31, C39–C46)."""

from datetime import date, timedelta

import pytest

from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.inbox.hear import accept_doubtful, hear, hear_edit
from kaye.actions.inbox.requests import close_request
from kaye.actions.inbox.understood import keep, undo
from kaye.actions.refusal import Refusal
from kaye.actions.today import today
from kaye.records.models import (
    Business,
    Case,
    Hold,
    OptOut,
    OutgoingMessage,
    Request,
    Task,
    Understood,
)
from tests.actions.till import sell
from tests.inbox.talk import answers, calls, instant, known, says, store, thread

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "kind", "opens", "state"),
    [  # C29, of a customer already known
        ("Bonjour, je voudrais un devis pour 3 climatiseurs", "request", True, "to_answer"),
        ("C'est combien le sac de riz ?", "request", True, "to_answer"),
        ("Vous ouvrez à quelle heure demain ?", "request", True, "to_answer"),
        ("Le frigo que vous avez livré ne marche pas, je suis très déçu", "claim", True, "to_answer"),
        ("", "request", True, "to_answer"),  # a photo alone
        ("merci beaucoup", "", False, "waiting"),
        ("STOP", "", False, "waiting"),
        ("Je vous paie vendredi", "", False, "waiting"),
        ("Où en est ma commande ?", "", False, "to_answer"),
    ],
)
def test_what_opens_a_request(shop: Business, text: str, kind: str, opens: bool, state: str) -> None:
    who = known(shop, "2026-05-01T09:00")
    says(who, text, instant(shop, "2026-05-22T08:30"))
    assert [each.kind for each in Request.objects.all()] == ([kind] if opens else [])
    assert thread(who).state == state
    for request in Request.objects.all():
        assert request.due_at == instant(shop, "2026-05-22T09:30")
        assert request.next_on == date(2026, 5, 22)
        assert Case.objects.filter(subject_type="request", subject_id=request.pk, closed_at=None).count() == 1


def test_the_clock_counts_opening_hours_from_the_oldest_message(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    says(who, "Où en est ma commande ?", instant(shop, "2026-05-22T16:30"))
    says(who, "Vous êtes là ?", instant(shop, "2026-05-22T19:00"))
    now = thread(who)
    assert now.soon_at == instant(shop, "2026-05-23T08:15")  # Saturday is worked in Douala
    assert now.due_at == instant(shop, "2026-05-23T08:30")
    answers(who, "Elle arrive lundi", instant(shop, "2026-05-22T19:10"))
    now = thread(who)
    assert (now.state, now.due_at, now.unanswered_since) == ("waiting", None, None)
    assert now.last_answer_at == instant(shop, "2026-05-22T19:10")


def test_an_answer_is_noted_on_the_request_which_keeps_a_next_date(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    says(who, "Je voudrais un devis", instant(shop, "2026-05-22T08:30"))
    answers(who, "Pour quelle surface ?", instant(shop, "2026-05-22T08:50"))
    (request,) = Request.objects.all()
    assert request.answered_at == instant(shop, "2026-05-22T08:50")
    assert request.next_on == date(2026, 5, 25)  # two working days
    case = Case.objects.get(subject_type="request")
    assert (case.verb, case.due_on) == ("wait", date(2026, 5, 25))


def test_a_lost_request_is_reopened_within_thirty_days_and_a_won_one_is_not(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T08:30")
    says(who, "Je voudrais un devis", at)
    (request,) = Request.objects.all()
    with pytest.raises(Refusal, match="raison"):
        close_request(business=shop, request=request, reason="parce que", now=at)
    close_request(business=shop, request=request, reason="sans_reponse", now=at)
    assert not Case.objects.filter(subject_type="request", closed_at=None).exists()
    says(who, "Et ce devis, c'est combien ?", at + timedelta(days=10))
    request.refresh_from_db()
    assert (Request.objects.count(), request.closed_at, request.state) == (1, None, "new")
    close_request(business=shop, request=request, reason="won", now=at + timedelta(days=11))
    says(who, "Il me faut un autre devis", at + timedelta(days=12))
    assert Request.objects.count() == 2


def test_a_promise_holds_the_debts_and_one_tap_undoes_it(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    at = instant(shop, "2026-05-22T10:00")
    message = says(who, "Je paie mercredi prochain", at)
    (sheet,) = Understood.objects.all()
    assert (sheet.kind, sheet.state, sheet.until) == ("promise", "applied", date(2026, 5, 28))
    hold = Hold.objects.get(lifted_at=None)
    assert (hold.kind, hold.promised_on, hold.until) == ("promise", date(2026, 5, 27), date(2026, 5, 27))
    assert message.intents[0] == "promise"
    undo(business=shop, understood=sheet, now=at, by="Awa")
    assert not Hold.objects.filter(lifted_at=None).exists()
    with pytest.raises(Refusal, match="Déjà fait par Awa"):
        keep(business=shop, understood=sheet, now=at)


def test_a_promise_that_is_asked_is_proposed_and_kept_by_a_person(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    at = instant(shop, "2026-05-22T10:00")
    says(who, "Je peux payer mercredi ?", at)
    sheet = Understood.objects.get(kind="promise")
    assert sheet.state == "proposed"
    assert set(Hold.objects.values_list("kind", flat=True)) == {"answer"}
    keep(business=shop, understood=sheet, now=at, by="Awa")
    assert Hold.objects.get(kind="promise").promised_on == date(2026, 5, 27)


def test_after_two_broken_promises_the_third_is_only_proposed(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-01T09:00"), sold_on=date(2026, 5, 1))
    for day in ("2026-05-04", "2026-05-11"):  # Mondays
        says(who, "Je vous paie mercredi", instant(shop, f"{day}T10:00"))
    says(who, "Je vous paie mercredi", instant(shop, "2026-05-18T10:00"))
    states = Understood.objects.filter(kind="promise").order_by("id").values_list("state", flat=True)
    assert list(states) == ["applied", "applied", "proposed"]


def test_a_promise_without_a_day_waits_two_days_and_asks_which(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    says(who, "Je vais vous payer bientôt, je vous assure", instant(shop, "2026-05-22T10:00"))
    hold = Hold.objects.get(lifted_at=None)
    assert (hold.kind, hold.until) == ("pause", date(2026, 5, 25))
    assert "quel jour" in Task.objects.get(kind="answer").text


def test_half_of_what_is_owed(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))  # 13 000
    says(who, "Je vous paie la moitié mercredi", instant(shop, "2026-05-22T10:00"))
    assert Hold.objects.get(kind="promise").amount == 6_500


def test_already_paid_asks_a_person_to_look(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    says(who, "J'ai déjà payé 13 000 FCFA hier par Orange Money", instant(shop, "2026-05-22T10:00"))
    assert Hold.objects.get(lifted_at=None).kind == "paid"
    task = Task.objects.get()
    assert task.kind == "check_payment"
    assert "21/05/2026" in task.detail
    assert "Orange Money" in task.detail


def test_a_complaint_turns_the_promise_into_a_proposal(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    says(who, "Le bidon est percé, c'est scandaleux. Je paie mercredi", instant(shop, "2026-05-22T10:00"))
    kinds = {(s.kind, s.state) for s in Understood.objects.all()}
    assert ("dispute", "applied") in kinds
    assert ("promise", "proposed") in kinds
    assert Request.objects.get().kind == "claim"
    assert Task.objects.get(kind="review").due_on == date(2026, 5, 29)


def test_wanting_an_answer_holds_automatic_sends_until_it_comes(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    says(who, "Vous livrez à Bonabéri ?", instant(shop, "2026-05-22T10:00"))
    hold = Hold.objects.get(lifted_at=None)
    assert (hold.kind, hold.until) == ("answer", date(2026, 5, 25))
    answers(who, "Oui, demain", instant(shop, "2026-05-22T10:20"))
    hold.refresh_from_db()
    assert (hold.lifted_at is not None, hold.lifted_because) == (True, "répondu")


def test_stop_is_for_the_point_and_offers_everywhere(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    twin = known(shop, "2026-05-01T09:00", name="M. Paul", phone="+237699001133")
    twin.points.create(business=shop, kind="phone", value=who.points.get().value, created_at=twin.created_at)
    at = instant(shop, "2026-05-22T10:00")
    says(who, "STOP", at)
    says(who, "STOP SVP", at + timedelta(minutes=1))
    mine = OptOut.objects.filter(customer=who)
    assert {(o.purpose, o.point is not None) for o in mine} == {("marketing", False), ("all", True)}
    assert OptOut.objects.filter(customer=twin, purpose="all").count() == 1
    assert Hold.objects.filter(kind="stopped", lifted_at=None).count() == 1
    assert Task.objects.get(kind="other_way").count >= 1
    assert thread(who).state == "waiting"


def test_no_more_offers_leaves_the_rest(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    says(who, "Ne m'envoyez plus de promos svp", instant(shop, "2026-05-22T10:00"))
    assert [(o.purpose, o.point) for o in OptOut.objects.all()] == [("marketing", None)]


def test_doubtful_only_proposes_until_a_person_accepts_it(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    at = instant(shop, "2026-05-22T10:00")
    message = says(who, "Je veux un devis svp, vous passez quand ?", at, verdict="to_check")
    assert thread(who).state == "to_check"
    assert not Hold.objects.exists()
    assert not Request.objects.exists()
    accept_doubtful(message, at, "Awa")
    assert thread(who).state == "to_answer"
    assert Hold.objects.filter(kind="answer").count() == 1
    assert Request.objects.count() == 1


@pytest.mark.parametrize("given", [{"auto": True}, {"history": True}])
def test_machines_and_history_start_nothing(shop: Business, given: dict[str, bool]) -> None:
    who = known(shop, "2026-05-01T09:00")
    message = store(who, "Je voudrais un devis", instant(shop, "2026-05-22T10:00"), **given)
    hear(message, None, message.at)
    assert thread(who).state == "waiting"
    assert not Request.objects.exists()
    assert not Understood.objects.exists()


def test_an_edit_proposes_to_undo_what_it_no_longer_says(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", instant(shop, "2026-05-20T09:00"), sold_on=date(2026, 5, 20))
    at = instant(shop, "2026-05-22T10:00")
    message = says(who, "Je paie mercredi", at)
    message.text = "Je paie jeudi"
    message.save()
    hear_edit(message, at + timedelta(minutes=2))
    assert Hold.objects.get(kind="promise", lifted_at=None).promised_on == date(2026, 5, 28)
    assert Understood.objects.get(kind="undo").state == "proposed"


def test_missed_calls_are_one_task_counted_and_one_request(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    at = instant(shop, "2026-05-22T10:00")
    calls(who, "missed", at)
    calls(who, "busy", at + timedelta(minutes=5))
    task = Task.objects.get()
    assert (task.kind, task.count) == ("call_back", 2)
    assert Request.objects.get().title == "Appel manqué"
    assert thread(who).state == "to_answer"
    calls(who, "answered", at + timedelta(minutes=20))
    task.refresh_from_db()
    assert task.done_at is not None
    assert thread(who).state == "waiting"
    assert not OutgoingMessage.objects.exists()


def test_an_echo_is_the_contact_of_the_day(shop: Business) -> None:
    who = known(shop, "2026-05-01T09:00")
    long_ago = instant(shop, "2026-05-01T09:00")
    sell(shop, who, "credit", long_ago, sold_on=date(2026, 5, 1), due_on=date(2026, 5, 19))
    at = instant(shop, "2026-05-22T09:00")
    assert [line.item.action for line in today(shop, at).lines] == ["tap"]
    answers(who, "Je passe vous voir", at)
    assert not today(shop, at).lines


def test_a_missed_call_is_said_back_by_text_once_a_day_if_ticked(shop: Business) -> None:
    at = instant(shop, "2026-05-22T10:00")
    given = {"account_sid": "AC" + "0" * 32, "auth_token": "0" * 32, "number": "+33756123456"}
    add_channel(business=shop, name="twilio", values=given, now=at)
    who = known(shop, "2026-05-01T09:00")
    calls(who, "missed", at)
    assert not OutgoingMessage.objects.exists()
    Business.objects.filter(pk=shop.pk).update(text_missed_calls=True)
    who.refresh_from_db()
    for minutes in (5, 10):
        calls(type(who).objects.get(pk=who.pk), "missed", at + timedelta(minutes=minutes))
    text = OutgoingMessage.objects.get()
    assert (text.family, text.channel, text.due_at) == ("missed_call", "twilio", at + timedelta(minutes=5))
