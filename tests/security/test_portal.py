"""The pages of customers, opened with real tokens by who should not, and with what nobody would send (M39, M40)."""

import email
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from kaye.actions.draft_document import draft_document
from kaye.actions.give_link import document_link, payment_link, revoke_links, space_link
from kaye.actions.inbox.channel_account import add_channel, token_of
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.open_business import open_business
from kaye.actions.point import change_point
from kaye.actions.record_customer import record_customer
from kaye.actions.send_quote import send_quote
from kaye.actions.tick import tick
from kaye.records.links import url_of
from kaye.records.models import Business, ContactPoint, Customer, Document, Link, OutgoingMessage, Signature
from tests.mail import mailbox
from tests.security.estate import rows_of
from tests.security.hostile import STRINGS
from tests.security.routes import routes
from tests.web.people import now

pytestmark = pytest.mark.django_db
READING = ("GET", "HEAD")
TICKED = {"nom": "Lise", "lu": "oui"}


class Given:
    """A quote and an invoice sent to « Maman CANARIUS », with a link of each kind; and to her neighbour."""

    def __init__(self, name: str, phone: str) -> None:
        self.business: Business = open_business(name=f"Chez {name}", country="CM", now=now())
        with scope(business=self.business):
            self.customer: Customer = record_customer(
                business=self.business,
                now=now(),
                name_raw=f"Maman {name}",
                phone=phone,
                email=f"{name.lower()}@client.example",
            )
            lines = [{"label": f"Pagne {name}", "quantity": "1", "unit_price": "25000"}]
            asked = {"prices": "ttc", "lines": lines}
            draft = draft_document(
                business=self.business, kind="quote", asked=asked, customer=self.customer, now=now()
            )
            self.quote: Document = send_quote(business=self.business, document=draft, now=now()).quote
            bill = draft_document(
                business=self.business, kind="invoice", asked=asked, customer=self.customer, now=now()
            )
            self.invoice: Document = issue_invoice(business=self.business, document=bill, now=now())
            assert self.invoice.receivable is not None
            self.links = {
                "quote": document_link(business=self.business, document=self.quote, now=now()),
                "invoice": document_link(business=self.business, document=self.invoice, now=now()),
                "payment": payment_link(
                    business=self.business, receivable=self.invoice.receivable, now=now()
                ),
                "space": space_link(business=self.business, customer=self.customer, now=now()),
            }
            self.paths = {what: "/" + url_of(link).split("/", 3)[3] for what, link in self.links.items()}
            form = add_channel(business=self.business, name="webform", values={}, now=now())
            self.paths["form"] = f"/f/{token_of(form)}/"

    def addresses(self, other: "Given") -> Iterator[str]:
        """Every address of the portal with these tokens; ids of this customer, and of the other one."""
        for route in routes():
            if not route.name.startswith("portal_"):
                continue
            for path in self._by_letter(route.pattern[0]):
                for ids in (self, other):
                    assert ids.invoice.receivable is not None
                    values = {
                        "token": path.split("/")[2],
                        "act": "question",
                        "document": str(ids.quote.pk),
                        "debt": str(ids.invoice.receivable.pk),
                    }
                    yield route.fill({hole: values[hole] for hole in route.holes})

    def _by_letter(self, letter: str) -> list[str]:
        return [path for path in self.paths.values() if path.startswith(f"/{letter}/")]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    monkeypatch.setenv("KAYE_NOW", now().isoformat())
    return Given("CANARIUS", "694713586")


@pytest.fixture
def neighbour(given: Given) -> Given:
    return Given("Voisine", "694713587")


def browser() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def test_reading_changes_no_row_on_any_page(given: Given, neighbour: Given) -> None:
    before, faults, seen = rows_of(given.business), [], 0
    for address in given.addresses(neighbour):
        for verb in READING:
            answer = browser().generic(verb, address)
            seen += answer.status_code == 200
            if answer.status_code >= 500 or answer.cookies:
                faults.append(f"{verb} {address}: {answer.status_code} {answer.cookies}")
    assert rows_of(given.business) == before
    assert faults == []
    assert seen >= 12


def test_every_page_asks_not_to_be_kept_nor_indexed_nor_told(given: Given) -> None:
    for path in given.paths.values():
        answer = browser().get(path)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]
        assert "http" not in _links_of(answer)


def test_one_customer_never_shows_another(given: Given, neighbour: Given) -> None:
    for address in neighbour.addresses(given):
        for verb in ("GET", "POST"):
            answer = browser().generic(verb, address)
            assert "CANARIUS" not in answer.content.decode(errors="replace"), address
    assert given.invoice.receivable is not None
    for under in (f"papier/{given.quote.pk}", f"dette/{given.invoice.receivable.pk}"):
        assert browser().get(f"{neighbour.paths['space']}/{under}").status_code == 404


def test_unknown_expired_revoked_and_given_away_are_the_same_page(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = browser().get(f"/d/{'a' * 27}")
    assert unknown.status_code == 404
    assert "CANARIUS" not in unknown.content.decode()
    with scope(business=given.business):
        point = ContactPoint.objects.get(customer=given.customer, kind="phone")
        moved = document_link(business=given.business, document=given.quote, now=now(), point=point)
        moved_path = "/" + url_of(moved).split("/", 3)[3]
        assert browser().get(moved_path).status_code == 200
        change_point(business=given.business, point=point, now=now(), value="694713599")
        revoke_links(business=given.business, customer=given.customer, now=now(), link=given.links["payment"])
    monkeypatch.setenv("KAYE_NOW", (now() + timedelta(days=31)).isoformat())
    gone = [moved_path, given.paths["payment"], given.paths["space"], f"/c/{'b' * 27}", "/p/é%00"]
    answers = [browser().get(path) for path in gone]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, unknown.content)}
    monkeypatch.setenv("KAYE_NOW", (now() + timedelta(days=30 + 91)).isoformat())
    assert browser().get(given.paths["quote"]).content == unknown.content


