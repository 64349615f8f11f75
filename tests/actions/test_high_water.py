"""A base put back by hand is found out: nothing leaves again (I15)."""

import shutil
from datetime import UTC, date, datetime

import pytest
from django_scopes import scope

from kaye.actions.high_water import hold_if_older, remember
from kaye.actions.open_business import open_business
from kaye.actions.record_customer import record_customer
from kaye.actions.resume_sending import resume_sending
from kaye.records.models import Business, OutgoingMessage
from kaye.settings import config

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def shop() -> Business:
    business = open_business(name="Chez Moussa", country="CM", now=NOW)
    with scope(business=business):
        _message(business, "a")
    yield business
    for path in config.home().glob("parti-*"):
        path.unlink()


def test_the_same_base_goes_on(shop: Business) -> None:
    remember()
    assert hold_if_older(NOW) is False


def test_an_older_copy_holds_every_sending_until_a_person_resumes(shop: Business) -> None:
    with scope(business=shop):
        newer = _message(shop, "b")
        remember()
        newer.delete()
    assert hold_if_older(NOW) is True
    shop.refresh_from_db()
    assert "copie ancienne" in shop.sending_held_because
    with scope(business=shop):
        resume_sending(business=shop, now=NOW)
    assert hold_if_older(NOW) is False


def test_another_base_in_the_same_folder_is_not_an_old_copy(shop: Business) -> None:
    remember()
    (kept,) = config.home().glob("parti-*")
    shutil.copy(kept, kept.with_name("parti-0.json"))
    Business.objects.filter(pk=shop.pk).update(created_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert hold_if_older(NOW) is False


def _message(business: Business, key: str) -> OutgoingMessage:
    customer = record_customer(business=business, name_raw=f"Mr {key.upper()}li", now=NOW)
    return OutgoingMessage.objects.create(
        business=business,
        customer=customer,
        key=key,
        state="sent",
        channel="email",
        purpose="transactional",
        family="payment",
        kinds="payment_due",
        text="x",
        local_date=date(2026, 5, 20),
        due_at=NOW,
        created_at=NOW,
    )
