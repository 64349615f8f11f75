"""A shop with a clock that only moves when told, and an auditor that trusts nothing of the engine.

The auditor recomputes from rows what must hold after each step: invariants I1–I9, I11, I12 of the reliability note.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from django.db.models import Sum

from kaye.actions.approve import approve
from kaye.actions.deliver_order import deliver_order
from kaye.actions.finish_step import finish_step
from kaye.actions.lines import Line
from kaye.actions.point import change_point
from kaye.actions.refusal import Refusal
from kaye.actions.reverse_payment import reverse_payment
from kaye.actions.send_due import send_due
from kaye.actions.tick import tick
from kaye.actions.today import today
from kaye.countries.pack import pack
from kaye.records.journal import verify
from kaye.records.models import (
    Business,
    Case,
    ContactPoint,
    Customer,
    Hold,
    Instalment,
    MessageStep,
    OptOut,
    OutgoingMessage,
    Payment,
    Sale,
    StepDone,
)
from kaye.records.sums import wrong_sums
from tests.actions.mornings import at
from tests.faults.smtp_server import SmtpServer
from tests.properties.shops import new_customer, new_shop, owe, say, sell

_LEFT = ("handing", "sent", "uncertain")
_OPENS, _CLOSES = 8, 19  # nothing is handed over outside these local hours, whatever it is about
_PROMISE_HOLDS = ("promise", "paid", "dispute", "unreachable")


class Broken(AssertionError):
    """An invariant that no longer holds; the message starts with its name."""


@dataclass
class World:
    """One business, its mail server, its calendar day. `number` names the next debt."""

    mail: SmtpServer
    random: Random
    start: date
    country: str | None = None
    business: Business = field(init=False)
    now: datetime = field(init=False)
    number: int = 0
    audited: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.business = new_shop(self.random, self.start, self.country)
        self.now = at(self.business, self.start, 7)

    @property
    def day(self) -> date:
        return self.now.astimezone(ZoneInfo(pack(self.business.country).timezone)).date()

    # What happens in a shop.

    def newcomer(self) -> None:
        new_customer(self.business, self.random, Customer.objects.count(), self.now)

    def debt(self) -> None:
        self.number += 1
        owe(self.business, self.random, self._someone(), self.now, self.day, self.number)

    def sale(self) -> None:
        sell(self.business, self.random, self._someone(), self.now, self.day)

    def word(self) -> None:
        say(self.business, self.random, self._someone(), self.now, self.day)

    def payment_back(self) -> None:
        payment = Payment.objects.filter(reverses=None).order_by("-id").first()
        if payment is not None:
            self._try(lambda: reverse_payment(
                business=self.business, payment=payment, reason="impayé", now=self.now, on=self.day
            ))  # fmt: skip

    def delivery(self) -> None:
        sale = Sale.objects.filter(kind="order", delivered_on=None, cancelled_at=None).order_by("id").first()
        if sale is not None:
            self._try(
                lambda: deliver_order(business=self.business, sale=sale, now=self.now, delivered_on=self.day)
            )

    def address_dies(self) -> None:
        points = list(ContactPoint.objects.order_by("id"))
        if points:
            point = self.random.choice(points)
            change_point(business=self.business, point=point, now=self.now, state="dead")

    def one_line(self) -> None:
        """The owner does the first thing of the list, or says that it could not be done."""
        lines = today(self.business, self.now).lines
        if lines:
            self.do(lines[0])

    def do(self, line: Line) -> None:
        item = line.item
        if item.action in ("tap", "approve", "call"):
            self._may_contact(
                item.family, item.purpose, [case for case, _ in item.parts], item.customer, item.amount
            )
        if item.action == "approve":
            self._try(lambda: approve(business=self.business, item_id=item.id, now=self.now))
            return
        outcome = {"tap": "sent", "call": self.random.choice(["called", "not_reached"])}.get(
            item.action, "skipped"
        )
        self._try(lambda: finish_step(business=self.business, item_id=item.id, outcome=outcome, now=self.now))

    def plan_only(self) -> None:
        """The worker planned, and has not sent yet."""
        send_due(self.business, self.now)

    def worker_dies(self) -> None:
        """Power cut at the worst moments: before the hand-over, and while the server was answering."""
        due = list(OutgoingMessage.objects.filter(state="due").order_by("id")[:2])
        past = self.now - timedelta(hours=1)
        for message, state in zip(due, self.random.sample(["leased", "handing"], 2), strict=False):
            OutgoingMessage.objects.filter(pk=message.pk).update(
                state=state, lease_owner="gone:1:1", lease_until=past, handed_at=self.now
            )

    def turn(self) -> None:
        tick(self.now, self.business, clock=lambda: self.now)

    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def _someone(self) -> Customer:
        if not Customer.objects.exists():
            self.newcomer()
        return self.random.choice(list(Customer.objects.order_by("id")))

    def _try(self, act) -> None:  # type: ignore[no-untyped-def]
        try:
            act()
        except Refusal:
            return

    # What the auditor looks at.

    def audit(self) -> None:
        self._once()
        self._new_messages()
        self._caps()
        self._ladders()
        self._futures()
        self._outbox()

    def audit_books(self) -> None:
        """I9, I11: the sums, and the chain of the journal."""
        self._hold("I9", not wrong_sums(self.business), wrong_sums(self.business))
        self._hold("I11", not verify(self.business), verify(self.business))

    def _once(self) -> None:
        """I2, I4: accepted once; what we call sent was accepted."""
        doubled = [i for i, n in Counter(self.mail.ids).items() if n > 1]
        self._hold("I2", not doubled, doubled)
        sent = OutgoingMessage.objects.filter(
            state="sent", channel="email", trouble="", handed_at__isnull=False
        )
        self._hold("I4", sent.count() <= len(self.mail.ids), "sent without an acknowledgement")
        self._hold("I4", not sent.filter(provider_ref="").exists(), "sent without a reference")

    def _new_messages(self) -> None:
        """I1, I6: what just left was allowed to, by the facts as they stand."""
        rows = OutgoingMessage.objects.filter(state="sent", handed_at=self.now).exclude(id__in=self.audited)
        for row in rows.prefetch_related("steps"):
            self.audited.add(row.pk)
            cases = [s.case_id for s in row.steps.all()]
            self._may_contact(row.family, row.purpose, cases, row.customer_id, row.amount, live=False)
            self._is_open_hour(row)

    def _may_contact(
        self,
        family: str,
        purpose: str,
        cases: list[int],
        customer: int | None,
        amount: int | None,
        live: bool = True,
    ) -> None:
        holds = Hold.objects.filter(customer_id=customer, lifted_at=None, until__gte=self.day)
        for hold in holds:
            concerns = hold.case_id is None or hold.case_id in cases
            blocks = hold.kind in ("pause", "moved") or (family == "payment" and hold.kind in _PROMISE_HOLDS)
            if concerns and blocks and not self._kept(hold):
                raise Broken(f"I1 {hold.kind} until {hold.until}: {family} on {self.day}")
        stops = OptOut.objects.filter(customer_id=customer, lifted_at=None, point=None)
        refused = {s.purpose for s in stops}
        self._hold("I1", "all" not in refused or purpose in ("legal", "calls"), "asked for no message")
        self._hold("I1", purpose != "marketing" or not refused, "asked for no offer")
        if family == "payment":
            self._debts(cases, amount)
        if live and purpose != "calls":
            self._hold("I6", self._is_working(self.day), f"contact listed on {self.day}")

    def _kept(self, hold: Hold) -> bool:
        expected = hold.amount if hold.amount is not None else hold.owed_then
        got = Payment.objects.filter(customer_id=hold.customer_id, created_at__gte=hold.made_at)
        paid = got.aggregate(s=Sum("amount"))["s"] or 0
        return hold.kind == "promise" and 0 < expected <= paid

    def _debts(self, cases: list[int], amount: int | None) -> None:
        subjects = Case.objects.filter(id__in=cases).values_list("subject_id", flat=True)
        debts = list(Instalment.objects.filter(id__in=subjects))
        self._hold("I1", all(d.paid < d.amount for d in debts), "asked for money already paid")
        self._hold("I1", all(d.replaced_at is None for d in debts), "asked for a debt replaced")
        self._hold("I1", amount == sum(d.amount - d.paid for d in debts), f"wrong amount {amount}")

    def _is_open_hour(self, row: OutgoingMessage) -> None:
        zone = ZoneInfo(pack(self.business.country).timezone)
        local = self.now.astimezone(zone)
        self._hold("I6", _OPENS <= local.hour < _CLOSES, f"sent at {local}")
        self._hold("I6", row.local_date == local.date(), f"{row.local_date} sent on {local}")
        self._hold("I6", self._is_working(local.date()), f"sent on {local}")

    def _is_working(self, day: date) -> bool:
        own = pack(self.business.country)
        return day.weekday() in own.working_days and own.holidays().name(day) is None

    def _caps(self) -> None:
        """I5, I7: by address, by customer; letters and calls leave no row here."""
        rows = OutgoingMessage.objects.filter(state__in=_LEFT).order_by("local_date")
        for by in ("address", "customer_id"):
            found: dict[object, list[tuple[date, str]]] = {}
            for key, on, family in rows.values_list(by, "local_date", "family"):
                found.setdefault(key, []).append((on, family))
            for dates in found.values():
                self._spaced(dates)

    def _spaced(self, dates: list[tuple[date, str]]) -> None:
        every = [on for on, _ in dates]
        self._hold("I5", len(every) == len(set(every)), f"two messages the same day: {every}")
        self._hold(
            "I5", all(sum(0 <= (a - b).days < 7 for b in every) <= 3 for a in every), f"over three: {every}"
        )
        money = [on for on, family in dates if family == "payment"]
        gaps = [(b - a).days for a, b in pairwise(money)]
        self._hold("I7", min(gaps, default=9) >= 3, f"money too close: {money}")

    def _ladders(self) -> None:
        """I8: in order, none forgotten on the way."""
        done: dict[int, list[str]] = {}
        for case, step in StepDone.objects.order_by("done_on", "id").values_list("case_id", "step"):
            if not step.startswith("q"):
                done.setdefault(case, []).append(step)
        for case in Case.objects.filter(id__in=list(done)).select_related("version"):
            ladder = [s["uid"] for s in case.version.data["steps"]]
            steps = done[case.pk]
            self._hold("I8", sorted(steps, key=ladder.index) == ladder[: len(steps)], f"{case.kind} {steps}")
        formal = StepDone.objects.filter(message__tone=5).exists()
        self._hold("I8", not formal, "a formal notice left by itself")

    def _futures(self) -> None:
        """I3: each open thing has one future, and nothing waits in the past for long."""
        for case in Case.objects.filter(closed_at=None):
            self._hold(
                "I3",
                bool(case.verb in ("wait", "act", "hold") and case.because and case.next_at),
                f"case {case.pk}",
            )
        closed = Case.objects.exclude(closed_at=None)
        self._hold("I3", not closed.filter(because="").exists(), "closed without a reason")

    def _outbox(self) -> None:
        """I3: every step sent has its message and every message sent its steps."""
        sent = MessageStep.objects.filter(message__state="sent").count()
        recorded = StepDone.objects.exclude(message=None).count()
        self._hold("I3", sent == recorded, f"{sent} steps left, {recorded} recorded")

    def audit_after_turn(self) -> None:
        """I3, I4: after a turn nobody holds a message, and what is unsure is on the list."""
        held = OutgoingMessage.objects.filter(state__in=("leased", "handing"))
        self._hold("I3", not held.exists(), "a message held by a dead worker")
        late = OutgoingMessage.objects.filter(state="due", expires_at__lt=self.now - timedelta(days=1))
        self._hold("I3", not late.exists(), f"forgotten in the outbox at {self.now}: {list(late.values())}")
        overdue = Case.objects.filter(closed_at=None, next_at__lte=self.now)
        self._hold("I3", not overdue.exists(), "a case nobody looked at")
        unsure = set(OutgoingMessage.objects.filter(state="uncertain").values_list("id", flat=True))
        open_ones = set(
            MessageStep.objects.filter(message_id__in=unsure, case__closed_at=None).values_list(
                "message_id", flat=True
            )
        )
        listed = {x.item.message for x in today(self.business, self.now).lines}
        self._hold("I4", open_ones <= listed, f"unsure and not shown: {open_ones - listed}")

    def _hold(self, name: str, holds: bool, detail: object) -> None:
        if not holds:
            raise Broken(f"{name} {detail}")
