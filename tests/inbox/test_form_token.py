"""The form of a site, from the page that shows it to the request it opens (C9, C59)."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from kaye.actions.inbox.channel_account import account_settings, add_channel
from kaye.actions.inbox.form_token import form_proof
from kaye.actions.refusal import Refusal
from kaye.cli.commands.form_token import command
from kaye.records.models import Business, ChannelAccount, InboxMessage
from tests.actions.conftest import NOW
from tests.inbox.posting import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(shop: Business) -> ChannelAccount:
    return add_channel(business=shop, name="webform", values={}, now=NOW)


def _post(business: Business, message: str) -> bytes:
    proof = form_proof(business=business, now=NOW - timedelta(minutes=1))
    fields = {"nom": "Awa", "contact": "awa@client.example", "message": message}
    return urlencode(fields | {"jeton": proof.token, "altcha": proof.solved()}).encode()


def test_its_key_is_drawn_once(form: ChannelAccount, shop: Business) -> None:
    secret = account_settings(form)["secret"]
    assert len(secret) >= 40
    again = add_channel(business=shop, name="webform", values={}, now=NOW)
    assert account_settings(again)["secret"] == secret


def test_a_form_that_is_off_shows_nothing(shop: Business) -> None:
    with pytest.raises(Refusal):
        form_proof(business=shop, now=NOW)


def test_what_the_page_carries_opens_a_request(form: ChannelAccount, shop: Business) -> None:
    (came,) = take(form, _post(shop, "Bonjour, un devis pour un split ?"), NOW)
    assert came.applied.request is not None
    assert InboxMessage.objects.get().verdict == ""


def test_the_command_prints_what_the_page_would_carry(form: ChannelAccount, shop: Business) -> None:
    said = ["--business", shop.slug, "--at", "2026-05-22T09:59", "--json"]
    printed = json.loads(CliRunner().invoke(command, said, catch_exceptions=False).output)
    fields = {"nom": "Awa", "contact": "awa@client.example", "message": "Bonjour", **printed}
    take(form, urlencode(fields).encode(), NOW)
    assert InboxMessage.objects.get().verdict == ""
