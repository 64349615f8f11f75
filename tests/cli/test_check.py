"""`kaye check`: silent on a sound base, and each planted fault found by the check that watches for it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from pytest_django import DjangoDbBlocker

from kaye.actions import invariants
from kaye.actions.approve_import import approve_import
from kaye.actions.check_invariants import Checked, check_invariants
from kaye.actions.close_period import close_periods
from kaye.actions.draft_document import draft_document
from kaye.actions.finish_step import finish_step
from kaye.actions.hold import place_hold
from kaye.actions.inbox.threads import thread_of
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.look_again import look_again
from kaye.actions.open_business import open_business
from kaye.actions.read_import import read_import
from kaye.actions.tick import tick
from kaye.actions.today import today
from kaye.imports.samples import sample, shift_sample
from kaye.records.models import (
    Allocation,
    Business,
    Campaign,
    Case,
    ChannelAccount,
    Closing,
    Customer,
    Document,
    DocumentFile,
    Event,
    Hold,
    InboxMessage,
    Instalment,
    MessageStep,
    NumberSeries,
    OptOut,
    OutgoingMessage,
    Payment,
    Product,
    ProviderPayment,
    RawPayload,
    Receivable,
    Recipient,
    Request,
    StepDone,
    Thread,
)
from tests.actions.conftest import NOW
from tests.cli.processes import answer, done, kaye
from tests.inbox.talk import says
from tests.kept import kept

_DAY = date(2026, 5, 22)


@pytest.fixture(scope="module")
def moussa(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    with kept(django_db_blocker, _open_notebook) as key:
        yield key


@pytest.fixture
def notebook(moussa: int, db: None) -> Iterator[Business]:
    """« Chez Moussa » with the sample's notebook, one text sent by hand and one that left by itself."""
    business = Business.objects.get(pk=moussa)
    with scope(business=business):
        yield business


def _open_notebook() -> int:
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business):
        for kind, name in (("stock", "stock-moussa.csv"), ("sales", "cahier-moussa.csv")):
            data = shift_sample(sample(name), kind, _DAY)
            view = read_import(business=business, kind=kind, data=data, filename=name, now=NOW)
            assert view.batch is not None
            approve_import(business=business, batch=view.batch, now=NOW)
        tick(NOW, business)
        for line in today(business, NOW, 2).lines:
            finish_step(business=business, item_id=line.item.id, outcome="sent", now=NOW, by="Moussa")
        # As if a channel had done it: what a person sends is that person's choice.
        OutgoingMessage.objects.filter(state="sent").update(handed_at=NOW, family="payment")
    return business.pk


def _check(business: Business) -> Checked:
    return check_invariants([business], NOW)


def test_a_sound_base_is_silent(notebook: Business) -> None:
    checked = _check(notebook)
    assert checked.violations == ()
    assert checked.is_ok
    assert checked.counts["customers"] == 13
    assert checked.counts["messages_sent"] == 2
    assert checked.counts["checks"] == len(list(iter_modules(invariants.__path__)))


def _no_next_date(business: Business) -> None:
    Case.objects.filter(pk=_open_case().pk).update(next_at=None)


def _closed_without_reason(business: Business) -> None:
    Case.objects.filter(pk=_open_case().pk).update(closed_at=NOW, next_at=None, because="")


def _hold_without_end(business: Business) -> None:
    Case.objects.filter(pk=_open_case().pk).update(verb="hold", due_on=None)


def _looked_at_too_late(business: Business) -> None:
    far = NOW + timedelta(days=400)
    Case.objects.filter(customer=_open_case().customer, closed_at=None).update(next_at=far, due_on=far.date())


def _wrong_paid(business: Business) -> None:
    Instalment.objects.filter(pk=_debt().pk).update(paid=F("paid") + 1)


def _wrong_owed(business: Business) -> None:
    Customer.objects.filter(pk=_debt().customer_id).update(owed=F("owed") + 1)


def _wrong_reserve(business: Business) -> None:
    product = Product.objects.first()
    assert product is not None
    Product.objects.filter(pk=product.pk).update(reserved=F("reserved") + 1)


def _payment_used_twice(business: Business) -> None:
    allocation = Allocation.objects.filter(amount__gt=0).first()
    assert allocation is not None
    Payment.objects.filter(pk=allocation.payment_id).update(amount=allocation.amount - 1)


def _payment_of_another(business: Business) -> None:
    allocation = Allocation.objects.filter(payment__customer__isnull=False).first()
    assert allocation is not None
    other = Customer.objects.exclude(pk=allocation.instalment.customer_id).first()
    Payment.objects.filter(pk=allocation.payment_id).update(customer=other)


