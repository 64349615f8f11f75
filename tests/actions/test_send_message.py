"""A message about one thing that happened: by itself, by one tap, once, with its papers."""

import email
from collections.abc import Iterator
from datetime import datetime

import pytest

from kaye.actions.inbox.confirm_sent import confirm_sent
from kaye.actions.point import add_point
from kaye.actions.send_message import Words, send_message
from kaye.actions.stop import stop
from kaye.records.models import Business, Customer, Document, DocumentFile, OutgoingMessage
from tests.actions.mornings import at, turn
from tests.actions.till import customer
from tests.faults.smtp_server import SmtpServer
from tests.mail import mailbox

pytestmark = pytest.mark.django_db
QUOTE = Words(
    text_id="quote.sent",
    values={"devis": "D2026-0001", "montant_devis": "1 200,00 €"},
    amounts=(120_000,),
    references=("D2026-0001",),
)


@pytest.fixture
def mail() -> Iterator[SmtpServer]:
    with mailbox() as server:
        yield server


def lise(firm: Business, now: datetime) -> Customer:
    Business.objects.filter(pk=firm.pk).update(email="bureau@exemple.fr")
    firm.refresh_from_db()
    who = customer(firm, now, "Mme Lise Jalème")
    add_point(business=firm, customer=who, kind="email", value="lise@exemple.fr", now=now)
    return who


def paper(firm: Business, who: Customer, now: datetime) -> DocumentFile:
    quote = Document.objects.create(
        business=firm,
        customer=who,
        kind="quote",
        number="D2026-0001",
        asked={},
        created_at=now,
        updated_at=now,
    )
    return DocumentFile.objects.create(
        business=firm,
        document=quote,
        role="pdf",
        content=b"%PDF-1.7 \x00\xff essai",
        sha256="0" * 64,
        created_at=now,
    )


def test_an_email_leaves_with_its_paper_and_only_once(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    who = lise(firm, now)
    first = send_message(
        business=firm,
        customer=who,
        words=QUOTE,
        key="devis:1",
        family="document",
        now=now,
        files=[paper(firm, who, now)],
    )
    again = send_message(business=firm, customer=who, words=QUOTE, key="devis:1", family="document", now=now)
    assert first.message is not None and again.message == first.message
    turn(firm, at(firm, "05-22", 15))
    turn(firm, at(firm, "05-22", 16))
    assert len(mail.accepted) == 1
    letter = email.message_from_bytes(mail.accepted[0].data)
    attached = [part for part in letter.walk() if part.get_filename()]
    assert [part.get_filename() for part in attached] == ["D2026-0001.pdf"]
    assert attached[0].get_payload(decode=True) == b"%PDF-1.7 \x00\xff essai"
    assert attached[0].get_content_type() == "application/pdf"
    assert (
        "Devis" in str(email.header.make_header(email.header.decode_header(letter["Subject"])))
        or letter["Subject"]
    )
    first.message.refresh_from_db()
    assert first.message.state == "sent"


def test_without_an_automatic_channel_it_is_one_tap(shop: Business, now: datetime) -> None:
    who = customer(shop, now)
    add_point(business=shop, customer=who, kind="phone", value="677123457", now=now)
    words = Words(
        text_id="quote.sent",
        values={"devis": "D2026-0001", "montant_devis": "25 000 FCFA"},
        amounts=(25_000,),
    )
    sending = send_message(
        business=shop, customer=who, words=words, key="devis:2", family="document", now=now
    )
    assert sending.message is not None and sending.message.state == "proposed"
    assert sending.link is not None and sending.link.startswith("https://wa.me/237677123457")
    turn(shop, at(shop, "05-22", 15))
    sending.message.refresh_from_db()
    assert sending.message.state == "proposed"
    for _ in range(2):
        confirm_sent(business=shop, message=sending.message, now=now)
    assert OutgoingMessage.objects.filter(state="sent").count() == 1


def test_nothing_leaves_after_a_stop_even_at_the_last_moment(
    firm: Business, now: datetime, mail: SmtpServer
) -> None:
    who = lise(firm, now)
    sending = send_message(
        business=firm, customer=who, words=QUOTE, key="devis:3", family="document", now=now
    )
    assert sending.message is not None
    stop(business=firm, customer=who, now=now, purpose="all")
    turn(firm, at(firm, "05-22", 15))
    sending.message.refresh_from_db()
    assert sending.message.state == "cancelled" and not mail.accepted
    refused = send_message(
        business=firm, customer=who, words=QUOTE, key="devis:4", family="document", now=now
    )
    assert refused.message is None and "ne plus recevoir" in refused.because


def test_what_is_missing_or_wrong_is_said(firm: Business, now: datetime) -> None:
    who = customer(firm, now, "M. Paul")
    nobody = send_message(business=firm, customer=who, words=QUOTE, key="a", family="document", now=now)
    assert (nobody.message, nobody.because) == (None, "pas de numéro")
    add_point(business=firm, customer=who, kind="phone", value="0690112233", now=now)
    other = Words(text_id="quote.sent", values=QUOTE.values, amounts=(1,), references=QUOTE.references)
    wrong = send_message(business=firm, customer=who, words=other, key="b", family="document", now=now)
    assert wrong.message is None and "1 200,00" in wrong.because
    empty = send_message(
        business=firm,
        customer=who,
        words=Words(text_id="quote.sent", values={}),
        key="c",
        family="document",
        now=now,
    )
    assert empty.message is None and empty.because
