"""Two shops with one of everything; in the first, every word a person typed is a canary."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django_scopes import scope, scopes_disabled

from kaye.actions.api_key import make_key
from kaye.actions.bank.take_statement import take_statement
from kaye.actions.create_notice import create_notice
from kaye.actions.draft_document import draft_document
from kaye.actions.give_link import space_link
from kaye.actions.hand_off import hand_off
from kaye.actions.hold import place_hold
from kaye.actions.inbox.merge import merge
from kaye.actions.make_plan import make_plan
from kaye.actions.read_import import read_import
from kaye.actions.record_customer import record_customer
from kaye.actions.record_payment import record_payment
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.send_notice import send_notice
from kaye.actions.send_quote import send_quote
from kaye.actions.subscriptions.subscribe import subscribe
from kaye.actions.write_off import write_off
from kaye.records.message_search import folded
from kaye.records.models import (
    ApiKey,
    BankLine,
    Business,
    Campaign,
    CannedReply,
    Case,
    ContactPoint,
    Customer,
    Device,
    Document,
    Event,
    FormalNotice,
    HandOff,
    Hold,
    ImportBatch,
    InboxMessage,
    Link,
    MatchProposal,
    Member,
    Merge,
    MessageFile,
    Note,
    OfflineAct,
    OutgoingMessage,
    Payment,
    Plan,
    Product,
    Receivable,
    Reduction,
    Request,
    Sale,
    Subscription,
    Task,
    Thread,
    Understood,
    WebhookEndpoint,
)
from kaye.records.models.owned import Owned
from tests.web.people import BACKEND, Shop, hire, now, open_shop

CANARIES = ("CANARIUS", "canarius", "694713586", "6 94 71 35 86", "KANARI")
MISSING = 987_654_321

# What an address carries, by the name of its converter; `pk` means another thing in each screen.
OBJECTS: dict[str, type[Model]] = {
    "payment": Payment,
    "point": ContactPoint,
    "hold": Hold,
    "debt": Receivable,
    "link": Link,
    "notice": FormalNotice,
    "file": HandOff,
    "plan": Plan,
    "loss": Reduction,
    "line": BankLine,
    "event": Event,
    "event_id": Event,
    "item": Case,
    "customers:pk": Customer,
    "imports:pk": ImportBatch,
    "sell:pk": Sale,
    "stock:pk": Product,
    "settings:pk": Member,
    "settings:key": ApiKey,
    "settings:endpoint": WebhookEndpoint,
    "documents:pk": Document,
    "documents:sale": Sale,
    "subscription": Subscription,
    "outgoing": OutgoingMessage,
    "device": Device,
    "offline:act": OfflineAct,
    "campaign": Campaign,
    "inbox:pk": Customer,
    "sheet": Understood,
    "said": InboxMessage,
    "request_pk": Request,
    "proposal": MatchProposal,
    "task": Task,
    "canned_pk": CannedReply,
    "merge_pk": Merge,
}
# Words of the product, the same for everybody: no row of a business is behind them.
WORDS = {
    "kind": "pause",
    "name": "email",
    "key": "notebook",
    "message": "pay.notebook",
    "form": "whatsapp",
    "number": "1",
    "token": "a" * 43,
    "provider": "none",
    "uidb36": "1",
    "mfa:pk": "1",
    "account:key": "abc-def",
    # Pages of customers, behind a token never given; tests/security/test_portal.py has real ones.
    "portal:token": "a" * 27,
    "portal:act": "question",
    "portal:document": "1",
    "portal:debt": "1",
    "documents:kind": "devis",
    "documents:form": "pdf",
    "documents:act": "supprimer",
}


@dataclass(frozen=True, slots=True)
class Estate:
    """One shop, and who works there."""

    shop: Shop
    owner: User
    reader: User
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def business(self) -> Business:
        return self.shop.business


def settle(name: str, word: str, phone: str) -> Estate:
    """A shop where everything exists once; `word` is in everything that a person types."""
    shop = open_shop(name, "CM")
    business, at = shop.business, now()
    owner, reader = (
        hire(business, "owner", f"{word}-o@x.example"),
        hire(business, "readonly", f"{word}-l@x.example"),
    )
    with scope(business=business):
        debtor = record_customer(
            business=business, now=at, name_raw=f"Maman {word}", phone=phone, email=f"{word}@client.example",
            notes=f"note {word}", address=f"quartier {word}",
        )  # fmt: skip
        line = [LineInput(f"Pagne {word}", 1, 25_000)]
        day = at.date() - timedelta(days=20)
        record_sale(
            business=business, customer=debtor, kind="credit", lines=line, sold_on=day, now=at,
            due_on=day + timedelta(days=5), note=f"vente {word}",
        )  # fmt: skip
        record_sale(
            business=business, customer=debtor, kind="order", lines=line, sold_on=at.date(), now=at,
            promised_on=at.date() + timedelta(days=4),
        )  # fmt: skip
        notice = create_notice(business=business, customer=debtor, now=at)
        send_notice(business=business, notice=notice, sent_on=at.date(), now=at, registered_number=word)
        hand_off(business=business, customer=debtor, agency=f"Cabinet {word}", now=at)
        record_payment(
            business=business, customer=debtor, amount=1_000, received_on=at.date(), now=at, reference=word
        )
        place_hold(
            business=business,
            customer=debtor,
            kind="pause",
            now=at,
            until=at.date() + timedelta(days=3),
            words=word,
        )
        write_off(
            business=business, customer=debtor, amount=500, debts=[Receivable.objects.earliest("pk").pk],
            reason=word, now=at,
        )  # fmt: skip
        make_plan(business=business, customer=debtor, count=2, first_on=at.date(), now=at)
        take_statement(
            business=business, account="CM2110005", now=at, filename=f"{word}.csv",
            data=f"Date;Libellé;Crédit\n{at:%d/%m/%Y};VIR {word};77\n".encode(),
        )  # fmt: skip
        space_link(business=business, customer=debtor, now=at)
        make_key(business=business, name=f"Site {word}", scopes=["customers:read"], now=at)
        WebhookEndpoint.objects.create(
            business=business, url=f"https://{word.lower()}.example/avis", sealed=b"", created_at=at
        )
        asked = {"prices": "ttc", "lines": [{"label": f"Pose {word}", "unit_price": "1000"}], "note": word}
        sent = draft_document(business=business, kind="quote", asked=asked, customer=debtor, now=at)
        send_quote(business=business, document=sent, now=at)
        subscribe(
            business=business, customer=debtor, now=at,
            data={"name": f"Contrat {word}", "lines": asked["lines"], "start": at.date().isoformat()},
        )  # fmt: skip
        draft_document(business=business, kind="quote", asked=asked, customer=debtor, now=at)
        read_import(
            business=business, kind="stock", now=at, filename=f"{word}.csv",
            data=f"Article;Stock;Prix\nSavon {word};4;500\n".encode(),
        )  # fmt: skip
        _talk(business, debtor, word)
        Campaign.objects.create(
            business=business, name=f"Offre {word}", channel="email", text_a=f"Bonjour {word}", created_at=at
        )
        member = Member.objects.get(business=business, user=owner)
        Device.objects.create(
            business=business,
            member=member,
            address_hash=word,
            sealed=b"",
            label=f"{word} Chrome",
            created_at=at,
        )
        OfflineAct.objects.create(
            business=business, member=member, uuid=word, kind="payment", data={"amount": "100", "name": word},
            made_at=at, received_at=at, state="to_check", answer=f"à vérifier {word}",
        )  # fmt: skip
        ids = {name: _id(name, model, business) for name, model in OBJECTS.items()}
    return Estate(shop, owner, reader, ids)


def _talk(business: Business, debtor: Customer, word: str) -> None:
    """Something was said, understood, asked, noted, attached."""
    at = now()
    thread, _ = Thread.objects.get_or_create(
        business=business, customer=debtor, defaults={"last_at": at, "created_at": at}
    )
    Thread.objects.filter(pk=thread.pk).update(
        state="to_answer", due_at=at, soon_at=at, last_text=f"Bonjour {word}", last_channel="email"
    )
    said = InboxMessage.objects.create(
        business=business, thread=thread, customer=debtor, channel="email", direction="in", origin="customer", at=at,
        received_at=at, text=f"Bonjour {word}", subject=f"Objet {word}", search=folded(word), html=f"<p>{word}</p>",
    )  # fmt: skip
    MessageFile.objects.create(business=business, message=said, name=f"{word}.pdf", state="ready")
    Understood.objects.create(
        business=business, message=said, kind="promise", state="proposed", because=f"promet {word}", at=at
    )
    Note.objects.create(business=business, thread=thread, text=f"note {word}", at=at)
    Request.objects.create(
        business=business, customer=debtor, number=900, title=f"Demande {word}", source="hand", opened_at=at
    )
    Task.objects.create(
        business=business, customer=debtor, kind="call_back", key=f"k{word}", text=f"Rappeler {word}",
        due_on=at.date(), created_at=at,
    )  # fmt: skip
    CannedReply.objects.create(business=business, name=f"Prête {word}", text=f"Merci {word}", changed_at=at)
    other = Customer.objects.filter(business=business).exclude(pk=debtor.pk).earliest("pk")
    MatchProposal.objects.create(business=business, one=debtor, other=other, because=f"nom {word}", at=at)
    gone = record_customer(business=business, now=at, name_raw=f"Ancien {word}")
    merge(business=business, keep=debtor, other=gone, now=at)


def _id(name: str, model: type[Model], business: Business) -> str:
    found = model._default_manager.filter(business=business).order_by("-pk").first()  # type: ignore[misc]
    assert found is not None, f"the estate has no {model.__name__} for « {name} »"
    return f"{found.pk}.s1" if name == "item" else str(found.pk)


def enter(user: User | None, business: Business | None = None) -> Client:
    """The browser of that person; answers 500 instead of raising."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, BACKEND)
        session = client.session
        session["business"] = business.pk if business else None
        session.save()
    return client


def rows_of(business: Business) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of that business, to see whether one has changed."""
    with scopes_disabled():
        found: dict[str, list[tuple[Any, ...]]] = {
            model.__name__: list(model.objects.filter(business=business).order_by("pk").values_list())
            for model in [*Owned.__subclasses__(), Member]
        }
        found["Business"] = list(Business.objects.filter(pk=business.pk).values_list())
    return found


_READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class Watch:
    """Whether a row of that business has changed: the rows are read again only after a statement that could have."""

    def __init__(self, business: Business) -> None:
        self._business, self._before, self._written = business, rows_of(business), False

    def changed(self) -> bool:
        """Since the last time it was asked."""
        if not self._written:
            return False
        before, self._before = self._before, rows_of(self._business)
        self._written = False
        return before != self._before

    def see(self, execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        """Django's wrapper of every statement; sessions are of no business."""
        reads = statement.lstrip().upper().startswith(_READS)
        self._written |= not reads and "django_session" not in statement
        return execute(statement, values, many, context)


@contextmanager
def watched(business: Business) -> Iterator[Watch]:
    watch = Watch(business)
    with connection.execute_wrapper(watch.see):
        yield watch
