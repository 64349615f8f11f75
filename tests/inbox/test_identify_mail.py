"""Whose mail it is: threads, newcomers, forged senders (C11, C25, C26)."""

import pytest
from django.test import override_settings

from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.inbox.mail_tokens import thread_of_token, thread_token
from kaye.actions.record_customer import record_customer
from kaye.actions.unsubscribe import stop_urls
from kaye.records.models import Business, ChannelAccount, Customer, InboxMessage, OptOut, Task, Thread
from tests.actions.conftest import NOW
from tests.inbox.posting import take
from tests.web.people import hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(shop: Business) -> ChannelAccount:
    values = {"address": "boutique@moussa.example", "authserv_id": "mx.moussa.example"}
    return add_channel(business=shop, name="email", values=values, now=NOW)


def _mail(sender: str, text: str, number: str, **headers: str) -> bytes:
    lines = {
        "From": sender,
        "To": "boutique@moussa.example",
        "Subject": headers.pop("subject", "Bonjour"),
        "Message-ID": f"<{number}@client.example>",
        "Date": "Fri, 22 May 2026 08:00:00 +0000",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


def _customer_of(external_id: str) -> Customer:
    return InboxMessage.objects.get(external_id=external_id).customer


def test_a_newcomer_on_an_old_thread_gets_nothing_of_it(box: ChannelAccount, shop: Business) -> None:
    take(box, _mail("Jeanne <jeanne@client.example>", "Un devis pour 3 portes ?", "a1"), NOW)
    jeanne = _customer_of("<a1@client.example>")
    token = thread_token(Thread.objects.get())
    assert thread_of_token(shop, token) == Thread.objects.get()
    assert thread_of_token(shop, token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    forged = {"In_Reply_To": "<a1@client.example>", "References": "<a1@client.example>"}
    take(box, _mail("Paul <paul@ailleurs.example>", "Où en est le devis ?", "a2", **forged), NOW)
    to = f"boutique+r-{token}@moussa.example"
    take(box, _mail("Awa <awa@ailleurs.example>", "Et pour moi ?", "a3", To=to), NOW)
    for number in ("a2", "a3"):
        newcomer = _customer_of(f"<{number}@client.example>")
        assert newcomer != jeanne
        assert newcomer.thread.related == [jeanne.pk]
    take(box, _mail("Jeanne <jeanne@client.example>", "Alors ?", "a4", **forged), NOW)
    assert _customer_of("<a4@client.example>") == jeanne
    assert Thread.objects.get(customer=jeanne).related == []


@pytest.mark.parametrize(
    "sender", ["boutique@moussa.example", "Awa <PATRON@moussa.example>", "moussa@moussa.example"]
)
def test_a_mail_that_says_to_be_us_is_nobodys(box: ChannelAccount, shop: Business, sender: str) -> None:
    hire(shop, "owner", "patron@moussa.example")
    Business.objects.filter(pk=shop.pk).update(email="moussa@moussa.example")
    box.business.refresh_from_db()
    (done,) = take(box, _mail(sender, "Envoyez 3 000 000 à ce compte", "a1"), NOW)
    assert (done.applied.outcome, done.applied.customer, done.applied.request) == ("applied", None, None)
    assert not InboxMessage.objects.exists()
    assert not Customer.objects.exists()
    assert "à vérifier" in Task.objects.get().text


def test_dmarc_that_fails_only_doubts(box: ChannelAccount, shop: Business) -> None:
    jeanne = record_customer(business=shop, now=NOW, name_raw="Jeanne", email="Jeanne@Client.example")
    results = "mx.moussa.example; dmarc=fail header.from=client.example"
    take(box, _mail("jeanne@client.example", "Je paie vendredi", "a1", Authentication_Results=results), NOW)
    message = InboxMessage.objects.get()
    assert (message.customer, message.verdict) == (jeanne, "to_check")
    assert message.thread.state == "to_check"
    assert jeanne.points.get().verified_at is None


def test_one_id_over_two_bodies_is_two_messages(box: ChannelAccount) -> None:
    take(box, _mail("jeanne@client.example", "Bonjour", "a1"), NOW)
    take(box, _mail("jeanne@client.example", "Tout autre chose", "a1"), NOW)
    (again,) = take(box, _mail("jeanne@client.example", "Tout autre chose", "a1", X_Seen="2"), NOW)
    assert again.applied.outcome == "duplicate"
    found = InboxMessage.objects.order_by("pk").values_list("text", "doubt")
    assert list(found) == [("Bonjour", ""), ("Tout autre chose", "identifiant réutilisé")]


def test_a_mail_to_the_address_that_stops_offers(box: ChannelAccount, shop: Business) -> None:
    """Whoever sends it, if the token is right; a machine's words make no message (C54)."""
    jeanne = record_customer(business=shop, now=NOW, name_raw="Jeanne", email="Jeanne@Client.example")
    wanted = {(jeanne.pk, "jeanne@client.example")}
    with override_settings(BASE_URL="https://kaye.example"):
        (url,) = stop_urls(business=shop, wanted=wanted, now=NOW).values()
    token = url.rstrip("/").rpartition("/")[2]
    wrong = _mail(
        "x@ailleurs.example", "", "s1", subject=f"stop-{token[:-1]}é", Auto_Submitted="auto-replied"
    )
    take(box, wrong, NOW)
    assert not OptOut.objects.filter(customer=jeanne).exists()
    count = InboxMessage.objects.count()
    take(box, _mail("x@ailleurs.example", "", "s2", subject=f"stop-{token}"), NOW)
    assert OptOut.objects.filter(customer=jeanne).exists()
    assert InboxMessage.objects.count() == count
