"""« Restart »: three days without power, many reminders due, many messages waiting at the provider. Nothing is lost,
nothing bursts, the morning says what was held."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from django_scopes import scope

from bench.fill import NOW, fill
from kaye.actions.inbox.channel_account import add_channel
from kaye.actions.inbox.receive import receive
from kaye.actions.tick import tick
from kaye.actions.today import today
from kaye.records.models import (
    Business,
    Case,
    Hold,
    InboxMessage,
    OptOut,
    OutgoingMessage,
    RawPayload,
    Request,
    Task,
    Thread,
)
from tests.mail import mailbox

DUE, WAITING = 60, 36
OUT = timedelta(days=3)
SAID = (
    "J'ai déjà payé mardi par virement.",
    "STOP",
    "Je paie vendredi, promis.",
    "Bonjour, pouvez-vous passer pour un devis ?",
    "Merci !",
    "La pompe fuit depuis votre passage, c'est inadmissible.",
)


def _mails(count: int, since: datetime) -> Iterator[bytes]:
    """One from each of the first customers, spread over the outage."""
    for rank in range(count):
        mail = EmailMessage()
        mail["From"] = f"Josette <c{rank + 1}@client.example>"
        mail["To"] = "contact@clim.example"
        mail["Subject"] = "Votre message"
        mail["Message-ID"] = f"<panne-{rank}@client.example>"
        mail["Date"] = format_datetime(since + OUT * rank / count)
        mail.set_content(SAID[rank % len(SAID)])
        yield mail.as_bytes()


def tell(due: int, waiting: int) -> Counter[str]:
    """The whole story; answers what was counted at its end."""
    business = fill(due, due)
    Business.objects.filter(pk=business.pk).update(last_tick_at=NOW - OUT)
    business.refresh_from_db()
    with mailbox() as server, scope(business=business):
        account = add_channel(
            business=business, name="email", values={"address": "contact@clim.example"}, now=NOW - OUT
        )
        for body in _mails(waiting, NOW - OUT):
            receive(account=account, headers={}, body=body, now=NOW, check=False)
        for minutes in range(0, 50, 10):
            tick(NOW + timedelta(minutes=minutes), business)
        morning = today(business, NOW + timedelta(minutes=50), due * 2)
        reminders = [mail for mail in server.accepted if b"Entretien climatisation" in mail.data]
        return Counter(
            {
                "messages": InboxMessage.objects.filter(direction="in").count(),
                "threads": Thread.objects.count(),
                "unread payloads": RawPayload.objects.exclude(state="done").count(),
                "reminders that left": len(reminders),
                "twice": len(server.ids) - len(set(server.ids)),
                "held for a person": sum(line.item.action == "approve" for line in morning.lines),
                "open and without a date": Case.objects.filter(closed_at=None, next_at=None).count(),
                "stops": OptOut.objects.filter(purpose="all").count(),
                "holds": Hold.objects.filter(lifted_at=None, kind__in=("paid", "promise", "dispute")).count(),
                "requests": Request.objects.filter(closed_at=None).count(),
                "payments to check": Task.objects.filter(kind="check_payment", done_at=None).count(),
                "after a stop": _after_a_stop(),
            }
        )


def _after_a_stop() -> int:
    """Reminders to those who said stop, paid, promised or complained."""
    silent = set(OptOut.objects.values_list("customer_id", flat=True))
    silent |= set(
        Hold.objects.filter(kind__in=("paid", "promise", "dispute")).values_list("customer_id", flat=True)
    )
    rows = OutgoingMessage.objects.filter(customer_id__in=silent, family="payment")
    return rows.filter(state__in=("sent", "handing", "uncertain", "due")).count()


@pytest.mark.django_db
@pytest.mark.one_engine
def test_three_days_without_power() -> None:
    found = tell(DUE, WAITING)
    each = WAITING // len(SAID)
    assert found["messages"] == found["threads"] == WAITING
    assert found["unread payloads"] == 0
    assert (
        found["reminders that left"] == 0
    )  # more than twenty at once after a silence: a person looks first (R40)
    assert found["twice"] == found["after a stop"] == found["open and without a date"] == 0
    assert found["stops"] == each
    assert found["holds"] == 3 * each
    assert found["requests"] == 2 * each  # the quote and the claim
    assert found["payments to check"] == each
    assert found["held for a person"] >= DUE - 5 * each
