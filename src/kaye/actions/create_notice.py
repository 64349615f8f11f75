"""Draft a formal notice (« mise en demeure »): a letter whose bytes never change (M52)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kaye.actions.claim_fees import computed_json
from kaye.actions.documents.ground import ground, is_firm
from kaye.actions.documents.printing import buyer_party, look_of, seller_party
from kaye.actions.notice_ground import Claimed, claimed_debts, hold_debts
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.countries.late import late_law
from kaye.documents.notice import FormalNotice as Letter
from kaye.documents.notice import NoticeDebt, notice_pdf
from kaye.documents.payment import spaced_iban
from kaye.records.activity import touch
from kaye.records.calendars import calendar_of, currency_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, FormalNotice
from kaye.rules.documents.late_fees import Starts, Status
from kaye.rules.documents.time_bar import notice_deadline

FORMAL_TEXT = "pay.level5"  # the text of the step that a formal notice does
_DRAFT_DAYS = timedelta(days=7)  # then the owner is asked whether it left
_OPEN = ("drafted", "sent", "received")


def create_notice(
    *,
    business: Business,
    customer: Customer,
    now: datetime,
    debts: Sequence[str | int] = (),
    by: str = "",
) -> FormalNotice:
    """About the named debts, else all that is late. Nothing is sent; nothing leaves by itself about them meanwhile.

    Raises Refusal: nothing late, a dispute, a notice already drafted.
    """
    with transaction.atomic():
        lock(business)
        today = local_day(business, now)
        claimed = claimed_debts(business, customer, debts, now)
        _check_alone(claimed, today)
        content = notice_pdf(_letter(business, customer, claimed, today))
        notice = FormalNotice.objects.create(
            business=business,
            customer=customer,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            figures=[_figures(each) for each in claimed],
            created_at=now,
            deadline_on=_deadline(business, customer, today),
        )
        notice.receivables.set([each.debt for each in claimed])
        hold_debts(
            business=business,
            customer=customer,
            debts=[each.debt for each in claimed],
            kind="letter",
            until=today + _DRAFT_DAYS,
            now=now,
            by=by,
        )
        touch([customer.pk], now)
        append(
            business=business,
            kind="notice_drafted",
            at=now,
            customer=customer,
            payload={"notice": notice.pk, "sha256": notice.sha256, "figures": notice.figures},
            by=by,
            money=True,
        )
        replan(business=business, customer_ids=[customer.pk], now=now)
    return notice


def _check_alone(claimed: Sequence[Claimed], today: date) -> None:
    ids = [each.debt.pk for each in claimed]
    for known in FormalNotice.objects.filter(receivables__in=ids, state__in=_OPEN).distinct():
        if known.state == "drafted":
            raise Refusal("Une mise en demeure est déjà prête : envoyez-la, ou annulez-la.")
        if known.deadline_on is not None and known.deadline_on >= today:
            raise Refusal("Le délai de la mise en demeure court encore : attendez sa fin.")


def _deadline(business: Business, customer: Customer, day: date) -> date:
    return notice_deadline(day, calendar_of(business, customer.country))


def _figures(each: Claimed) -> dict[str, Any]:
    computed = each.fees.status is Status.COMPUTED
    return {
        "receivable": each.debt.pk,
        "reference": each.debt.reference or each.debt.label,
        "due_on": each.due_on.isoformat(),
        "principal": each.balance,
        "status": each.fees.status.value,
        "interest": each.fees.interest if computed else None,
        "fixed": each.fees.fixed if computed else None,
        "computed": computed_json(each.fees),
    }


def _letter(business: Business, customer: Customer, claimed: Sequence[Claimed], today: date) -> Letter:
    land = ground(business)
    computed = [each.fees for each in claimed if each.fees.status is Status.COMPUTED]
    iban = land.papers.text("iban")
    means = [business.payment_means] if business.payment_means else []
    return Letter(
        creditor=seller_party(land),
        debtor=buyer_party(business, customer),
        on=today,
        debts=tuple(
            NoticeDebt(
                each.debt.reference or each.debt.label,
                each.debt.issued_on,
                each.due_on,
                each.debt.total,
                each.balance,
            )
            for each in claimed
        ),
        deadline=_deadline(business, customer, today),
        currency=currency_of(business).code,
        interest=sum(each.interest or 0 for each in computed),
        fixed=sum(each.fixed or 0 for each in computed),
        basis=_basis(business, customer, claimed),
        effect=_effect(business, customer),
        payment_means=(*means, *([f"Virement : IBAN {spaced_iban(iban)}."] if iban else [])),
        look=look_of(business),
    )


def _basis(business: Business, customer: Customer, claimed: Sequence[Claimed]) -> str:
    """The text that gives the sums; says so when a rate is missing."""
    law = late_law(business.country)
    if not is_firm(customer) or law.firm is not Starts.DUE:
        return ""
    text = (
        "Pénalités et indemnité : loi du 2 août 2002."
        if business.country == "BE"
        else "Pénalités et indemnité de 40 € : articles L441-10 et D441-5 du code de commerce."
    )
    if any(each.fees.status is Status.UNKNOWN_RATE for each in claimed):
        return f"{text} Pénalités à parfaire au jour du paiement, au taux alors publié."
    return f"{text} Sommes à parfaire au jour du paiement."


def _effect(business: Business, customer: Customer) -> str:
    law = late_law(business.country)
    starts = law.firm if is_firm(customer) else law.consumer
    if starts is Starts.NOTICE:
        return (
            "À compter de cette mise en demeure, les intérêts courent au taux légal (article 291 de l'AUDCG)."
        )
    if starts is Starts.NEVER:
        return (
            "À compter de la réception de cette lettre, l'intérêt au taux légal pourra courir"
            " (article 1344-1 du code civil). Aucun autre frais ne vous est demandé."
        )
    return ""
