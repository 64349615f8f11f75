"""What a person does with a line of the list: sent, called, skipped, approved; and what comes back."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from kaye.actions.add_debt import add_debt
from kaye.actions.approve import approve
from kaye.actions.finish_step import finish_step
from kaye.actions.hold import lift_hold, place_hold
from kaye.actions.point import add_point
from kaye.actions.refusal import Refusal
from kaye.actions.stop import stop
from kaye.actions.today import today
from kaye.actions.undo import undo
from kaye.records.models import Business, Case, Customer, Event, Hold, OutgoingMessage, StepDone
from tests.actions.mornings import at, closest, day, do, live, many_debts, only, sent_days, turn
from tests.actions.till import customer, debt_of, pay, sell
from tests.faults.smtp_server import SmtpServer
from tests.mail import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    with mailbox() as server:
        yield server


def jeanne(
    shop: Business, now: datetime, phone: str | None = "677123457", name: str = "Mme Jeanne"
) -> Customer:
    who = customer(shop, now, name)
    if phone:
        add_point(business=shop, customer=who, kind="phone", value=phone, now=now)
    return who


def owe(shop: Business, who: Customer, due_on: str, now: datetime) -> None:
    """A debt of the notebook without a sale, so without a question about it."""
    add_debt(
        business=shop,
        customer=who,
        label="Riz",
        total=13_000,
        issued_on=day("05-01"),
        due_on=day(due_on),
        now=now,
    )


def antilles(firm: Business, now: datetime, email: str = "client@exemple.fr") -> Customer:
    Business.objects.filter(pk=firm.pk).update(email="bureau@exemple.fr")
    firm.refresh_from_db()
    who = customer(firm, now, "Mme Lise Jalème")
    add_point(business=firm, customer=who, kind="email", value=email, now=now)
    return who


def invoice(
    firm: Business, who: Customer, due_on: str, now: datetime, number: str = "FA-1", total: int = 43_400
):
    return add_debt(business=firm, customer=who, label="Pose", total=total, issued_on=day("04-01"), now=now,
                    due_on=day(due_on), origin="invoice", reference=number)  # fmt: skip


def test_r9_a_tap_not_done_comes_back_with_the_live_balance(shop: Business, now: datetime) -> None:
    who = jeanne(shop, now)
    sell(shop, who, "credit", now, due_on=day("05-26"))
    first = only(shop, at(shop, "05-26", 7))
    assert (first.item.action, first.item.amount, first.item.step_label) == ("tap", 13_000, "J0")
    pay(shop, who, 3_000, at(shop, "05-27"))
    again = only(shop, at(shop, "06-04", 7))
    assert (again.item.id, again.item.amount, again.item.step_label) == (first.item.id, 10_000, "J0")
    assert "10\u202f000" in again.text
    finish_step(business=shop, item_id=again.item.id, outcome="skipped", now=at(shop, "06-04"))
    assert only(shop, at(shop, "06-05", 7)).item.step_label == "J+7"


def test_a_tap_said_sent_is_written_once(shop: Business, now: datetime) -> None:
    who = jeanne(shop, now)
    sell(shop, who, "credit", now, due_on=day("05-26"))
    when = at(shop, "05-26")
    line = only(shop, when)
    finish_step(business=shop, item_id=line.item.id, outcome="sent", now=when)
    assert list(OutgoingMessage.objects.values_list("state", "text")) == [("sent", line.text)]
    assert today(shop, when).lines == ()
    with pytest.raises(Refusal, match="n'est plus à faire"):
        finish_step(business=shop, item_id=line.item.id, outcome="sent", now=when)
    assert only(shop, at(shop, "06-02", 7)).item.step_label == "J+7"


def test_a_call_without_an_answer_comes_back_twice(shop: Business, now: datetime) -> None:
    who = jeanne(shop, now)
    sell(shop, who, "credit", now, due_on=day("05-22"))
    case = Case.objects.get(kind="payment_due")
    for n, on in enumerate(("05-22", "05-29", "06-05"), start=1):
        StepDone.objects.create(
            business=shop, case=case, step=f"s{n}", outcome="sent", done_on=day(on), at=now
        )
    called = []
    for on in ("06-12", "06-15", "06-16"):
        line = only(shop, at(shop, on, 10))
        assert line.item.action == "call"
        called.append(on)
        said = finish_step(
            business=shop, item_id=line.item.id, outcome="not_reached", now=at(shop, on, 10)
        ).said
    assert called == ["06-12", "06-15", "06-16"]
    assert said == "Pas joignable : noté"
    assert today(shop, at(shop, "06-17", 10)).lines == ()


def test_r8_an_old_debt_waits_for_one_yes_then_follows_its_own_mode(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    who = antilles(firm, now)
    add_point(business=firm, customer=who, kind="phone", value="0690112233", now=now)
    invoice(firm, who, "05-10", now)  # twelve days late: J+10
    for on in ("05-22", "05-26", "06-30"):
        assert turn(firm, at(firm, on)).delivery.sent == []
        line = only(firm, at(firm, on))
        assert (line.item.action, line.item.step_label) == ("approve", "J+10")
    approve(business=firm, item_id=line.item.id, now=at(firm, "06-30", 9))
    assert len(turn(firm, at(firm, "06-30", 9)).delivery.sent) == 1
    assert set(StepDone.objects.filter(outcome="skipped").values_list("step", flat=True)) == {"s1", "s2"}
    assert only(firm, at(firm, "07-03")).item.action == "call"
    assert len(mail.accepted) == 1


def test_r24_approved_in_the_evening_it_leaves_on_the_next_working_day(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    invoice(firm, antilles(firm, now), "05-10", now)
    line = only(firm, at(firm, "05-22", 20))
    approved = approve(business=firm, item_id=line.item.id, now=at(firm, "05-22", 20))
    assert approved.leaves_at == at(firm, "05-26", 8)  # Saturday, Sunday, Whit Monday
    for on in ("05-23", "05-25"):
        assert turn(firm, at(firm, on)).delivery.sent == []
    assert len(turn(firm, at(firm, "05-26")).delivery.sent) == 1
    with pytest.raises(Refusal):
        approve(business=firm, item_id=line.item.id, now=at(firm, "05-26", 10))


def test_already_paid_is_checked_then_resumes_as_a_proposal(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    """C45: three working days to look, then a person decides."""
    who = antilles(firm, now)
    invoice(firm, who, "05-23", at(firm, "05-20"))
    place_hold(business=firm, customer=who, kind="paid", now=at(firm, "05-26", 7))
    asked = only(firm, at(firm, "05-26"))
    assert (asked.item.action, asked.item.amount) == ("check", 43_400)
    assert turn(firm, at(firm, "05-29")).delivery.sent == []
    after = only(firm, at(firm, "06-02"))
    assert after.item.action == "approve"
    assert "disait avoir payé" in after.item.because
    assert turn(firm, at(firm, "06-02")).delivery.sent == []


def test_a_check_of_already_paid_answered_lets_the_ladder_go_on(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    who = antilles(firm, now)
    invoice(firm, who, "05-23", at(firm, "05-20"))
    place_hold(business=firm, customer=who, kind="paid", now=at(firm, "05-26", 7))
    finish_step(
        business=firm, item_id=only(firm, at(firm, "05-26")).item.id, outcome="skipped", now=at(firm, "05-26")
    )
    assert not Hold.objects.filter(lifted_at=None).exists()
    assert len(turn(firm, at(firm, "05-28")).delivery.sent) == 1


def test_a_broken_promise_is_cited_by_the_next_message(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    who = antilles(firm, now)
    invoice(firm, who, "05-23", at(firm, "05-20"))
    place_hold(
        business=firm, customer=who, kind="promise", promised_on=day("06-05"), now=at(firm, "05-26", 7)
    )
    live(firm, "05-26", "06-08")
    assert mail.accepted == []
    live(firm, "06-09", "06-10")
    (message,) = OutgoingMessage.objects.all()
    assert (message.text_id, message.local_date) == ("pay.promise_broken", day("06-09"))
    assert "5 juin" in message.text


def test_a_kept_promise_lets_the_rest_go_on_without_reproach(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    """10 000 promised of 43 400, and paid before the day: the ladder goes on, and what leaves is not stopped."""
    who = antilles(firm, now)
    invoice(firm, who, "05-23", at(firm, "05-20"))
    promised = {"promised_on": day("06-05"), "amount": 10_000}
    place_hold(business=firm, customer=who, kind="promise", now=at(firm, "05-26", 7), **promised)
    pay(firm, who, 10_000, at(firm, "05-26", 7.5), received_on=day("05-26"))
    live(firm, "05-26", "05-28")
    (message,) = OutgoingMessage.objects.all()
    assert (message.state, message.text_id, message.amount) == ("sent", "pay.level1", 33_400)


def test_several_debts_leave_in_one_message(firm: Business, now: datetime, mail: SmtpServer) -> None:
    who = antilles(firm, now)
    for number, total in (("FA-1", 10_000), ("FA-2", 5_050)):
        invoice(firm, who, "05-23", at(firm, "05-20"), number, total)
    invoice(firm, who, "06-23", at(firm, "05-20"), "FA-3", 99_900)
    live(firm, "05-26", "05-26")
    (message,) = OutgoingMessage.objects.all()
    assert (message.state, message.amount) == ("sent", 15_050)
    assert "FA-1" in message.text
    assert "FA-2" in message.text
    assert "FA-3" not in message.text
    assert StepDone.objects.filter(outcome="sent", message=message).count() == 2


def test_who_asked_to_stop_is_not_written_to_but_shown(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    who = antilles(firm, now)
    invoice(firm, who, "05-23", at(firm, "05-20"))
    stop(business=firm, customer=who, now=at(firm, "05-25"), purpose="all")
    live(firm, "05-26", "05-28")
    assert mail.accepted == []
    line = only(firm, at(firm, "05-28"))
    assert (line.item.action, line.item.because) == ("check", "a demandé de ne plus recevoir de message")


def test_a_dead_address_becomes_something_to_check(firm: Business, now: datetime, mail: SmtpServer) -> None:
    who = antilles(firm, now)
    invoice(firm, who, "05-23", at(firm, "05-20"))
    mail.faults.refuse = {"client@exemple.fr": 550}
    assert len(turn(firm, at(firm, "05-26")).delivery.failed) == 1
    line = only(firm, at(firm, "05-26", 10))
    assert (line.item.action, "adresse" in line.item.because) == ("check", True)
    add_point(business=firm, customer=who, kind="email", value="autre@exemple.fr", now=at(firm, "05-26", 11))
    assert len(turn(firm, at(firm, "05-26", 12)).delivery.sent) == 1
    assert [m.recipients for m in mail.accepted] == [("autre@exemple.fr",)]


def test_r17_one_phone_two_names_two_customers_one_message_a_day(shop: Business, now: datetime) -> None:
    for name in ("Mme Jeanne", "Tonton Pierre"):
        owe(shop, jeanne(shop, now, "677123457", name), "05-26", now)
    assert Customer.objects.count() == 2
    line = only(shop, at(shop, "05-26", 7))
    do(shop, line, at(shop, "05-26"))
    assert today(shop, at(shop, "05-26", 10)).lines == ()
    assert today(shop, at(shop, "05-28", 7)).lines == ()  # money: three days between
    other = only(shop, at(shop, "05-29", 7))
    assert other.customer.id != line.customer.id


def test_r17_one_address_two_names(firm: Business, now: datetime, mail: SmtpServer) -> None:
    for number in ("FA-1", "FA-2"):
        invoice(firm, antilles(firm, now), "05-23", at(firm, "05-20"), number)
    live(firm, "05-26", "05-31")
    dates = sorted(OutgoingMessage.objects.filter(state="sent").values_list("local_date", flat=True))
    assert dates == [day("05-26"), day("05-29")]


@pytest.mark.parametrize(("on", "count"), [("05-23", 1), ("05-24", 0), ("05-20", 0), ("05-25", 1)])
def test_r22_the_list_of_a_closed_day_has_no_contact(shop: Business, on: str, count: int) -> None:
    now = at(shop, "05-12")
    who = jeanne(shop, now)
    sell(shop, who, "credit", now, due_on=day("05-12"), sold_on=day("05-11"))
    silent = customer(shop, now, "Tonton Pierre")
    sell(shop, silent, "credit", now, due_on=day("05-12"), sold_on=day("05-11"))
    lines = today(shop, at(shop, on, 7)).lines
    assert [sum(x.item.action == a for x in lines) for a in ("tap", "check")] == [count, 1]


def test_r22_the_list_at_seven_holds_what_the_day_will_hold(shop: Business, now: datetime) -> None:
    sell(shop, jeanne(shop, now), "credit", now, due_on=day("05-26"))
    assert [x.item.id for x in today(shop, at(shop, "05-26", 7)).lines] == [
        only(shop, at(shop, "05-26", 12)).item.id
    ]


def test_the_list_is_short_and_the_best_first(shop: Business, now: datetime) -> None:
    many_debts(shop, 40, day("05-26"), now, origin="manual", emails=False)
    sell(shop, jeanne(shop, now), "credit", now, due_on=day("05-26"))
    morning = today(shop, at(shop, "05-26", 7), limit=3)
    assert (len(morning.lines), morning.waiting) == (3, 38)
    assert morning.lines[0].item.amount == 13_000
    assert [x.item.id for x in morning.lines] == [
        x.item.id for x in today(shop, at(shop, "05-26", 7)).lines[:3]
    ]


def test_a_payment_takes_the_line_off_and_its_undo_brings_it_back(shop: Business, now: datetime) -> None:
    who = jeanne(shop, now)
    sale = sell(shop, who, "credit", now, due_on=day("05-26"))
    before = only(shop, at(shop, "05-26", 7))
    pay(shop, who, 13_000, at(shop, "05-26", 7.5), debts=[debt_of(sale).pk])
    assert today(shop, at(shop, "05-26", 8)).lines == ()
    event = Event.objects.filter(business=shop, kind="payment_recorded").latest("id")
    assert undo(business=shop, event_id=event.pk, now=at(shop, "05-26", 8.5)) == "Paiement annulé."
    assert only(shop, at(shop, "05-26", 9)).item.id == before.item.id


def test_a_hold_takes_the_line_off_and_its_lifting_brings_it_back(shop: Business, now: datetime) -> None:
    who = jeanne(shop, now)
    owe(shop, who, "05-26", now)
    held = place_hold(business=shop, customer=who, kind="pause", until=day("06-10"), now=at(shop, "05-26", 7))
    assert today(shop, at(shop, "05-26", 8)).lines == ()
    lift_hold(business=shop, hold=held, now=at(shop, "05-28", 8), because="finalement non")
    assert only(shop, at(shop, "05-28", 9)).item.step_label == "J0"


def test_every_message_to_one_customer_is_apart(shop: Business, now: datetime) -> None:
    who = jeanne(shop, now)
    for due in ("05-23", "05-26", "05-28", "06-04"):
        sell(shop, who, "credit", now, due_on=day(due))
    live(shop, "05-22", "07-10")
    assert closest(sent_days(shop)) >= 3
