"""What an understood message does to the engine: a hold, a task; each as a sheet to keep or to undo (C41–C46)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from kaye.actions.hold import cases_of_debt, place_hold
from kaye.actions.inbox.tasks import ask
from kaye.actions.refusal import Refusal
from kaye.records.calendars import calendar_of, cash_step_of, currency_of
from kaye.records.models import Business, Case, Customer, Document, Hold, InboxMessage, Payment, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.draft import folded
from kaye.rules.money import format_money
from kaye.rules.phones import phone_text
from kaye.rules.understand import Effect, SaidDate, Understanding

BY = "le client"
_BROKEN_MOST = 2  # after two promises not kept, a person decides (C43)
_REVIEW = timedelta(days=7)
_MIDNIGHT = time(0)
_TRANSFER = ("virement", "virer", "vire ", "banque", "transfert bancaire")
# Which person is told about an effect by a task, and in what words.
CALL, CHECK_PAYMENT, REVIEW, QUOTE, ASK_DAY = "call_back", "check_payment", "review", "quote", "answer"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, what it says, and the instant it is acted on."""

    message: InboxMessage
    said: Understanding
    now: datetime

    @property
    def business(self) -> Business:
        return self.message.business

    @property
    def customer(self) -> Customer:
        return self.message.customer

    @property
    def words(self) -> str:
        return " ".join((self.message.text or self.message.subject).split())[:300]

    @property
    def today(self) -> date:
        return calendar_of(self.business, self.customer.country).today(self.now)


def may_apply(heard: Heard, effect: Effect) -> bool:
    """Whether what is written in the base lets a sure effect be applied; else it is proposed."""
    if effect.kind != "promise":
        return True
    return _broken_promises(heard) < _BROKEN_MOST


def apply_effect(heard: Heard, effect: Effect) -> Hold | None:
    """Do it, and answer the hold it made, if any. Raises Refusal when nothing can be held."""
    doer = _DOERS.get(effect.kind)
    return doer(heard, effect) if doer else None


def amount_of(heard: Heard, effect: Effect) -> int | None:
    """The promised part in minor units: as said, or a fraction of what is owed, down to the cash step (C44)."""
    if effect.amount is not None:
        return effect.amount.minor
    if effect.kind != "promise" or heard.said.fraction is None:
        return None
    owed = sum(i.amount - i.paid for i in open_instalments(heard.business).filter(customer=heard.customer))
    step = cash_step_of(heard.business)
    return int(owed * Fraction(heard.said.fraction)) // step * step or None


def _promise(heard: Heard, effect: Effect) -> Hold | None:
    said = promised_day(heard.said)
    if said is None:
        # Without a day: two working days, and the question to ask (C43).
        _ask(heard, ASK_DAY, "day", f"{heard.customer.name} veut payer : demandez « quel jour ? »")
        return _hold(heard, "pause", until=effect.until)
    return _on_debts(
        heard,
        "promise",
        promised_on=max(said.end, heard.today),
        amount=amount_of(heard, effect),
        method="transfer" if any(word in folded(heard.words) for word in _TRANSFER) else "mobile",
    )


def promised_day(said: Understanding) -> SaidDate | None:
    """The day that governs the promise."""
    return next((each for each in said.dates if each.kind != "past"), None)


def _paid(heard: Heard, effect: Effect) -> Hold | None:
    code = currency_of(heard.business).code
    past = next((each for each in heard.said.dates if each.kind == "past"), None)
    told = [
        format_money(effect.amount.minor, code) if effect.amount else "",
        f"le {past.start:%d/%m/%Y}" if past else "",
        _means(heard.words),
    ]
    text = f"Vérifier le paiement de {heard.customer.name}"
    _ask(heard, CHECK_PAYMENT, "paid", text, detail=", ".join(each for each in told if each))
    return _on_debts(heard, "paid")


def _dispute(heard: Heard, effect: Effect) -> Hold | None:
    hold = _on_debts(heard, "dispute")
    due = heard.today + _REVIEW
    _ask(heard, REVIEW, "dispute", f"Désaccord avec {heard.customer.name} : où en est-on ?", due_on=due)
    return hold


def _human(heard: Heard, effect: Effect) -> Hold | None:
    number = heard.customer.points.filter(kind="phone", state="ok", former_at=None).order_by("id").first()
    if number is not None:
        shown = phone_text(number.value, heard.business.country)
        _ask(heard, CALL, f"human:{number.value}", f"Rappeler {heard.customer.name} : {shown}")
    thread = heard.message.thread
    thread.quiet_until = calendar_of(heard.business).local(
        (effect.until or heard.today) + timedelta(days=1), _MIDNIGHT
    )
    thread.save(update_fields=["quiet_until"])
    return _hold(heard, "human", until=effect.until)


