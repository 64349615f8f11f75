"""A shop that is paid online: its provider's fake, and short words for the stories."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from kaye.actions.add_debt import add_debt
from kaye.actions.ask_provider import ask_provider
from kaye.actions.configure_payment_provider import configure_payment_provider, hook_url
from kaye.actions.receive_notice import Reception, receive_notice
from kaye.actions.record_customer import record_customer
from kaye.actions.start_provider_payment import start_provider_payment
from kaye.records.models import Business, Customer, ProviderPayment, Receivable
from tests.payments.counter import Counter, counter


@dataclass(frozen=True, slots=True)
class Online:
    business: Business
    customer: Customer
    debt: Receivable
    at: Counter
    now: datetime

    def start(self, amount: int = 25_000, now: datetime | None = None) -> ProviderPayment:
        return start_provider_payment(
            business=self.business,
            customer=self.customer,
            receivables=[self.debt],
            amount=amount,
            provider=self.at.plug_in.name,
            return_url="https://boutique.example/p/x",
            now=now or self.now,
            http=self.at.http,
        )

    def ask(self, payment: ProviderPayment, now: datetime | None = None) -> ProviderPayment:
        return ask_provider(payment=payment, now=now or self.now, http=self.at.http)

    def says(self, payment: ProviderPayment, state: str, **other: object) -> None:
        """What the provider will answer from now on."""
        booked = self.at.fake.book[payment.reference]
        booked.state = state
        for name, value in other.items():
            setattr(booked, name, value)

    @property
    def token(self) -> str:
        return hook_url(self.business, self.at.plug_in.name).rstrip("/").rpartition("/")[2]

    def notice(self, payment: ProviderPayment, now: datetime | None = None) -> Reception:
        headers, body = self.at.fake.notice(self.at.fake.book[payment.reference], now or self.now)
        return self.write(headers, body, now)

    def write(self, headers: dict[str, str], body: bytes, now: datetime | None = None) -> Reception:
        return receive_notice(
            name=self.at.plug_in.name, token=self.token, headers=headers, body=body, now=now or self.now
        )


@contextmanager
def online(
    business: Business, now: datetime, name: str = "notchpay", total: int = 25_000
) -> Iterator[Online]:
    """« Maman Jeanne » owes one invoice, and may pay by this provider."""
    customer = record_customer(
        business=business, now=now, name_raw="Maman Jeanne", phone="+237677001122", email="j@exemple.cm"
    )
    debt = add_debt(
        business=business,
        customer=customer,
        label="Entretien",
        total=total,
        issued_on=date(2026, 5, 1),
        due_on=date(2026, 5, 8),
        origin="invoice",
        reference="F-7",
        now=now,
    )
    with counter(name) as at:
        configure_payment_provider(business=business, name=name, values=at.fake.config, now=now)
        yield Online(business, customer, debt, at, now)
