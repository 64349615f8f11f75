"""The night's run: invoice every period that is due, once, and write one message per customer (M45–M48)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kaye.actions.documents.ground import Ground, ground, is_firm
from kaye.actions.draft_document import draft_document
from kaye.actions.give_link import payment_link, space_link
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.refusal import Refusal
from kaye.actions.send_message import Words, send_message
from kaye.actions.subscriptions.change import find_subscription
from kaye.actions.subscriptions.renewal import speak_of_renewal
from kaye.actions.subscriptions.subscribe import plan_next
from kaye.records.calendars import currency_of, local_day
from kaye.records.links import is_public, url_of
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, Document, Subscription, SubscriptionPeriod
from kaye.records.queries.documents import file_of
from kaye.records.subscriptions import changes_of, dealt_with, pauses_of, schedule_of
from kaye.rules.documents.asked import read_asked
from kaye.rules.documents.recurrence import Period, periods, shifted
from kaye.rules.documents.subscription_file import draft_of_period, paper_of_period
from kaye.rules.documents.subscriptions import is_paused, to_invoice
from kaye.rules.french import day_text, month_text
from kaye.rules.money import format_money

BY = "abonnement"
ONE_TEXT, SEVERAL_TEXT = "sub.invoice_issued", "sub.invoices_issued"
_BATCH = 200


@dataclass(slots=True)
class Run:
    """What one run did."""

    issued: list[Document] = field(default_factory=list)
    drafts: list[Document] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)  # subscriptions whose invoice could not be issued
    sent: int = 0


def invoice_due(*, business: Business, now: datetime, stopping: Callable[[], bool] = lambda: False) -> Run:
    """Cheap when nothing is due: one look at an index. Cut anywhere, the next run goes on without a twin."""
    today, run = local_day(business, now), Run()
    for some in _batches(business, today):
        for pk in some:
            if stopping():
                return run
            _one(business, pk, today, now, run)
        run.sent += _tell(business, today, now)
    return run


def _batches(business: Business, today: date) -> Iterator[list[int]]:
    last = 0
    while True:
        rows = Subscription.objects.filter(business=business, next_on__lte=today, pk__gt=last)
        some = list(rows.order_by("pk").values_list("pk", flat=True)[:_BATCH])
        if not some:
            return
        yield some
        last = some[-1]


def _one(business: Business, pk: int, today: date, now: datetime, run: Run) -> None:
    """One subscription, in one transaction: all of its periods that are due, or none."""
    try:
        with transaction.atomic():
            lock(business)
            subscription = find_subscription(business, pk)
            issued, drafts = _periods(subscription, ground(business), today, now)
            if drafts:
                subscription.asks = f"{len(drafts)} périodes manquées : relisez leurs brouillons."
                subscription.save(update_fields=["asks"])
            speak_of_renewal(business=business, subscription=subscription, today=today, now=now)
            plan_next(find_subscription(business, pk))
    except Refusal as why:
        _ask_a_person(business, pk, str(why), today)
        run.refused.append(pk)
        return
    run.issued += issued
    run.drafts += drafts


def _periods(
    subscription: Subscription, land: Ground, today: date, now: datetime
) -> tuple[list[Document], list[Document]]:
    schedule, pauses, done = schedule_of(subscription), pauses_of(subscription), dealt_with(subscription)
    alone, asking = to_invoice(schedule, done, pauses, today)
    for period in periods(schedule):
        if period.invoice_on > today:
            break
        if period.start not in done and (is_paused(period, pauses) or not period.share):
            _remember(subscription, period, "paused" if period.share else "free", None, now)
    drafts = [_invoice(subscription, each, land, now) for each in (*alone, *asking)]
    business = land.business
    issued = [
        issue_invoice(business=business, document=each, now=now, by=BY) for each in drafts[: len(alone)]
    ]
    return issued, drafts[len(alone) :]


def _invoice(subscription: Subscription, period: Period, land: Ground, now: datetime) -> Document:
    asked = read_asked(subscription.asked, land.asked_law(subscription.customer))
    consumer = not is_firm(subscription.customer)
    draft = draft_of_period(asked, period, changes_of(subscription), consumer)
    document = draft_document(
        business=land.business,
        kind="invoice",
        asked=paper_of_period(subscription.asked, draft, period),
        now=now,
        customer=subscription.customer,
        client_id=f"abonnement:{subscription.pk}:{period.start.isoformat()}",
        by=BY,
    )
    _remember(subscription, period, "invoice", document, now)
    return document


def _remember(
    subscription: Subscription, period: Period, state: str, document: Document | None, now: datetime
) -> None:
    """The constraint on (subscription, first day) is what makes a twin impossible."""
    SubscriptionPeriod.objects.create(
        business_id=subscription.business_id,
        subscription=subscription,
        start=period.start,
        end=period.end,
        state=state,
        document=document,
        created_at=now,
    )


def _ask_a_person(business: Business, pk: int, why: str, today: date) -> None:
    """Shown with the subscription; tried again tomorrow."""
    rows = Subscription.objects.filter(business=business, pk=pk)
    rows.update(asks=f"La facture n'est pas faite : {why}"[:300], next_on=today + timedelta(days=1))


def _tell(business: Business, today: date, now: datetime) -> int:
    """One message for each customer about all that was issued and not sent (M48). Answers how many leave alone."""
    by_customer: dict[int, list[Document]] = defaultdict(list)
    for document in _untold(business, today):
        by_customer[document.customer_id].append(document)
    return sum(_tell_one(business, papers, today, now) for papers in by_customer.values())


def _untold(business: Business, today: date) -> QuerySet[Document]:
    """Recent ones: what could not leave for a week waits for a person."""
    rows = Document.objects.filter(
        business=business, state="issued", sent_at=None, issued_on__gte=today - timedelta(days=7)
    )
    return rows.filter(period__subscription__auto=True).select_related("customer").order_by("pk")


def _tell_one(business: Business, papers: Sequence[Document], today: date, now: datetime) -> bool:
    customer = papers[0].customer
    with transaction.atomic():
        lock(business)
        sending = send_message(
            business=business,
            customer=customer,
            words=_words(business, customer, papers, today, now),
            key=f"abonnement:{customer.pk}:{','.join(str(each.pk) for each in papers)}"[:120],
            family="subscription",
            now=now,
            files=[kept for each in papers if (kept := file_of(each, "pdf")) is not None],
            by=BY,
        )
        if sending.message is None:
            waiting = Subscription.objects.filter(business=business, periods__document__in=papers, asks="")
            waiting.update(asks=f"Facture à envoyer : {sending.because}"[:300])
            return False
        Document.objects.filter(pk__in=[each.pk for each in papers]).update(sent_at=now)
        return sending.message.state == "due"


def _words(
    business: Business, customer: Customer, papers: Sequence[Document], today: date, now: datetime
) -> Words:
    code = currency_of(business).code
    values = {"montant": format_money(sum(each.due for each in papers), code)}
    if (link := _link(business, customer, papers, now)) is not None:
        values["lien"] = link
    dues = [each.due_on for each in papers if each.due_on is not None]
    amounts = [each.due for each in papers]
    numbers = [each.number for each in papers]
    if len(papers) == 1:
        (paper,) = papers
        period = paper.period
        values |= {
            "facture": paper.number,
            "objet": period.subscription.name,
            "periode": period_text(period.start, period.end, today),
            "echeance": day_text(paper.due_on or today, today),
        }
        said = (*dues, period.start, period.end)
        return Words(text_id=ONE_TEXT, values=values, amounts=amounts, dates=said, references=numbers)
    values["nb_dettes"] = str(len(papers))
    values["lignes"] = "\n".join(
        f"- {each.number}, {day_text(each.due_on or today, today)} : {format_money(each.due, code)}"
        for each in papers
    )
    return Words(
        text_id=SEVERAL_TEXT, values=values, amounts=[*amounts, sum(amounts)], dates=dues, references=numbers
    )


def _link(business: Business, customer: Customer, papers: Sequence[Document], now: datetime) -> str | None:
    """The page of the one debt, or the customer's own space for several."""
    if not is_public():
        return None
    debt = papers[0].receivable
    if len(papers) == 1 and debt is not None:
        return url_of(payment_link(business=business, receivable=debt, now=now)) or None
    return url_of(space_link(business=business, customer=customer, now=now)) or None


def period_text(start: date, end: date, today: date) -> str:
    """« mai 2026 » for a whole month, « du 15 mai au 14 juin » otherwise."""
    if start.day == 1 and end == shifted(start, 1) - timedelta(days=1):
        return month_text(start)
    return f"du {day_text(start, today)} au {day_text(end, today)}"
