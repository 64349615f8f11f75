"""Invoices on a real base: drafts, immutability, what depends on them, what leaves."""

from datetime import timedelta

import pytest

from kaye.actions.cancel_sale import cancel_sale
from kaye.actions.change_draft import StaleDraft, change_draft
from kaye.actions.change_papers import change_papers
from kaye.actions.check_invariants import check_invariants
from kaye.actions.credit_invoice import credit_invoice
from kaye.actions.draft_document import draft_document
from kaye.actions.duplicate_document import duplicate_document
from kaye.actions.export_invoice import export_invoice
from kaye.actions.grant_escompte import escompte_due
from kaye.actions.invoice_from import invoice_sale
from kaye.actions.issue_invoice import issue_invoice
from kaye.actions.record_sale import LineInput, record_sale
from kaye.actions.refusal import Refusal
from kaye.records.models import Case, Document, DocumentFile, Event, Receivable
from kaye.records.queries.documents import document_page
from tests.actions.offices import NOW, asked, issued, office, someone

pytestmark = pytest.mark.django_db
POSE = ("Pose", "1", "1 000")


def test_a_stale_draft_is_refused() -> None:
    with office() as business:
        customer = someone(business)
        draft = draft_document(
            business=business, kind="invoice", asked=asked(POSE), now=NOW, customer=customer
        )
        change_draft(business=business, document=draft, asked=asked(("Pose", "2", "10")), now=NOW, revision=1)
        assert (draft.revision, draft.ht) == (2, 2000)
        with pytest.raises(StaleDraft):
            change_draft(business=business, document=draft, asked=asked(POSE), now=NOW, revision=1)


def test_the_same_client_id_makes_one_draft() -> None:
    with office() as business:
        customer = someone(business)
        made = [
            draft_document(
                business=business,
                kind="invoice",
                asked=asked(POSE),
                now=NOW,
                customer=customer,
                client_id="a",
            )
            for _ in range(2)
        ]
        assert made[0].pk == made[1].pk


def test_a_copy_keeps_lines_and_prices_but_no_date() -> None:
    with office() as business:
        first = issued(business, someone(business), POSE, supply_on="2026-05-12", discount="10%")
        copy = duplicate_document(business=business, document=first, now=NOW)
        assert (copy.state, copy.number, copy.ttc) == ("draft", "", first.ttc)
        assert "supply_on" not in copy.asked


def test_later_changes_leave_the_bytes_as_they_were() -> None:
    with office() as business:
        paper = issued(business, someone(business), POSE)
        before = DocumentFile.objects.get(document=paper, role="pdf")
        change_papers(business=business, given={"address": "ailleurs", "legal_name": "Autre"}, now=NOW)
        business.colour, business.logo = "#aa0000", b"<svg xmlns='http://www.w3.org/2000/svg'/>"
        business.save(update_fields=["colour", "logo"])
        paper.refresh_from_db()
        found = export_invoice(business=business, document=paper, form="pdf", now=NOW + timedelta(days=400))
        assert found.content == bytes(before.content)
        assert paper.printed["document"]["seller"]["legal_name"] == "Froid Caraïbes SARL"


def test_a_draft_shows_its_pdf_and_keeps_nothing() -> None:
    with office() as business:
        draft = draft_document(
            business=business, kind="invoice", asked=asked(POSE), now=NOW, customer=someone(business)
        )
        assert export_invoice(business=business, document=draft, form="pdf", now=NOW).content[:4] == b"%PDF"
        assert not DocumentFile.objects.exists()


def test_an_issue_that_fails_takes_no_number_and_leaves_nothing() -> None:
    with office() as business:
        customer = someone(business)
        draft = draft_document(
            business=business, kind="invoice", asked=asked(POSE), now=NOW, customer=customer
        )
        Receivable.objects.create(
            business=business,
            customer=customer,
            origin="invoice",
            reference="F2026-0001",
            label="importée",
            issued_on=NOW.date(),
            total=1,
            created_at=NOW,
        )
        with pytest.raises(Refusal, match="porte déjà le numéro"):
            issue_invoice(business=business, document=draft, now=NOW)
        change_papers(business=business, given={"prefix.F": "FK"}, now=NOW)
        assert issue_invoice(business=business, document=draft, now=NOW).number == "FK2026-0001"


def test_the_journal_tells_every_paper_in_its_chain() -> None:
    with office() as business:
        paper = issued(business, someone(business), POSE)
        note = credit_invoice(business=business, invoice=paper, reason="erreur", now=NOW)
        events = Event.objects.filter(business=business, seq__isnull=False).order_by("seq")
        said = [(e.kind, e.payload.get("number"), e.payload.get("ttc")) for e in events][-2:]
        assert said == [
            ("invoice_issued", paper.number, 108500),
            ("credit_note_issued", note.number, 108500),
        ]


def test_an_invoiced_sale_is_not_taken_back() -> None:
    with office() as business:
        sale = record_sale(
            business=business,
            customer=someone(business),
            kind="credit",
            lines=[LineInput("Split", 1, 50000)],
            sold_on=NOW.date(),
            now=NOW,
        )
        cases = set(Case.objects.filter(subject_type="instalment").values_list("pk", flat=True))
        paper = issue_invoice(
            business=business, document=invoice_sale(business=business, sale=sale, now=NOW), now=NOW
        )
        assert (paper.ttc, Receivable.objects.count()) == (50000, 1)
        assert set(Case.objects.filter(subject_type="instalment").values_list("pk", flat=True)) == cases
        with pytest.raises(Refusal, match="faites un avoir"):
            cancel_sale(business=business, sale=sale, now=NOW)


def test_escompte_due() -> None:
    with office() as business:
        early = {"percent": "2", "days": 10}
        paper = issued(business, someone(business), POSE, escompte=early, terms="30")
        day = paper.issued_on
        assert day is not None
        assert escompte_due(paper, day + timedelta(days=10)) == 106330
        assert escompte_due(paper, day + timedelta(days=11)) is None
        assert escompte_due(issued(business, someone(business, "Paul"), POSE), day) is None


def test_lists_go_on_from_their_cursor_and_never_cross_the_walls() -> None:
    with office() as other:
        issued(other, someone(other), POSE)
    with office() as business:
        customer = someone(business)
        papers = [issued(business, customer, POSE) for _ in range(5)]
        first = document_page(business, ("invoice",), limit=3)
        rest = document_page(business, ("invoice",), limit=3, cursor=first.next or "")
        found = [each.pk for each in (*first.items, *rest.items)]
        assert found == [each.pk for each in reversed(papers)]
        assert (rest.next, document_page(business, ("invoice",), state="paid").items) == (None, ())
        late = NOW.date() + timedelta(days=40)
        assert len(document_page(business, ("invoice",), late_on=late).items) == 5


def test_checks_find_a_gap_a_changed_file_and_a_wrong_debt() -> None:
    with office() as business:
        paper = issued(business, someone(business), POSE)
        issued(business, paper.customer, POSE)
        assert check_invariants([business], NOW).found == 0
        DocumentFile.objects.filter(document=paper).update(content=b"autre")
        Receivable.objects.filter(pk=paper.receivable_id).update(total=1)
        Document.objects.filter(pk=paper.pk).update(number="F2026-0009")
        found = {each.check for each in check_invariants([business], NOW).violations}
        assert {"series_are_whole", "papers_are_kept", "invoices_owe_their_due"} <= found
