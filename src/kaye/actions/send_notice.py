"""A formal notice was posted, received, or given up (M52)."""

from datetime import date, datetime

from django.db import transaction

from kaye.actions.claim_fees import freeze
from kaye.actions.create_notice import FORMAL_TEXT
from kaye.actions.notice_ground import cases_of, hold_debts, lift_debts
from kaye.actions.refusal import Refusal
from kaye.actions.replan import replan
from kaye.records.activity import touch
from kaye.records.calendars import calendar_of, local_day
from kaye.records.journal import append
from kaye.records.locks import lock
from kaye.records.models import Business, FormalNotice, Receivable, StepDone
from kaye.records.sums import open_instalments
from kaye.rules.documents.time_bar import notice_deadline

_FORMAL = "pay.level5"  # the text of the step that a formal notice does


def send_notice(
    *,
    business: Business,
    notice: FormalNotice,
    sent_on: date,
    now: datetime,
    registered_number: str = "",
    by: str = "",
) -> FormalNotice:
    """Posted that day: 8 days run, moved forward to a working day; what it claims is in the fee ledger.

    Raises Refusal.
    """
    with transaction.atomic():
        lock(business)
        notice.refresh_from_db()
        _check(notice, ("drafted",), "Cette mise en demeure est déjà partie.")
        _check_day(business, sent_on, notice.created_at, now)
        customer, debts = notice.customer, list(notice.receivables.all())
        deadline = notice_deadline(sent_on, calendar_of(business, customer.country))
        notice.state, notice.sent_on = "sent", sent_on
        notice.registered_number = " ".join(registered_number.split())[:60]
        notice.deadline_on = max(deadline, notice.deadline_on or deadline)
        notice.save(update_fields=["state", "sent_on", "registered_number", "deadline_on"])
        _claim(notice, debts, now)
        lift_debts(debts, ("letter",), now, "mise en demeure envoyée")
        hold_debts(
            business=business,
            customer=customer,
            debts=debts,
            kind="notice",
            until=notice.deadline_on,
            now=now,
            by=by,
        )
        _do_step(notice, debts, now)
        said = {"sent_on": sent_on.isoformat(), "deadline_on": notice.deadline_on.isoformat()}
        _write(notice, "notice_sent", {**said, "registered_number": notice.registered_number}, now, by)
    return notice


def receive_notice(
    *, business: Business, notice: FormalNotice, received_on: date, now: datetime, by: str = ""
) -> FormalNotice:
    """The debtor signed for it that day; the deadline printed in it does not move. Raises Refusal."""
    with transaction.atomic():
        lock(business)
        notice.refresh_from_db()
        _check(notice, ("sent",), "Notez d'abord son envoi.")
        if notice.sent_on is not None and received_on < notice.sent_on:
            raise Refusal("Elle ne peut pas être reçue avant son envoi : vérifiez la date.")
        _check_day(business, received_on, None, now)
        notice.state, notice.received_on = "received", received_on
        notice.save(update_fields=["state", "received_on"])
        _write(notice, "notice_received", {"received_on": received_on.isoformat()}, now, by)
    return notice


def cancel_notice(
    *, business: Business, notice: FormalNotice, now: datetime, reason: str = "", by: str = ""
) -> FormalNotice:
    """Not sent after all: the follow-ups go on. Raises Refusal once it left."""
    with transaction.atomic():
        lock(business)
        notice.refresh_from_db()
        _check(notice, ("drafted",), "Cette mise en demeure est déjà partie : elle ne s'annule plus.")
        notice.state = "cancelled"
        notice.save(update_fields=["state"])
        lift_debts(list(notice.receivables.all()), ("letter",), now, "mise en demeure annulée")
        _write(notice, "notice_cancelled", {"reason": reason[:200]}, now, by)
    return notice


def _check(notice: FormalNotice, states: tuple[str, ...], otherwise: str) -> None:
    if notice.state == "cancelled":
        raise Refusal("Cette mise en demeure est annulée : préparez-en une autre.")
    if notice.state not in states:
        raise Refusal(otherwise)


def _check_day(business: Business, day: date, made_at: datetime | None, now: datetime) -> None:
    if day > local_day(business, now):
        raise Refusal("Cette date est dans le futur : choisissez aujourd'hui ou avant.")
    if made_at is not None and day < local_day(business, made_at):
        raise Refusal("Cette date est avant celle de la lettre : vérifiez-la.")


def _claim(notice: FormalNotice, debts: list[Receivable], now: datetime) -> None:
    """What the letter prints beside the principal is claimed, once."""
    by_id = {debt.pk: debt for debt in debts}
    for row in notice.figures:
        amounts = {"interest": row["interest"] or 0, "fixed": row["fixed"] or 0}
        assert notice.sent_on is not None
        freeze(by_id[row["receivable"]], amounts, row["computed"], notice.sent_on, now, f"n{notice.pk}")


def _do_step(notice: FormalNotice, debts: list[Receivable], now: datetime) -> None:
    """The formal step of the ladder is done by it, where it is the next one; later steps wait for the deadline."""
    sent_on = notice.sent_on
    assert sent_on is not None
    owing = open_instalments(notice.business).filter(receivable__in=debts)
    for case in cases_of(owing):
        data = case.version.data
        done = {row.step: row for row in StepDone.objects.filter(case=case)}
        for step in data.get("steps", ()):
            if step.get("text") != FORMAL_TEXT:
                continue
            if step["uid"] in done:
                StepDone.objects.filter(pk=done[step["uid"]].pk).update(deadline_on=notice.deadline_on)
            else:
                StepDone.objects.create(
                    business_id=case.business_id,
                    case=case,
                    step=step["uid"],
                    outcome="sent",
                    reason="mise en demeure",
                    done_on=sent_on,
                    deadline_on=notice.deadline_on,
                    at=now,
                )


def _write(notice: FormalNotice, kind: str, said: dict[str, object], now: datetime, by: str) -> None:
    business, customer = notice.business, notice.customer
    touch([customer.pk], now)
    payload = {"notice": notice.pk, "sha256": notice.sha256, **said}
    append(business=business, kind=kind, at=now, customer=customer, payload=payload, by=by, money=True)
    replan(business=business, customer_ids=[customer.pk], now=now)