def test_a_new_link_goes_to_the_address_on_file_and_the_answer_is_the_same(given: Given) -> None:
    with scope(business=given.business):
        revoke_links(business=given.business, customer=given.customer, now=now())
    wanted = {"lien": "nouveau"}
    never = browser().post(f"/d/{'a' * 27}", wanted)
    answers = [browser().post(given.paths["quote"], wanted) for _ in range(5)]
    assert {(a.status_code, a.content) for a in answers} == {(never.status_code, never.content)}
    with scope(business=given.business):
        messages = OutgoingMessage.objects.filter(text_id="link.new")
        assert messages.count() == 1  # the same fresh link, one message: a rush of taps sends nothing more
        message = messages.get()
        assert message.address == "+237694713586"
        fresh = Link.objects.get(document=given.quote, revoked_at=None)
        assert url_of(fresh) in message.text


def test_tokens_are_long_random_and_never_in_the_base(given: Given) -> None:
    tokens = {path.split("/")[2] for path in given.paths.values()}
    assert len(tokens) == 5
    assert min(len(token) for token in tokens) >= 22  # 128 bits in base 64
    rows = rows_of(given.business)
    kept = repr((rows["Link"], rows["ChannelAccount"]))
    assert all(token not in kept for token in tokens)


def test_forms_are_taken_without_a_cookie_only_where_the_token_is(given: Given) -> None:
    answer = browser().post(
        f"{given.paths['quote']}/question", {"mots": "Quand ?"}, headers={"origin": "null"}
    )
    assert answer.status_code == 302
    assert browser().post(f"/d/{'a' * 27}/question", {"mots": "Quand ?"}).status_code == 404
    assert browser().post("/compte/login/", {"login": "x"}).status_code == 403


DRAWINGS = (
    '"/><script>alert(1)</script><path d="',
    "M0 0L1 1' onload='x",
    "M0 0L1 1 url(http://evil.example)",
    "<svg onload=alert(1)>",
    "M0 0" + "L1 1" * 20_000,
    "L1 1L2 2L3 3L4 4L5 5",
    "M0 0L1 1",
    "M0 0L1 1L2 2L3 3L4 4\x00",
    "m0 0c1 1 1 1 1 1z",
)


def test_a_drawing_holds_nothing_but_lines(given: Given) -> None:
    for drawn in DRAWINGS:
        answer = browser().post(f"{given.paths['quote']}/signer", {**TICKED, "trait": drawn})
        assert answer.status_code == (404 if "\x00" in drawn else 422), drawn
        assert "<script>alert" not in answer.content.decode()
    with scope(business=given.business):
        assert not Signature.objects.exists()


def test_what_is_signed_is_what_was_shown(given: Given) -> None:
    answer = browser().post(f"{given.paths['quote']}/signer", {**TICKED, "empreinte": "0" * 64})
    assert answer.status_code == 422
    assert "Le devis a changé" in answer.content.decode()


def test_hostile_words_change_no_header_and_break_no_page(given: Given) -> None:
    quote, payment = given.paths["quote"], given.paths["payment"]
    for rank, words in enumerate(STRINGS):
        acts: list[tuple[str, str, dict[str, str]]] = [
            (quote, "question", {"mots": words}),
            (quote, "plus-tard", {"jour": words}),
            (quote, "refus", {"raison": words, "mots": words}),
            (quote, "signer", {"nom": words, "lu": words, "trait": words, "code": words, "empreinte": words}),
            (payment, "promesse", {"jour": words, "montant": words}),
            (payment, "versements", {"nombre": words, "mots": words}),
            (payment, "payer", {"moyen": words, "montant": words, "telephone": words}),
            (payment, "desaccord", {"mots": words}),
        ]
        path, act, fields = acts[rank % len(acts)]
        agent = "x" + words[:50].replace("\r", "").replace("\n", "")
        answer = browser().post(f"{path}/{act}", fields, headers={"user-agent": agent})
        assert answer.status_code in (302, 404, 422), (act, words)
        assert answer.get("Location", path).startswith(path)
        shown = browser().get(path, {"fait": words[:40]})
        assert shown.status_code == (404 if "\x00" in words[:40] else 200), words


def test_a_name_signs_no_header_of_the_message(given: Given) -> None:
    with mailbox() as mail:
        _send_by_mail(given)
        name = "Lise\r\nBcc: voleur@evil.example"
        assert browser().post(f"{given.paths['quote']}/signer", {**TICKED, "nom": name}).status_code == 302
        with scope(business=given.business):
            assert Signature.objects.get().name == "Lise Bcc: voleur@evil.example"
            tick(business=given.business, now=now() + timedelta(minutes=5))
        raw = [email.message_from_bytes(each.data) for each in mail.accepted]
        assert raw
        assert all(message["Bcc"] is None for message in raw)


def _send_by_mail(given: Given) -> None:
    Business.objects.filter(pk=given.business.pk).update(channel_order="email", email="moi@exemple.fr")


def _links_of(answer: Any) -> str:
    """Everything that the page loads or leads to."""
    text = answer.content.decode()
    return " ".join(
        part.split('"')[0] for word in ('href="', 'src="', 'action="') for part in text.split(word)[1:]
    )
