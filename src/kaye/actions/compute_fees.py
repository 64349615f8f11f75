"""What lateness adds to a debt, computed when it is asked and never stored (M50, M51)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from kaye.actions.documents.ground import ground, is_firm
from kaye.countries.late import late_law, late_rates
from kaye.records.calendars import calendar_of
from kaye.records.models import (
    Allocation,
    Business,
    Case,
    Customer,
    FormalNotice,
    Instalment,
    Receivable,
    Reduction,
    StepDone,
)
from kaye.rules.documents.consumer_fees import fees_from
from kaye.rules.documents.interest import Movement
from kaye.rules.documents.late_fees import Fees, LateDebt, LateLaw, Starts, Status, late_fees


def compute_fees(*, business: Business, receivable: Receivable, on: date) -> Fees:
    """Interest and fixed sum of this debt as of a day, that day included; figures only when `status` is computed."""
    customer, law = receivable.customer, late_law(business.country)
    due_on = due_day(receivable)
    if due_on is None:
        left = receivable.total - sum(each.amount for each in _movements(receivable))
        return Fees(Status.NOT_LATE, max(left, 0), "Cette dette n'a pas encore d'échéance.")
    papers = ground(business).papers
    reminder = _free_reminder(business, receivable, due_on, law)
    debt = LateDebt(
        principal=receivable.total,
        due_on=due_on,
        is_firm=is_firm(customer),
        movements=tuple(_movements(receivable)),
        notice_sent_on=_notice_sent(receivable, on),
        reminder_sent_on=reminder,
        fees_from=_fees_from(business, customer, reminder, law),
        clause=papers.be_clause,
    )
    rates = late_rates(business.country, debt.is_firm, papers.late_basis, papers.late_rate)
    return late_fees(debt, law, rates, on)


def due_day(receivable: Receivable) -> date | None:
    """The due date of the debt itself: a plan does not move it (M29)."""
    rows = Instalment.objects.filter(receivable=receivable, plan=None, due_on__isnull=False)
    before = rows.exclude(replaced_at=None).order_by("due_on")
    found = before.first() or rows.order_by("due_on").first()
    return found.due_on if found else None


def _movements(receivable: Receivable) -> Iterator[Movement]:
    """Everything that lowers the debt, on its value date; a reverse raises it again (M26)."""
    paid = Allocation.objects.filter(instalment__receivable=receivable).order_by("payment__received_on", "pk")
    for on, amount in paid.values_list("payment__received_on", "amount"):
        yield Movement(on, amount)
    reduced = Reduction.objects.filter(instalment__receivable=receivable).exclude(kind="write_off")
    for on, amount in reduced.order_by("on", "pk").values_list("on", "amount"):
        yield Movement(on, amount)


def _notice_sent(receivable: Receivable, on: date) -> date | None:
    """Sending date of the first formal notice about this debt."""
    notices = FormalNotice.objects.filter(receivables=receivable, state__in=("sent", "received"))
    return notices.filter(sent_on__lte=on).order_by("sent_on").values_list("sent_on", flat=True).first()


def _free_reminder(business: Business, receivable: Receivable, due_on: date, law: LateLaw) -> date | None:
    """The day of the first reminder after the due date, where the law asks for one."""
    if Starts.FREE_REMINDER not in (law.firm, law.consumer):
        return None
    instalments = Instalment.objects.filter(receivable=receivable).values("pk")
    cases = Case.objects.filter(business=business, subject_type="instalment", subject_id__in=instalments)
    sent = StepDone.objects.filter(Q(outcome="sent"), case__in=cases, done_on__gt=due_on)
    return sent.order_by("done_on").values_list("done_on", flat=True).first()


def _fees_from(business: Business, customer: Customer, sent_on: date | None, law: LateLaw) -> date | None:
    if sent_on is None:
        return None
    return fees_from(sent_on, False, law.free_days, calendar_of(business, customer.country))
