"""What a provider's refusal stops depends on what it is about."""

from datetime import datetime

import pytest

from kaye.actions.refused_send import hold_account, stop_what_was_refused, waits_for_us
from kaye.records.models import (
    Business,
    Case,
    ChannelAccount,
    Hold,
    MessageStep,
    OptOut,
    OutgoingMessage,
    Task,
)
from kaye.rules.ports.channel import About, Refused
from tests.actions.till import sell
from tests.inbox.talk import PHONE, known

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("about", "point", "holds", "stops"),
    [
        ("address", "dead", 0, 0),
        ("stopped", "ok", 0, 1),
        ("window", "ok", 1, 0),
        ("template", "ok", 1, 0),
        ("text", "ok", 1, 0),
    ],
)
def test_only_an_address_dies(
    shop: Business, now: datetime, about: About, point: str, holds: int, stops: int
) -> None:
    who = known(shop, now)
    sell(shop, who, "credit", now)
    case = Case.objects.get(subject_type="instalment")
    message = OutgoingMessage.objects.create(
        business=shop,
        customer=who,
        key="k",
        state="failed",
        channel="whatsapp",
        address=PHONE,
        purpose="transactional",
        family="payment",
        kinds="payment",
        text="Bonjour",
        local_date=now.date(),
        due_at=now,
        created_at=now,
    )
    MessageStep.objects.create(business=shop, message=message, case=case, step="s1")
    refused = Refused("non", permanent=True, about=about)
    assert not waits_for_us(refused)
    stop_what_was_refused(shop, message.pk, who.pk, PHONE, refused, now)
    assert who.points.get().state == point
    assert Hold.objects.filter(kind="refused", case=case).count() == holds
    assert OptOut.objects.filter(purpose="all").count() == stops


def test_an_account_that_is_blocked_keeps_its_messages_and_is_told_once(
    shop: Business, now: datetime
) -> None:
    ChannelAccount.objects.create(business=shop, channel="email")
    refused = Refused("le jeton n'est plus bon", permanent=True, about="account")
    assert waits_for_us(refused)
    hold_account(shop, "email", refused, now)
    hold_account(shop, "email", refused, now)
    assert ChannelAccount.objects.get().trouble == "le jeton n'est plus bon"
    task = Task.objects.get()
    assert (task.kind, task.count, task.owner_only) == ("channel", 2, True)
    assert waits_for_us(Refused("trop vite", permanent=True, about="rate"))
