"""Search in all messages: accents, beginnings, numbers, edits, deletions, and never those of another shop."""

from datetime import timedelta

import pytest
from django_scopes import scope

from kaye.actions.open_business import open_business
from kaye.records.message_search import folded, found_messages
from kaye.records.models import Business, Customer, InboxMessage, Thread
from tests.web.people import now, open_shop

SAID = (
    "Bonjour, c’est combien pour l’écran d’un Tecno ?",
    "Je passe régler à l’échéance",
    "Appelez-moi au 6 99 11 22 33",
    "Déjà réglé hier par Orange Money",
    "éé*\"' OR 1=1 NEAR(",
)
pytestmark = pytest.mark.django_db


def _say(business: Business, *texts: str) -> list[InboxMessage]:
    who = Customer.objects.filter(business=business).first() or Customer.objects.create(
        business=business, name="X", search="x", last_activity_at=now(), created_at=now()
    )
    thread, _ = Thread.objects.get_or_create(
        business=business, customer=who, defaults={"last_at": now(), "created_at": now()}
    )
    return InboxMessage.objects.bulk_create(
        InboxMessage(
            business=business, thread=thread, customer=who, channel="whatsapp", direction="in", origin="customer",
            at=now() + timedelta(minutes=each), received_at=now(), text=text, search=folded(text),
        )
        for each, text in enumerate(texts)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ecran", [0]),
        ("ÉCRAN tecno", [0]),
        ("écr", [0]),
        ("réglé", [3, 1]),
        ("regl", [3, 1]),
        ("699112233", [2]),
        ("11 22", [2]),
        ("tecno orange", []),
        ('"; DROP TABLE', []),
        ("NEAR(", [4]),
        ("* ( ) : \\ '", []),
        ("", []),
    ],
)
def test_words_are_found_whatever_their_accents(text: str, expected: list[int]) -> None:
    shop = open_shop()
    with scope(business=shop.business):
        rows = _say(shop.business, *SAID)
        assert found_messages(shop.business, text) == [rows[each].pk for each in expected]


def test_what_changes_goes_and_other_shops_are_kept_out() -> None:
    shop, other = open_shop(), open_business(name="Ailleurs", country="CM", now=now())
    with scope(business=other):
        _say(other, "facture 12")
    with scope(business=shop.business):
        first, second, third = _say(shop.business, "facture 12", "facture 13", "facture 14")
        assert found_messages(shop.business, "facture", most=2) == [third.pk, second.pk]
        assert found_messages(shop.business, "facture", before=second.pk) == [first.pk]
        InboxMessage.objects.filter(pk=first.pk).update(search=folded("devis 12"))
        third.delete()
        assert found_messages(shop.business, "facture") == [second.pk]
        assert found_messages(shop.business, "devis") == [first.pk]
