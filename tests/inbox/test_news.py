"""What is no message: bounces, calls, choices passed on, verdicts on texts, news of the account (C18, C56, C59)."""

from datetime import datetime, timedelta

import pytest

from kaye.actions.inbox.apply import account as news
from kaye.actions.inbox.apply import bounce, call, consent, template
from kaye.actions.inbox.ground import Ground
from kaye.actions.inbox.mail_tokens import message_of_token, message_token
from kaye.actions.record_customer import record_customer
from kaye.actions.record_sale import LineInput, record_sale
from kaye.channels.registry import channel
from kaye.records.models import (
    Business,
    ChannelAccount,
    ChannelTemplate,
    ContactPoint,
    Customer,
    InboxMessage,
    OptOut,
    OutgoingMessage,
    RawPayload,
    Request,
    Task,
)
from kaye.rules.ports.inbound import (
    AccountNews,
    BounceCame,
    CallCame,
    ConsentSaid,
    Person,
    Point,
    TemplateChanged,
)
from tests.actions.conftest import NOW
from tests.inbox.posting import JEANNE

pytestmark = pytest.mark.django_db
_ADDRESS = "jeanne@client.example"


def _ground(shop: Business, name: str, at: datetime = NOW) -> Ground:
    account, _ = ChannelAccount.objects.get_or_create(business=shop, channel=name)
    inbound = channel(name).inbound
    assert inbound is not None
    raw = RawPayload(business=shop, account=account, received_at=at)
    return Ground(shop, account, {}, inbound, raw, at, at)


@pytest.fixture
def jeanne(shop: Business) -> Customer:
    """She owes money, and was written to."""
    who = record_customer(business=shop, now=NOW, name_raw="Jeanne", phone=f"+{JEANNE}", email=_ADDRESS)
    lines = [LineInput("Pagne", 1, 9_000)]
    record_sale(business=shop, customer=who, kind="credit", lines=lines, sold_on=NOW.date(), now=NOW)
    return who


def _sent(shop: Business, who: Customer, number: int) -> OutgoingMessage:
    return OutgoingMessage.objects.create(
        business=shop, customer=who, key=f"k{number}", state="sent", channel="email", address=_ADDRESS,
        purpose="transactional", family="payment", kinds="", text="Voici", local_date=NOW.date(), due_at=NOW,
        created_at=NOW, sent_at=NOW, provider_ref=f"<{number}@moussa.example>",
        delivery="sent",
    )  # fmt: skip


def _bounce(weight: str, number: int = 0, at: datetime = NOW, token: str = "") -> BounceCame:
    named = () if token else (f"<{number}@moussa.example>",)
    return BounceCame(
        external_id=f"b{number}", address=_ADDRESS, weight=weight, messages=named, token=token, at=at,  # type: ignore[arg-type]
        status="5.1.1", detail="adresse inconnue",
    )  # fmt: skip


def _point() -> ContactPoint:
    return ContactPoint.objects.get(kind="email")


def test_a_bounce_of_nobodys_message_has_no_effect(shop: Business, jeanne: Customer) -> None:
    for event in (_bounce("hard", 9), _bounce("hard", token="1-abcdefghijklmnopqrst")):
        assert bounce.apply(_ground(shop, "email"), event, "x").outcome == "ignored"
    assert _point().suppressed_at is None


def test_a_hard_bounce_silences_at_once_and_asks_for_another_address(
    shop: Business, jeanne: Customer
) -> None:
    sent = _sent(shop, jeanne, 1)
    token = message_token(sent)
    assert message_of_token(shop, token) == sent
    bounce.apply(_ground(shop, "email"), _bounce("hard", token=token), "x")
    assert (_point().suppressed_at, _point().because) == (NOW, "adresse inconnue")
    assert "autre adresse" in Task.objects.get().text
    sent.refresh_from_db()
    assert sent.delivery == "failed"


def test_soft_bounces_silence_after_three_in_a_row_over_three_days(shop: Business, jeanne: Customer) -> None:
    for number, days in enumerate((0, 1, 2, 3)):
        _sent(shop, jeanne, number)
        at = NOW + timedelta(days=days)
        bounce.apply(_ground(shop, "email", at), _bounce("soft", number, at), "x")
        assert (_point().suppressed_at is not None) == (days == 3)


def test_a_delay_is_a_note_and_a_complaint_ends_offers(shop: Business, jeanne: Customer) -> None:
    sent = _sent(shop, jeanne, 1)
    bounce.apply(_ground(shop, "email"), _bounce("delayed", 1), "x")
    sent.refresh_from_db()
    assert (sent.delivery, sent.trouble, _point().suppressed_at) == ("sent", "adresse inconnue", None)
    bounce.apply(_ground(shop, "email"), _bounce("complaint", 1), "x")
    assert _point().suppressed_at == NOW
    assert OptOut.objects.get(customer=jeanne).purpose == "marketing"


@pytest.mark.parametrize(
    "order", [("ringing", "missed"), ("missed", "ringing"), ("ringing", "missed", "missed")]
)
def test_states_of_one_call_are_one_row(shop: Business, jeanne: Customer, order: tuple[str, ...]) -> None:
    for state in order:
        event = CallCame(
            external_id="c1", at=NOW, caller=Person((Point("phone", f"+{JEANNE}"),)), direction="in", state=state,  # type: ignore[arg-type]
        )  # fmt: skip
        call.apply(_ground(shop, "phone"), event, "x")
    message = InboxMessage.objects.get()
    assert (message.call_state, message.customer) == ("missed", jeanne)
    assert Request.objects.filter(customer=jeanne).count() == 1
    assert Task.objects.get(kind="call_back").count == 1


def test_masked_callers_have_no_card(shop: Business) -> None:
    for number in range(2):
        event = CallCame(external_id=f"c{number}", caller=Person(), direction="in", state="missed")
        assert call.apply(_ground(shop, "phone"), event, "x").customer is None
    assert Task.objects.get().count == 2
    assert not Customer.objects.exists()


def test_a_choice_passed_on_by_the_provider(shop: Business, jeanne: Customer) -> None:
    who = Person((Point("phone", f"+{JEANNE}"),))
    told = ((False, 3, True), (True, 2, True), (True, 4, False))  # agreed, minutes before, refused now
    for agreed, minute, refused in told:
        at = NOW - timedelta(minutes=9 - minute)
        event = ConsentSaid(external_id=f"p{minute}", person=who, agreed=agreed, words="stop", at=at)
        assert consent.apply(_ground(shop, "whatsapp"), event, "x").customer == jeanne
        assert OptOut.objects.filter(customer=jeanne, lifted_at=None).exists() is refused


def test_the_latest_verdict_on_a_text_counts(shop: Business) -> None:
    for minutes_, state in ((5, "approved"), (0, "pending"), (9, "paused")):
        event = TemplateChanged(
            external_id=state, name="rappel", language="fr", state=state, at=NOW + timedelta(minutes=minutes_)
        )
        template.apply(_ground(shop, "whatsapp", NOW + timedelta(minutes=9)), event, "x")
    assert ChannelTemplate.objects.get().state == "paused"


def test_news_of_the_account_are_told_once(shop: Business) -> None:
    event = AccountNews(external_id="n1", detail="Le numéro est bloqué.", stops=True)
    for _ in range(2):
        news.apply(_ground(shop, "whatsapp"), event, "a" * 64)
    assert ChannelAccount.objects.get().trouble == "Le numéro est bloqué."
    assert Task.objects.get(kind="channel").owner_only
