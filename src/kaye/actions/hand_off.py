"""Give debts to a collection agency: a brief, and nothing leaves by itself until they are taken back (M53)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from kaye.actions.documents.ground import ground, is_firm
from kaye.actions.documents.printing import buyer_party, look_of, seller_party
from kaye.actions.notice_ground import Claimed, claimed_debts, hold_debts
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.actions.time_bars import MAY_INTERRUPT, lapses
from kaye.documents.brief import Brief, brief_pdf
from kaye.documents.notice import NoticeDebt
from kaye.records.activity import touch
from kaye.records.calendars import currency_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, Customer, FormalNotice, HandOff
from kaye.records.queries.told import told
from kaye.rules.documents.late_fees import Status
from kaye.rules.french import day_text

REVIEW = timedelta(days=30)
HELD = "handed_off"


def hand_off(
    *,
    business: Business,
    customer: Customer,
    agency: str,
    now: datetime,
    debts: Sequence[str | int] = (),
    mandate: str = "",
    by: str = "",
) -> HandOff:
    """The named debts, else all that is late. The owner is asked every 30 days where it stands. Raises Refusal."""
    if not agency.strip():
        raise Refusal("Donnez le nom du cabinet de recouvrement.")
    with transaction.atomic():
        lock(business)
        claimed = claimed_debts(business, customer, debts, now)
        ids = [each.debt.pk for each in claimed]
        if HandOff.objects.filter(receivables__in=ids, taken_back_at=None).exists():
            raise Refusal("Cette dette est déjà confiée à un cabinet : reprenez-la d'abord.")
        if FormalNotice.objects.filter(receivables__in=ids, state="drafted").exists():
            raise Refusal("Une mise en demeure est prête : envoyez-la, ou annulez-la d'abord.")
        today = local_day(business, now)
        agency, mandate = " ".join(agency.split())[:160], " ".join(mandate.split())[:300]
        content = brief_pdf(_brief(business, customer, claimed, agency, mandate, today, now))
        made = HandOff.objects.create(
            business=business,
            customer=customer,
            agency=agency,
            mandate=mandate,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            created_at=now,
        )
        made.receivables.set([each.debt for each in claimed])
        hold_debts(
            business=business,
            customer=customer,
            debts=[each.debt for each in claimed],
            kind=HELD,
            until=today + REVIEW,
            words=agency,
            now=now,
            by=by,
        )
        touch([customer.pk], now)
        append(
            business=business,
            kind="handed_off",
            at=now,
            customer=customer,
            payload={
                "hand_off": made.pk,
                "agency": agency,
                "sha256": made.sha256,
                "debts": [[each.debt.pk, each.balance] for each in claimed],
            },
            by=by,
            money=True,
        )
        replan(business=business, customer_ids=[customer.pk], now=now)
    return made


def _brief(
    business: Business,
    customer: Customer,
    claimed: Sequence[Claimed],
    agency: str,
    mandate: str,
    today: date,
    now: datetime,
) -> Brief:
    land = ground(business)
    computed = [each.fees for each in claimed if each.fees.status is Status.COMPUTED]
    bars = {each.debt: each for each in lapses(business, customer)}
    first = min((bars[each.debt.pk].on for each in claimed if each.debt.pk in bars), default=None)
    return Brief(
        creditor=seller_party(land),
        debtor=buyer_party(business, customer),
        agency=agency,
        mandate=mandate,
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
        currency=currency_of(business).code,
        interest=sum(each.interest or 0 for each in computed),
        fixed=sum(each.fixed or 0 for each in computed),
        fees_said=_fees_said(customer, claimed),
        basis=f"Fondement : {', '.join(dict.fromkeys(each.debt.label for each in claimed))}.",
        time_bar=f"Prescription estimée : {day_text(first)}. {MAY_INTERRUPT}" if first else "",
        notice=_notice(claimed),
        history=tuple((each.on, each.what) for each in told(business, customer, now)),
        look=look_of(business),
    )


def _fees_said(customer: Customer, claimed: Sequence[Claimed]) -> str:
    """Whether anything may be asked beside the principal, in the words of the computation."""
    reasons = list(dict.fromkeys(each.fees.reason for each in claimed))
    if any(each.fees.status is Status.COMPUTED for each in claimed):
        return "Pénalités et indemnité dues par un professionnel, comptées à part du principal."
    who = "" if is_firm(customer) else "Le débiteur est un particulier. "
    return f"{who}{' '.join(reasons)}"


def _notice(claimed: Sequence[Claimed]) -> str:
    ids = [each.debt.pk for each in claimed]
    row = (
        FormalNotice.objects.filter(receivables__in=ids, state__in=("sent", "received"))
        .order_by("-sent_on")
        .first()
    )
    if row is None or row.sent_on is None:
        return "Aucune mise en demeure n'a été envoyée."
    got = f", reçue le {day_text(row.received_on)}" if row.received_on else ""
    return f"Mise en demeure envoyée le {day_text(row.sent_on)}{got}."
