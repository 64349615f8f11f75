"""When the claims of a customer lapse, as an estimate: nothing that interrupts it is ever computed (M53)."""

from dataclasses import dataclass
from datetime import date

from kaye.actions.compute_fees import due_day
from kaye.actions.documents.ground import is_firm
from kaye.countries.pack import pack
from kaye.records.models import Business, Customer, Payment, Receivable
from kaye.records.sums import open_instalments
from kaye.rules.documents.time_bar import time_bar

MAY_INTERRUPT = (
    "Un paiement partiel ou une reconnaissance de la dette peut faire repartir ce délai : demandez conseil."
)


@dataclass(frozen=True, slots=True)
class Lapse:
    """`interruptions`: part payments and acknowledgements, shown as possible, never computed."""

    debt: int
    name: str
    due_on: date
    on: date
    alert_on: date
    interruptions: tuple[str, ...]

    def is_near(self, today: date) -> bool:
        """Three months before, and until the day."""
        return self.alert_on <= today


def lapses(business: Business, customer: Customer) -> tuple[Lapse, ...]:
    """The open debts of this customer that lapse, the first to lapse first; () where the delay is not established."""
    known = pack(business.country)
    years = known.limitation_years_firm if is_firm(customer) else known.limitation_years_consumer
    owing = open_instalments(business).filter(customer=customer).values("receivable")
    found = []
    for debt in Receivable.objects.filter(pk__in=owing):
        due_on = due_day(debt)
        bar = time_bar(due_on, years) if due_on else None
        if due_on and bar:
            name = debt.reference or debt.label
            found.append(Lapse(debt.pk, name, due_on, bar.on, bar.alert_on, _interruptions(debt, due_on)))
    return tuple(sorted(found, key=lambda each: (each.on, each.debt)))


def _interruptions(debt: Receivable, due_on: date) -> tuple[str, ...]:
    paid = Payment.objects.filter(
        allocations__instalment__receivable=debt, received_on__gt=due_on, amount__gt=0, reversed_by=None
    )
    days = sorted(set(paid.values_list("received_on", flat=True)))
    return tuple(f"paiement partiel du {day:%d/%m/%Y}" for day in days)