def _answer(heard: Heard, effect: Effect) -> Hold | None:
    return _hold(heard, "answer", until=effect.until)


def _quote(heard: Heard, effect: Effect) -> Hold | None:
    """Its ladder waits; the person marks it accepted or lost, nobody else does."""
    quote = last_quote(heard.business, heard.customer)
    if quote is None:
        return None
    wish = "accepté" if effect.kind == "accept" else "perdu (donnez la raison)"
    _ask(heard, QUOTE, f"quote:{quote.pk}", f"{heard.customer.name} : marquer le devis {quote.number} {wish}")
    case = Case.objects.filter(subject_type="quote", subject_id=quote.pk, closed_at=None).first()
    return _hold(heard, "quote_reply", until=effect.until, case=case) if case else None


def last_quote(business: Business, customer: Customer) -> Document | None:
    """The open quote sent last."""
    rows = Document.objects.filter(business=business, customer=customer, kind="quote", state="sent")
    return rows.order_by("-pk").first()


def _on_debts(
    heard: Heard,
    kind: str,
    promised_on: date | None = None,
    amount: int | None = None,
    method: str = "",
) -> Hold | None:
    """On the debts that the message names, else on all the customer's (C43, C45). None: nothing is owed."""
    if not open_instalments(heard.business).filter(customer=heard.customer).exists():
        return None if kind != "dispute" else _hold(heard, kind)
    named = _named(heard)
    if not named:
        return _hold(heard, kind, promised_on=promised_on, amount=amount, method=method)
    holds = [
        _hold(heard, kind, promised_on=promised_on, amount=amount, method=method, case=case)
        for debt in named
        for case in _cases(heard, debt)
    ]
    return holds[0] if holds else _hold(heard, kind, promised_on=promised_on, amount=amount, method=method)


def _named(heard: Heard) -> list[Receivable]:
    """The open debts whose reference stands in the message."""
    words = folded(heard.message.text)
    rows = Receivable.objects.filter(business=heard.business, customer=heard.customer, cancelled_at=None)
    return [each for each in rows if len(each.reference) > 2 and folded(each.reference) in words]


def _cases(heard: Heard, debt: Receivable) -> list[Case]:
    try:
        return cases_of_debt(business=heard.business, customer=heard.customer, debt=debt.pk)
    except Refusal:
        return []


def _hold(
    heard: Heard,
    kind: str,
    until: date | None = None,
    promised_on: date | None = None,
    amount: int | None = None,
    method: str = "",
    case: Case | None = None,
) -> Hold:
    return place_hold(
        business=heard.business,
        customer=heard.customer,
        kind=kind,
        now=heard.now,
        until=max(until, heard.today) if until else None,
        promised_on=promised_on,
        amount=amount,
        method=method,
        case=case,
        words=heard.words,
        by=BY,
    )


def _ask(heard: Heard, kind: str, key: str, text: str, detail: str = "", due_on: date | None = None) -> None:
    ask(
        heard.business,
        kind,
        f"{kind}:{heard.customer.pk}:{key}",
        text,
        heard.now,
        customer=heard.customer,
        detail=detail,
        due_on=due_on,
    )


def _broken_promises(heard: Heard) -> int:
    """Promises of this customer whose day passed without their money."""
    rows = Hold.objects.filter(business=heard.business, customer=heard.customer, kind="promise")
    over = rows.filter(promised_on__lt=heard.today).order_by("made_at")
    return sum(not _kept(each) for each in over)


def _kept(hold: Hold) -> bool:
    rows = Payment.objects.filter(
        customer=hold.customer_id, created_at__gte=hold.made_at, kind="payment", state="done"
    )
    received = sum(rows.filter(received_on__lte=hold.until).values_list("amount", flat=True))
    expected = hold.amount if hold.amount is not None else hold.owed_then
    return received >= expected


def _means(words: str) -> str:
    """How they say it was paid."""
    plain = folded(words)
    known = {
        "orange": "Orange Money", " om ": "Orange Money", "momo": "Mobile Money", "mtn": "Mobile Money",
        "wave": "Wave", "virement": "virement", "cheque": "chèque", "espece": "espèces", "carte": "carte",
    }  # fmt: skip
    return next((name for word, name in known.items() if word in f" {plain} "), "")


_DOERS: Mapping[str, Callable[[Heard, Effect], Hold | None]] = {
    "promise": _promise,
    "paid": _paid,
    "dispute": _dispute,
    "human": _human,
    "answer": _answer,
    "accept": _quote,
    "refuse": _quote,
}
