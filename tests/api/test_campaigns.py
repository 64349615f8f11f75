"""Campaigns read by a program: how far each is."""

import pytest
from django_scopes import scope

from kaye.records.models import Business, Campaign, Recipient
from tests.api.conftest import NOW, program

pytestmark = pytest.mark.django_db


def test_each_says_how_far_it_is(firm: Business) -> None:
    with scope(business=firm):
        first = Campaign.objects.create(
            business=firm, name="Mai", channel="email", state="running", created_at=NOW
        )
        Campaign.objects.create(business=firm, name="Juin", channel="email", created_at=NOW)
        for state in ("sent", "sent", "queued", "waiting", "skipped"):
            Recipient.objects.create(business=firm, campaign=first, address=f"{state}@x.example", state=state)
    juin, mai = program(firm).ok("GET", "campaigns")["items"]
    assert (juin["name"], juin["audience"]) == ("Juin", 0)
    told = (mai["state"], mai["audience"], mai["sent"], mai["waiting"], mai["skipped"])
    assert told == ("running", 5, 2, 2, 1)
    page = program(firm).ok("GET", "campaigns?limit=1")
    assert [each["name"] for each in page["items"]] == ["Juin"] and page["next"]