def _balance_below_zero(business: Business) -> None:
    Instalment.objects.filter(pk=_debt().pk).update(paid=-1)


def _journal_edited(business: Business) -> None:
    event = Event.objects.filter(seq=1).get()
    Event.objects.filter(pk=event.pk).update(payload={**event.payload, "total": 1})


def _journal_cut(business: Business) -> None:
    Event.objects.filter(seq=1).delete()


def _journal_emptied(business: Business) -> None:
    Event.objects.filter(seq__isnull=False).delete()


def _unknown_state(business: Business) -> None:
    _message(business, state="gone")


def _sent_without_instant(business: Business) -> None:
    OutgoingMessage.objects.filter(pk=_sent().pk).update(sent_at=None)


def _in_nobodys_hands(business: Business) -> None:
    _message(business, state="leased")


def _sent_but_not_done(business: Business) -> None:
    StepDone.objects.filter(message=_sent()).delete()


def _done_but_not_sent(business: Business) -> None:
    OutgoingMessage.objects.filter(pk=_sent().pk).update(state="due")


def _uncertain_and_hidden(business: Business) -> None:
    _message(business, state="uncertain", item="1.s1")


def _sent_during_a_hold(business: Business) -> None:
    _hold(business, "promise", lifted_at=None)


def _sent_before_the_hold_was_lifted(business: Business) -> None:
    _hold(business, "pause", lifted_at=NOW + timedelta(hours=1))


def _sent_after_a_refusal(business: Business) -> None:
    customer = _sent().customer
    OptOut.objects.create(business=business, customer=customer, purpose="all", at=NOW - timedelta(hours=1))


def _sent_after_payment(business: Business) -> None:
    message = _sent()
    cases = MessageStep.objects.filter(message=message).values("case_id")
    earlier = NOW - timedelta(hours=1)
    for pk in Case.objects.filter(id__in=cases).values_list("subject_id", flat=True):
        debt = Instalment.objects.get(pk=pk)
        payment = Payment.objects.create(
            business=business,
            customer=debt.customer,
            amount=debt.amount - debt.paid,
            received_on=_DAY,
            created_at=earlier,
        )
        Allocation.objects.create(business=business, payment=payment, instalment=debt, amount=payment.amount)
    Payment.objects.update(created_at=earlier)


def _two_in_a_day(business: Business) -> None:
    _message(business, customer=_sent().customer, sent_at=NOW, item="1.s1")


def _one_address_two_names(business: Business) -> None:
    sent = _sent()
    other = Customer.objects.exclude(pk=sent.customer_id).first()
    _message(business, customer=other, address=sent.address, sent_at=NOW, handed_at=NOW, item="1.s1")


def _paper(business: Business) -> Document:
    """A receipt of a thousand francs."""
    asked = {"lines": [{"label": "Pose", "unit_price": "1000"}]}
    who = Customer.objects.earliest("pk")
    draft = draft_document(business=business, kind="invoice", asked=asked, customer=who, now=NOW)
    return issue_invoice(business=business, document=draft, now=NOW)


def _number_given_to_nobody(business: Business) -> None:
    _paper(business)
    NumberSeries.objects.update(next=F("next") + 1)


def _paper_rewritten(business: Business) -> None:
    DocumentFile.objects.filter(document=_paper(business)).update(content=b"%PDF- another")


def _debt_of_another_amount(business: Business) -> None:
    Receivable.objects.filter(document=_paper(business)).update(total=999)


def _steps_out_of_order(business: Business) -> None:
    case = Case.objects.filter(kind="payment_due", steps_done__isnull=True).first()
    assert case is not None
    for step, day in (("s2", _DAY - timedelta(days=5)), ("s3", _DAY - timedelta(days=9))):
        StepDone.objects.create(
            business=business, case=case, step=step, outcome="called", done_on=day, at=NOW
        )


def _two_steps_sent_in_a_day(business: Business) -> None:
    case = Case.objects.filter(kind="payment_due", steps_done__isnull=True).first()
    assert case is not None
    for step in ("s2", "s3"):
        StepDone.objects.create(business=business, case=case, step=step, outcome="sent", done_on=_DAY, at=NOW)


def _key_across_the_wall(business: Business) -> None:
    other = open_business(name="Chez Paul", country="CM", now=NOW)
    with scope(business=other):
        stranger = Customer.objects.create(
            business=other, name="Paul", search="paul", last_activity_at=NOW, created_at=NOW
        )
    Payment.objects.filter(pk=Payment.objects.values("pk")[:1]).update(customer=stranger.pk)


def _closing_edited(business: Business) -> None:
    close_periods(business=business, now=NOW + timedelta(days=40))
    Closing.objects.filter(period="month").update(total=F("total") + 1)


