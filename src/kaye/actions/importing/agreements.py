"""What a list says of its people beside their names: words put on them, offers agreed to or refused, dead addresses.

A refusal of the file is taken; an agreement never lifts one (inbox C52). What is written here is given back by an undo.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from kaye.actions.importing.answer import Change
from kaye.actions.importing.directory import pieces
from kaye.actions.importing.run import Before, Planned, Run
from kaye.imports.outcomes import CustomerRow, Subscription
from kaye.records.models import Consent, ContactPoint, Customer, CustomerTag, OptOut
from kaye.records.tags import tag_key, tag_named
from kaye.rules.french import day_text

_OFFERS = ("marketing", "all")
_HOW = "import"


class Agreements:
    """`told`: what the lines of a chunk would change, for the preview; then `write`, for those that are taken."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._refused: set[int] = set()  # customers of the base who refuse offers
        self._tags: dict[int, set[str]] = defaultdict(set)

    def prepare(self, ids: Iterable[int]) -> None:
        """Read what the base knows of these customers: two queries for some hundreds."""
        self._refused, self._tags = set(), defaultdict(set)
        for some in pieces(ids):
            stops = OptOut.objects.filter(customer__in=some, purpose__in=_OFFERS, lifted_at=None)
            self._refused |= set(stops.values_list("customer_id", flat=True))
            rows = CustomerTag.objects.filter(customer__in=some)
            for customer, key in rows.values_list("customer_id", "tag__key"):
                self._tags[customer].add(key)

    def tell(self, plan: Planned) -> None:
        """Say on the line what it brings."""
        row, slot = plan.row, plan.slot
        assert isinstance(row, CustomerRow) and slot is not None
        known = slot.id or 0
        if fresh := [name for name in row.tags if tag_key(name) not in self._tags[known]]:
            self._change(plan, "Étiquettes", ", ".join(fresh))
        if row.subscription is None:
            return
        if row.subscription.state == "opted_in" and known in self._refused:
            plan.warnings.append("ce client a refusé les offres : l'accord du fichier n'est pas repris")
        elif words := _words(row.subscription):
            self._change(plan, "Offres", words)

    def _change(self, plan: Planned, label: str, new: str) -> None:
        if plan.state == "new":
            plan.text = f"{plan.text} · {new}" if plan.text else new
            return
        plan.changes.append(Change(label, "", new))
        assert plan.slot is not None and plan.slot.id is not None
        self._run.customer_changed(plan.slot.id)

    def write(self, plans: Sequence[Planned]) -> None:
        """A constant number of queries for a chunk, and one for each new word."""
        lines = [
            (plan.row, plan.object) for plan in plans if isinstance(plan.row, CustomerRow) and plan.object
        ]
        self.prepare({customer.pk for _, customer in lines})
        self._write_tags(lines)
        self._write_said([(row, who, row.subscription) for row, who in lines if row.subscription])

    def _write_tags(self, lines: Sequence[tuple[CustomerRow, Customer]]) -> None:
        named = {tag_key(name): name for row, _ in lines for name in row.tags}
        tags = {key: tag_named(self._run.business, name) for key, name in named.items()}
        made = []
        for row, customer in lines:
            for key in dict.fromkeys(tag_key(name) for name in row.tags):
                if key not in self._tags[customer.pk]:
                    self._tags[customer.pk].add(key)
                    made.append(CustomerTag(business=self._run.business, customer=customer, tag=tags[key]))
        self._run.made["tags"] += [row.pk for row in CustomerTag.objects.bulk_create(made, batch_size=500)]

    def _write_said(self, lines: Sequence[tuple[CustomerRow, Customer, Subscription]]) -> None:
        points = self._points(lines)
        stops: list[OptOut] = []
        said: list[Consent] = []
        silent: list[ContactPoint] = []
        for row, customer, subscription in lines:
            mail, phone = row.customer.email or "", row.customer.phone.e164 if row.customer.phone else ""
            point = points.get((customer.pk, mail)) or points.get((customer.pk, phone))
            if subscription.state == "opted_out" and customer.pk not in self._refused:
                self._refused.add(customer.pk)
                stops.append(self._stop(customer, None, subscription))
                said.append(self._said(customer, None, "opted_out", subscription))
            elif subscription.state == "bounced" and point is not None and point.suppressed_at is None:
                silent.append(point)
            elif subscription.state == "opted_in" and point is not None and customer.pk not in self._refused:
                said.append(self._said(customer, point, "opted_in", subscription))
            own = points.get((customer.pk, phone))
            if subscription.sms_refused and own is not None and customer.pk not in self._refused:
                stops.append(self._stop(customer, own, subscription))
                said.append(self._said(customer, own, "opted_out", subscription))
        self._run.made["opt_outs"] += [row.pk for row in OptOut.objects.bulk_create(stops, batch_size=500)]
        self._run.made["consents"] += [row.pk for row in Consent.objects.bulk_create(said, batch_size=500)]
        self._silence(silent)
        for stop in stops:
            payload = {"opt_out": stop.pk, "purpose": stop.purpose, "point": stop.point_id}
            self._run.say("stop_recorded", payload, stop.customer_id, money=False)

    def _points(
        self, lines: Sequence[tuple[CustomerRow, Customer, Subscription]]
    ) -> dict[tuple[int, str], ContactPoint]:
        ids = {customer.pk for _, customer, _ in lines}
        rows = (row for some in pieces(ids) for row in ContactPoint.objects.filter(customer__in=some))
        return {(row.customer_id, row.value): row for row in rows}

    def _silence(self, points: Sequence[ContactPoint]) -> None:
        for point in points:
            because = "rejetée par la liste importée"
            for field, old, new in (
                ("suppressed_at", None, self._run.now),
                ("because", point.because, because),
            ):
                self._run.before.append(Before("point", point.pk, field, old, new))
            point.suppressed_at, point.because = self._run.now, because
            payload = {"point": point.pk, "value": point.value, "why": because}
            self._run.say("point_suppressed", payload, point.customer_id, money=False)
        ContactPoint.objects.bulk_update(points, ["suppressed_at", "because"], batch_size=200)

    def _stop(self, customer: Customer, point: ContactPoint | None, subscription: Subscription) -> OptOut:
        words = self._proof(subscription)
        return OptOut(
            business=self._run.business, customer=customer, point=point, purpose="marketing",
            at=self._at(subscription), words=words,
        )  # fmt: skip

    def _said(
        self, customer: Customer, point: ContactPoint | None, state: str, subscription: Subscription
    ) -> Consent:
        return Consent(
            business=self._run.business, customer=customer, point=point, purpose="marketing", state=state, how=_HOW,
            words=self._proof(subscription), source=self._file()[:120], by=self._run.by[:120],
            at=self._at(subscription),
        )  # fmt: skip

    def _proof(self, subscription: Subscription) -> str:
        """« liste Mailchimp, le 2 mars 2024 »."""
        on = subscription.on
        return f"{_list(subscription)}, le {day_text(on)}" if on else _list(subscription)

    def _at(self, subscription: Subscription) -> datetime:
        on = subscription.on
        return min(datetime.combine(on, time(12), UTC), self._run.now) if on else self._run.now

    def _file(self) -> str:
        return self._run.batch.filename if self._run.batch else ""


def _list(subscription: Subscription) -> str:
    return f"liste {subscription.service}" if subscription.service else "liste importée"


def _words(subscription: Subscription) -> str:
    on = f", le {day_text(subscription.on)}" if subscription.on else ""
    return {
        "opted_in": f"accepte les offres ({_list(subscription)}{on})",
        "opted_out": "ne veut pas d'offres",
        "bounced": "adresse rejetée, rien n'y partira",
    }.get(subscription.state, "ne veut pas d'offres par SMS" if subscription.sms_refused else "")
