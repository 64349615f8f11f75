"""A shop with something to sell, and the people who work there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django_scopes import scope

from kaye.actions.count_stock import count_stock
from kaye.actions.open_business import open_business
from kaye.actions.open_member import open_member
from kaye.actions.record_customer import record_customer
from kaye.records.models import Business, Customer, Product

NOW = "2026-05-22T10:00:00+01:00"  # a Friday in Douala
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Shop:
    business: Business
    solange: Customer
    earphones: Product
    rice: Product


def now() -> datetime:
    return datetime.fromisoformat(NOW)


def open_shop(name: str = "Chez Moussa", country: str = "CM") -> Shop:
    """Tata Solange, 5 earphones at 8 000, 4 bags of rice at 18 500 that ring at 2 and last 30 days."""
    business = open_business(name=name, country=country, now=now())
    with scope(business=business):
        return Shop(
            business,
            record_customer(business=business, now=now(), name_raw="Tata Solange", phone="675556677"),
            count_stock(
                business=business, now=now(), name="Écouteurs Bluetooth", stock=5, price=8_000, threshold=1
            ),
            count_stock(
                business=business,
                now=now(),
                name="Sac de riz 25 kg",
                stock=4,
                price=18_500,
                threshold=2,
                lifetime_days=30,
            ),
        )


def hire(business: Business, role: str, email: str = "") -> User:
    """A person who works there, with a password."""
    with scope(business=business):
        member = open_member(business=business, email=email or f"{role}@example.org", now=now(), role=role)
    member.user.set_password("cahier-1234567")
    member.user.save()
    assert isinstance(member.user, User)
    return member.user


def enter(client: Client, business: Business, role: str = "owner") -> Client:
    """The client of somebody of that role, in that shop."""
    client.force_login(hire(business, role), BACKEND)
    session = client.session
    session["business"] = business.pk
    session.save()
    return client


def body(answer: Any) -> str:
    """The page as read: fixed and narrow spaces as plain ones."""
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