def _closing_removed(business: Business) -> None:
    close_periods(business=business, now=NOW + timedelta(days=40))
    Closing.objects.filter(period="day").delete()


def _payment_edited(business: Business) -> None:
    Payment.objects.filter(pk=Payment.objects.values("pk")[:1]).update(method="card")


def _paid_online_and_not_written(business: Business) -> None:
    ProviderPayment.objects.create(
        business=business,
        provider="notchpay",
        reference="K1",
        customer=Customer.objects.filter(business=business)[0],
        amount=5_000,
        state="paid",
        created_at=NOW,
    )


def _subject_across_the_wall(business: Business) -> None:
    Case.objects.filter(pk=_open_case().pk).update(subject_id=999_999)


def _sent_without_its_message(business: Business) -> None:
    campaign = Campaign.objects.create(business=business, name="Offre", channel="email", created_at=NOW)
    Recipient.objects.create(
        business=business,
        campaign=campaign,
        customer=_debt().customer,
        address="a@client.example",
        state="sent",
    )


def _payload_nobody_processes(business: Business) -> None:
    account = ChannelAccount.objects.create(business=business, channel="whatsapp")
    RawPayload.objects.create(
        business=business, account=account, sha256="0" * 64, body=b"{}", received_at=NOW - timedelta(hours=2)
    )


def _message_in_another_thread(business: Business) -> None:
    one, other = Customer.objects.order_by("pk")[:2]
    InboxMessage.objects.create(
        business=business,
        thread=thread_of(one, NOW),
        customer=other,
        channel="whatsapp",
        direction="in",
        origin="customer",
        at=NOW,
        received_at=NOW,
    )


def _asked_for_a_quote(business: Business) -> Customer:
    who = Customer.objects.order_by("pk").first()
    assert who is not None
    says(who, "Je voudrais un devis", NOW)
    return who


def _request_without_a_date(business: Business) -> None:
    Request.objects.filter(customer=_asked_for_a_quote(business)).update(next_on=None)


def _request_nobody_follows(business: Business) -> None:
    _asked_for_a_quote(business)
    Case.objects.filter(subject_type="request").delete()


def _clock_that_stopped(business: Business) -> None:
    Thread.objects.filter(customer=_asked_for_a_quote(business)).update(due_at=None)


def _thread_that_looks_answered(business: Business) -> None:
    Thread.objects.filter(customer=_asked_for_a_quote(business)).update(state="waiting")


@pytest.mark.one_engine  # that the checks read both databases is seen on a sound base
@pytest.mark.parametrize(
    ("check", "plant"),
    [
        ("requests_have_a_next_date", _request_without_a_date),
        ("requests_have_a_next_date", _request_nobody_follows),
        ("threads_are_settled", _clock_that_stopped),
        ("threads_are_settled", _thread_that_looks_answered),
        ("what_came_is_whole", _payload_nobody_processes),
        ("what_came_is_whole", _message_in_another_thread),
        ("open_case_has_next", _no_next_date),
        ("open_case_has_next", _closed_without_reason),
        ("open_case_has_next", _hold_without_end),
        ("decisions_are_fresh", _looked_at_too_late),
        ("sums_are_right", _wrong_paid),
        ("sums_are_right", _wrong_owed),
        ("sums_are_right", _wrong_reserve),
        ("money_is_conserved", _payment_used_twice),
        ("money_is_conserved", _payment_of_another),
        ("money_is_conserved", _balance_below_zero),
        ("journal_is_whole", _journal_edited),
        ("journal_is_whole", _journal_cut),
        ("journal_is_whole", _journal_emptied),
        ("closings_are_whole", _closing_edited),
        ("closings_are_whole", _closing_removed),
        ("closings_are_whole", _payment_edited),
        ("online_payments_are_counted", _paid_online_and_not_written),
        ("outbox_is_conserved", _unknown_state),
        ("outbox_is_conserved", _sent_without_instant),
        ("outbox_is_conserved", _in_nobodys_hands),
        ("outbox_is_conserved", _sent_but_not_done),
        ("outbox_is_conserved", _done_but_not_sent),
        ("uncertain_is_shown", _uncertain_and_hidden),
        ("never_after_stop", _sent_during_a_hold),
        ("never_after_stop", _sent_before_the_hold_was_lifted),
        ("never_after_stop", _sent_after_a_refusal),
        ("never_after_stop", _sent_after_payment),
        ("one_follow_up_a_day", _two_in_a_day),
        ("one_follow_up_a_day", _one_address_two_names),
        ("steps_in_order", _steps_out_of_order),
        ("steps_in_order", _two_steps_sent_in_a_day),
        ("series_are_whole", _number_given_to_nobody),
        ("papers_are_kept", _paper_rewritten),
        ("invoices_owe_their_due", _debt_of_another_amount),
        ("campaigns_are_whole", _sent_without_its_message),
        ("no_crossing", _key_across_the_wall),
        ("no_crossing", _subject_across_the_wall),
    ],
)
def test_a_planted_fault_is_found(notebook: Business, check: str, plant: Callable[[Business], None]) -> None:
    plant(notebook)
    checked = _check(notebook)
    assert not checked.is_ok
    assert check in {violation.check for violation in checked.violations}


