"""What was done about the debts of a customer, in words that may be shown to an agency or a judge: never a note."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kaye.records.calendars import calendar_of, currency_of
from kaye.records.models import (
    Business,
    Customer,
    FormalNotice,
    Hold,
    OutgoingMessage,
    Payment,
    Plan,
    StepDone,
)
from kaye.rules.french import day_text
from kaye.rules.money import format_money

LEFT = ("sent",)
_CALLS = {"called": "Appel passé", "not_reached": "Appel sans réponse"}
_METHODS = {
    "cash": "espèces",
    "mobile": "mobile money",
    "transfer": "virement",
    "cheque": "chèque",
    "card": "carte",
    "other": "autre moyen",
}


@dataclass(frozen=True, slots=True)
class Told:
    """`at` orders; `on` is shown. `topic`: message, call, promise, plan, payment, notice."""

    at: datetime
    on: date
    topic: str
    what: str
    text: str = ""


def told(business: Business, customer: Customer, until: datetime) -> list[Told]:
    """Everything until this instant, in order of time."""
    zone = ZoneInfo(calendar_of(business).zone)
    code = currency_of(business).code
    sources = (_messages, _calls, _holds, _plans, _payments, _notices)
    found = [each for read in sources for each in read(customer, zone, code, until)]
    return sorted(found, key=lambda each: (each.at, each.topic, each.what))


def _messages(customer: Customer, zone: ZoneInfo, code: str, until: datetime) -> Iterator[Told]:
    rows = OutgoingMessage.objects.filter(customer=customer, state__in=LEFT, sent_at__lte=until)
    for row in rows.order_by("sent_at", "pk"):
        assert row.sent_at is not None
        name = f"Message envoyé ({row.channel}) : {row.subject or row.step_label or row.kinds}"
        yield Told(row.sent_at, row.sent_at.astimezone(zone).date(), "message", name, row.text)


def _calls(customer: Customer, zone: ZoneInfo, code: str, until: datetime) -> Iterator[Told]:
    rows = StepDone.objects.filter(case__customer=customer, outcome__in=_CALLS, at__lte=until)
    for row in rows.order_by("at", "pk"):
        yield Told(row.at, row.done_on, "call", _CALLS[row.outcome])


def _holds(customer: Customer, zone: ZoneInfo, code: str, until: datetime) -> Iterator[Told]:
    rows = Hold.objects.filter(customer=customer, made_at__lte=until).order_by("made_at", "pk")
    for row in rows.filter(kind__in=("promise", "dispute", "paid", "unreachable")):
        if row.kind == "promise" and row.promised_on:
            amount = format_money(row.amount if row.amount is not None else row.owed_then, code)
            what = f"Promesse de payer {amount} le {day_text(row.promised_on)}"
        else:
            what = {"dispute": "Désaccord exprimé", "paid": "Dit avoir payé"}.get(
                row.kind, "Appel sans réponse"
            )
        topic = "call" if row.kind == "unreachable" else "promise"
        yield Told(row.made_at, row.made_on, topic, what)


def _plans(customer: Customer, zone: ZoneInfo, code: str, until: datetime) -> Iterator[Told]:
    for row in Plan.objects.filter(customer=customer, created_at__lte=until).order_by("created_at", "pk"):
        parts = row.instalments.count()
        what = f"Échéancier accordé : {format_money(row.total, code)} en {parts} versements"
        yield Told(row.created_at, row.created_at.astimezone(zone).date(), "plan", what)
        if row.cancelled_at is not None and row.cancelled_at <= until:
            on = row.cancelled_at.astimezone(zone).date()
            yield Told(row.cancelled_at, on, "plan", "Échéancier arrêté")


def _payments(customer: Customer, zone: ZoneInfo, code: str, until: datetime) -> Iterator[Told]:
    rows = Payment.objects.filter(customer=customer, created_at__lte=until).order_by("created_at", "pk")
    for row in rows:
        kind = "Remboursement" if row.kind == "refund" else "Paiement"
        name = kind if row.reverses_id is None else f"{kind} annulé"
        waits = {"pending": ", à encaisser", "bounced": ", revenu impayé", "dropped": ", annulé"}
        amount = format_money(abs(row.amount), code)
        what = f"{name} : {amount}, {_METHODS.get(row.method, row.method)}{waits.get(row.state, '')}"
        yield Told(row.created_at, row.received_on, "payment", what, row.reference)


def _notices(customer: Customer, zone: ZoneInfo, code: str, until: datetime) -> Iterator[Told]:
    for row in FormalNotice.objects.filter(customer=customer, created_at__lte=until).order_by("pk"):
        if row.sent_on is None or row.state == "cancelled":
            continue
        number = f", recommandé n° {row.registered_number}" if row.registered_number else ""
        yield Told(row.created_at, row.sent_on, "notice", f"Mise en demeure envoyée{number}")
        if row.received_on:
            yield Told(row.created_at, row.received_on, "notice", "Mise en demeure reçue par le client")
