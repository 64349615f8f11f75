"""Payments through providers that are not over, for a person or for the provider to answer."""

from django.db.models import Q

from kaye.records.models import Business, ProviderPayment

_MOST = 200


def open_payments(business: Business) -> list[ProviderPayment]:
    """Those under way and those that ask the owner something, the newest first."""
    wanted = ~Q(question="") | Q(state__in=("created", "pending"))
    rows = ProviderPayment.objects.filter(wanted, business=business).select_related("customer", "business")
    return list(rows.order_by("-id")[:_MOST])


def online_questions(business: Business) -> list[ProviderPayment]:
    """What the owner has to look at: paid twice, another amount, given back, disputed, never answered."""
    rows = ProviderPayment.objects.filter(business=business).exclude(question="")
    return list(rows.select_related("customer", "business").order_by("id")[:_MOST])


def count_questions(business: Business) -> int:
    """How many payments the owner has to look at, besides those that a follow-up already asks about."""
    rows = ProviderPayment.objects.filter(business=business).exclude(question="").exclude(question="differs")
    return rows.count()