def test_every_check_has_a_planted_fault() -> None:
    marks = test_a_planted_fault_is_found.pytestmark  # type: ignore[attr-defined]
    mark = next(each for each in marks if each.name == "parametrize")
    planted = {check for check, _ in mark.args[1]}
    assert planted == {module.name for module in iter_modules(invariants.__path__)}


def test_a_lifted_or_later_hold_is_no_fault(notebook: Business) -> None:
    _hold(notebook, "pause", lifted_at=NOW - timedelta(minutes=30))
    place_hold(
        business=notebook,
        customer=_sent().customer,
        kind="dispute",
        now=NOW + timedelta(minutes=1),
    )
    never = import_module(f"{invariants.__name__}.never_after_stop")
    assert list(never.violations(notebook, NOW)) == []


def test_many_violations_are_counted_and_the_first_shown(notebook: Business) -> None:
    Case.objects.filter(closed_at=None).update(next_at=None)
    checked = _check(notebook)
    shown = [v for v in checked.violations if v.check == "open_case_has_next"]
    assert len(shown) == 21
    assert shown[-1].because.startswith("… et ")
    assert checked.found > 30


def test_looking_again_repairs_what_was_missed_and_asks_a_constant_number_of_questions(
    notebook: Business,
) -> None:
    _looked_at_too_late(notebook)
    with CaptureQueriesContext(connection) as queries:
        missed = [m for _, found in look_again(notebook, NOW, keep=True) for m in found]
    assert missed
    assert len(queries) < 45
    assert [m for _, found in look_again(notebook, NOW, keep=False) for m in found] == []


@pytest.mark.db_both
def test_the_command_answers_and_exits(kaye_environment: dict[str, str]) -> None:
    done(kaye_environment, "init", "--name", "Chez Moussa", "--country", "CM")
    sound = answer(kaye_environment, "check", "--business", "chez-moussa")
    assert (sound["ok"], sound["violations"], sound["counts"]["businesses"]) == (True, [], 1)
    _spoil(kaye_environment)
    spoiled = kaye(kaye_environment, "check")
    assert spoiled.returncode == 1
    assert "sortie de la chaîne" in spoiled.stdout or "sorties de la chaîne" in spoiled.stdout
    told = answer(kaye_environment, "check")
    assert told["ok"] is False
    assert told["violations"][0]["check"] == "journal_is_whole"


def _spoil(environment: dict[str, str]) -> None:
    script = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "connection.cursor().execute(\"UPDATE records_event SET hash = 'x'\")\n"
    )
    env = {**environment, "DJANGO_SETTINGS_MODULE": "kaye.settings.django"}
    subprocess.run([sys.executable, "-c", script], env=env, check=True)


def _open_case() -> Case:
    case = Case.objects.filter(closed_at=None, kind="payment_due", verb="act").order_by("id").first()
    assert case is not None
    return case


def _debt() -> Instalment:
    debt = Instalment.objects.filter(paid__lt=F("amount"), replaced_at=None).order_by("id").first()
    assert debt is not None
    return debt


def _sent() -> OutgoingMessage:
    message = (
        OutgoingMessage.objects.filter(state="sent", steps__case__subject_type="instalment")
        .order_by("id")
        .first()
    )
    assert message is not None
    return message


def _message(business: Business, **given: object) -> OutgoingMessage:
    fields: dict[str, object] = {
        "customer": Customer.objects.first(),
        "key": "planted",
        "item": "1.s1",  # a follow-up, not a paper
        "state": "sent",
        "channel": "email",
        "purpose": "transactional",
        "family": "payment",
        "kinds": "payment_due",
        "text": "Bonjour",
        "local_date": _DAY,
        "due_at": NOW,
        "created_at": NOW,
    }
    return OutgoingMessage.objects.create(business=business, **{**fields, **given})


def _hold(business: Business, kind: str, lifted_at: object) -> None:
    Hold.objects.create(
        business=business,
        customer=_sent().customer,
        kind=kind,
        made_on=_DAY,
        until=_DAY + timedelta(days=5),
        made_at=NOW - timedelta(hours=1),
        lifted_at=lifted_at,
    )
