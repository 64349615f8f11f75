"""Three months before a claim lapses, the owner is asked what to do (M53)."""

from datetime import date, datetime

from kaye.actions.replan import replan
from kaye.actions.time_bars import lapses
from kaye.countries.pack import pack
from kaye.records.calendars import local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Customer, Hold, Instalment
from kaye.records.sums import open_instalments
from kaye.rules.decide import LAPSE
from kaye.rules.documents.recurrence import shifted
from kaye.rules.documents.time_bar import ALERT_MONTHS

_MOST = 200  # customers in one night; the others come the next


def warn_lapses(*, business: Business, now: datetime) -> int:
    """One question per part of a debt, once; how many. In the caller's transaction. One query on most nights."""
    today = local_day(business, now)
    customers = _concerned(business, today)
    if not customers:
        return 0
    lock(business)
    made = [hold for customer in customers for hold in _warn(business, customer, today, now)]
    Hold.objects.bulk_create(made)
    if made:
        said = {"holds": len(made), "customers": sorted({hold.customer_id for hold in made})}
        append(business=business, kind="lapses_warned", at=now, payload=said, by="worker")
        replan(business=business, customer_ids={hold.customer_id for hold in made}, now=now)
    return len(made)


def _concerned(business: Business, today: date) -> list[Customer]:
    """Customers with a debt old enough that nobody was warned about."""
    known = pack(business.country)
    warned = Hold.objects.filter(business=business, kind=LAPSE).values("case__subject_id")
    found: list[Customer] = []
    for years, firm in ((known.limitation_years_consumer, False), (known.limitation_years_firm, True)):
        if years is None:
            continue
        oldest = shifted(today, ALERT_MONTHS - 12 * years)
        rows = open_instalments(business).filter(due_on__lte=oldest).exclude(pk__in=warned)
        wanted = Customer.objects.filter(pk__in=rows.values("customer"))
        wanted = wanted.filter(is_consumer=False) if firm else wanted.exclude(is_consumer=False)
        found += wanted.order_by("pk")[:_MOST]
    return found


def _warn(business: Business, customer: Customer, today: date, now: datetime) -> list[Hold]:
    near = {each.debt: each for each in lapses(business, customer) if each.is_near(today)}
    parts = Instalment.objects.filter(receivable__in=near, replaced_at=None)
    by_part = {each.pk: near[each.receivable_id] for each in parts}
    cases = Case.objects.filter(subject_type="instalment", subject_id__in=by_part, closed_at=None)
    warned = Hold.objects.filter(customer=customer, kind=LAPSE).values("case")
    return [
        Hold(
            business=business,
            customer=customer,
            case=case,
            kind=LAPSE,
            made_on=today,
            until=max(by_part[case.subject_id].on, today),
            made_at=now,
            by="worker",
        )
        for case in cases.exclude(pk__in=warned)
    ]
