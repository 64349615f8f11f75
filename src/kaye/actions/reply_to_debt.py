"""What a customer says of a debt on their own page (C3, M40, M43): each is a fact for the engine, at once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kaye.actions.hold import place_hold
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Case, Customer, Document, Hold, Instalment, Receivable
from kaye.records.queries.documents import file_of
from kaye.records.queries.history import BY_CUSTOMER
from kaye.records.sums import open_instalments

BY = BY_CUSTOMER
_LONGEST = 300


def say_paid(
    *, business: Business, receivable: Receivable, now: datetime, words: str = "", by: str = BY
) -> list[Hold]:
    """« J'ai payé »: nothing is sent for 3 working days, the owner is asked to look. Raises Refusal."""
    return _hold(business, receivable, "paid", now, words, by)


def promise_payment(
    *,
    business: Business,
    receivable: Receivable,
    promised_on: date,
    now: datetime,
    amount: int | None = None,
    words: str = "",
    by: str = BY,
) -> list[Hold]:
    """A day given by the customer, for all or for `amount` (minor units). Raises Refusal."""
    return _hold(business, receivable, "promise", now, words, by, promised_on=promised_on, amount=amount)


def dispute_debt(
    *, business: Business, receivable: Receivable, reason: str, now: datetime, by: str = BY
) -> list[Hold]:
    """Reminders of this debt stop; the owner reads why. Raises Refusal."""
    if not reason.strip():
        raise Refusal("Dites en quelques mots ce qui ne va pas.")
    return _hold(business, receivable, "dispute", now, reason, by)


def ask_instalments(
    *, business: Business, receivable: Receivable, count: int, now: datetime, words: str = "", by: str = BY
) -> list[Hold]:
    """A request to the owner, never a plan by itself (M40). Raises Refusal."""
    if not 2 <= count <= 12:
        raise Refusal("Choisissez de 2 à 12 versements.")
    said = f"en {count} fois" + (f" : {words.strip()}" if words.strip() else "")
    return _hold(business, receivable, "instalments", now, said, by)


def ask_about_debt(
    *, business: Business, receivable: Receivable, question: str, now: datetime, by: str = BY
) -> list[Hold]:
    """A question about a debt: nothing leaves before the owner has answered. Raises Refusal."""
    if not question.strip():
        raise Refusal("Écrivez votre question.")
    return _hold(business, receivable, "question", now, question, by)


def acknowledge_receipt(*, business: Business, document: Document, now: datetime, by: str = BY) -> None:
    """The paper was received: its hash and the instant are kept; it admits nothing and stops nothing (M43)."""
    kept = file_of(document, "pdf")
    said = {
        "document": document.pk,
        "number": document.number,
        "sha256": kept.sha256 if kept is not None else None,
    }
    append(
        business=business,
        kind="receipt_acknowledged",
        at=now,
        customer=document.customer,
        payload=said,
        by=by,
    )


def open_cases_of(business: Business, receivable: Receivable) -> list[Case]:
    """The cases that follow what is left of this debt."""
    ids = _open(business, receivable)
    cases = Case.objects.filter(business=business, subject_type="instalment", subject_id__in=ids)
    return list(cases.filter(closed_at=None).order_by("id"))


def _open(business: Business, receivable: Receivable) -> Sequence[int]:
    rows: list[Instalment] = list(open_instalments(business).filter(receivable=receivable))
    return [each.pk for each in rows]


def _hold(
    business: Business,
    receivable: Receivable,
    kind: str,
    now: datetime,
    words: str,
    by: str,
    promised_on: date | None = None,
    amount: int | None = None,
) -> list[Hold]:
    customer: Customer = receivable.customer
    with transaction.atomic():
        lock(business)
        if not _open(business, receivable):
            raise Refusal("Il n'y a plus rien à payer ici : tout est réglé.")
        cases = open_cases_of(business, receivable)
        held = [
            place_hold(
                business=business,
                customer=customer,
                kind=kind,
                now=now,
                promised_on=promised_on,
                amount=amount if len(cases) == 1 else None,
                case=case,
                words=words.strip()[:_LONGEST],
                by=by,
            )
            for case in cases
        ]
        append(
            business=business,
            kind=f"customer_{kind}",
            at=now,
            customer=customer,
            payload={
                "receivable": receivable.pk,
                "ref": receivable.reference or receivable.label,
                "words": words.strip()[:_LONGEST],
                "promised_on": promised_on.isoformat() if promised_on else None,
                "amount": amount,
                "holds": [hold.pk for hold in held],
            },
            by=by,
        )
        touch([customer.pk], now)
        if not held:
            replan(business=business, customer_ids=[customer.pk], now=now)
    return held
