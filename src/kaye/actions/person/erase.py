"""Forget a person: what they said and how to reach them goes; invoices and money stay, under no name (inbox C55)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q

from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.silence import remember_silence
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import (
    Business,
    Consent,
    ContactPoint,
    Customer,
    CustomerKey,
    CustomerTag,
    Document,
    Event,
    Hold,
    ImportBatch,
    InboundEvent,
    InboxMessage,
    Link,
    MatchProposal,
    Merge,
    MessageFile,
    Note,
    OfflineAct,
    OptOut,
    OutgoingMessage,
    Payment,
    RawPayload,
    Receivable,
    Recipient,
    Request,
    Sale,
    Subscription,
    Task,
    Thread,
)
from kaye.records.sums import open_instalments

# How long the books are kept after the year they are of: code de commerce L123-22, CDE III.86, AUDCIF art. 24.
YEARS_KEPT = 10
ERASED = "Client effacé n°"  # how the card of a forgotten person is called
_ON_ITS_WAY = ("leased", "handing")
_NOT_YET = ("proposed", "due")


@dataclass(frozen=True, slots=True)
class Erased:
    """What went and what the law keeps, by name; `until`: the last day it is kept, None when nothing is."""

    erased: dict[str, int]
    kept: dict[str, int]
    until: date | None


def erase_person(
    *, business: Business, customer: Customer, now: datetime, keep_debts: bool = False, by: str = ""
) -> Erased:
    """Not to be undone. Raises Refusal while money is owed (unless `keep_debts`), a subscription runs, or a message is
    just leaving."""
    with transaction.atomic():
        lock(business)
        customer = Customer.objects.select_for_update().get(business=business, pk=customer.pk)
        _check(business, customer, keep_debts)
        _keep_refusals(business, customer, now)
        erased = {
            "payloads": _payloads(customer),
            "media": MessageFile.objects.filter(message__customer=customer).count(),
            "messages": InboxMessage.objects.filter(customer=customer).count(),
            "notes": Note.objects.filter(thread__customer=customer).count(),
            "tags": CustomerTag.objects.filter(customer=customer).count(),
            "points": ContactPoint.objects.filter(customer=customer).count(),
            "sent": _empty_outbox(customer, now),
            "requests": _close_requests(customer, now),
        }
        for card in _with_absorbed(customer):
            _delete(card)
            _empty_rows(card, now)
            _unname(card)
        said = {"customer": customer.pk, "keep_debts": keep_debts}
        append(business=business, kind="person_erased", at=now, customer=customer, payload=said, by=by)
        replan(business=business, customer_ids=[customer.pk], now=now)
        return Erased(erased, *_kept(customer))


def _with_absorbed(customer: Customer) -> list[Customer]:
    """The card and those that became part of it: they are the same person (C27)."""
    found, new = [customer], [customer.pk]
    while new:
        more = list(Customer._base_manager.filter(absorbed_by__in=new))
        found += more
        new = [each.pk for each in more]
    return found


def _check(business: Business, customer: Customer, keep_debts: bool) -> None:
    owes = open_instalments(business).filter(receivable__customer=customer).exists()
    if owes and not keep_debts:
        raise Refusal(
            f"{customer.name} doit encore de l'argent : encaissez, ou effacez en gardant les dettes (--keep-debts)."
        )
    if Subscription.objects.filter(customer=customer, next_on__isnull=False).exists():
        raise Refusal(f"{customer.name} a un abonnement en cours : arrêtez-le d'abord.")
    if OutgoingMessage.objects.filter(customer=customer, state__in=_ON_ITS_WAY).exists():
        raise Refusal("Un message est en train de lui partir : recommencez dans une minute.")


def _keep_refusals(business: Business, customer: Customer, now: datetime) -> None:
    """Each refused point leaves its hash: nobody writes there again by mistake."""
    rows = list(OptOut.objects.filter(customer=customer, lifted_at=None).values_list("point_id", "purpose"))
    kept = []
    for point in ContactPoint.objects.filter(customer__in=_with_absorbed(customer)):
        refused = {purpose for at, purpose in rows if at in (None, point.pk)}
        if refused or point.suppressed_at is not None:
            kept.append((point, "all" if "all" in refused or point.suppressed_at else "marketing"))
    remember_silence(business=business, points=kept, now=now)


def _payloads(customer: Customer) -> int:
    """The raw bytes that brought this person's messages; they may hold others' as well, applied long since."""
    told = InboundEvent.objects.filter(message__customer=customer).values("payload_id")
    count, _ = RawPayload.objects.filter(pk__in=told).delete()
    return count


def _empty_outbox(customer: Customer, now: datetime) -> int:
    rows = OutgoingMessage.objects.filter(customer=customer)
    rows.filter(state__in=_NOT_YET).update(state="cancelled", trouble="fiche effacée")
    return rows.update(text="", subject="", address="", provider_ref="", answers="", template=None, files="")


def _close_requests(customer: Customer, now: datetime) -> int:
    rows = Request.objects.filter(customer=customer)
    rows.filter(closed_at=None).update(closed_at=now, state="lost", reason="autre")
    return rows.update(title="demande effacée", message=None, created_by="")


def _delete(customer: Customer) -> None:
    for model in (InboxMessage, Thread, CustomerTag, CustomerKey, OptOut, Consent, Link, Task, ContactPoint):
        model.objects.filter(customer=customer).delete()
    asked = OfflineAct.objects.filter(business=customer.business, state="to_check")
    asked.filter(Q(data__customer=customer.pk) | Q(data__customer=str(customer.pk))).delete()
    MatchProposal.objects.filter(Q(one=customer) | Q(other=customer)).delete()
    Merge.objects.filter(Q(kept=customer) | Q(absorbed=customer)).delete()
    Recipient.objects.filter(customer=customer).update(customer=None, address="")
    Document.objects.filter(customer=customer, state="draft").delete()


def _empty_rows(customer: Customer, now: datetime) -> None:
    """What quotes the person in tables that stay."""
    Hold.objects.filter(customer=customer, lifted_at=None).update(
        lifted_at=now, lifted_because="fiche effacée"
    )
    Hold.objects.filter(customer=customer).update(words="")
    Event.objects.filter(customer=customer, seq=None).update(payload={})
    debts = Receivable.objects.filter(customer=customer).values_list("batch_id", flat=True)
    batches = [batch for batch in {customer.batch_id, *debts} if batch is not None]
    ImportBatch.objects.filter(pk__in=batches).update(raw=b"")


def _unname(customer: Customer) -> None:
    Customer._base_manager.filter(pk=customer.pk).update(
        civility="",
        first_name="",
        last_name="",
        company="",
        name=f"{ERASED} {customer.pk}",
        search="",
        address="",
        postcode="",
        city="",
        siren="",
        vat_number="",
        notes="",
        informal=False,
    )


def _kept(customer: Customer) -> tuple[dict[str, int], date | None]:
    papers = Document.objects.filter(customer=customer)
    payments = Payment.objects.filter(customer=customer)
    sales = Sale.objects.filter(customer=customer)
    debts = Receivable.objects.filter(customer=customer)
    kept = {
        "documents": papers.count(),
        "payments": payments.count(),
        "sales": sales.count(),
        "debts": debts.count(),
    }
    last = [
        papers.aggregate(last=Max("issued_on"))["last"],
        payments.aggregate(last=Max("received_on"))["last"],
        sales.aggregate(last=Max("sold_on"))["last"],
        debts.aggregate(last=Max("issued_on"))["last"],
    ]
    days = [each for each in last if each is not None]
    return kept, date(max(days).year + YEARS_KEPT, 12, 31) if days else None
