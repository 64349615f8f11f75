"""Shapes of online payments; a secret is never in one."""

from typing import Any

from kaye.actions import shapes
from kaye.actions.configure_payment_provider import ProviderState
from kaye.records.calendars import currency_of
from kaye.records.models import ProviderPayment

_STATES = {"ok": "prêt", "incomplete": "incomplet", "broken": "à revoir", "off": "pas réglé"}


def provider_shape(state: ProviderState) -> dict[str, Any]:
    """{provider, label, state, missing, hook_url, currencies, trouble}."""
    one = state.provider
    return {
        "provider": one.name,
        "label": one.label,
        "state": state.state,
        "missing": list(state.missing),
        "hook_url": state.hook_url,
        "currencies": [each.currency for each in one.capabilities.limits],
        "trouble": state.trouble,
    }


def provider_text(state: ProviderState) -> str:
    """One line for the terminal."""
    said = f"{state.provider.label} ({state.provider.name}) : {_STATES[state.state]}"
    if state.missing:
        said += f", il manque {', '.join(state.missing)}"
    return f"{said}\n  avis reçus à {state.hook_url}" if state.hook_url else said


def open_shape(payment: ProviderPayment) -> dict[str, Any]:
    """{id, provider, reference, customer, amount, state, because, question, fee, url}."""
    return {
        "id": payment.pk,
        "provider": payment.provider,
        "reference": payment.reference,
        "customer": {"id": payment.customer_id, "name": payment.customer.name},
        "amount": shapes.money(payment.amount, currency_of(payment.business).code),
        "fee": shapes.money(payment.fee, currency_of(payment.business).code),
        "state": payment.state,
        "because": payment.because,
        "question": payment.question,
        "url": payment.url,
    }
