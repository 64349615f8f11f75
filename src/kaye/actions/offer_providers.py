"""Which payment providers a customer may choose for an amount: set up, working in the country, within their limits."""

from dataclasses import dataclass

from kaye.actions.configure_payment_provider import provider_settings
from kaye.payments.registry import provider
from kaye.records.calendars import currency_of
from kaye.records.models import Business, PaymentAccount
from kaye.rules.ports.payment import missing, obstacle


@dataclass(frozen=True, slots=True)
class Offer:
    """A button. `needs`: what the provider must know of who pays (phone, email)."""

    name: str
    label: str
    needs: frozenset[str]


def offer_providers(business: Business, amount: int) -> tuple[Offer, ...]:
    """The ones that take this amount (minor units), by name (M43)."""
    code = currency_of(business).code
    names = PaymentAccount.objects.filter(business=business, is_on=True).order_by("provider")
    found = []
    for name in names.values_list("provider", flat=True):
        chosen = provider(name)
        if missing(chosen, provider_settings(business, name)):
            continue
        if obstacle(chosen, amount, code, business.country):
            continue
        found.append(Offer(name, chosen.label, frozenset(chosen.capabilities.payer_needs)))
    return tuple(found)
