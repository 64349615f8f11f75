"""A provider with its fake on loopback, ready to be asked."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kaye.net.http import Client
from kaye.payments.registry import provider
from kaye.rules.ports.payment import Answer, Payer, Provider, Started, ToPay, Tracked
from tests.net.server import Asked, Server, serving
from tests.payments.fakes.base import Booked, Fake

REFERENCE = "K7QX2M4PZ9AB3CDE"


@dataclass(frozen=True, slots=True)
class Counter:
    """Our side and theirs."""

    plug_in: Provider
    fake: Fake
    http: Client
    server: Server

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def asked(self) -> list[Asked]:
        """What the provider was asked so far."""
        return self.server.asked

    def wanted(self, reference: str = REFERENCE, amount: int = 0) -> ToPay:
        return ToPay(
            reference=reference,
            amount=amount or self.fake.amount,
            currency=self.fake.currency,
            label="Facture F2026-0001 & « entretien » #3",
            return_url="https://boutique.example/p/jeton",
            notice_url="https://boutique.example/hooks/x/jeton/",
            payer=Payer("Maman Jeanne", "+237677001122", "jeanne@exemple.cm"),
        )

    def start(self, **other: object) -> Started:
        return self.plug_in.start(self.fake.config, self.wanted(**other), self.http)  # type: ignore[arg-type]

    def booked(self, reference: str = REFERENCE) -> Booked:
        return self.fake.book[reference]

    def ask(self, started: Started, reference: str = REFERENCE) -> Answer:
        tracked = self.tracked(started, reference)
        return self.plug_in.ask(self.fake.config, tracked, self.http)

    def tracked(self, started: Started, reference: str = REFERENCE) -> Tracked:
        return Tracked(reference, started.provider_id, self.fake.amount, self.fake.currency)


def fake(name: str) -> Fake:
    """The fake server of that provider, found by its file."""
    found: Fake = importlib.import_module(f"tests.payments.fakes.{name}").FAKE()
    return found


@contextmanager
def counter(name: str) -> Iterator[Counter]:
    theirs = fake(name)
    with serving(theirs.serve) as server:
        client = Client(
            timeout=10.0,  # a busy machine is no silent provider
            deadline=20.0,
            allow_loopback=True,
            routes=dict.fromkeys(theirs.origins, server.url),
        )
        yield Counter(provider(name), theirs, client, server)
